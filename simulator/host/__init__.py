"""The local host: runs function_app.py on this machine as Azure Functions would.

It serves HTTP routes, polls queues with host.json's settings and keeps timers, and calls the functions
with azure.functions' own objects. What the real host does that is not here: keys (not enforced, as under
Core Tools), blob-backed timer leases, scaling, output bindings other than an HTTP answer.
"""

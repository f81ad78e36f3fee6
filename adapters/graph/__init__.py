"""Microsoft Graph: mail to read, calendars to read and write, the directory, and subscriptions to change notifications.

Importing this package costs little: msgraph and azure-identity are loaded by the first call.
"""

from adapters.graph.tenant import GraphTenant

__all__ = ["GraphTenant"]

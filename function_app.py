"""Composes the app: its settings must hold, then the blueprints are registered, nothing else.

The host imports this once an instance has its settings (facts: a placeholder's come before). What raises here is
in the log as the reason why no function is found.
"""

import azure.functions as func

from functions import admin, health, notifications, schedule, work
from wiring.settings import Settings

Settings.read()
app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
for blueprint in (notifications, schedule, work, admin, health):
    app.register_functions(blueprint.blueprint)

"""Composes the app: registers the blueprints, nothing else."""

import azure.functions as func

from functions import admin, health, notifications, schedule, work

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
for blueprint in (notifications, schedule, work, admin, health):
    app.register_functions(blueprint.blueprint)

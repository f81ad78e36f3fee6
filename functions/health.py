"""Whether this instance can do its work: asked by load balancers and by `make demo`."""

import json

import azure.functions as func

from wiring.engine import engine

blueprint = func.Blueprint()


@blueprint.function_name("health")
@blueprint.route("api/health", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
async def health(req: func.HttpRequest) -> func.HttpResponse:
    """Answer 200 with what this process has counted, once its parts could be put together."""
    app = await engine()
    told = {"status": "ready", "counts": app.meter.read()}
    return func.HttpResponse(json.dumps(told), mimetype="application/json")

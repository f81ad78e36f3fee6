"""People call: every page and the JSON API behind them go through one router (admin.handle).

In Azure the host asks for the function key before anything here runs (authLevel function); a local host
asks for none, as the Functions Core Tools do.
"""

from functools import partial

import azure.functions as func

from admin import Console, PageRequest, handle
from admin.refusals import Refused
from flows.calendar.preview import preview
from flows.contacts.preview import preview_contacts
from flows.sharing.preview import preview_sharing
from wiring.engine import Engine, engine

blueprint = func.Blueprint()


@blueprint.function_name("pages")
@blueprint.route(
    "{*path}",
    methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
    auth_level=func.AuthLevel.FUNCTION,
)
async def pages(req: func.HttpRequest) -> func.HttpResponse:
    """Answer a page, a static file or a call of the JSON API."""
    app = await engine()
    try:
        asked = PageRequest.read(
            method=req.method, url=req.url, headers=req.headers, body=req.get_body()
        )
    except Refused as refused:
        return func.HttpResponse(str(refused), status_code=refused.status)
    told = await handle(asked, _console(app))
    return func.HttpResponse(told.body, status_code=told.status, headers=dict(told.headers))


def _console(app: Engine) -> Console:
    return Console(
        memory=app.parts.memory,
        policies=app.parts.policies,
        queue=app.parts.queue,
        desk=app.desk,
        calendar_desk=app.calendar_desk,
        contact_desk=app.contact_desk,
        preview=partial(preview, app.parts),
        preview_contacts=partial(preview_contacts, app.parts),
        preview_sharing=partial(preview_sharing, app.parts),
        surroundings=app.parts.surroundings,
        digester=app.parts.digester,
        meter=app.meter,
    )

"""People call: every page and the JSON API behind them go through one router (admin.handle).

The host lets everybody through (authLevel anonymous): who may ask is checked in code, by the door chosen
here from RAPPORT_SIGN_IN. No function key, and no header that a proxy or App Service authentication sets,
opens anything.
"""

from functools import partial

import azure.functions as func

from admin import Console, PageRequest, handle, headers
from admin.door import Door, LocalDoor
from admin.entra_door import EntraDoor
from admin.refusals import Refused
from flows.calendar.preview import preview
from flows.contacts.preview import preview_contacts
from flows.sharing.preview import preview_sharing
from sync_core.seals import Sealer
from wiring.doctoring import examined
from wiring.engine import Engine, engine

blueprint = func.Blueprint()


class NobodyCanSignIn(RuntimeError):
    """RAPPORT_SIGN_IN=entra, but this process holds nothing that proves tokens."""


@blueprint.function_name("pages")
@blueprint.route(
    "{*path}",
    methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
    auth_level=func.AuthLevel.ANONYMOUS,
)
async def pages(req: func.HttpRequest) -> func.HttpResponse:
    """Answer a page, a static file or a call of the JSON API."""
    app = await engine()
    try:
        asked = PageRequest.read(
            method=req.method, url=req.url, headers=req.headers, body=req.get_body()
        )
    except Refused as refused:
        return func.HttpResponse(
            str(refused),
            status_code=refused.status,
            mimetype="text/plain",
            headers=dict(headers.ALWAYS),
        )
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
        door=_door(app),
        examine=partial(examined, app),
    )


def _door(app: Engine) -> Door:
    """Return the door that the settings choose.

    Raises:
        NobodyCanSignIn: this process was put together without what proves tokens.
    """
    settings, registration = app.settings, app.settings.registration
    if registration is None:
        return LocalDoor()
    if app.tokens is None:
        raise NobodyCanSignIn
    return EntraDoor(
        of=registration,
        tokens=app.tokens,
        sealer=Sealer(settings.digest_key),
        public_url=settings.public_url,
        now=app.parts.surroundings.now,
    )

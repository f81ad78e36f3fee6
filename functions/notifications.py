"""Microsoft Graph tells: change notifications and lifecycle events. Stored first, then answered.

The answers follow Graph's rules for webhooks (facts: graph §4.2, §4.3): the validation token comes back
as plain text; 202 only when the work is stored; anything else makes Graph send again for up to 4 hours.
Where subscriptions name an Event Grid partner topic, Event Grid hands over the same notifications one by one (facts: graph §4.6).
"""

import json

import azure.functions as func

from flows.meter import Cost
from flows.wakeups import accept_notifications
from functions.telling import tell
from sync_core import limits
from sync_core.failures import RetryAfter
from sync_core.log_lines import NotificationsDropped
from sync_core.notifications import UnreadablePost
from wiring.engine import engine

blueprint = func.Blueprint()


@blueprint.function_name("notifications")
@blueprint.route("api/notifications", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
async def notifications(req: func.HttpRequest) -> func.HttpResponse:
    """Answer a change notification, or the handshake that precedes them."""
    return await _answer(req)


@blueprint.function_name("lifecycle")
@blueprint.route("api/lifecycle", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
async def lifecycle(req: func.HttpRequest) -> func.HttpResponse:
    """Answer what Graph tells of a subscription itself, or the handshake that precedes it."""
    return await _answer(req)


@blueprint.function_name("graph_events")
@blueprint.event_grid_trigger(arg_name="event")
async def graph_events(event: func.EventGridEvent) -> None:
    """Take one notification from Event Grid; what fails here is delivered again.

    By whichever schema it comes, its data is judged as a post's item is: by its client state, not by its type.
    """
    try:
        await _stored(json.dumps({"value": [event.get_json()]}).encode())
    except UnreadablePost:
        tell(NotificationsDropped(count=1))


async def _answer(req: func.HttpRequest) -> func.HttpResponse:
    token = req.params.get("validationToken")
    if token is not None:
        return _handshake(token)
    body = req.get_body()
    if len(body) > limits.NOTIFICATION_BODY_BYTES_MAX:
        return func.HttpResponse(status_code=413)
    try:
        await _stored(body)
    except UnreadablePost:
        return func.HttpResponse(status_code=400)
    except RetryAfter:
        return func.HttpResponse(status_code=503)
    return func.HttpResponse(status_code=202)


async def _stored(body: bytes) -> None:
    """Store what a post asks for, and count it.

    Raises:
        UnreadablePost: nothing of the post could be used; it is counted as dropped.
        RetryAfter: something was not stored.
    """
    app = await engine()
    try:
        heard = await accept_notifications(app.parts, body, app.settings.tenant_id)
    except UnreadablePost:
        app.meter.count(Cost.NOTIFICATIONS_DROPPED)
        raise
    app.meter.count(Cost.NOTIFICATIONS, heard.accepted)
    app.meter.count(Cost.NOTIFICATIONS_DROPPED, heard.dropped)
    if heard.dropped:
        tell(NotificationsDropped(count=heard.dropped))


def _handshake(token: str) -> func.HttpResponse:
    """Echo the token, decoded once by the host, as plain text: no browser ever reads it as a page.

    Graph's tokens are one visible line; what is longer, empty or holds control characters is not Graph's.
    """
    is_graphs = 0 < len(token) <= limits.VALIDATION_TOKEN_CHARACTERS_MAX and token.isprintable()
    if not is_graphs:
        return func.HttpResponse(status_code=400)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return func.HttpResponse(token, status_code=200, mimetype="text/plain", headers=headers)

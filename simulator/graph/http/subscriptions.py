"""Endpoints of subscriptions; creating one asks both notification addresses first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

from simulator.graph.http.calls import Call
from simulator.graph.http.records import Response, answer
from simulator.graph.identifiers import guid
from simulator.graph.mailstore import ChangeType
from simulator.graph.refusals import bad_request, validation_failed
from simulator.graph.subscribing import Subscribing, Wish
from simulator.graph.subscriptions import Subscribed

_APPLICATION = "11112222-bbbb-3333-cccc-4444dddd5555"
_EVENT_GRID = "EventGrid:?"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a notification address answered."""

    status: int
    content_type: str = ""
    body: bytes = b""


class NoReply(Exception):
    """A notification address did not answer in time, or could not be reached."""


PostTo = Callable[[str, bytes, str, float], Awaitable[Reply]]
"""Posts to an address: url, body, content type, seconds to wait. Raises NoReply."""


async def create(call: Call, post: PostTo) -> Response:
    """POST /subscriptions."""
    told, subscribing = call.request.json(), Subscribing(call.service)
    wished = subscribing.wished(_wish(call, told))
    await _shake_hands(call, wished, post)
    kept = subscribing.keep(wished)
    return answer({"@odata.context": call.context("subscriptions/$entity")} | shown(kept), 201)


def list_all(call: Call) -> Response:
    """GET /subscriptions."""
    value = [shown(held) for held in Subscribing(call.service).all()]
    return answer({"@odata.context": call.context("subscriptions"), "value": value})


def one(call: Call) -> Response:
    """GET /subscriptions/{id}."""
    held = Subscribing(call.service).one(call.names[0])
    return answer({"@odata.context": call.context("subscriptions/$entity")} | shown(held))


def renew(call: Call) -> Response:
    """PATCH /subscriptions/{id}: only the expiration may change here."""
    told = call.request.json()
    unknown = told.keys() - {"expirationDateTime"}
    if unknown:
        raise bad_request(f"{', '.join(sorted(unknown))} cannot be updated.", "InvalidRequest")
    held = Subscribing(call.service).renew(call.names[0], _moment(told.get("expirationDateTime")))
    return answer({"@odata.context": call.context("subscriptions/$entity")} | shown(held))


def delete(call: Call) -> Response:
    """DELETE /subscriptions/{id}."""
    Subscribing(call.service).one(call.names[0])
    call.service.tenant.subscriptions.remove(call.names[0])
    return Response(204)


def reauthorize(call: Call) -> Response:
    """POST /subscriptions/{id}/reauthorize."""
    Subscribing(call.service).reauthorize(call.names[0])
    return Response(204)


def shown(held: Subscribed) -> dict[str, Any]:
    """Return a subscription as a resource."""
    return {
        "id": held.id,
        "resource": held.resource,
        "applicationId": _APPLICATION,
        "changeType": ",".join(c.value for c in ChangeType if c in held.change_types),
        "clientState": held.client_state,
        "notificationUrl": held.notification_url,
        "lifecycleNotificationUrl": held.lifecycle_url,
        "expirationDateTime": held.expires_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "creatorId": _APPLICATION,
        "latestSupportedTlsVersion": "v1_2",
        "includeResourceData": False,
        "encryptionCertificate": None,
        "encryptionCertificateId": None,
        "notificationQueryOptions": None,
        "notificationUrlAppId": None,
    }


def _wish(call: Call, told: dict[str, Any]) -> Wish:
    """Return what a subscription's resource asks for.

    Raises:
        Refusal: 400, names the property that is missing or wrong.
    """
    texts = {n: told.get(n) for n in ("resource", "changeType", "notificationUrl")}
    missing = [name for name, value in texts.items() if not isinstance(value, str) or not value]
    if missing:
        raise bad_request(f"{missing[0]} is required.", "InvalidRequest")
    if told.get("includeResourceData"):
        raise bad_request("encryptionCertificate is required.", "InvalidRequest")
    return Wish(
        resource=told["resource"],
        change_types=_change_types(told["changeType"]),
        notification_url=told["notificationUrl"],
        lifecycle_url=told.get("lifecycleNotificationUrl"),
        client_state=told.get("clientState"),
        expires_at=_moment(told.get("expirationDateTime")),
        has_immutable_ids=call.preferences.immutable_ids,
    )


def _change_types(text: str) -> frozenset[ChangeType]:
    try:
        return frozenset(ChangeType(part.strip().lower()) for part in text.split(","))
    except ValueError:
        raise bad_request("changeType is invalid.", "InvalidRequest") from None


def _moment(text: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise bad_request("expirationDateTime is invalid.", "InvalidRequest") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def _shake_hands(call: Call, wished: Subscribed, post: PostTo) -> None:
    """Ask each address to echo a token: once each, twice where both are the same; an Event Grid topic is asked nothing.

    Raises:
        Refusal: 400 ValidationError, an address did not answer as it must.
    """
    tenant = call.service.tenant
    for url in filter(None, (wished.notification_url, wished.lifecycle_url)):
        if url.startswith(_EVENT_GRID):
            continue
        if tenant.strikes(tenant.rules.handshake_failure_chance):
            raise validation_failed("The request timed out.")
        request_id = guid(tenant.surroundings.new_id())
        token = (
            "Validation: Testing client application reachability for subscription "
            f"Request-Id: {request_id} & <{request_id[:8]}+{request_id[-4:]}%>"
        )
        joint = "&" if "?" in url else "?"
        await _echoed(
            post,
            f"{url}{joint}validationToken={quote_plus(token)}",
            token,
            tenant.rules.handshake_seconds,
        )


async def _echoed(post: PostTo, url: str, token: str, seconds: float) -> None:
    try:
        reply = await post(url, b"", "text/plain; charset=utf-8", seconds)
    except NoReply:
        raise validation_failed("The request timed out.") from None
    if reply.status != 200:
        raise validation_failed(f"Notification endpoint must respond with 200, got {reply.status}.")
    if reply.content_type.partition(";")[0].strip().lower() != "text/plain":
        raise validation_failed("Notification endpoint must respond with Content-Type text/plain.")
    if reply.body != token.encode():
        raise validation_failed("The validation token does not match.")

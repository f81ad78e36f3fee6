"""Endpoints of messages: lists, one message, a folder's delta, sending."""

from typing import Any

from simulator.graph.delta import DeltaPage
from simulator.graph.folders import Folder
from simulator.graph.http import options
from simulator.graph.http.calls import Call
from simulator.graph.http.encoding import MessageWriter
from simulator.graph.http.records import Response, answer
from simulator.graph.mail import Mail, MailItem, Recipient
from simulator.graph.refusals import Refusal, bad_request, item_not_found
from simulator.graph.service import Listing

_TOP_DEFAULT = 10  # page user-list-messages
_DELTA_OPTIONS = frozenset(("$select", "$top", "$expand", "$filter", "$orderby", "changeType"))
_DELTA_OPERATORS = frozenset(("ge", "gt"))


def list_all(call: Call) -> Response:
    """GET /users/{id}/messages."""
    return _listed(call, None)


def list_in_folder(call: Call) -> Response:
    """GET /users/{id}/mailFolders/{id}/messages."""
    return _listed(call, call.box.mail.folder(call.names[1]))


def one(call: Call) -> Response:
    """GET /users/{id}/messages/{id}."""
    return _one(call, call.box.mail.find(call.names[1]))


def one_in_folder(call: Call) -> Response:
    """GET /users/{id}/mailFolders/{id}/messages/{id}."""
    folder, item = call.box.mail.folder(call.names[1]), call.box.mail.find(call.names[2])
    if item.folder != folder.number:
        raise item_not_found()
    return _one(call, item)


def _one(call: Call, item: MailItem) -> Response:
    written = _writer(call, call.request.query).write(item)
    context = call.context(f"users('{call.box.id}')/messages/$entity")
    return _answer(call, f'{{"@odata.context":"{context}",{written[1:]}')


def delta_of_all(call: Call) -> Response:  # noqa: ARG001  the shape of a handler
    """GET /users/{id}/messages/delta: the SDK offers it, the service refuses it (facts §1.1)."""
    raise bad_request(
        "Change tracking is not supported against 'microsoft.graph.message'.",
        "ErrorInvalidUrlQuery",
    )


def delta_in_folder(call: Call) -> Response:
    """GET /users/{id}/mailFolders/{id}/messages/delta."""
    folder = call.box.mail.folder(call.names[1])
    query = dict(call.request.query)
    token = query.pop("$deltatoken", None) or query.pop("$skiptoken", None)
    chosen = {} if token else {k: v for k, v in query.items() if k in _DELTA_OPTIONS}
    if token == "latest":  # noqa: S105  a word of the API
        raise bad_request("Invalid deltatoken: latest is not supported.", "ErrorInvalidUrlQuery")
    _check_delta_options(chosen)
    first = options.span_of(chosen.get("$filter", ""), _DELTA_OPERATORS).first
    options.number(chosen, "$top", _TOP_DEFAULT)
    size = call.preferences.page_items
    page = call.service.message_delta(call.box, folder, token, chosen, size, first)
    return _delta_answer(call, folder, page)


def send(call: Call) -> Response:
    """POST /users/{id}/sendMail."""
    box, told = call.box, call.request.json()
    message = next((v for k, v in told.items() if k.lower() == "message"), None)
    if not isinstance(message, dict):
        raise bad_request("The message is missing.", "ErrorInvalidRequest")
    author = Recipient(box.user.mail or "", box.user.name)
    call.service.tenant.send(box.id, mail_of(message, author))
    return Response(202)


def translate_ids(call: Call) -> Response:
    """POST /users/{id}/translateExchangeIds: between the default and the immutable format."""
    told = {k.lower(): v for k, v in call.request.json().items()}
    ids, target = told.get("inputids"), str(told.get("targetidtype", "")).lower()
    if not isinstance(ids, list) or not 1 <= len(ids) <= 1_000:
        raise bad_request("inputIds must hold 1 to 1000 ids.", "ErrorInvalidRequest")
    if target not in ("restid", "restimmutableentryid"):
        raise bad_request("Unsupported targetIdType.", "ErrorInvalidRequest")
    value = [_translated(call, str(name), immutable=target != "restid") for name in ids]
    context = call.context("Collection(microsoft.graph.convertIdResult)")
    return answer({"@odata.context": context, "value": value})


def mail_of(message: dict[str, Any], author: Recipient | None) -> Mail:
    """Return the mail that a message resource describes.

    Raises:
        Refusal: 400, names what is wrong.
    """
    body = message.get("body") or {}
    try:
        return Mail(
            author=_recipient(message["from"]) if message.get("from") else author,
            to=_line(message.get("toRecipients")),
            cc=_line(message.get("ccRecipients")),
            bcc=_line(message.get("bccRecipients")),
            subject=message.get("subject") or "",
            body=body.get("content") or "",
            body_is_html=str(body.get("contentType", "")).lower() == "html",
            internet_message_id=message.get("internetMessageId"),
            importance=message.get("importance") or "normal",
        )
    except (AttributeError, KeyError, TypeError):
        raise bad_request("The message is malformed.", "ErrorInvalidRequest") from None


def _listed(call: Call, folder: Folder | None) -> Response:
    query = call.request.query
    box, span = call.box, options.span_of(query.get("$filter", ""))
    top = options.number(query, "$top", call.preferences.page_items or _TOP_DEFAULT)
    asked = Listing(
        folder=folder,
        first=span.first,
        last=span.last,
        newest_first=options.newest_first(query),
        skip=options.number(query, "$skip", 0),
        top=top,
    )
    page = call.service.listed(box, asked)
    writer = _writer(call, query)
    where = f"users('{box.id}')/messages"
    parts = [f'{{"@odata.context":"{call.context(where)}"']
    if query.get("$count", "").lower() == "true":
        timeline = folder.timeline if folder else box.mail.timeline
        parts.append(f'"@odata.count":{timeline.count(span.first, span.last)}')
    if page.next_skip is not None:
        parts.append(f'"@odata.nextLink":"{call.same_link(skip=str(page.next_skip))}"')
    value = ",".join([writer.write(item) for item in page.items])
    return _answer(call, ",".join([*parts, f'"value":[{value}]}}']))


def _check_delta_options(chosen: dict[str, str]) -> None:
    order = chosen.get("$orderby", "")
    if order and order.split() != ["receivedDateTime", "desc"]:
        raise bad_request("The $orderby query parameter is invalid.", "ErrorInvalidUrlQuery")
    if chosen.get("changeType", "created") not in ("created", "updated", "deleted"):
        raise bad_request("Invalid changeType.", "ErrorInvalidUrlQuery")


def _delta_answer(call: Call, folder: Folder, page: DeltaPage) -> Response:
    box, wanted = call.box, page.options.get("changeType")
    writer = _writer(call, page.options)
    filtered = options.span_of(page.options.get("$filter", "")).first
    written = []
    for told in page.told:
        item = None if told.is_removed else box.mail.items.get(told.number)
        change = "deleted" if item is None else "created" if told.is_new else "updated"
        if wanted and wanted != change:
            continue
        if item is None:
            written.append(_removed(call, folder, told.number))
        elif filtered is None or item.received >= filtered:
            whole = not told.is_partial
            written.append(writer.write(item, with_type=True) if whole else writer.write_part(item))
    name = "deltatoken" if page.is_over else "skiptoken"
    path = f"/users/{box.id}/mailFolders('{folder.id}')/messages/delta"
    link = call.link(path, **{name: page.token})
    field = "@odata.deltaLink" if page.is_over else "@odata.nextLink"
    context = call.context("Collection(message)")
    start = f'{{"@odata.context":"{context}","{field}":"{link}","value":['
    return _answer(call, start + ",".join(written) + "]}")


def _removed(call: Call, folder: Folder, number: int) -> str:
    ids, immutable = call.box.ids, call.preferences.immutable_ids
    name = ids.immutable(number) if immutable else ids.default(number, folder.left.get(number, 0))
    return f'{{"@odata.type":"#microsoft.graph.message","id":"{name}","@removed":{{"reason":"deleted"}}}}'


def _writer(call: Call, query: Any) -> MessageWriter:
    return MessageWriter(
        box=call.box,
        immutable_ids=call.preferences.immutable_ids,
        text_bodies=call.preferences.text_bodies,
        properties=MessageWriter.properties_of(query.get("$select", "")),
        with_sensitivity=options.asks_sensitivity(query),
    )


def _answer(call: Call, document: str) -> Response:
    return answer(document.encode(), headers=call.preferences.applied)


def _translated(call: Call, name: str, *, immutable: bool) -> dict[str, Any]:
    try:
        item = call.box.mail.find(name)
    except Refusal as refusal:
        details = {"code": refusal.code, "message": refusal.message}
        return {"sourceId": name, "targetId": None, "errorDetails": details}
    ids = call.box.ids
    target = ids.immutable(item.number) if immutable else ids.default(item.number, item.moves)
    return {"sourceId": name, "targetId": target}


def _line(recipients: Any) -> tuple[Recipient, ...]:
    return tuple(_recipient(r) for r in recipients or ())


def _recipient(told: dict[str, Any]) -> Recipient:
    address = told["emailAddress"]
    return Recipient(address["address"], address.get("name") or "")

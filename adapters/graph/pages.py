"""Pages of messages: decoded whole, and only where that fails item by item, so that one bad item stands alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from adapters.graph.listing import Listing
from adapters.graph.mending import mended
from adapters.graph.reading import message_of, utc
from adapters.graph.wire import CHANGES, MESSAGE, MESSAGES, REFERENCE, WireMessage, WireReference
from sync_core.mail import Message, MessageId, Unreadable

T = TypeVar("T")
TIME_UNKNOWN = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""Stands for the arrival of an item whose time could not be read: later than any start date, so never passed over."""
_NO_ID = MessageId("without-id")
"""Stands for the id of an item listed without one: Graph refuses it as malformed, so it stays a failed item."""
_NO_TIME = "receivedDateTime: missing, expected a time"


@dataclass(frozen=True, slots=True)
class Bad:
    """One item that is not shaped as its type."""

    id: MessageId
    received_at: datetime | None
    problem: str


def messages_of(body: bytes, otherwise: datetime) -> tuple[tuple[Message | Unreadable, ...], str]:
    """Return a page's messages and its next link (empty where it is the last).

    An item whose time is unreadable takes its neighbour's, since the page is in order of time; on a page
    without any time, `otherwise`.

    Raises:
        Unavailable: the answer is no page at all.
    """
    page = _whole(MESSAGES, body)
    if page is not None:
        items: list[WireMessage | Bad] = list(page["value"])
        following = page.get("@odata.nextLink") or ""
    else:
        listed = Listing.of(body)
        items, following = [checked_message(item) for item in listed.items], listed.following
    read = [message_or_unreadable(item) for item in items]
    return tuple(_with_times(read, otherwise)), following


def changes_of(body: bytes) -> tuple[list[WireReference | Bad], str, str]:
    """Return a delta page's items, its next link and its delta link (either may be empty).

    Raises:
        Unavailable: the answer is no page at all.
    """
    page = _whole(CHANGES, body)
    if page is not None:
        following, finished = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
        return list(page["value"]), following or "", finished or ""
    listed = Listing.of(body)
    items = [checked_reference(item) for item in listed.items]
    return items, listed.following, listed.finished


def message_or_unreadable(item: WireMessage | Bad) -> Message | Unreadable:
    """Return one item as the engine knows it."""
    if isinstance(item, Bad):
        return Unreadable(
            id=item.id, received_at=item.received_at or TIME_UNKNOWN, problem=item.problem
        )
    received = item.get("receivedDateTime") or item.get("sentDateTime")
    if received is None:
        return Unreadable(id=MessageId(item["id"]), received_at=TIME_UNKNOWN, problem=_NO_TIME)
    return message_of(item, received)


def checked_message(item: Any) -> WireMessage | Bad:
    """Return one decoded message as its type, or what is wrong with it.

    A sender's clock that makes no sense (`sentDateTime`) is left out rather than losing the message.
    """
    found = _validated(MESSAGE, item)
    if isinstance(found, str) and found.startswith("sentDateTime:"):
        return checked_message({**item, "sentDateTime": None})
    return _bad(item, found) if isinstance(found, str) else found


def checked_reference(item: Any) -> WireReference | Bad:
    """Return one decoded item of a delta as its type, or what is wrong with it."""
    found = _validated(REFERENCE, item)
    return _bad(item, found) if isinstance(found, str) else found


def _whole(adapter: TypeAdapter[T], body: bytes) -> T | None:
    """Return the page, or None where any part of it is not as declared."""
    try:
        return adapter.validate_json(body)
    except ValidationError:
        return None


def _validated(adapter: TypeAdapter[T], item: Any) -> T | str:
    """Return the item, or which field was not as expected."""
    try:
        return adapter.validate_json(mended(item))
    except ValidationError as bad:
        first = bad.errors(include_input=False, include_url=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'item'}: {first['msg']}"


def _bad(item: Any, problem: str) -> Bad:
    """Return what can be told of an item that is not as declared."""
    told = item if isinstance(item, dict) else {}
    known = told.get("id")
    received = _part(TypeAdapter(datetime).validate_python, told.get("receivedDateTime"))
    return Bad(
        MessageId(known) if isinstance(known, str) and known else _NO_ID,
        None if received is None else utc(received),
        problem,
    )


def _part(validate: Callable[[Any], T], value: Any) -> T | None:
    """Return a single value as its type, or None."""
    try:
        return validate(value)
    except ValidationError:
        return None


def _with_times(
    items: list[Message | Unreadable], otherwise: datetime
) -> list[Message | Unreadable]:
    """Return the items, those of unknown time with a neighbour's: the one before, else the first known."""
    if all(type(item) is Message for item in items):
        return items
    known = [item.received_at for item in items if item.received_at != TIME_UNKNOWN]
    last = known[0] if known else otherwise
    timed: list[Message | Unreadable] = []
    for item in items:
        if isinstance(item, Unreadable) and item.received_at == TIME_UNKNOWN:
            timed.append(replace(item, received_at=last))
        else:
            timed.append(item)
            last = item.received_at
    return timed

"""The calendars of a tenant as a document, so that a tenant in a later process goes on with them.

What a delta token stands for is not kept: every cursor is lost, as after a restore of a mailbox.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter

from simulator.graph.calendar.calendars import Calendar
from simulator.graph.calendar.events import EventItem
from simulator.graph.calendar.invitations import MeetingMail
from simulator.graph.calendar.store import CalendarStore
from simulator.graph.tenant import Tenant
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeptCalendar:
    number: int
    name: str
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeptStore:
    last_number: int
    calendars: tuple[_KeptCalendar, ...]
    items: tuple[EventItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeptMailbox:
    mailbox: MailboxId
    zone: str
    store: _KeptStore


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    mailboxes: tuple[_KeptMailbox, ...]
    outside: _KeptStore
    mails: tuple[MeetingMail, ...]


_KEPT = TypeAdapter(_Kept)


def kept_calendars(tenant: Tenant) -> bytes:
    """Return all calendars of a tenant, its outside meetings and its invitation log as JSON."""
    mailboxes = tuple(
        _KeptMailbox(mailbox=box.id, zone=box.zone, store=_kept(box.calendars))
        for box in tenant.mailboxes()
    )
    outside, mails = _kept(tenant.outlook.outside.store), tuple(tenant.invitations.mails)
    return _KEPT.dump_json(_Kept(mailboxes=mailboxes, outside=outside, mails=mails))


def restore_calendars(tenant: Tenant, document: bytes) -> int:
    """Give a tenant the calendars of a former one, whose people it has; return how many events there are.

    Raises:
        ValueError: it is no such document.
        Refusal: somebody in it is not of this tenant.
    """
    kept = _KEPT.validate_json(document)
    boxes = [(tenant.mailbox(told.mailbox), told) for told in kept.mailboxes]
    for box, told in boxes:
        box.zone = told.zone
        _restore(box.calendars, told.store)
    _restore(tenant.outlook.outside.store, kept.outside)
    tenant.invitations.mails[:] = kept.mails
    return sum(len(told.store.items) for told in kept.mailboxes)


def _kept(store: CalendarStore) -> _KeptStore:
    calendars = (
        _KeptCalendar(number=c.number, name=c.name, is_default=c.is_default)
        for c in store.calendars.values()
    )
    return _KeptStore(
        last_number=store.ids.given,
        calendars=tuple(calendars),
        items=tuple(store.items.values()),
    )


def _restore(store: CalendarStore, kept: _KeptStore) -> None:
    store.ids.pass_over(kept.last_number)
    calendars = (
        Calendar(
            number=c.number, id=store.ids.folder(c.number), name=c.name, is_default=c.is_default
        )
        for c in kept.calendars
    )
    store.restore(calendars, _typed(kept.items))


def _typed(items: Iterable[EventItem]) -> Iterable[EventItem]:
    """Yield events whose overrides are again what they were: a document knows no type of theirs."""
    for item in items:
        item.overrides = {name: getattr(item.says, name) for name in item.overrides}
        yield item

"""Which mailboxes are captured, and for whom: the directory and the policy, compared with what we know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sync_core import limits
from sync_core.calendar.policy import CalendarPolicy
from sync_core.contacts.policy import ContactsPolicy
from sync_core.failures import ParkReason
from sync_core.mail import Address, CrmUserId
from sync_core.mailboxes import DirectoryUser, MailboxKind, MailboxRecord
from sync_core.policy import MailboxChoice, Mailboxes
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Fields of one mailbox's record that are to change."""

    mailbox: MailboxId
    fields: Mapping[str, Any]
    begins: bool
    """Capture starts (again) here: subscribe and back-fill."""


def enrol(
    users: Iterable[DirectoryUser],
    chosen: Mailboxes,
    owners: Mapping[Address, CrmUserId],
    known: Mapping[MailboxId, MailboxRecord],
    now: datetime,
    calendar: CalendarPolicy = CalendarPolicy(),  # noqa: B008  frozen: off unless the firm says so
    contacts: ContactsPolicy = ContactsPolicy(),  # noqa: B008  likewise
) -> tuple[Enrolment, ...]:
    """Return what changes. A user missing from the directory changes nothing: absence is no proof."""
    listed = {c.mailbox.strip().casefold(): c for c in chosen.listed}
    excepted = {e.strip().casefold() for e in chosen.excepted}
    changes = []
    for user in users:
        choice = _choice(user, listed)
        wanted = _is_wanted(user, chosen, choice, excepted)
        record = known.get(user.id)
        if wanted or record is not None:
            before = record or MailboxRecord(id=user.id)
            fields = _fields(user, before, wanted, _owner(user, choice, owners), now)
            has_contacts = wanted and contacts.includes(user.id)
            fields["contacts_enabled"] = has_contacts
            needs_them = calendar.only_with_contacts
            may_have = has_contacts or not needs_them
            fields["calendar_enabled"] = wanted and may_have and calendar.includes(user.id)
            changed = _changed(before, fields)
            if changed or record is None:
                begins = wanted and user.has_mailbox and not before.is_active
                changes.append(Enrolment(user.id, changed, begins))
    return tuple(changes)


def _choice(user: DirectoryUser, listed: Mapping[str, MailboxChoice]) -> MailboxChoice | None:
    names = (user.id.casefold(), *([user.primary] if user.primary else []))
    return next((listed[n] for n in names if n in listed), None)


def _is_wanted(
    user: DirectoryUser, chosen: Mailboxes, choice: MailboxChoice | None, excepted: set[str]
) -> bool:
    if choice is not None:
        return True
    is_left_alone = user.id.casefold() in excepted or user.primary in excepted
    captures = chosen.choose == "all" and user.has_mailbox and user.kind is not MailboxKind.ROOM
    return captures and not is_left_alone


def _owner(
    user: DirectoryUser, choice: MailboxChoice | None, owners: Mapping[Address, CrmUserId]
) -> CrmUserId | None:
    """Return the nominated user, else the member of staff who has one of the mailbox's addresses."""
    if choice is not None and choice.nominated_user:
        return CrmUserId(choice.nominated_user)
    own = ([user.primary] if user.primary else []) + list(user.addresses)
    return next((owners[a] for a in own if a in owners), None)


def _fields(
    user: DirectoryUser,
    before: MailboxRecord,
    wanted: bool,
    owner: CrmUserId | None,
    now: datetime,
) -> dict[str, Any]:
    """Return the fields the directory and the policy decide.

    A mailbox without licence is parked, and back when it has one; parked for another reason it stays so.
    """
    fields: dict[str, Any] = {"kind": user.kind, "enabled": wanted, "owner": owner}
    if wanted and not before.enabled:
        fields["enabled_at"] = now
    if wanted and not user.has_mailbox:
        fields["parked"] = ParkReason.NO_MAILBOX
        fields["recheck_at"] = now + timedelta(seconds=limits.PARKED_RECHECK_SECONDS)
    elif wanted and before.parked is ParkReason.NO_MAILBOX:
        fields["parked"] = None
        fields["recheck_at"] = None
    return fields


def _changed(before: MailboxRecord, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that differ; when a parked mailbox is rechecked is no change by itself."""
    changed = {k: v for k, v in fields.items() if getattr(before, k) != v}
    return {} if set(changed) == {"recheck_at"} else changed

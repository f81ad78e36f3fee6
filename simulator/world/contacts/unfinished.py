"""What the engine has yet to come to before all is quiet; whatever is held or asked is answered on the way."""

from datetime import datetime, timedelta

from simulator.world.contacts.cast import Cast
from simulator.world.contacts.in_office.streams import STREAMS
from simulator.world.outside import Outside, at_once
from sync_core.mail import Address, PersonId
from sync_core.mailboxes import MailboxRecord
from sync_core.reconcile.pairs import PairKey, PairState, Writing
from sync_core.work import MailboxId, Stream, Task

_DAY = timedelta(days=1)
_SWEPT = "sharing.swept"
"""The cursor that tells when a list was last compared whole with the firm."""


class Unfinished:
    """Tells what is still to come since everything was mended."""

    def __init__(self, outside: Outside, cast: Cast) -> None:
        self._outside = outside
        self._settings = cast.settings
        self._staff = cast.staff
        self._office = cast.office
        self._mended_at = outside.surroundings.now()
        self._tried: dict[tuple[MailboxId, PairKey], int] = {}
        """How often each entry was refused by the firm when nothing failed any more."""
        self._known_since: dict[tuple[PersonId, Address], datetime] = {}
        """Since when each person of the firm was seen to be known to it by an address."""

    def begin_anew(self) -> None:
        """Count from now on: everything is mended."""
        self._mended_at = self._outside.surroundings.now()
        self._tried.clear()

    def told(self) -> str:
        """Return what the engine has yet to come to; empty: nothing."""
        now = self._outside.surroundings.now()
        for person in self._outside.crm.contacts.people_of_firm():
            for address in self._emails_of(person):
                self._known_since.setdefault((person, address), now)
        for mailbox in self._settings.enabled:
            lack = self._lack(at_once(self._outside.memory.mailbox(mailbox)))
            if lack:
                return f"{mailbox} {lack}"
        cursor = at_once(self._outside.memory.firm()).crm_lists_cursor
        told = at_once(self._outside.crm.contacts.changed_lists(cursor, 1))
        return "the CRM's feed was not read to its end" if told.owners or not cursor else ""

    def next_due_at(self) -> datetime | None:
        """Return when a parked mailbox is looked at again, or a failed contact tried again."""
        records = at_once(self._outside.memory.mailboxes())
        times = [r.recheck_at for r in records if r.parked]
        times += [at for r in records for at in (r.contacts_due_at, r.sharing_due_at)]
        return min((t for t in times if t), default=None)

    def _lack(self, record: MailboxRecord | None) -> str:
        if record is None or not record.contacts_enabled:
            return "is not kept in step yet"
        if record.parked is not None:
            return "is parked"
        if record.contacts_held or record.sharing_held:
            for stream in STREAMS:
                self._office.plans.answer(record.id, stream)
            return "has a plan that waits for a person"
        read = record.contacts_read_at
        if read is None or read < self._mended_at:
            if record.contacts_started_at is None:
                self._office.asking.ask(
                    record.id
                )  # what was asked for before it was known is not kept
            return "was not looked at again"
        return self._open(record.id) or self._unmet(record.id)

    def _open(self, mailbox: MailboxId) -> str:
        memory = self._outside.memory
        for stream in STREAMS:
            asked = self._office.questions.open(mailbox, stream)
            for pair in asked:
                self._office.questions.tell(mailbox, stream, pair)
            if asked or self._office.questions.is_answered(mailbox, stream):
                return "asks a person something"
        pairs = at_once(memory.pairs(mailbox, Stream.CONTACTS))
        if any(p.state is PairState.FAILED and p.due_at for p in pairs) or self._untried(mailbox):
            return "has contacts to be tried again"
        waits = [p for p in pairs if p.state is not PairState.LEFT_OUT]
        creates = (i for p in waits for i in p.intents if i.writing is Writing.CREATE)
        begun = self._settings.is_plain and any(creates)
        return "has contacts begun and not made" if begun else ""

    def _untried(self, mailbox: MailboxId) -> bool:
        """Return whether something that the firm refused was not tried again since nothing fails any more.

        What it refuses then it refuses for good, such as an address of somebody else's.
        """
        risen = at_once(self._outside.memory.pairs(mailbox, Stream.SHARING))
        failed = [p for p in risen if p.state is PairState.FAILED and p.due_at]
        tried = {p.key: self._tried.setdefault((mailbox, p.key), p.attempts) for p in failed}
        return any(p.attempts == tried[p.key] for p in failed)

    def _unmet(self, mailbox: MailboxId) -> str:
        """Let a day pass where somebody of a list came to be known to the firm: only a whole comparison finds it."""
        contacts, outside = self._outside.crm.contacts, self._outside
        told = at_once(outside.memory.cursors(mailbox, _SWEPT)).get(_SWEPT)
        if told is None:
            return ""
        swept = datetime.fromisoformat(told)
        since = [one for one, at in self._known_since.items() if at >= swept]
        new = {address for person, address in since if address in self._emails_of(person)}
        owner = next(one.user for one in self._staff if one.mailbox == mailbox)
        if not any(e.person is None and new & set(e.card.emails) for e in contacts.list_of(owner)):
            return ""
        if outside.surroundings.now() - swept < _DAY:
            outside.surroundings.advance(_DAY.total_seconds())
        self._office.asking.ask(mailbox, Task.CONTACTS_SHARE)
        return "has somebody whom the firm knows since it was compared"

    def _emails_of(self, person: PersonId) -> tuple[Address, ...]:
        one = self._outside.crm.contacts.person(person)
        return one.card.emails if one is not None else ()

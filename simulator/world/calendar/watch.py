"""What must hold of calendars at every single effect: intents first, cursors last, proof, no stray mail."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import zip_longest

from flows.calendar.bearings import OUTLOOK_CURSOR
from flows.ports.calendar import EventDraft, EventPage, Series
from flows.ports.crm_calendar import CrmEventChange, CrmEventDraft, Wrote
from flows.ports.leases import Lease
from flows.ports.remembrance import Remembrance
from simulator.graph.calendar.invitations import Author
from simulator.graph.direct.calendar import STAMP
from simulator.world.calendar.answers import Answers, Deed, deed_of
from simulator.world.calendar.diary import Birth, Diary, Entry
from simulator.world.calendar.people import FIRM_DOMAIN
from simulator.world.calendar.rules import FirmSettings
from simulator.world.marks import Marks
from simulator.world.outside import Outside, at_once
from simulator.world.scheduler import Violation
from simulator.world.steps import Process, Step
from sync_core.calendar.event import Content, CrmEventId, EventKey, OutlookEvent, Shape
from sync_core.calendar.twins import NEW
from sync_core.reconcile.brakes import Brake, HeldPlan
from sync_core.reconcile.decide import Move
from sync_core.reconcile.pairs import Pair, PairState, Writing
from sync_core.reconcile.plan import Withheld
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Stream

_MOVES = {
    Writing.CREATE: Move.CREATE,
    Writing.UPDATE: Move.UPDATE,
    Writing.DELETE: Move.DELETE,
}
_CRM_WRITES_OF: dict[type, Writing] = {
    CrmEventDraft: Writing.CREATE,
    CrmEventChange: Writing.UPDATE,
    tuple: Writing.DELETE,
}
_CRM_WRITES = {
    "crm_calendar.create_events": Writing.CREATE,
    "crm_calendar.update_events": Writing.UPDATE,
    "crm_calendar.delete_events": Writing.DELETE,
}
_OUTLOOK_WRITES = {
    "calendar.create": Writing.CREATE,
    "calendar.update": Writing.UPDATE,
    "calendar.answer": Writing.UPDATE,
    "calendar.delete": Writing.DELETE,
}


class CalendarWatch:
    """Looks at every effect that concerns calendars."""

    def __init__(
        self,
        outside: Outside,
        diary: Diary,
        settings: FirmSettings,
        marks: Marks,
        answers: Answers,
    ) -> None:
        self._outside = outside
        self._diary = diary
        self._settings = settings
        self._marks = marks
        self._answers = answers
        self._known: dict[EventKey, tuple[Entry, datetime | None]] = {}
        """Whose event a key stands for, and which of its occurrences."""
        self._listed: dict[str, dict[str, EventKey]] = {}
        """Single events that each process was told of: id and key."""
        self._stamped: dict[str, Entry] = {}
        """Whose event each stamp stands on."""
        self._mailboxes: dict[str, MailboxId] = {}
        """Whose lease each process holds."""
        self._mails = 0
        self._mailing: Counter[int] = Counter()

    def done(self, process: Process, step: Step) -> None:
        """Look at one effect."""
        if step.failure is not None:
            self._marks.hit(f"failure.{type(step.failure).__name__}")
        self._nothing_blindly(process, step)
        if step.label == "memory.acquire" and isinstance(step.result, Lease):
            self._mailboxes[process.name] = step.result.mailbox
        if step.port == "calendar":
            self._of_outlook(process, step)
        elif step.port == "crm_calendar":
            self._of_crm(process, step)
        elif step.label == "memory.remember" and step.failure is None:
            self._remembered(process, step.argument(0, "lease").mailbox, step.argument(1, "what"))
        elif step.label == "memory.release" and step.failure is None:
            lease = step.argument(0, "lease")
            self._cursors_moved(process, lease.mailbox, step.argument(2, "cursors") or {})
        elif step.label == "memory.hold":
            self._held(step.argument(0, "lease").mailbox, step.argument(1, "plan"))

    def _nothing_blindly(self, process: Process, step: Step) -> None:
        """Check that no write was taken on what was changed since it had been read."""
        for port in (self._outside.calendar, self._outside.crm_calendar):
            if port.taken_blindly:
                told = f"{process.name} {step.label}: {port.taken_blindly}"
                raise Violation(f"{told}, and somebody had changed it meanwhile")

    def _held(self, mailbox: MailboxId, plan: HeldPlan | None) -> None:
        """Mark why a plan is held; of too much, whether by number or by share."""
        if plan is None:
            self._answers.let_go(mailbox)
            return
        for brake in plan.brakes:
            self._marks.hit(f"brake.{brake.value}")
        is_many = plan.creates + plan.updates + plan.deletes > self._settings.changes
        if Brake.TOO_MANY_CHANGES in plan.brakes:
            self._marks.hit(f"brake.changes_by_{'count' if is_many else 'share'}")
        if Brake.TOO_MANY_DELETES in plan.brakes:
            is_many = plan.deletes > self._settings.deletes
            self._marks.hit(f"brake.deletes_by_{'count' if is_many else 'share'}")

    def entry_of(self, key: EventKey | None) -> tuple[Entry, datetime | None] | None:
        """Return whose event a key stands for."""
        return self._known.get(key) if key else None

    # Outlook

    def _of_outlook(self, process: Process, step: Step) -> None:
        if step.failure is not None:
            self._marks.hit(f"refusal.{type(step.failure).__name__}")
        self._learn(step)
        if step.label == "calendar.changed" and step.failure is None:
            singles = self._listed.setdefault(process.name, {})
            page: EventPage = step.result
            for told in page.events:
                if isinstance(told, OutlookEvent) and told.shape is Shape.SINGLE:
                    singles[told.id] = self._key(told)
        if step.label in _OUTLOOK_WRITES:
            self._written_in_outlook(process, step)

    def _learn(self, step: Step) -> None:
        """Learn whose events a step is about: by subject, or where that is hidden by the stamp."""
        if step.label == "calendar.create":
            draft: EventDraft = step.argument(2, "draft")
            entry = self._diary.of(draft.content.subject) or self._hidden(draft)
            if entry is not None:
                self._stamped[draft.stamp] = entry
        box = self._outside.tenant.mailbox(step.argument(0, "mailbox"))
        for event in _events_in(step):
            entry = self._diary.of(event.content.subject)
            view = box.calendars.look(box.ids.read(event.id).number)
            if entry is None and view is not None:
                entry = self._stamped.get(view.item.extended.get(STAMP, ""))
            if entry is not None:
                self._known[self._key(event)] = (entry, event.original_start)

    def _written_in_outlook(self, process: Process, step: Step) -> None:
        mailbox = step.argument(0, "mailbox")
        what: OutlookEvent | EventDraft = (
            step.argument(2, "draft")
            if step.label == "calendar.create"
            else step.argument(1, "event")
        )
        where = f"{process.name} {step.label}"
        entry = self._diary.of(what.content.subject) or self._hidden(what)
        if entry is None:
            raise Violation(f"{where}: nobody made this event")
        _require(
            self._is_intended(mailbox, what, _OUTLOOK_WRITES[step.label]),
            f"{where}: event {entry.number} is written with no intent remembered",
        )
        if step.label == "calendar.create" and entry.birth is Birth.IMPORT:
            raise Violation(f"{where}: the imported event {entry.number} left the CRM")
        if step.label == "calendar.delete" and step.failure is None:
            self._proved(where, entry, Side.CRM, _slot(what))
        if step.label == "calendar.update" and step.failure is None:
            self._is_named(where, entry, mailbox, what)
        mailed = self._mailed(process, where, entry, mailbox, step, what.content)
        if step.failure is None:
            fields = step.argument(3, "fields") if step.label == "calendar.update" else ()
            move = _MOVES[_OUTLOOK_WRITES[step.label]]
            deed = deed_of(mailbox, Side.OUTLOOK, move, entry)
            self._answered(process, where, deed, fields, mailed)

    def _answered(
        self, process: Process, where: str, deed: Deed, fields: Iterable[str], mails: int
    ) -> None:
        """Check a write that was taken against what persons said of held plans."""
        self._answers.keep_to(where, deed, frozenset(fields))
        record = at_once(self._outside.memory.mailbox(deed[0]))
        is_first = record is not None and record.calendar_started_at is None
        self._answers.count(where, process.name, deed, mails, is_first=is_first)

    def _is_named(
        self, where: str, entry: Entry, mailbox: MailboxId, what: OutlookEvent | EventDraft
    ) -> None:
        """Check that the CRM knows the name of what was made for it before a change tells others of it."""
        if not isinstance(what, OutlookEvent):
            return
        box = self._outside.tenant.mailbox(mailbox)
        view = box.calendars.look(box.ids.read(what.id).number)
        stamp = view.item.extended.get(STAMP, "") if view is not None else ""
        kept = self._outside.crm_calendar.kept(entry.crm) if entry.crm else None
        is_its = kept is not None and self._outside.digester.stamp(kept.event.id) == stamp
        _require(
            not (is_its and kept is not None and kept.event.key is None),
            f"{where}: event {entry.number} is changed before the CRM knows its name",
        )

    def _hidden(self, what: OutlookEvent | EventDraft) -> Entry | None:
        """Return whose event it is whose subject is not shown."""
        if isinstance(what, OutlookEvent):
            known = self._known.get(self._key(what))
            return known[0] if known else None
        stamp = self._outside.digester.stamp
        made = (k for k in self._outside.crm_calendar.everything())
        subjects = (k.event.content.subject for k in made if stamp(k.event.id) == what.stamp)
        return next((self._diary.of(subject) for subject in subjects), None)

    def _mailed(
        self,
        process: Process,
        where: str,
        entry: Entry,
        mailbox: MailboxId,
        step: Step,
        content: Content,
    ) -> int:
        """Check the mail that a write caused: only what an act in the CRM called for.

        Returns how many people outside the firm got one.
        """
        mails = self._outside.tenant.invitations.mails
        new = [m for m in mails[self._mails :] if m.by is Author.APPLICATION]
        self._mails = len(mails)
        reached = {mail.to for mail in new}  # one person may be told of each changed occurrence
        outsiders = sum(not to.endswith(f"@{FIRM_DOMAIN}") for to in reached)
        if not new or step.label == "calendar.answer":
            return outsiders
        self._mailing[entry.number] += 1
        unknown = self._deleted_unknown(entry) or self._deleted_unheard(entry, mailbox, step)
        lost = entry.calls + unknown + min(entry.resets, entry.calls)
        _require(
            self._mailing[entry.number] <= lost,
            f"{where}: event {entry.number} mailed {self._mailing[entry.number]} times,"
            f" and the CRM's users changed it {entry.calls} times",
        )
        told = [content]
        if step.label == "calendar.update":
            told.append(step.argument(2, "content"))
        is_single = not any(c.recurrence for c in told)
        is_over = is_single and all(c.span.end <= process.notes["began_at"] for c in told)
        _require(not is_over, f"{where}: event {entry.number} is past, and somebody is mailed")
        record = at_once(self._outside.memory.mailbox(mailbox))
        is_first = record is not None and record.calendar_started_at is None
        was_made = entry.birth is Birth.CRM  # which is no change that a first run tells anybody of
        is_asked = step.label != "calendar.create" and entry.calls > was_made
        _require(is_asked or not is_first, f"{where}: a first run invites to event {entry.number}")
        return outsiders

    def _deleted_unknown(self, entry: Entry) -> bool:
        """Return whether somebody deleted in Outlook what the engine had made and not heard of yet.

        Nobody can tell that from a creation that never came about: it is made again, once.
        """
        kept = self._outside.crm_calendar.kept(entry.crm) if entry.crm else None
        return kept is not None and kept.event.key is None and Side.OUTLOOK in entry.gone

    def _deleted_unheard(self, entry: Entry, mailbox: MailboxId, step: Step) -> bool:
        """Return whether somebody deleted in Outlook what a write may just have changed, its answer not heard.

        Nobody can tell whether they saw the change: it survives, and the event is made again, once.
        """
        if step.label != "calendar.create" or Side.OUTLOOK not in entry.gone:
            return False
        stamp, told = self._outside.digester.stamp, step.argument(2, "draft").stamp
        pairs = at_once(self._outside.memory.pairs(mailbox, Stream.CALENDAR))
        those = (p for p in pairs if stamp(p.crm) == told)
        return any(_has_intent(p, Side.OUTLOOK, (Writing.UPDATE,)) for p in those)

    def _is_intended(
        self, mailbox: MailboxId, what: OutlookEvent | EventDraft, writing: Writing
    ) -> bool:
        pairs = at_once(self._outside.memory.pairs(mailbox, Stream.CALENDAR))
        if isinstance(what, EventDraft):
            digester = self._outside.digester
            those = (p for p in pairs if digester.stamp(p.crm) == what.stamp)
        else:
            those = (p for p in pairs if what.id in (p.outlook, ""))
        wanted = (writing, Writing.UPDATE) if writing is Writing.DELETE else (writing,)
        return any(_has_intent(p, Side.OUTLOOK, wanted) for p in those)

    # The CRM

    def _of_crm(self, process: Process, step: Step) -> None:
        if step.label not in _CRM_WRITES:
            return
        where = f"{process.name} {step.label}"
        writing = _CRM_WRITES[step.label]
        told = step.arguments[0] if step.arguments else next(iter(step.named.values()))
        rows = self._all_pairs()
        answers = step.result if step.failure is None else ()
        for one, answer in zip_longest(told, answers):
            if isinstance(one, CrmEventChange) and not one.fields:
                continue  # the key alone, which belongs to a creation in Outlook
            if answer is not None and answer.result is Wrote.WRITTEN:
                self._taken_by_crm(process, where, one)
            those = [p for p in rows if _stands_for(p, one) or self._names(p, one)]
            _require(
                any(_has_intent(p, Side.CRM, (writing,)) for p in those),
                f"{where}: written with no intent remembered",
            )
            self._judge_crm(where, one)

    def _names(
        self, pair: Pair, one: CrmEventDraft | CrmEventChange | tuple[CrmEventId, int]
    ) -> bool:
        """Return whether a row under its first name is of the event that a draft stands for.

        What was made from a record that somebody deleted, and was edited since, comes back to the CRM.
        """
        if not isinstance(one, CrmEventDraft) or not pair.key.startswith(NEW):
            return False
        known = self.entry_of(one.key)
        return known is not None and known[0].crm == pair.crm

    def _taken_by_crm(
        self,
        process: Process,
        where: str,
        one: CrmEventDraft | CrmEventChange | tuple[CrmEventId, int],
    ) -> None:
        """Check a write that the CRM took against what persons said of held plans."""
        entry = self._whose(one)
        mailbox = self._mailboxes.get(process.name)
        if entry is None or mailbox is None:
            return
        move = _MOVES[_CRM_WRITES_OF[type(one)]]
        fields: frozenset[str] = one.fields if isinstance(one, CrmEventChange) else frozenset()
        self._answered(process, where, deed_of(mailbox, Side.CRM, move, entry), fields, 0)

    def _whose(self, one: CrmEventDraft | CrmEventChange | tuple[CrmEventId, int]) -> Entry | None:
        """Return whose event a write to the CRM is about."""
        if not isinstance(one, tuple):
            entry = self._diary.of(one.content.subject)
            if entry is not None:
                return entry
        key = one.key if isinstance(one, CrmEventDraft) else None
        if not isinstance(one, CrmEventDraft):
            kept = self._outside.crm_calendar.kept(one.id if not isinstance(one, tuple) else one[0])
            key = kept.event.key if kept is not None else None
        known = self.entry_of(key)
        return known[0] if known else None

    def _judge_crm(
        self, where: str, one: CrmEventDraft | CrmEventChange | tuple[CrmEventId, int]
    ) -> None:
        if isinstance(one, CrmEventDraft):
            entry = self._diary.of(one.content.subject)
            known = self.entry_of(one.key)
            entry = entry or (known[0] if known else None)
            hides = self._settings.never_private and entry is not None
            if hides and entry is not None and entry.was_private and not entry.was_public:
                raise Violation(f"{where}: the private event {entry.number} comes into the CRM")
            return
        if isinstance(one, CrmEventChange):
            if "cancelled" not in one.fields or not one.content.is_cancelled:
                return
            id_ = one.id
        else:
            id_ = one[0]
        kept = self._outside.crm_calendar.kept(id_)
        known = self.entry_of(kept.event.key) if kept else None
        if known is not None:
            self._proved(where, known[0], Side.OUTLOOK, known[1])

    def _all_pairs(self) -> list[Pair]:
        memory = self._outside.memory
        boxes = at_once(memory.mailboxes())
        return [p for r in boxes for p in at_once(memory.pairs(r.id, Stream.CALENDAR))]

    # Memory

    def _remembered(self, process: Process, mailbox: MailboxId, what: Remembrance) -> None:
        for pair in what.pairs:
            if pair.state in (PairState.LEFT_OUT, PairState.FAILED):
                kind = "withheld" if pair.reason in set(Withheld) else "left"
                self._marks.hit(f"{kind}.{pair.reason}")
        self._cursors_moved(process, mailbox, what.cursors)

    def _cursors_moved(
        self, process: Process, mailbox: MailboxId, cursors: Mapping[str, str]
    ) -> None:
        """Check that whatever a listing told of is decided once its cursor is saved."""
        if cursors.get(OUTLOOK_CURSOR):
            rows = at_once(self._outside.memory.pairs(mailbox, Stream.CALENDAR))
            names = {*(p.key for p in rows), *(p.outlook for p in rows)}
            store = self._outside.tenant.mailbox(mailbox).calendars
            ids = self._outside.tenant.mailbox(mailbox).ids
            for id_, key in self._listed.pop(process.name, {}).items():
                is_there = store.look(ids.read(id_).number) is not None
                if is_there and not {id_, key} & names:
                    raise Violation(f"{process.name}: the cursor passed an undecided event")

    # Proof

    def _proved(self, where: str, entry: Entry, side: Side, slot: datetime | None) -> None:
        """Check that a person deleted, on one side, what is being deleted on the other."""
        is_copy_gone = side is Side.OUTLOOK and entry.birth is Birth.OUTSIDE and entry.gone_for
        if not (entry.is_gone(side, slot) or is_copy_gone):
            raise Violation(f"{where}: event {entry.number} is deleted, and nobody deleted it")

    def _key(self, event: OutlookEvent) -> EventKey:
        return self._outside.digester.event_key(event.ical_uid)


def _events_in(step: Step) -> Iterable[OutlookEvent]:
    """Return the events that an answer holds."""
    found = step.result
    if isinstance(found, EventPage):
        found = found.events
    elif isinstance(found, Series):
        found = (found.master, *found.occurrences)
    elif isinstance(found, dict):
        found = tuple(found.values())
    elif isinstance(found, OutlookEvent):
        found = (found,)
    elif not isinstance(found, tuple):
        found = ()
    return (event for event in found if isinstance(event, OutlookEvent))


def _slot(what: OutlookEvent | EventDraft) -> datetime | None:
    return what.original_start if isinstance(what, OutlookEvent) else None


def _has_intent(pair: Pair, side: Side, writings: Iterable[Writing]) -> bool:
    return any(i.side is side and i.writing in writings for i in pair.intents)


def _stands_for(pair: Pair, one: CrmEventDraft | CrmEventChange | tuple[CrmEventId, int]) -> bool:
    if isinstance(one, CrmEventDraft):
        return str(pair.key) == one.key
    return pair.crm == (one.id if isinstance(one, CrmEventChange) else one[0])


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Violation(otherwise)

"""What must hold of contacts at every single effect: intents first, proof, nothing private, nobody recycled."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flows.contacts.bearings import OUTLOOK_CURSOR
from flows.ports.contacts import ContactDraft, ContactPage
from flows.ports.crm_contacts import ContactEntryChange, ContactEntryDraft, PersonChange, Wrote
from flows.ports.leases import Lease
from flows.ports.remembrance import Remembrance
from simulator.graph.contacts.people import contact_id
from simulator.graph.direct.cards import STAMP
from simulator.world.canaries import MARK
from simulator.world.contacts.diary import Diary, Entry
from simulator.world.contacts.outlook_acts import OutlookActs
from simulator.world.contacts.people import PLACES
from simulator.world.contacts.ports import Rewritten
from simulator.world.contacts.rules import ContactSettings
from simulator.world.contacts.verdicts import Verdicts, require
from simulator.world.marks import Marks
from simulator.world.outside import Outside, at_once
from simulator.world.scheduler import Violation
from simulator.world.steps import Process, Step
from sync_core.contacts.contact import (
    Card,
    ContactId,
    CrmContact,
    CrmContactId,
    OutlookContact,
    Sharing,
)
from sync_core.contacts.reasons import ContactReason
from sync_core.mail import CrmUserId, PersonId
from sync_core.reconcile.brakes import HeldPlan
from sync_core.reconcile.pairs import Pair, PairState, Writing
from sync_core.reconcile.plan import Withheld
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Stream

_OUTLOOK_WRITES = {
    "contacts.create": Writing.CREATE,
    "contacts.update": Writing.UPDATE,
    "contacts.delete": Writing.DELETE,
}
_OWN = f"{MARK} own"
_SHARING = "work.contacts.share"
_NEVER_RISES = frozenset({"notes", "categories", "is_private", "home_phones", "mobile_phone"})


class ContactsWatch:
    """Looks at every effect that concerns contacts."""

    def __init__(
        self,
        outside: Outside,
        diary: Diary,
        settings: ContactSettings,
        marks: Marks,
        verdicts: Verdicts,
        outlook: OutlookActs,
    ) -> None:
        self._outside = outside
        self._diary = diary
        self._settings = settings
        self._marks = marks
        self._said = verdicts
        self._outlook = outlook
        self._known: dict[str, ContactId] = {}
        """Whose contact a key stands for."""
        self._listed: dict[str, set[ContactId]] = {}
        """What each process was told had changed in Outlook."""
        self._mailboxes: dict[str, MailboxId] = {}
        """Whose lease each process holds."""
        self._made_for: dict[CrmContactId, str] = {}
        """Which person of the firm was made for an entry."""
        self._asked: dict[str, str] = {}
        """Why a person was asked, by the digest of what was shown."""
        self.stood_for: dict[PersonId, set[int]] = {}
        """Numbers of those whom sharing wrote of a person of the firm since the last quiet, whoever stands for it now."""
        self._done: dict[str, Counter[str]] = {}
        """What each process did in one run."""

    def done(self, process: Process, step: Step) -> None:
        """Look at one effect."""
        if step.failure is not None:
            self._marks.hit(f"failure.{type(step.failure).__name__}")
        self._nothing_blindly(process, step)
        if step.label == "memory.acquire" and isinstance(step.result, Lease):
            self._mailboxes[process.name] = step.result.mailbox
        if step.port == "contacts":
            self._of_outlook(process, step)
        elif step.port == "crm_contacts":
            self._of_crm(process, step)
        elif step.label == "memory.remember" and step.failure is None:
            self._remembered(process, step.argument(0, "lease"), step.argument(1, "what"))
        elif step.label == "memory.release" and step.failure is None:
            lease = step.argument(0, "lease")
            self._cursors_moved(process, lease.mailbox, step.argument(2, "cursors") or {})
        elif step.label == "memory.hold":
            self._held(step.argument(1, "plan"))

    def contact_of(self, key: str | None) -> ContactId | None:
        """Return which contact a key stands for."""
        return self._known.get(key or "")

    def entries_of(self, pair: Pair) -> list[Entry]:
        """Return whom a pair of a mailbox is about."""
        return self._said.entries_of(Stream.CONTACTS, pair)

    def is_left_alone(self, contact: ContactId) -> bool:
        """Return whether a person said to leave a contact alone."""
        return contact in self._said.left_alone

    def learn(self, contact: ContactId) -> str:
        """Learn which key stands for a contact, and return it."""
        key = str(self._outside.digester.contact_key(contact))
        self._known[key] = contact
        return key

    def _nothing_blindly(self, process: Process, step: Step) -> None:
        """Check that no write was taken on what was changed since it had been read."""
        for port in (self._outside.contacts, self._outside.crm.contacts):
            if port.taken_blindly:
                told = f"{process.name} {step.label}: {port.taken_blindly}"
                raise Violation(f"{told}, and somebody had changed it meanwhile")
            changed, port.rewritten[:] = list(port.rewritten), []
            for one in changed:
                self._still_the_same(process, step, one)
                if one.entry is not None:
                    self._left_to_its_user(process, step, one, one.entry)

    def _still_the_same(self, process: Process, step: Step, one: Rewritten) -> None:
        """Check that nobody becomes somebody else without a person's word."""
        is_guarded = self._settings.identity_guard and _is_other(one.before, one.after)
        if is_guarded and not self._said.may_be(one):
            raise Violation(f"{process.name} {step.label}: {one.id} becomes somebody else")

    def _left_to_its_user(
        self, process: Process, step: Step, one: Rewritten, before: CrmContact
    ) -> None:
        """Check that the firm does not touch what is private, nor Outlook what it has no place for."""
        where = f"{process.name} {step.label}: entry {one.id}"
        if _SHARING in process.name:
            is_private = before.sharing is Sharing.PRIVATE or before.card.is_private
            require(not is_private, f"{where} is its user's alone, and the firm changes it")
        elif before.key is not None:
            lost = set(one.before.emails[PLACES:]) - set(one.after.emails)
            require(
                not lost, f"{where}: Outlook has no place for {sorted(lost)}, and takes it away"
            )

    def _held(self, plan: HeldPlan | None) -> None:
        for brake in plan.brakes if plan is not None else ():
            self._marks.hit(f"brake.{brake.value}")

    # Outlook

    def _of_outlook(self, process: Process, step: Step) -> None:
        if step.failure is not None:
            self._marks.hit(f"refusal.{type(step.failure).__name__}")
        if step.label == "contacts.changed" and step.failure is None:
            page: ContactPage = step.result
            self._listed.setdefault(process.name, set()).update(page.changed)
            for contact in page.changed:
                self.learn(contact)
        if step.label in _OUTLOOK_WRITES:
            self._written_in_outlook(process, step)
        if step.label == "contacts.mark":
            # a run that stood in the middle of its work when the folder was restored marks it anew
            self._said.set_back.pop(step.argument(0, "mailbox"), None)

    def _written_in_outlook(self, process: Process, step: Step) -> None:
        where, mailbox = f"{process.name} {step.label}", step.argument(0, "mailbox")
        position = 2 if step.label == "contacts.create" else 1
        name = "draft" if position == 2 else "contact"
        what: OutlookContact | ContactDraft = step.argument(position, name)
        self._allowed(where, Side.OUTLOOK, _OUTLOOK_WRITES[step.label])
        require(
            self._is_intended(mailbox, what, _OUTLOOK_WRITES[step.label]),
            f"{where}: written with no intent remembered",
        )
        if step.label == "contacts.update":
            self._flows(where, step.argument(3, "fields"), Side.OUTLOOK)
        if step.failure is not None:
            return
        self._count(where, process, _OUTLOOK_WRITES[step.label], mailbox)
        self._marks.hit(f"move.outlook.{_OUTLOOK_WRITES[step.label].value}")
        if isinstance(what, ContactDraft):
            self._made_once(where, mailbox, what.stamp)
            self.learn(step.result.id)
        elif step.label == "contacts.delete":
            self._removed_in_crm(where, self.learn(what.id))

    def _made_once(self, where: str, mailbox: MailboxId, stamp: str) -> None:
        """Check that no two contacts were made for one entry.

        One that a person moved to another folder before anybody knew of it is looked for in vain, and one that
        was moved there before it was agreed on frees its entry.
        """
        box = self._outside.tenant.mailbox(mailbox)
        ids = (
            contact_id(box, item.number)
            for item in box.contacts.items.values()
            if item.value_of(STAMP) == stamp and item.folder is not None
        )
        pairs = at_once(self._outside.memory.pairs(mailbox, Stream.CONTACTS))
        stamp_of = self._outside.digester.stamp
        parted = {p.outlook for p in pairs if p.crm and stamp_of(p.crm) != stamp}
        told = {i for i, _ in self._outlook.items(mailbox)} | {p.outlook for p in pairs}
        freed = {p.outlook for p in pairs if not p.crm and p.reason == ContactReason.OTHER_FOLDER}
        spared = self._diary.copied | parted | freed
        made = [i for i in ids if i in told and i not in spared]
        require(len(made) < 2, f"{where}: two contacts carry one stamp: {made}")

    def _removed_in_crm(self, where: str, key: str) -> None:
        """Check that a person removed, in the CRM, what was deleted in Outlook."""
        pairs = self._all_pairs()
        ids = {p.crm for _, p in pairs if p.key == key or p.outlook == self._known.get(key)}
        gone = any(CrmContactId(i) in self._diary.removed for i in ids)
        require(gone, f"{where}: a contact is deleted, and nobody removed its entry")

    def _is_intended(
        self, mailbox: MailboxId, what: OutlookContact | ContactDraft, writing: Writing
    ) -> bool:
        pairs = at_once(self._outside.memory.pairs(mailbox, Stream.CONTACTS))
        if isinstance(what, ContactDraft):
            stamp = self._outside.digester.stamp
            those = (p for p in pairs if stamp(p.crm) == what.stamp)
        else:
            those = (p for p in pairs if what.id == p.outlook)
        return any(_has_intent(p, Side.OUTLOOK, writing) for p in those)

    # The CRM

    def _of_crm(self, process: Process, step: Step) -> None:
        looks = {
            "create_entries": self._entries_made,
            "update_entries": self._entries_changed,
            "delete_entries": self._entries_deleted,
            "create_people": self._people_made,
            "update_people": self._people_changed,
        }
        if step.method in looks:
            told = step.argument(0, "told", ()) if step.arguments else ()
            answers = step.result if step.failure is None else ()
            looks[step.method](process, f"{process.name} {step.label}", told, answers)

    def _entries_made(
        self, process: Process, where: str, told: Iterable[Any], answers: Iterable[Any]
    ) -> None:
        for draft in told:
            self._entry_made(where, draft)
        self._wrote(process, where, answers, Writing.CREATE)

    def _entries_changed(
        self, process: Process, where: str, told: Iterable[Any], answers: Iterable[Any]
    ) -> None:
        for change in told:
            self._entry_changed(process, where, change)
        is_list = _SHARING not in process.name
        changed = [a for a, c in zip(answers, told, strict=False) if c.fields and is_list]
        if not is_list:
            self._note_standing(a.entry for a in answers)
        self._wrote(process, where, changed, Writing.UPDATE)

    def _note_standing(self, entries: Iterable[CrmContact | None]) -> None:
        for kept in entries:
            one = self._diary.of_crm(kept.id, kept.card.nickname) if kept is not None else None
            if kept is not None and kept.person is not None and one is not None:
                self.stood_for.setdefault(kept.person, set()).add(one.number)

    def _entries_deleted(
        self, process: Process, where: str, told: Iterable[Any], answers: Iterable[Any]
    ) -> None:
        for (one, _), answer in zip(told, answers, strict=False):
            if answer.result is Wrote.WRITTEN:
                self._deleted_in_outlook(where, one)
        self._wrote(process, where, answers, Writing.DELETE)

    def _people_changed(
        self, process: Process, where: str, told: Iterable[Any], answers: Iterable[Any]
    ) -> None:
        del answers
        for change in told:
            self._person_changed(process, where, change)

    def _wrote(
        self, process: Process, where: str, answers: Iterable[Any], writing: Writing
    ) -> None:
        mailbox = self._mailboxes.get(process.name)
        for answer in answers:
            self._marks.hit(f"wrote.{answer.result.value}")
            if answer.result is Wrote.WRITTEN and mailbox is not None:
                self._marks.hit(f"move.crm.{writing.value}")
                self._allowed(where, Side.CRM, writing)
                self._count(where, process, writing, mailbox)

    def _entry_made(self, where: str, draft: ContactEntryDraft) -> None:
        self._nothing_own(where, draft.card)
        begun = [p for _, p in self._all_pairs() if _has_intent(p, Side.CRM, Writing.CREATE)]
        keys = {str(p.key) for p in begun}
        keys |= {self.learn(ContactId(p.outlook)) for p in begun if p.outlook}
        require(str(draft.key) in keys, f"{where}: made with no intent remembered")
        contact = self._known.get(str(draft.key))
        entry = self._diary.of_contact(contact, "") if contact else None
        entry = entry or self._diary.of_token(draft.card.nickname)
        is_known = entry is not None and entry.is_secret
        if is_known and self._settings.private == "skip":
            raise Violation(f"{where}: a private contact comes into the CRM")
        if is_known and draft.sharing is not Sharing.PRIVATE:
            raise Violation(f"{where}: a private contact is not its user's alone")
        for name in _with_values(draft.card):
            is_kept = self._settings.flow_of(name) in ("both", "to_crm")
            require(is_kept, f"{where}: {name} flows to the CRM")

    def _entry_changed(self, process: Process, where: str, change: ContactEntryChange) -> None:
        if not change.fields:
            return
        if "notes" in change.fields:
            self._nothing_own(where, change.card)
        is_sharing = _SHARING in process.name
        if is_sharing:
            require(not change.fields & _NEVER_RISES, f"{where}: {set(change.fields)} came down")
            self._nothing_secret(where, change.card, self._owner_of(change.id))
        else:
            self._flows(where, change.fields, Side.CRM)
        side = Side.OUTLOOK if is_sharing else Side.CRM
        stream = Stream.SHARING if is_sharing else Stream.CONTACTS
        those = (
            p
            for told, p in self._all_pairs()
            if told is stream and change.id == (p.outlook if is_sharing else p.crm)
        )
        is_meant = any(_has_intent(p, side, Writing.UPDATE) for p in those)
        require(is_meant, f"{where}: written with no intent remembered")

    def _deleted_in_outlook(self, where: str, one: CrmContactId) -> None:
        """Check that a person deleted, in Outlook, what was removed from a list."""
        pairs = self._all_pairs()
        ids = {p.outlook for told, p in pairs if told is Stream.CONTACTS and p.crm == one}
        gone = any(ContactId(i) in self._diary.deleted for i in ids)
        require(gone, f"{where}: entry {one} is deleted, and nobody deleted its contact")

    def _people_made(
        self, process: Process, where: str, told: Iterable[Any], answers: Iterable[Any]
    ) -> None:
        del process
        contacts = self._outside.crm.contacts
        for (card, one), answer in zip(told, answers, strict=False):
            self._nothing_secret(where, card, None)
            blank = not set(_with_values(card)) & _NEVER_RISES
            require(blank, f"{where}: what a user keeps rises to the firm")
            if answer.result is not Wrote.WRITTEN or answer.person is None:
                continue
            self._marks.hit("person.made")
            former = self._made_for.get(one)
            is_second = former is not None and contacts.person(answer.person.id) is not None
            is_there = former is not None and former in contacts.people_of_firm()
            is_told = self._said.is_let_be_another(one)
            require(is_told or not (is_second and is_there), f"{where}: entry {one} is two people")
            self._made_for[one] = answer.person.id

    def _person_changed(self, process: Process, where: str, change: PersonChange) -> None:
        require(not change.fields & _NEVER_RISES, f"{where}: {set(change.fields)} rose to the firm")
        self._nothing_secret(where, change.card, None)
        began_at = process.notes["began_at"]
        title = change.card.job_title if "job_title" in change.fields else ""
        entry = self._diary.of_title(title) if title else None
        mailbox = self._mailboxes.get(process.name)
        if entry is None or entry.mailbox != mailbox:
            return
        since = entry.kept_back.get("job_title")
        kept = since is not None and since < began_at
        is_new = title == (entry.last(Side.CRM, "job_title") or "")
        require(not (kept and is_new), f"{where}: a job title that is kept back rose to the firm")

    # Anybody's

    def _owner_of(self, one: CrmContactId) -> CrmUserId | None:
        kept = self._outside.crm.contacts.kept(one)
        return kept.owner if kept else None

    def _nothing_secret(self, where: str, card: Card, owner: CrmUserId | None) -> None:
        """Check that nothing of a contact that was always private reaches the firm or a colleague."""
        entry = self._diary.of_title(card.job_title)
        if entry is None or not entry.is_secret:
            return
        mailbox = next(
            (r.id for r in at_once(self._outside.memory.mailboxes()) if r.owner == owner), None
        )
        is_own = owner is not None and mailbox == entry.mailbox
        require(is_own, f"{where}: something private of entry {entry.number} gets about")

    def _nothing_own(self, where: str, card: Card) -> None:
        require(_OWN not in card.notes, f"{where}: a user's own notes leave Outlook")
        is_kept = self._settings.notes or not card.notes
        require(is_kept, f"{where}: notes leave Outlook though they are not kept in step")

    def _flows(self, where: str, fields: Iterable[str], side: Side) -> None:
        """Check that a field flows the way it is written."""
        wrong = ("none", "to_outlook" if side is Side.CRM else "to_crm")
        for name in fields:
            is_wrong = self._settings.flow_of(name) in wrong
            require(not is_wrong, f"{where}: {name} flows to {side}")

    def _allowed(self, where: str, side: Side, writing: Writing) -> None:
        settings = self._settings
        if "prevented" not in settings.changed:
            is_prevented = writing.value in settings.prevented[side]
            require(not is_prevented, f"{where}: the policy prevents this")
        lets = {"two_way": tuple(Side), "to_crm": (Side.CRM,), "to_outlook": (Side.OUTLOOK,)}
        require(side in lets[settings.direction], f"{where}: the policy lets nothing flow there")

    def _count(self, where: str, process: Process, writing: Writing, mailbox: MailboxId) -> None:
        """Count a write against the brakes of its run, and what was restored and not looked at."""
        if _SHARING in process.name:
            return
        at = self._said.set_back.get(mailbox)
        is_stale = at is not None and process.notes["began_at"] > at
        require(not is_stale, f"{where}: a restored backup is taken for people's edits")
        if mailbox in self._said.plans_answered:
            return
        done = self._done.setdefault(process.name, Counter())
        done["deletes"] += writing is Writing.DELETE
        done["all"] += 1
        record = at_once(self._outside.memory.mailbox(mailbox))
        is_first = record is not None and record.contacts_started_at is None
        too_many = done["deletes"] > self._settings.deletes
        too_many |= done["all"] > self._settings.changes and not is_first
        require(not too_many, f"{where}: {dict(done)} in one run, and nobody approved them")
        if is_first and self._settings.preview_first:
            raise Violation(f"{where}: a first run writes, and nobody has looked at it")

    def _all_pairs(self) -> Iterator[tuple[Stream, Pair]]:
        memory = self._outside.memory
        for record in at_once(memory.mailboxes()):
            for stream in (Stream.CONTACTS, Stream.SHARING):
                for pair in at_once(memory.pairs(record.id, stream)):
                    yield stream, pair

    # Memory

    def _remembered(self, process: Process, lease: Lease, what: Remembrance) -> None:
        for pair in what.pairs:
            self._asks_apart(process, pair)
            if pair.state in (PairState.LEFT_OUT, PairState.ASKED, PairState.FAILED):
                kind = "withheld" if pair.reason in set(Withheld) else "left"
                self._marks.hit(f"{kind}.{pair.reason}")
            if pair.outlook and lease.stream is Stream.CONTACTS:
                self.learn(ContactId(pair.outlook))
                if pair.state not in (PairState.ASKED, PairState.LEFT_OUT) and pair.crm:
                    self._diary.meet(ContactId(pair.outlook), CrmContactId(pair.crm))
        if what.heeded:
            self._marks.hit("heeded")
        self._cursors_moved(process, lease.mailbox, what.cursors)

    def _asks_apart(self, process: Process, pair: Pair) -> None:
        """Check that no two questions look alike: an answer to one would hold for the other."""
        if pair.state is PairState.ASKED:
            reason = self._asked.setdefault(pair.asks, pair.reason)
            is_same = reason == pair.reason
            require(is_same, f"{process.name}: {reason} and {pair.reason} are one question")

    def _cursors_moved(
        self, process: Process, mailbox: MailboxId, cursors: Mapping[str, str]
    ) -> None:
        """Check that whatever Outlook told of is decided once its cursor is saved."""
        if not cursors.get(OUTLOOK_CURSOR):
            return
        rows = at_once(self._outside.memory.pairs(mailbox, Stream.CONTACTS))
        known = {p.outlook for p in rows} | {self._known.get(p.key, "") for p in rows}
        there = {contact for contact, _ in self._outlook.items(mailbox)}
        missed = sorted(self._listed.pop(process.name, set()) & there - known)
        require(not missed, f"{process.name}: the cursor passed undecided contacts: {missed}")


def _has_intent(pair: Pair, side: Side, writing: Writing) -> bool:
    return any(i.side is side and i.writing is writing for i in pair.intents)


def _is_other(before: Card, after: Card) -> bool:
    """Return whether one card is of another person than the other: no name and no address in common."""
    names = [{n.casefold() for n in (c.given_name, c.surname) if n} for c in (before, after)]
    emails = [set(c.emails) for c in (before, after)]
    if not (all(names) and all(emails)):
        return False
    shortened = {n[0] for n in names[0]} & {n[0] for n in names[1]}
    return not (names[0] & names[1] or emails[0] & emails[1] or shortened)


def _with_values(card: Card) -> Iterator[str]:
    """Yield the fields in which something stands."""
    for name in ("job_title", "company", "mobile_phone", "notes", "categories", "home_phones"):
        if getattr(card, name):
            yield name

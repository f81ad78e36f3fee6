"""What must hold of contacts once all is quiet: both sides and the firm's people, against the diary."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from simulator.graph.contacts.items import ContactItem
from simulator.graph.contacts.people import contact_id
from simulator.graph.mail import Sensitivity
from simulator.world.contacts.crm_acts import CrmActs
from simulator.world.contacts.diary import TRACKED, Birth, Diary, Edit, Entry
from simulator.world.contacts.outlook_acts import OutlookActs
from simulator.world.contacts.people import PLACES, Colleague
from simulator.world.contacts.rules import ContactSettings
from simulator.world.contacts.verdicts import require
from simulator.world.contacts.watch import ContactsWatch
from simulator.world.outside import Outside, at_once
from simulator.world.scheduler import Violation
from sync_core.contacts.contact import Card, ContactId, CrmContact, FirmPerson, Sharing
from sync_core.contacts.notes import BEGIN
from sync_core.mail import PersonId
from sync_core.reconcile.pairs import PairState
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Stream

_SENSITIVITY = "Integer 0x36"
_RISING = ("job_title", "company")
_TEXTS = ("given_name", "surname", "nickname", *TRACKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """A contact of Outlook with its entry in its user's list, by the key that the entry carries."""

    mailbox: MailboxId
    contact: ContactId
    item: ContactItem
    crm: CrmContact | None
    entries: tuple[Entry, ...]
    """Whom both sides are known as: two where they were found to be one since the last quiet."""

    @property
    def name(self) -> str:
        """How a violation names them."""
        return "contact " + "/".join(str(e.number) for e in self.entries)


class QuietContacts:
    """Compares what came of everything with what people did."""

    def __init__(
        self,
        outside: Outside,
        diary: Diary,
        settings: ContactSettings,
        staff: list[Colleague],
        watch: ContactsWatch,
        acts: tuple[OutlookActs, CrmActs],
    ) -> None:
        self._outside = outside
        self._diary = diary
        self._settings = settings
        self._staff = staff
        self._watch = watch
        self._outlook, self._crm = acts
        self._apart: dict[int, set[str]] = {}
        """By entry, the fields in which it differs from the firm by a person's word."""
        self._firm_held: dict[PersonId, Card] = {}
        """What the firm's people were like at the last quiet, whoever brought that."""

    def check(self) -> None:
        """Check everything; raises Violation."""
        twins = list(self.twins())
        self._note_let_go()
        self._none_twice()
        for one in twins:
            self._own_text_stays(one)
            if one.crm is not None:
                self._nothing_private(one, one.crm)
            if self.is_judged(one):
                self._shown(one)
        for entry in self._diary.alive():
            self._nothing_back(entry)
        self._made_in_outlook(twins)
        self._firm()
        stand = Counter(e.number for one in twins if one.crm is not None for e in one.entries)
        for one in twins:
            is_two = any(stand[e.number] > 1 for e in one.entries)  # as which of them it was edited
            if self.is_judged(one) and one.crm is not None and not is_two:
                self._last_edits(one, one.crm)

    def settle(self) -> None:
        """Take what both sides agree on as agreed, and two that became one as one."""
        self._stay_parted()
        self._stay_apart()
        stand = set[int]()
        for one in self.twins():
            if one.crm is None or not one.entries:
                continue
            self._diary.join(one.contact, one.crm.id, one.entries[0])
            one.entries[0].was_public |= not self._is_secret(
                one.crm
            )  # where it is written down now
            one.entries[0].gone.clear()
            stand.add(one.entries[0].number)
            here, there = _outlook_values(one.item), _crm_values(one.crm, _places(one.item))
            was_let_differ = any(e.is_odd for e in one.entries) and here != there
            one.entries[0].is_left |= was_let_differ  # a person rejected it: both stay as they are
            one.entries[0].agreed = {n: here[n] for n in TRACKED if here[n] == there[n]}
        for entry in self._diary.entries:
            for mate in entry.mates:
                if mate.number not in stand:  # else it was made again, and stands on both sides
                    mate.gone |= entry.gone
        for entry in self._diary.entries:
            entry.edits.clear()
            entry.is_odd = False
            entry.touched.clear()
            entry.mates.clear()
        self._stand_alone()
        self._watch.stood_for.clear()
        contacts = self._outside.crm.contacts
        people = ((one, contacts.person(one)) for one in contacts.people_of_firm())
        self._firm_held = {one: person.card for one, person in people if person is not None}

    def _stand_alone(self) -> None:
        """Take what stands on one side alone as what was agreed so far: whoever it is found to be meets that."""
        twins = list(self.twins())
        known = {e.number for one in twins if one.crm is not None for e in one.entries}
        shown = [(e, _outlook_values(o.item)) for o in twins if o.crm is None for e in o.entries]
        for one in self._staff:
            for crm in self._outside.crm.contacts.list_of(one.user):
                entry = self._diary.of_crm(crm.id, crm.card.nickname)
                if entry is not None:
                    shown.append((entry, _crm_values(crm)))
        for entry, values in shown:
            if entry.number not in known:
                entry.agreed = {name: values[name] for name in TRACKED}

    def _stay_parted(self) -> None:
        """Leave for good what a person parted by rejecting what was to be done."""
        for mailbox in self._settings.mailboxes:
            for pair in at_once(self._outside.memory.pairs(mailbox, Stream.CONTACTS)):
                if pair.state is PairState.UNLINKED:
                    for entry in self._watch.entries_of(pair):
                        entry.is_left |= entry.is_odd

    def _stay_apart(self) -> None:
        """Note in what an entry differs from the firm for good, since a person rejected what was to be written."""
        contacts = self._outside.crm.contacts
        for one in self._staff:
            for crm in contacts.list_of(one.user):
                entry = self._diary.of_crm(crm.id, crm.card.nickname)
                person = contacts.person(crm.person) if crm.person else None
                if entry is None or person is None or not entry.is_odd:
                    continue
                names = {n for n in _RISING if getattr(crm.card, n) != getattr(person.card, n)}
                self._apart.setdefault(entry.number, set()).update(names)

    def twins(self) -> Iterator[Twins]:
        """Yield every contact in a folder that is kept in step."""
        for one in self._staff:
            if one.mailbox not in self._settings.enabled:
                continue
            by_key = {e.key: e for e in self._outside.crm.contacts.list_of(one.user) if e.key}
            for contact, item in self._outlook.items(one.mailbox):
                crm = by_key.get(self._outside.digester.contact_key(contact))
                yield Twins(
                    mailbox=one.mailbox,
                    contact=contact,
                    item=item,
                    crm=crm,
                    entries=tuple(self._known_as(contact, item, crm)),
                )

    def _known_as(
        self, contact: ContactId, item: ContactItem, crm: CrmContact | None
    ) -> Iterable[Entry]:
        found = [self._of_contact(contact, item)]
        if crm is not None:
            found.append(self._diary.of_crm(crm.id, crm.card.nickname))
        known = [e for e in found if e is not None]
        return {e.number: e for one in known for e in (one, *one.mates)}.values()

    def _of_contact(self, contact: ContactId, item: ContactItem) -> Entry | None:
        """Return whose contact it is.

        What was made for an entry that its contact was parted from bears that contact's mark, and is another.
        """
        entry = self._diary.of_contact(contact, item.says.nickname)
        if entry is None or not entry.copies or contact in self._diary.copied:
            return entry
        return entry if entry.contact in (None, contact) else None

    # One twin each

    def _note_let_go(self) -> None:
        """Note whose entry was made again in Outlook because its contact was moved away before it was agreed on.

        Such a contact is its user's own since, as a copy is, also when it is moved back.
        """
        for mailbox in self._settings.mailboxes:
            pairs = at_once(self._outside.memory.pairs(mailbox, Stream.CONTACTS))
            stands_for = {p.crm: p.outlook for p in pairs if p.state is PairState.LINKED}
            for entry, contact in self._outlook.moved(mailbox):
                if not entry.copies and stands_for.get(entry.crm or "", contact) != contact:
                    entry.copies += 1

    def _none_twice(self) -> None:
        for one in self._staff:
            self._once(self._nicknames(one.mailbox), f"{one.mailbox}'s Outlook")
            listed = (e.card.nickname for e in self._outside.crm.contacts.list_of(one.user))
            self._once(listed, f"{one.mailbox}'s list")
        keys = Counter(e.key for e in self._outside.crm.contacts.everything() if e.key)
        require(all(n == 1 for n in keys.values()), "two entries carry one key")

    def _nicknames(self, mailbox: MailboxId) -> Iterator[str]:
        """Yield who is in the folder kept in step, or in another one and known to the engine.

        Whom a person moved out of it before anybody knew is not found again, and is made anew.
        """
        box = self._outside.tenant.mailbox(mailbox)
        pairs = at_once(self._outside.memory.pairs(mailbox, Stream.CONTACTS))
        told = {i for i, _ in self._outlook.items(mailbox)} | {p.outlook for p in pairs}
        for item in box.contacts.items.values():
            if item.folder is not None and contact_id(box, item.number) in told:
                yield item.says.nickname

    def _once(self, nicknames: Iterable[str], where: str) -> None:
        told = Counter(
            entry.number
            for nickname in nicknames
            if (entry := self._diary.of_token(nickname)) is not None and not entry.is_copied
        )
        doubled = sorted(number for number, count in told.items() if count > 1)
        require(not doubled, f"more than once in {where}: the contacts {doubled}")

    # Both sides show the same

    def is_judged(self, one: Twins) -> bool:
        """Return whether the rules say what becomes of a contact: nobody left it half in, half out."""
        is_left = any(e.is_left or e.is_odd or e.gone for e in one.entries)
        is_nobody = one.item.is_list or not one.entries
        is_open = self._settings.is_plain and one.mailbox not in self._settings.has_switched
        return is_open and not (is_left or is_nobody)

    def _shown(self, one: Twins) -> None:
        if one.crm is None:
            require(not self._must_enter(one), f"{one.name} is not in the CRM")
            return
        if self._settings.private == "skip" and (_is_private(one.item) or one.crm.card.is_private):
            return
        lost = {a for e in one.entries for a in e.overflow} - set(one.crm.card.emails)
        is_free = one.crm.person is None and len(one.entries) == 1
        require(not (lost and is_free), f"{one.name}: Outlook took {sorted(lost)} from the CRM")
        here, there = _outlook_values(one.item), _crm_values(one.crm, _places(one.item))
        for name, value in here.items():
            if value != there[name] and not self._may_differ(name, value, there[name]):
                raise Violation(f"{one.name} differs in {name}: {value!r}, {there[name]!r}")

    def _may_differ(self, name: str, here: Any, there: Any) -> bool:
        is_blank = name in self._settings.never_blank and not (here and there)
        return is_blank or self._settings.flow_of(name) != "both"

    def _must_enter(self, one: Twins) -> bool:
        """Return whether an Outlook contact has to be in its user's list."""
        known = {e.number: e for n in one.entries for e in (n, *n.mates)}.values()
        if self._settings.private == "skip" and any(e.was_private for e in known):
            return False
        if self._settings.private == "skip" and self._is_private_in_list(one):
            return False
        if self._crm.erased & {e.address.lower() for e in one.item.says.emails}:
            return False
        return one.contact not in self._diary.copied

    def _is_private_in_list(self, one: Twins) -> bool:
        """Return whether its user's list has somebody private who stands alone, and may be this one."""
        owner = next(s.user for s in self._staff if s.mailbox == one.mailbox)
        alone = (e for e in self._outside.crm.contacts.list_of(owner) if not e.key)
        return any(e.card.is_private and _are_alike(one.item, e) for e in alone)

    def check_live(self, entries: list[Entry]) -> None:
        """Check that these contacts came into the CRM without any timer; raises Violation."""
        for one in self.twins():
            is_new = any(entry in entries for entry in one.entries)
            if is_new and one.crm is None and self.is_judged(one) and self._must_enter(one):
                is_open = self._is_prompt(one)
                require(not is_open, f"{one.name} waits for a sweep")

    def _is_prompt(self, one: Twins) -> bool:
        """Return whether a contact is copied at once: no plan waits, and nobody has to be asked about it."""
        memory = self._outside.memory
        record = at_once(memory.mailbox(one.mailbox))
        if record is None or record.contacts_held or record.contacts_started_at is None:
            return False
        pairs = at_once(memory.pairs(one.mailbox, Stream.CONTACTS))
        return not any(p.outlook == one.contact and p.state is PairState.ASKED for p in pairs)

    def _made_in_outlook(self, twins: list[Twins]) -> None:
        """Check that whoever is written down in the CRM is in Outlook too."""
        settings = self._settings
        paired = {one.crm.id for one in twins if one.crm is not None}
        for one in self._staff:
            is_open = one.mailbox in settings.enabled and one.mailbox not in settings.has_switched
            if not (is_open and settings.is_plain) or settings.not_primary == one.mailbox:
                continue
            for crm in self._outside.crm.contacts.list_of(one.user):
                entry = self._diary.of_crm(crm.id, crm.card.nickname)
                if entry is None or entry.is_left or entry.is_odd or entry.gone or entry.copies:
                    continue
                if crm.id in paired or self._may_stay(entry, crm, one.mailbox):
                    continue
                raise Violation(
                    f"contact {entry.number} was made in the CRM, and is not in Outlook"
                )

    def _may_stay(self, entry: Entry, crm: CrmContact, mailbox: MailboxId) -> bool:
        """Return whether somebody in a list need not be in the folder that is kept in step."""
        if entry.birth is Birth.IMPORT and not self._settings.imported:
            return True
        if self._settings.private == "skip" and any(e.was_private for e in (entry, *entry.mates)):
            return True
        if self._settings.private == "skip" and self._is_private_in_outlook(crm, mailbox):
            return True
        if "primary" in self._settings.changed or self._waits_beside_erased(crm, mailbox):
            return True
        if self._waits_beside_ignored(crm, mailbox):
            return True
        contact = self._watch.contact_of(crm.key)
        kept = {i for i, _ in self._outlook.items(mailbox)}
        return contact is not None and contact not in kept  # it was moved to another folder

    def _is_private_in_outlook(self, crm: CrmContact, mailbox: MailboxId) -> bool:
        """Return whether the folder has somebody who is private, and may be the one in the list."""
        items = (item for _, item in self._outlook.items(mailbox))
        return any(_is_private(item) and _are_alike(item, crm) for item in items)

    def _waits_beside_erased(self, crm: CrmContact, mailbox: MailboxId) -> bool:
        """Return whether the folder has somebody of the same address who was erased: that one stays alone."""
        shown = (
            {e.address.lower() for e in i.says.emails} for _, i in self._outlook.items(mailbox)
        )
        return any(self._crm.erased & own and own & set(crm.card.emails) for own in shown)

    def _waits_beside_ignored(self, crm: CrmContact, mailbox: MailboxId) -> bool:
        """Return whether the folder has the same one, whom a person said to leave alone: beside it nobody is made."""
        items = self._outlook.items(mailbox)
        return any(self._watch.is_left_alone(i) and _are_alike(item, crm) for i, item in items)

    # No lost update

    def _last_edits(self, one: Twins, crm: CrmContact) -> None:
        """Check that the last value somebody gave stands, or lost to the named winner's."""
        here, there = _outlook_values(one.item), _crm_values(crm)
        if self._settings.private == "skip" and any(e.was_private for e in one.entries):
            return
        for name in TRACKED:
            if here[name] != there[name] or self._settings.flow_of(name) != "both":
                continue
            wanted = self._may_stand(one, crm, name)
            if wanted and here[name] not in wanted:
                raise Violation(f"{one.name}: {name} is {here[name]!r}; the last were {wanted!r}")

    def _may_stand(self, one: Twins, crm: CrmContact, name: str) -> list[str]:
        """Return which values may stand in a field; empty: any."""
        own = sorted(
            (e for n in one.entries for e in n.edits.get(name, [])), key=lambda e: e.number
        )
        before = [n.agreed[name] for n in one.entries if name in n.agreed]
        unedited = [
            n.agreed[name] for n in one.entries if name in n.agreed and not n.edits.get(name)
        ]
        if crm.person is not None and self._settings.fan_out and name in _RISING:
            others = [e.value for n in self._cluster(one, crm) for e in n.edits.get(name, [])]
            agreed = [n.agreed[name] for n in self._cluster(one, crm) if name in n.agreed]
            firm = self._crm.of_firm.get(crm.person, []) if name == "job_title" else []
            if not (own or before):
                return []  # it was never seen to be agreed
            held = self._firm_held.get(crm.person)
            known = [getattr(held, name)] if held is not None else []
            told = [*unedited, *others, *agreed, *firm, *known]
            return [_even(name, value) for value in told]
        if not own:
            return [_even(name, value) for value in before]
        if name in self._settings.never_blank or len(one.entries) > 1:
            return [_even(name, value) for value in (*(e.value for e in own), *unedited)]
        return [_even(name, value) for value in self._last_or_winner(own)]

    def _last_or_winner(self, edits: list[Edit]) -> list[str]:
        last = {side: [e.value for e in edits if e.side is side][-1:] for side in Side}
        wanted = [edits[-1].value]
        if all(last.values()):
            winners = {
                "microsoft365": [Side.OUTLOOK],
                "crm": [Side.CRM],
                "newest": list(Side),
            }[self._settings.winner]
            wanted += [value for side in winners for value in last[side]]
        return wanted

    def _cluster(self, one: Twins, crm: CrmContact) -> list[Entry]:
        """Return everybody who may give a value to a contact: itself, and colleagues' by way of the firm."""
        found = {e.number: e for e in one.entries}
        if crm.person is not None:
            stood = self._watch.stood_for.get(crm.person, ())
            found |= {number: self._diary.entries[number] for number in sorted(stood)}
        standing = self._outside.crm.contacts.standing_for(crm.person) if crm.person else ()
        for other in standing:
            entry = self._diary.of_crm(other.id, other.card.nickname)
            contact = self._watch.contact_of(other.key)
            for known in (entry, self._diary.of_contact(contact, "") if contact else None):
                if known is not None:
                    found[known.number] = known
        mates = {mate.number: mate for known in found.values() for mate in known.mates}
        return list({**found, **mates}.values())

    # No resurrection

    def _nothing_back(self, entry: Entry) -> None:
        """Check that who was deleted on one side, and not touched on the other, is gone from both."""
        if not entry.gone or entry.copies or entry.mailbox in self._settings.has_switched:
            return
        is_open = self._settings.is_plain and entry.mailbox in self._settings.enabled
        if entry.mates:
            return
        there = self._shown_in_outlook(entry)
        listed = self._listed(entry)
        if any(e.person is not None for e in listed):
            return  # a colleague's edit that came by way of the firm survives as any other does
        if Side.OUTLOOK in entry.gone and not entry.touched & {Side.CRM}:
            require(not there, f"contact {entry.number} is in Outlook again, and was deleted")
            follows = is_open and self._settings.in_crm == "delete" and entry.crm is not None
            if follows and entry.contact is not None:
                require(not listed, f"contact {entry.number} was deleted, and is in the list")
        if Side.CRM in entry.gone and not entry.touched & {Side.OUTLOOK}:
            require(not listed, f"contact {entry.number} is in the list again, and was removed")
            follows = is_open and self._settings.in_outlook == "delete"
            if follows and entry.contact is not None and entry.crm is not None:
                require(not there, f"contact {entry.number} was removed, and is in Outlook")

    def _shown_in_outlook(self, entry: Entry) -> list[ContactId]:
        return [
            contact
            for contact, item in self._outlook.items(entry.mailbox)
            if self._diary.of_contact(contact, item.says.nickname) is entry
        ]

    def _listed(self, entry: Entry) -> list[CrmContact]:
        owner = next(one.user for one in self._staff if one.mailbox == entry.mailbox)
        return [
            e
            for e in self._outside.crm.contacts.list_of(owner)
            if self._diary.of_crm(e.id, e.card.nickname) is entry
        ]

    # What nobody else may see or touch

    def _nothing_private(self, one: Twins, crm: CrmContact) -> None:
        """Check that who is private in Outlook is its user's alone in the CRM."""
        if not _is_private(one.item) or not self.is_judged(one):
            return
        is_hidden = crm.sharing is Sharing.PRIVATE
        require(is_hidden, f"{one.name} is private, and others see it in the CRM")

    def _own_text_stays(self, one: Twins) -> None:
        """Check that what a user wrote for himself, and what nobody maps, stands as it was written."""
        entry = next((e for e in one.entries if e.contact == one.contact), None)
        if entry is None or entry.is_odd or one.item.is_list or one.contact in self._diary.copied:
            return
        is_same = entry.written_on == one.contact  # else it was made again, by the engine
        own = one.item.says.notes.partition(BEGIN)[0].strip()
        wanted = entry.own_notes.strip() if is_same else ""
        require(own == wanted, f"{one.name}: the user's own notes are {own!r}")
        for name, value in entry.unmapped.items() if is_same else ():
            held = getattr(one.item.says, name)
            require(held == value, f"{one.name}: {name}, which nobody maps, is {held!r}")

    # The firm's people

    def _firm(self) -> None:
        """Check that what rises is at the firm, and what the firm holds in every list that holds the person."""
        contacts = self._outside.crm.contacts
        for one in self._staff:
            if one.mailbox not in self._settings.enabled:
                continue
            for crm in contacts.list_of(one.user):
                entry = self._diary.of_crm(crm.id, crm.card.nickname)
                if entry is None or entry.is_odd or entry.is_left:
                    continue
                person = contacts.person(crm.person) if crm.person else None
                if person is not None:
                    self._with_person(entry, crm, person)

    def _with_person(self, entry: Entry, crm: CrmContact, person: FirmPerson) -> None:
        if self._is_secret(crm) or not self._settings.fan_out or not self._rises(crm):
            return
        taken = {a for a in crm.card.emails if len(self._outside.crm.holders_of(a)) > 1}
        others = {a for a in crm.card.emails if a not in person.card.emails}
        if taken or others:
            return  # an address of somebody else is refused, and whatever is written with it
        for name in ("job_title", "company"):
            here, there = getattr(crm.card, name), getattr(person.card, name)
            is_kept = name in crm.kept_back or name in self._apart.get(entry.number, ())
            if not is_kept and here != there and not entry.kept_back:
                raise Violation(
                    f"contact {entry.number} differs from the firm: {here!r}, {there!r}"
                )

    def _is_secret(self, crm: CrmContact) -> bool:
        return crm.sharing is Sharing.PRIVATE or crm.card.is_private

    def _rises(self, crm: CrmContact) -> bool:
        return crm.sharing is Sharing.FIRM or self._settings.promote in ("known", "all")


def _are_alike(item: ContactItem, crm: CrmContact) -> bool:
    """Return whether two may be one person: an address in common, or the name, be it by its initial."""
    if {e.address.lower() for e in item.says.emails} & set(crm.card.emails):
        return True
    here, there = item.says, crm.card
    is_named = bool(here.surname) and here.surname == there.surname
    return is_named and here.given_name[:1] == there.given_name[:1]


def _is_private(item: ContactItem) -> bool:
    normal = str(Sensitivity.NORMAL.number)
    return (item.value_of(_SENSITIVITY) or normal) != normal


def _outlook_values(item: ContactItem) -> dict[str, Any]:
    says = item.says
    values: dict[str, Any] = {name: _even(name, getattr(says, name)) for name in _TEXTS}
    usable = [e.address.lower() for e in says.emails if "@" in e.address]
    values["emails"] = tuple(dict.fromkeys(usable))
    values["business_phones"] = tuple(map(_digits, says.business_phones))
    values["home_phones"] = tuple(map(_digits, says.home_phones))
    values["birthday"] = says.birthday.date() if says.birthday else None
    values["is_private"] = _is_private(item)
    return values


def _places(item: ContactItem) -> int:
    """Return how many addresses of the CRM a contact has a place for; what nobody can use keeps its own."""
    return PLACES - sum("@" not in e.address for e in item.says.emails)


def _crm_values(crm: CrmContact, places: int = PLACES) -> dict[str, Any]:
    """Return what of an entry has a place in Outlook: some addresses, two numbers of a kind."""
    card = crm.card
    values: dict[str, Any] = {name: _even(name, getattr(card, name)) for name in _TEXTS}
    values["emails"] = tuple(card.emails[:places])
    values["business_phones"] = tuple(map(_digits, card.business_phones[:2]))
    values["home_phones"] = tuple(map(_digits, card.home_phones[:2]))
    values["birthday"] = card.birthday
    values["is_private"] = card.is_private
    return values


def _even(name: str, value: str) -> str:
    return _digits(value) if name == "mobile_phone" else value.strip()


def _digits(number: str) -> str:
    return "".join(c for c in number if c.isdigit())

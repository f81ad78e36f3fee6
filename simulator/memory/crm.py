"""A CRM in memory, for the deterministic world: the Crm port's contract, its calendar and its contacts.

Its methods await nothing, so that a world can drive them without an event loop.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count

from flows.ports.crm import Annotation, KnownAddress, KnownAddresses
from flows.ports.desk import NewPerson
from simulator.memory.crm_calendar import InMemoryCrmCalendar
from simulator.memory.crm_contacts import InMemoryCrmContacts
from simulator.memory.crm_records import KeptEmail, KeptPerson, KeptStaff
from sync_core import limits
from sync_core.address_kinds import CONTACT_POINT, kinds_matched, rank
from sync_core.addresses import without_tag
from sync_core.contacts.contact import FirmPerson
from sync_core.failures import SkipItem, SkipReason
from sync_core.mail import (
    ActivityId,
    Address,
    CrmUserId,
    LogOutcome,
    LogResult,
    MailActivity,
    MessageKey,
    PersonId,
    PersonRef,
    Relation,
    SentimentLabel,
)
from sync_core.policy import Matching, PlusTags
from sync_core.storable import problem_with

_STANDING_STILL = datetime(2026, 1, 1, tzinfo=UTC)


class InMemoryCrm:
    """People, staff, e-mail activities, the calendar and the contact lists of a pretend firm."""

    def __init__(self, now: Callable[[], datetime] = lambda: _STANDING_STILL) -> None:
        """Begin with nobody; `now` is the clock by which events are marked as modified."""
        self._ids = count(1)
        self._people: dict[PersonId, KeptPerson] = {}
        self._staff: dict[Address, KeptStaff] = {}
        self._staff_ids: set[CrmUserId] = set()
        self._emails: dict[MessageKey, KeptEmail] = {}
        self._holders: dict[Address, list[tuple[str, PersonId]]] = {}
        self._mail_with: dict[Address, dict[MessageKey, None]] = {}
        self._feed: list[KnownAddress | None] = []
        """None where the address was taken away again."""
        self._now = now
        self.calendar = InMemoryCrmCalendar(now, self._people, self._staff)
        self.contacts = InMemoryCrmContacts(self, now)

    async def find_people(
        self, addresses: Sequence[Address], by: Matching
    ) -> Mapping[Address, tuple[PersonRef, ...]]:
        """Return the people each address belongs to."""
        if len(addresses) > limits.ADDRESSES_PER_LOOKUP_MAX:
            raise ValueError(f"addresses: at most {limits.ADDRESSES_PER_LOOKUP_MAX} a lookup")
        kinds = kinds_matched(by)
        found = {a: self._people_with(Address(a.casefold()), kinds) for a in addresses}
        return {address: people for address, people in found.items() if people}

    async def find_users(self, addresses: Sequence[Address]) -> Mapping[Address, CrmUserId]:
        """Return the members of staff who have these addresses."""
        known = {a: self._staff.get(Address(a.casefold())) for a in addresses}
        return {address: member.id for address, member in known.items() if member}

    async def log_mail(self, mails: Sequence[MailActivity]) -> tuple[LogOutcome, ...]:
        """Write activities; one answer each, in the same order."""
        return tuple(self._log(mail) for mail in mails)

    async def annotate_mail(self, notes: Sequence[Annotation]) -> None:
        """Add sentiments and risk terms that became known later."""
        for note in notes:
            email = self._emails.get(note.key)
            if email is None:
                continue
            email.sentiment = note.sentiment
            if note.risk is not None:
                email.risk = note.risk
            for person in email.relations:
                self._people[person].hear(email)

    async def known_addresses(self, cursor: str, limit: int) -> KnownAddresses:
        """Return addresses given to people since the cursor."""
        told = int(cursor) if cursor.isdigit() else 0
        start = told if told <= len(self._feed) else 0
        page = self._feed[start : start + limit]
        reached = start + len(page)
        added = tuple(entry for entry in page if entry is not None)
        return KnownAddresses(added=added, cursor=str(reached), has_more=reached < len(self._feed))

    async def relate_past(
        self, known: Sequence[KnownAddress], plus_tags: PlusTags = PlusTags.EXACT
    ) -> int:
        """Relate past activities that hold these addresses; return how many relations were new."""
        new = 0
        for entry in known:
            if entry.person not in self._people:
                continue
            for key in tuple(self._mail_with.get(entry.address, ())):
                email = self._emails[key]
                if email.is_from_outside(entry.address, plus_tags):
                    new += self._relate_known(email, entry)
        return new

    async def activity_of(self, key: MessageKey) -> ActivityId | None:
        """Return the activity with this key."""
        email = self._emails.get(key)
        return email.id if email else None

    def add_person(self, person: NewPerson) -> PersonId:
        """Add a person with addresses; the feed of known addresses tells of each.

        Raises:
            SkipItem: an address belonged to somebody who was erased; nobody was added.
        """
        self._refuse_erased([address for _, address in person.addresses])
        added = self.fresh_person_id()
        self._people[added] = KeptPerson(
            id=added, name=person.name, client=person.client, is_key=person.is_key
        )
        for kind, address in sorted(person.addresses, key=lambda told: rank(told[0])):
            self._give(self._people[added], kind, address)
        self.contacts.tell_of(added, is_new=True)
        return added

    def add_address(self, person: PersonId, kind: str, address: Address) -> None:
        """Give a person one more address; one that the person has in that field is left alone."""
        kept = self._people[person]
        if self._give(kept, kind, address):
            self._touch(kept)
            self.contacts.tell_of(person)

    def add_staff(self, name: str, address: Address) -> CrmUserId:
        """Add a member of staff; one whose address is known keeps the id."""
        plain = Address(address.casefold())
        fresh = KeptStaff(id=CrmUserId(str(next(self._ids))), name=name, address=plain)
        member = self._staff.setdefault(plain, fresh)
        self._staff_ids.add(member.id)
        return member.id

    def emails(self) -> tuple[KeptEmail, ...]:
        """Return every activity, oldest written first."""
        return tuple(self._emails.values())

    def email(self, key: MessageKey) -> KeptEmail | None:
        """Return the activity with this key, whole."""
        return self._emails.get(key)

    def people(self) -> Mapping[PersonId, KeptPerson]:
        """Return every person with addresses and most recent sentiment."""
        return self._people

    def users(self) -> frozenset[CrmUserId]:
        """Return every member of staff."""
        return frozenset(self._staff_ids)

    def holders_of(self, address: Address) -> frozenset[PersonId]:
        """Return who has an address, in whatever field."""
        return frozenset(person for _, person in self._holders.get(address, ()))

    def fresh_person_id(self) -> PersonId:
        """Return an id that nobody ever had."""
        return PersonId(str(next(self._ids)))

    def put_person(self, told: FirmPerson) -> None:
        """Keep a person of the firm as told; addresses that are new become contact points."""
        card, is_new = told.card, told.id not in self._people
        kept = self._people.setdefault(told.id, KeptPerson(id=told.id, name=card.name))
        kept.name, kept.client, kept.card = card.name, card.company, card
        kept.version, kept.modified_at = told.version, told.modified_at
        for kind, address in tuple(kept.addresses):
            if address not in card.emails:
                self._take_away(kept, kind, address)
        for address in card.emails:
            if told.id not in self.holders_of(address):
                self._give(kept, CONTACT_POINT, address)
        kept.addresses.sort(key=lambda held: card.emails.index(held[1]))
        self.contacts.tell_of(told.id, is_new=is_new)

    def remove_person(self, person: PersonId) -> None:
        """Remove a person with addresses and relations; what they wrote and attended stays."""
        kept = self._people[person]
        for kind, address in tuple(kept.addresses):
            self._take_away(kept, kind, address)
        del self._people[person]
        for email in self._emails.values():
            email.relations.pop(person, None)
        self.calendar.forget(person)

    def dump(self) -> Iterator[str]:
        """Yield every text kept here."""
        for person in self._people.values():
            yield from (person.name, *(address for _, address in person.addresses))
            yield repr(person.card)
        for email in self._emails.values():
            yield from email.texts()
        yield from self.contacts.dump()

    def _give(self, kept: KeptPerson, kind: str, address: Address) -> bool:
        """Give a person an address; return whether that field did not have it."""
        plain = Address(address.casefold())
        holders = self._holders.setdefault(plain, [])
        if (kind, kept.id) in holders:
            return False
        holders.append((kind, kept.id))
        kept.addresses.append((kind, plain))
        self._feed.append(KnownAddress(address=plain, person=kept.id, matched_by=kind))
        return True

    def _take_away(self, kept: KeptPerson, kind: str, address: Address) -> None:
        """Take an address from a person's field; who has not heard of it yet never does."""
        kept.addresses.remove((kind, address))
        self._holders[address].remove((kind, kept.id))
        told = KnownAddress(address=address, person=kept.id, matched_by=kind)
        self._feed = [None if entry == told else entry for entry in self._feed]

    def _touch(self, kept: KeptPerson) -> None:
        kept.version += 1
        kept.modified_at = self._now()

    def _refuse_erased(self, addresses: Sequence[Address]) -> None:
        if any(self.contacts.is_erased(Address(address.casefold())) for address in addresses):
            told = "addresses: expected those of nobody who was erased"
            raise SkipItem(SkipReason.REFUSED_BY_CRM, told)

    def _people_with(self, address: Address, kinds: frozenset[str]) -> tuple[PersonRef, ...]:
        held = [(p, kind) for kind, p in self._holders.get(address, ()) if kind in kinds]
        best: dict[PersonId, str] = {}
        for person, kind in sorted(held, key=lambda h: (int(h[0]), rank(h[1]))):
            best.setdefault(person, kind)
        return tuple(PersonRef(id=person, matched_by=kind) for person, kind in best.items())

    def _log(self, mail: MailActivity) -> LogOutcome:
        problem = problem_with(mail)
        if problem:
            return LogOutcome(result=LogResult.REFUSED, detail=problem)
        email = self._emails.get(mail.key)
        if email is None:
            email = KeptEmail.of(ActivityId(str(next(self._ids))), mail)
            self._emails[mail.key] = email
            self._add_copy(email, mail)
            return LogOutcome(result=LogResult.CREATED, activity=email.id)
        apart = abs((email.sent_at - mail.sent_at).total_seconds())
        if apart > limits.SAME_MESSAGE_SECONDS_MAX:
            return LogOutcome(result=LogResult.KEY_REUSED, activity=email.id)
        self._add_copy(email, mail)
        is_pending = email.sentiment.label is SentimentLabel.PENDING
        return LogOutcome(result=LogResult.ALREADY_THERE, activity=email.id, is_pending=is_pending)

    def _add_copy(self, email: KeptEmail, mail: MailActivity) -> None:
        email.add_copy(mail, owner=mail.owner if mail.owner in self._staff_ids else None)
        for participant in mail.participants:
            for address in (participant.address, without_tag(participant.address)):
                self._mail_with.setdefault(address, {})[email.key] = None
        for relation in mail.relations:
            if relation.person in self._people:
                email.add_relation(relation)
                self._people[relation.person].hear(email)

    def _relate_known(self, email: KeptEmail, known: KnownAddress) -> bool:
        is_new = email.add_relation(
            Relation(person=known.person, address=known.address, matched_by=known.matched_by)
        )
        holders = {person for _, person in self._holders.get(known.address, ())}
        email.mark_ambiguity(known.address, holders)
        self._people[known.person].hear(email)
        return is_new

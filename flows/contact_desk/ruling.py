"""What a write makes of an entry or a person that is held, or why it makes nothing of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from flows.contact_desk.store import EntryDone, EntryEdit, PersonDone
from flows.ports.crm_contacts import ContactEntryDraft, PersonChange, Wrote
from sync_core.contacts.contact import (
    Card,
    ContactKey,
    CrmContact,
    CrmContactId,
    FirmPerson,
    Sharing,
)
from sync_core.contacts.fields import ContactField, merged
from sync_core.contacts.kept import fit_card, problem_with_card, unknown_fields
from sync_core.mail import Address, CrmUserId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the CRM knows besides the record that is written."""

    users: Collection[CrmUserId] = frozenset()
    people: Collection[PersonId] = frozenset()
    """Who of the people that a write names is there."""
    keys: Mapping[ContactKey, CrmContactId] = field(default_factory=dict)
    """Which entries have the keys that a write names."""
    holders: Mapping[Address, Collection[PersonId]] = field(default_factory=dict)
    """Which people have the addresses that a write names."""
    erased: Collection[Address] = frozenset()
    """Which of these addresses belonged to somebody who was erased."""


def added(draft: ContactEntryDraft, one: CrmContactId, known: Known, now: datetime) -> EntryDone:
    """Return the entry that a draft makes; the key is the caller's to look up."""
    card = fit_card(draft.card)
    problem = problem_with_card(draft.card) or _erased_among(card, (), known)
    if draft.owner not in known.users:
        problem = "owner: expected a user of the CRM"
    if draft.person is not None and draft.person not in known.people:
        problem = "person: expected one who is there"
    if problem:
        return EntryDone(result=Wrote.REFUSED, problem=problem)
    is_private = draft.card.is_private or draft.sharing is Sharing.PRIVATE
    entry = CrmContact(
        id=one,
        version=1,
        key=draft.key or None,
        owner=draft.owner,
        origin=draft.origin,
        card=replace(card, is_private=is_private),
        person=draft.person,
        sharing=Sharing.PRIVATE if is_private else draft.sharing,
        modified_at=now,
    )
    return EntryDone(result=Wrote.WRITTEN, entry=entry)


def edited(edit: EntryEdit, held: CrmContact | None, known: Known, now: datetime) -> EntryDone:
    """Return an entry after a write."""
    if held is None:
        return EntryDone(result=Wrote.GONE)
    holder = known.keys.get(edit.key) if edit.key else None
    if held.version != edit.version or holder not in (None, held.id):
        return EntryDone(result=Wrote.CONFLICT, entry=held)
    card = merged(held.card, fit_card(edit.card), edit.fields)
    problem = _problem_with_edit(edit, held, known)
    if problem:
        return EntryDone(result=Wrote.REFUSED, entry=held, problem=problem)
    sharing = _sharing(edit, held)
    new = replace(
        held,
        version=held.version + 1,
        key=edit.key or held.key,
        card=replace(card, is_private=sharing is Sharing.PRIVATE),
        person=edit.person if edit.is_person_told else held.person,
        sharing=sharing,
        kept_back=held.kept_back if edit.kept_back is None else edit.kept_back,
        modified_at=now,
    )
    return EntryDone(result=Wrote.WRITTEN, entry=new)


def removed(held: CrmContact | None, version: int) -> EntryDone:
    """Return whether an entry may be deleted."""
    if held is None:
        return EntryDone(result=Wrote.GONE)
    if held.version != version:
        return EntryDone(result=Wrote.CONFLICT, entry=held)
    return EntryDone(result=Wrote.WRITTEN)


def person_edited(
    change: PersonChange, held: FirmPerson | None, known: Known, now: datetime
) -> PersonDone:
    """Return a person of the firm after a write."""
    if held is None:
        return PersonDone(result=Wrote.GONE)
    if held.version != change.version:
        return PersonDone(result=Wrote.CONFLICT, person=held)
    told = merged(Card(), change.card, change.fields)
    problem = _unknown(change.fields) or problem_with_card(told)
    card = _of_firm(merged(held.card, fit_card(told), change.fields))
    problem = problem or _problem_with_person(card, held, known)
    if problem:
        return PersonDone(result=Wrote.REFUSED, person=held, problem=problem)
    new = replace(held, version=held.version + 1, card=card, modified_at=now)
    return PersonDone(result=Wrote.WRITTEN, person=new)


def person_added(
    card: Card, one: PersonId, entry: CrmContact | None, known: Known, now: datetime
) -> PersonDone:
    """Return the person of the firm that a card makes for an entry which stands for nobody yet."""
    if entry is None:
        return PersonDone(result=Wrote.GONE)
    new = FirmPerson(id=one, version=1, card=_of_firm(fit_card(card)), modified_at=now)
    problem = problem_with_card(card) or _problem_with_person(new.card, None, known)
    if entry.sharing is Sharing.PRIVATE:
        problem = "entry: expected one that is not private"
    if problem:
        return PersonDone(result=Wrote.REFUSED, problem=problem)
    return PersonDone(result=Wrote.WRITTEN, person=new)


def _problem_with_edit(edit: EntryEdit, held: CrmContact, known: Known) -> str:
    told = merged(Card(), edit.card, edit.fields)
    problem = _unknown(edit.fields) or problem_with_card(told)
    if edit.kept_back is not None and unknown_fields(edit.kept_back):
        problem = "kept_back: expected names of contact fields"
    if edit.person is not None and edit.person not in known.people:
        problem = "person: expected one who is there"
    return problem or _erased_among(fit_card(told), held.card.emails, known)


def _problem_with_person(card: Card, held: FirmPerson | None, known: Known) -> str:
    former = () if held is None else held.card.emails
    own = None if held is None else held.id
    if not card.name.strip():
        return "display_name: expected a name, a company or an address"
    for place, address in enumerate(card.emails):
        if address not in former and set(known.holders.get(address, ())) - {own}:
            return f"{ContactField.EMAILS}.{place}: expected an address that nobody else has"
    return _erased_among(card, former, known)


def _erased_among(card: Card, former: Collection[Address], known: Known) -> str:
    for place, address in enumerate(card.emails):
        if address in known.erased and address not in former:
            return f"{ContactField.EMAILS}.{place}: expected an address of nobody who was erased"
    return ""


def _unknown(fields: frozenset[str]) -> str:
    return "fields: expected names of contact fields" if unknown_fields(fields) else ""


def _sharing(edit: EntryEdit, held: CrmContact) -> Sharing:
    """Return who sees an entry: marked private and seen by its user alone are one thing."""
    told = edit.sharing
    if ContactField.PRIVATE in edit.fields:
        if edit.card.is_private:
            return Sharing.PRIVATE
        if told is None and held.sharing is Sharing.PRIVATE:
            return Sharing.LIST
    return held.sharing if told is None else told


def _of_firm(card: Card) -> Card:
    """Return a card as the firm's people have it: the firm has nobody in private."""
    return replace(card, is_private=False)

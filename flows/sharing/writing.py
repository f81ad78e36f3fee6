"""Writing one step between a list and the firm: people made, people changed, entries changed and linked."""

from collections.abc import Mapping, Sequence

from flows.contacts.writing import Answers, CrmAnswer, OutlookAnswer
from flows.ports.crm_contacts import (
    ContactEntryChange,
    PersonChange,
    WrittenEntry,
    WrittenPerson,
    Wrote,
)
from flows.running import Run
from flows.sharing.standing import FIRM, LIST, as_firm_side, as_list_side, person_of
from sync_core.contacts.contact import Card, CrmContactId
from sync_core.contacts.fields import merged
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.failures import SkipReason
from sync_core.reconcile.decide import Move


async def share(run: Run, by: ContactJudge, some: Sequence[ContactJudged]) -> Answers:  # noqa: ARG001  a Writer
    """Write one step; see flows.contacts.writing.Writer. Four round trips at most."""
    firm: dict[str, CrmAnswer] = {}
    entries: dict[str, OutlookAnswer] = {}
    parted = [one for one in some if one.is_parted and _move(one) is Move.CREATE]
    if parted:
        partings = [_parting(one) for one in parted]
        _note_entries(entries, parted, await run.parts.crm_contacts.update_entries(partings))
    new = [one for one in some if _move(one) is Move.CREATE and _may_be_made(one, entries)]
    changed = [one for one in some if _move(one) is Move.UPDATE]
    if new:
        cards = [(_new_card(one), CrmContactId(_entry_id(one))) for one in new]
        _note_people(firm, new, await run.parts.crm_contacts.create_people(cards))
    if changed:
        changes = [_person_change(one) for one in changed]
        _note_people(firm, changed, await run.parts.crm_contacts.update_people(changes))
    listed = [one for one in some if one.action_on(LIST) is not None]
    if listed:
        told = [_entry_change(one) for one in listed]
        _note_entries(entries, listed, await run.parts.crm_contacts.update_entries(told))
    return Answers(crm=firm, outlook=entries)


def _may_be_made(one: ContactJudged, entries: Mapping[str, OutlookAnswer]) -> bool:
    """Return whether an entry stands for nobody, as far as was written just now."""
    parted = entries.get(one.twin.key)
    return parted is None or parted.is_done


def _parting(one: ContactJudged) -> ContactEntryChange:
    """Return what lets an entry stand for nobody: the person it stood for keeps history and relations."""
    entry = one.twin.outlook
    assert entry is not None  # noqa: S101  an entry is always there
    return ContactEntryChange(id=CrmContactId(entry.id), version=int(entry.version), is_parted=True)


def _move(one: ContactJudged) -> Move | None:
    action = one.action_on(FIRM)
    return action.move if action is not None else None


def _new_card(one: ContactJudged) -> Card:
    """Return what a new person is made with: only what is shared."""
    action = one.action_on(FIRM)
    assert action is not None  # noqa: S101  as _move found
    return merged(Card(), one.sources[FIRM], frozenset(action.fields))


def _entry_id(one: ContactJudged) -> str:
    assert one.twin.outlook is not None  # noqa: S101  an entry is always there
    return one.twin.outlook.id


def _person_change(one: ContactJudged) -> PersonChange:
    person, action = one.twin.crm, one.action_on(FIRM)
    assert person is not None and action is not None  # noqa: S101  an update has both
    return PersonChange(
        id=person_of(person),
        version=person.version,
        fields=frozenset(action.fields),
        card=one.sources[FIRM],
    )


def _entry_change(one: ContactJudged) -> ContactEntryChange:
    """Return what an entry takes from its person; one that just met its person stands for it from now on."""
    entry, action, person = one.twin.outlook, one.action_on(LIST), one.twin.crm
    assert entry is not None and action is not None  # noqa: S101  an update has both
    card = one.sources.get(LIST, entry.card)
    return ContactEntryChange(
        id=CrmContactId(entry.id),
        version=int(entry.version),
        fields=frozenset(action.fields),
        card=card,
        person=person_of(person) if person is not None else None,
    )


def _note_people(
    answers: dict[str, CrmAnswer],
    work: Sequence[ContactJudged],
    written: Sequence[WrittenPerson],
) -> None:
    for one, told in zip(work, written, strict=True):
        refused = SkipReason.REFUSED_BY_CRM.value if told.result is Wrote.REFUSED else ""
        person = as_firm_side(told.person) if told.person is not None else None
        is_done = told.result is Wrote.WRITTEN
        answers[one.twin.key] = CrmAnswer(is_done=is_done, entry=person, refused=refused)


def _note_entries(
    answers: dict[str, OutlookAnswer],
    work: Sequence[ContactJudged],
    written: Sequence[WrittenEntry],
) -> None:
    for one, told in zip(work, written, strict=True):
        refused = SkipReason.REFUSED_BY_CRM.value if told.result is Wrote.REFUSED else ""
        entry = as_list_side(told.entry) if told.entry is not None else None
        is_done = told.result is Wrote.WRITTEN
        answers[one.twin.key] = OutlookAnswer(is_done=is_done, contact=entry, refused=refused)

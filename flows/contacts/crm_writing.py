"""Writing to a user's list: all creations of a step in one round trip, all changes, all deletions."""

from collections.abc import Sequence
from dataclasses import replace

from flows.contacts.writing import CrmAnswer
from flows.ports.crm_contacts import (
    ContactEntryChange,
    ContactEntryDraft,
    WrittenEntry,
    Wrote,
)
from flows.running import Run
from sync_core.contacts.contact import Card, ContactKey, CrmContact, Sharing
from sync_core.contacts.fields import ContactField, merged
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.projection import for_crm
from sync_core.contacts.twins import PARTED
from sync_core.failures import SkipReason
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Action
from sync_core.reconcile.sides import Side


async def to_crm(
    run: Run, by: ContactJudge, work: Sequence[tuple[ContactJudged, Action | None]]
) -> dict[str, CrmAnswer]:
    """Write one step's changes to the CRM and return what came of each, by the pair's key.

    An entry that is somebody else than its contact is parted from it first, so that the contact's own can
    take its key.
    """
    port, answers = run.parts.crm_contacts, dict[str, CrmAnswer]()
    parted = [(one, a) for one, a in work if a is not None and one.is_parted]
    if parted:
        written = await port.update_entries([_parting(run, one) for one, _ in parted])
        _note(answers, parted, written)
    creates = [
        (one, a)
        for one, a in work
        if a is not None and a.move is Move.CREATE and _may_be_made(one, answers)
    ]
    changes = [(one, a) for one, a in work if a is not None and a.move is Move.UPDATE]
    deletes = [(one, a) for one, a in work if a is not None and a.move is Move.DELETE]
    if creates:
        drafts = [_draft(run, one, action, by) for one, action in creates]
        _note(answers, creates, await port.create_entries(drafts))
    if changes:
        told = [_change(run, one, action, by) for one, action in changes]
        _note(answers, changes, await port.update_entries(told))
    if deletes:
        those = [(_there(one).id, _there(one).version) for one, _ in deletes]
        gone = [
            replace(w, result=Wrote.WRITTEN) if w.result is Wrote.GONE else w
            for w in await port.delete_entries(those)
        ]
        _note(answers, deletes, gone)
    return answers


def _note(
    answers: dict[str, CrmAnswer],
    work: Sequence[tuple[ContactJudged, Action]],
    written: Sequence[WrittenEntry],
) -> None:
    """Note each answer. An entry that was there, changed or gone meanwhile is decided anew."""
    for (one, action), answer in zip(work, written, strict=True):
        refused = SkipReason.REFUSED_BY_CRM.value if answer.result is Wrote.REFUSED else ""
        is_done = answer.result is Wrote.WRITTEN or _is_key_taken(one, action, answer)
        answers[one.twin.key] = CrmAnswer(is_done=is_done, entry=answer.entry, refused=refused)


def _is_key_taken(one: ContactJudged, action: Action, answer: WrittenEntry) -> bool:
    """Return whether only a key was to be written, and another entry has it: nothing is gained by trying again."""
    entry = one.twin.crm
    is_link = action.move is Move.UPDATE and not action.fields
    if not is_link or entry is None or answer.entry is None:
        return False
    return answer.result is Wrote.CONFLICT and answer.entry.version == entry.version


def _may_be_made(one: ContactJudged, answers: dict[str, CrmAnswer]) -> bool:
    """Return whether nothing stands in the way of an entry: the former one was parted, where there is one."""
    parted = answers.get(one.twin.key)
    return parted is None or parted.is_done


def _parting(run: Run, one: ContactJudged) -> ContactEntryChange:
    entry = _there(one)
    key = ContactKey(PARTED + run.parts.digester.stamp(entry.id))
    return ContactEntryChange(id=entry.id, version=entry.version, key=key)


def _draft(run: Run, one: ContactJudged, action: Action, by: ContactJudge) -> ContactEntryDraft:
    """Return the entry for a contact."""
    card, owner = merged(Card(), one.sources[Side.CRM], frozenset(action.fields)), by.rules.owner
    assert owner is not None  # noqa: S101  only a user's contacts are kept in step
    assert one.twin.outlook is not None  # noqa: S101  a creation has a source
    return ContactEntryDraft(
        key=run.parts.digester.contact_key(one.twin.outlook.id),
        owner=owner,
        card=card,
        sharing=Sharing.PRIVATE if card.is_private else Sharing.LIST,
    )


def _change(run: Run, one: ContactJudged, action: Action, by: ContactJudge) -> ContactEntryChange:
    """Return some fields of a contact as they are written to its entry; an entry just met gets its key too."""
    entry, contact = _there(one), one.twin.outlook
    card = _source(one, by, entry)
    own = run.parts.digester.contact_key(contact.id) if contact is not None else None
    return ContactEntryChange(
        id=entry.id,
        version=entry.version,
        fields=frozenset(action.fields),
        card=card,
        key=own if own != entry.key else None,
        sharing=_sharing(card, entry, action),
    )


def _sharing(card: Card, entry: CrmContact, action: Action) -> Sharing | None:
    """Return who sees an entry from now on, where its privacy changes."""
    if ContactField.PRIVATE not in action.fields:
        return None
    if card.is_private:
        return Sharing.PRIVATE
    return Sharing.LIST if entry.sharing is Sharing.PRIVATE else None


def _source(one: ContactJudged, by: ContactJudge, entry: CrmContact) -> Card:
    """Return the card as the CRM is to hold it: with what only the CRM can hold kept in its place."""
    told = one.sources[Side.CRM]
    if one.twin.is_met:
        return told
    unusable = one.twin.outlook.unusable_entries if one.twin.outlook is not None else 0
    return for_crm(told, entry.card, by.rules.policy, unusable=unusable, unsure=one.unsure)


def _there(one: ContactJudged) -> CrmContact:
    entry = one.twin.crm
    assert entry is not None  # noqa: S101  only what is there is changed or deleted
    return entry

"""Writing to a contact folder: one request a contact; what interrupts it is told with what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.contacts.writing import OutlookAnswer
from flows.ports.contacts import ContactDraft
from flows.ports.crm_contacts import ContactEntryChange, Wrote
from flows.running import Run
from sync_core.contacts.contact import Card, ContactFolderId
from sync_core.contacts.fields import ContactField, merged
from sync_core.contacts.judged import ContactJudged
from sync_core.contacts.notes import with_shared_part
from sync_core.failures import Failure, ItemGone, SkipItem, VersionConflict
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Action
from sync_core.reconcile.sides import Side


async def to_outlook(
    run: Run,
    folder: ContactFolderId,
    work: Sequence[tuple[ContactJudged, Action | None]],
) -> tuple[dict[str, OutlookAnswer], Failure | None]:
    """Write one step's changes in Outlook, one after the other.

    Returns what came of each, by the pair's key, and what kept the others from being written.
    """
    answers: dict[str, OutlookAnswer] = {}
    failed: Failure | None = None
    for one, action in work:
        if action is None:
            continue
        answer = await _attempt(run, folder, one, action)
        if isinstance(answer, Failure):
            failed = answer
            break
        answers[one.twin.key] = answer
    made = [one for one, action in work if _is_made(one, action, answers)]
    try:
        answers.update(await _keyed(run, made, answers))
    except Failure as away:
        for one in made:
            del answers[one.twin.key]
        failed = away
    return answers, failed


def _is_made(
    one: ContactJudged, action: Action | None, answers: Mapping[str, OutlookAnswer]
) -> bool:
    answer = answers.get(one.twin.key)
    is_create = action is not None and action.move is Move.CREATE
    return is_create and answer is not None and answer.is_done


async def _attempt(
    run: Run, folder: ContactFolderId, one: ContactJudged, action: Action
) -> OutlookAnswer | Failure:
    """Return what came of one write, or why nothing more can be written now."""
    try:
        await run.hold_lease()
        return await _write(run, folder, one, action)
    except (VersionConflict, ItemGone):
        return OutlookAnswer(is_done=False)
    except SkipItem as skipped:
        return OutlookAnswer(is_done=False, refused=skipped.reason.value)
    except Failure as failure:
        return failure


async def _write(
    run: Run, folder: ContactFolderId, one: ContactJudged, action: Action
) -> OutlookAnswer:
    port, mailbox, contact = run.parts.contacts, run.record.id, one.twin.outlook
    if action.move is Move.CREATE or contact is None:
        return await _create(run, folder, one, action)
    if action.move is Move.DELETE:
        await port.delete(mailbox, contact)
        return OutlookAnswer(is_done=True)
    card = _with_own_notes(one.sources[Side.OUTLOOK], contact.card, action)
    updated = await port.update(mailbox, contact, card, frozenset(action.fields))
    return OutlookAnswer(is_done=True, contact=updated)


def _with_own_notes(card: Card, held: Card, action: Action) -> Card:
    """Return the card with the user's own text around what is shared of the notes."""
    if ContactField.NOTES not in action.fields:
        return card
    return replace(card, notes=with_shared_part(held.notes, card.notes))


async def _create(
    run: Run, folder: ContactFolderId, one: ContactJudged, action: Action
) -> OutlookAnswer:
    """Make the contact. One begun before was looked for by its stamp as the run gathered."""
    entry = one.twin.crm
    assert entry is not None  # noqa: S101  a creation has a source
    source = merged(Card(), one.sources[Side.OUTLOOK], frozenset(action.fields))
    notes = with_shared_part("", source.notes) if source.notes else ""
    draft = ContactDraft(
        card=replace(source, notes=notes), stamp=run.parts.digester.stamp(entry.id)
    )
    made = await run.parts.contacts.create(run.record.id, folder, draft)
    return OutlookAnswer(is_done=True, contact=made)


async def _keyed(
    run: Run, those: Sequence[ContactJudged], answers: Mapping[str, OutlookAnswer]
) -> dict[str, OutlookAnswer]:
    """Give the entries the keys of the contacts made for them, all in one round trip.

    An entry that was changed meanwhile is decided anew: its contact is found by its stamp then.
    """
    if not those:
        return {}
    changes = [_keying(run, one, answers[one.twin.key]) for one in those]
    written = await run.parts.crm_contacts.update_entries(changes)
    return {
        one.twin.key: replace(answers[one.twin.key], keyed=told.entry)
        if told.result is Wrote.WRITTEN
        else OutlookAnswer(is_done=False)
        for one, told in zip(those, written, strict=True)
    }


def _keying(run: Run, one: ContactJudged, answer: OutlookAnswer) -> ContactEntryChange:
    entry, contact = one.twin.crm, answer.contact
    assert entry is not None and contact is not None  # noqa: S101  as _is_made found
    key = run.parts.digester.contact_key(contact.id)
    return ContactEntryChange(id=entry.id, version=entry.version, key=key)

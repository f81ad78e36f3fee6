"""Intents come first: nothing is written on either side but what was remembered as meant before."""

from collections.abc import Iterable

from flows.ports.contacts import ContactDraft
from flows.ports.crm_contacts import ContactEntryChange, ContactEntryDraft
from simulator.world.contacts.at_every_effect.scene import Scene
from simulator.world.contacts.verdicts import require
from sync_core.contacts.contact import ContactId, OutlookContact
from sync_core.reconcile.pairs import Pair, Writing
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Stream


def contact_was_meant(
    scene: Scene,
    where: str,
    mailbox: MailboxId,
    what: OutlookContact | ContactDraft,
    writing: Writing,
) -> None:
    """Check that a write of a contact in Outlook was remembered as meant."""
    pairs = scene.pairs(mailbox)
    if isinstance(what, ContactDraft):
        stamp = scene.outside.digester.stamp
        those = [p for p in pairs if stamp(p.crm) == what.stamp]
    else:
        those = [p for p in pairs if what.id == p.outlook]
    _meant(where, those, Side.OUTLOOK, writing)


def new_entry_was_meant(scene: Scene, where: str, draft: ContactEntryDraft) -> None:
    """Check that an entry of a list was remembered as one to be made."""
    begun = [p for _, p in scene.all_pairs() if has_intent(p, Side.CRM, Writing.CREATE)]
    keys = {str(p.key) for p in begun}
    keys |= {scene.learn(ContactId(p.outlook)) for p in begun if p.outlook}
    require(str(draft.key) in keys, f"{where}: made with no intent remembered")


def change_was_meant(
    scene: Scene, where: str, change: ContactEntryChange, *, is_sharing: bool
) -> None:
    """Check that a change of an entry was remembered as meant; lists are the left side of sharing."""
    if is_sharing:
        risen = (p for told, p in scene.all_pairs() if told is Stream.SHARING)
        _meant(where, (p for p in risen if change.id == p.outlook), Side.OUTLOOK, Writing.UPDATE)
    else:
        kept = (p for told, p in scene.all_pairs() if told is Stream.CONTACTS)
        _meant(where, (p for p in kept if change.id == p.crm), Side.CRM, Writing.UPDATE)


def _meant(where: str, pairs: Iterable[Pair], side: Side, writing: Writing) -> None:
    is_meant = any(has_intent(pair, side, writing) for pair in pairs)
    require(is_meant, f"{where}: written with no intent remembered")


def has_intent(pair: Pair, side: Side, writing: Writing) -> bool:
    """Return whether a pair is remembered with a write that was meant."""
    return any(i.side is side and i.writing is writing for i in pair.intents)

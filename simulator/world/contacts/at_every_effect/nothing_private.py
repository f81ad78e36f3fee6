"""Nothing private gets about: no user's own notes, nobody who was always private, nothing that does not rise."""

from collections.abc import Iterator

from flows.ports.crm_contacts import ContactEntryDraft
from simulator.world.canaries import MARK
from simulator.world.contacts.at_every_effect.scene import Scene
from simulator.world.contacts.verdicts import require
from simulator.world.outside import at_once
from simulator.world.scheduler import Violation
from sync_core.contacts.contact import Card, CrmContactId, Sharing
from sync_core.mail import CrmUserId

_OWN = f"{MARK} own"
NEVER_RISES = frozenset({"notes", "categories", "is_private", "home_phones", "mobile_phone"})
"""Fields that a user keeps from the firm."""


def owner_of(scene: Scene, one: CrmContactId) -> CrmUserId | None:
    """Return in whose list an entry is; None: in nobody's any more."""
    kept = scene.outside.crm.contacts.kept(one)
    return kept.owner if kept else None


def nothing_secret(scene: Scene, where: str, card: Card, owner: CrmUserId | None) -> None:
    """Check that nothing of a contact that was always private reaches the firm or a colleague."""
    entry = scene.diary.of_title(card.job_title)
    if entry is None or not entry.is_secret:
        return
    records = at_once(scene.outside.memory.mailboxes())
    mailbox = next((r.id for r in records if r.owner == owner), None)
    is_own = owner is not None and mailbox == entry.mailbox
    require(is_own, f"{where}: something private of entry {entry.number} gets about")


def nothing_own(scene: Scene, where: str, card: Card) -> None:
    """Check that a user's own notes stay in Outlook, and all notes where they are not kept in step."""
    require(_OWN not in card.notes, f"{where}: a user's own notes leave Outlook")
    is_kept = scene.settings.notes or not card.notes
    require(is_kept, f"{where}: notes leave Outlook though they are not kept in step")


def nobody_private_enters(scene: Scene, where: str, draft: ContactEntryDraft) -> None:
    """Check that who was always private comes into the CRM as its user's alone, or not at all."""
    contact = scene.known.get(str(draft.key))
    entry = scene.diary.of_contact(contact, "") if contact else None
    entry = entry or scene.diary.of_token(draft.card.nickname)
    if entry is None or not entry.is_secret:
        return
    if scene.settings.private == "skip":
        raise Violation(f"{where}: a private contact comes into the CRM")
    if draft.sharing is not Sharing.PRIVATE:
        raise Violation(f"{where}: a private contact is not its user's alone")


def with_values(card: Card) -> Iterator[str]:
    """Yield the fields in which something stands."""
    for name in ("job_title", "company", "mobile_phone", "notes", "categories", "home_phones"):
        if getattr(card, name):
            yield name

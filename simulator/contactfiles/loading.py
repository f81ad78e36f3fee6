"""A contact file into a mailbox of the pretend tenant, as its owner's contacts."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from simulator.contactfiles.leftout import LeftOut, Why
from simulator.contactfiles.reading import read_contacts
from simulator.contactfiles.records import ContactFileCard
from simulator.graph.mail import Sensitivity
from simulator.graph.refusals import Refusal
from simulator.graph.tenant import Tenant
from sync_core.contacts.contact import ContactFolderId, ContactId
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file brought into a mailbox."""

    contacts: tuple[tuple[ContactId, ContactFileCard], ...]
    """Each contact by its id there."""
    left_out: tuple[LeftOut, ...]
    """Cards that were not brought in, by the file's or by the tenant's reasons."""

    @property
    def left_over(self) -> tuple[LeftOut, ...]:
        """What of the cards brought in Outlook has no place for."""
        return tuple(one for _, card in self.contacts for one in card.left_over)


def load_contacts(
    tenant: Tenant, mailbox: MailboxId, path: Path, folder: ContactFolderId | str = ""
) -> Loaded:
    """Bring the cards of a .vcf file into a contact folder, the default one where none is named.

    Raises:
        UnknownContactFile: there is no such file.
        Refusal: there is no such mailbox or folder.
    """
    reading = read_contacts(path)
    loaded = load_cards(tenant, mailbox, reading.cards, folder)
    return Loaded(loaded.contacts, (*reading.left_out, *loaded.left_out))


def load_cards(
    tenant: Tenant,
    mailbox: MailboxId,
    cards: Iterable[ContactFileCard],
    folder: ContactFolderId | str = "",
) -> Loaded:
    """Bring cards that were read into a contact folder.

    Raises:
        Refusal: there is no such mailbox or folder.
    """
    tenant.mailbox(mailbox).contacts.folder(folder)
    made: list[tuple[ContactId, ContactFileCard]] = []
    left_out: list[LeftOut] = []
    for card in cards:
        try:
            made.append((_made(tenant, mailbox, card, folder), card))
        except Refusal as refusal:
            left_out.append(LeftOut(card.place, Why.REFUSED, refusal.code))
    return Loaded(tuple(made), tuple(left_out))


def _made(
    tenant: Tenant, mailbox: MailboxId, card: ContactFileCard, folder: ContactFolderId | str
) -> ContactId:
    people = tenant.contacts
    if card.is_group:
        return people.add_list(mailbox, card.contact.display_name, folder)
    made = people.create(mailbox, card.contact, folder)
    if card.sensitivity is not Sensitivity.NORMAL:
        people.mark_private(mailbox, made)
    return made

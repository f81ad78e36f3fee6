"""What each side of a contact shows to the other, as cards and as digests: of notes our block, of lists what fits."""

from collections.abc import Mapping
from dataclasses import replace

from sync_core import limits
from sync_core.contacts.contact import Card, OutlookContact
from sync_core.contacts.fields import ContactField, digests
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.notes import shared_part
from sync_core.contacts.projection import for_outlook
from sync_core.contacts.twins import ContactTwin
from sync_core.reconcile.pairs import FieldDigests
from sync_core.reconcile.sides import Side


def looked_at(twin: ContactTwin, by: ContactJudge) -> ContactJudged:
    """Return a twin with what each side shows, and nothing decided."""
    cards = _cards(twin, by)
    shown = {side: card_shown(card, twin, by) for side, card in cards.items()}
    if twin.outlook is None and twin.crm is not None:
        shown[Side.CRM] = {**shown[Side.CRM], **_emails_as_before(twin.crm.card, twin, by)}
    return ContactJudged(
        twin=twin, sources={side.other: card for side, card in cards.items()}, shown=shown
    )


def _emails_as_before(card: Card, twin: ContactTwin, by: ContactJudge) -> FieldDigests:
    """Return the addresses that a contact which is gone had a place for, where those are the ones agreed on.

    Entries that nobody can use took some of its places. How many is not known any more; without this the
    addresses that had no place would seem to have come since, and the contact would be made again.
    """
    base = twin.pair.crm_base.get(ContactField.EMAILS.value) if twin.pair is not None else None
    if base is None or not by.rules.is_outlook or ContactField.EMAILS not in by.rules.fields:
        return {}
    for unusable in range(limits.OUTLOOK_CONTACT_EMAILS + 1):
        fits = for_outlook(card, by.rules.policy, unusable=unusable)
        if digests(fits, by.digester)[ContactField.EMAILS] == base:
            return {ContactField.EMAILS.value: base}
    return {}


def shown_of(twin: ContactTwin, by: ContactJudge) -> Mapping[Side, FieldDigests]:
    """Return what each side of a twin shows, as digests."""
    return {side: card_shown(card, twin, by) for side, card in _cards(twin, by).items()}


def _cards(twin: ContactTwin, by: ContactJudge) -> dict[Side, Card]:
    """Return what each side may show to the other: what Outlook can hold, and of notes our block alone."""
    cards = {}
    if twin.outlook is not None:
        cards[Side.OUTLOOK] = own_card(twin.outlook, by)
    if twin.crm is not None:
        cards[Side.CRM] = fitted(twin.crm.card, twin, by)
    return cards


def own_card(contact: OutlookContact, by: ContactJudge) -> Card:
    """Return what a contact may show: its user's own notes never leave."""
    if not by.rules.is_outlook:
        return contact.card
    return replace(contact.card, notes=shared_part(contact.card.notes))


def fitted(card: Card, twin: ContactTwin, by: ContactJudge) -> Card:
    """Return as much of a card as the side that stands for Outlook can hold of this contact."""
    if not by.rules.is_outlook:
        return card
    unusable = twin.outlook.unusable_entries if twin.outlook is not None else 0
    return for_outlook(card, by.rules.policy, unusable=unusable)


def card_shown(card: Card, twin: ContactTwin, by: ContactJudge) -> FieldDigests:
    """Return the digests of a card; of a text that Outlook could not hold whole, as far as it could."""
    told = digests(fitted(card, twin, by), by.digester)
    return {name.value: told[name.value] for name in ContactField if name in by.rules.fields}

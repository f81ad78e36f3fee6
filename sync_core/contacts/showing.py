"""What each side of a contact shows to the other, as cards and as digests: of notes our block, of lists what fits."""

from collections.abc import Mapping
from dataclasses import replace

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
    return ContactJudged(
        twin=twin,
        sources={side.other: card for side, card in cards.items()},
        shown={side: card_shown(card, twin, by) for side, card in cards.items()},
    )


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

"""Screening: the rules that keep a contact out, before anything of it is compared."""

from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Card
from sync_core.contacts.policy import PrivateContacts
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.rules import ContactRules
from sync_core.contacts.twins import ContactTwin, is_begun, is_new_in_crm


def left_out(twin: ContactTwin, rules: ContactRules) -> ContactReason | None:
    """Return why a twin is left out, or None; the first rule that holds."""
    return _of_outlook(twin) or _of_both(twin, rules) or _of_crm(twin, rules)


def _of_outlook(twin: ContactTwin) -> ContactReason | None:
    if twin.is_broken:
        return ContactReason.BROKEN
    if twin.is_elsewhere:
        return ContactReason.OTHER_FOLDER
    if twin.outlook is None:
        return None
    if twin.outlook.is_list:
        return ContactReason.DISTRIBUTION_LIST
    if twin.is_copy:
        return ContactReason.DOUBLE
    return None


def _of_both(twin: ContactTwin, rules: ContactRules) -> ContactReason | None:
    cards = [one.card for one in (twin.outlook, twin.crm) if one is not None]
    if _is_ignored(twin):
        return ContactReason.IGNORED
    if not twin.is_linked and any(is_nameless(card) for card in cards):
        return ContactReason.NAMELESS
    if twin.is_erased and not twin.is_linked:
        return ContactReason.ERASED
    skips = rules.policy.private is PrivateContacts.SKIP
    return ContactReason.PRIVATE if skips and any(card.is_private for card in cards) else None


def _is_ignored(twin: ContactTwin) -> bool:
    """Return whether a person said to leave this contact alone; what it was like is free once it is gone."""
    is_there = twin.outlook is not None
    return is_there and twin.pair is not None and twin.pair.reason == ContactReason.IGNORED.value


def _of_crm(twin: ContactTwin, rules: ContactRules) -> ContactReason | None:
    """Return why an entry without a contact stays in the CRM.

    One that was given a contact's key was in Outlook: where the two agreed on nothing yet and the contact is gone,
    nobody wants it back. What we began to make from one of them is known by what was begun.
    """
    entry = twin.crm
    if entry is None or twin.outlook is not None or twin.is_linked:
        return None
    if not rules.is_primary:
        return ContactReason.OTHER_MAILBOX
    if entry.origin is Origin.IMPORT and not rules.policy.imported:
        return ContactReason.IMPORTED
    is_made = twin.pair is not None and bool(twin.pair.outlook) and is_begun(twin.pair)
    return None if is_new_in_crm(entry) or is_made else ContactReason.NOT_MADE_AGAIN


def is_nameless(card: Card) -> bool:
    """Return whether nothing tells who a card is of."""
    return not card.name.strip()

"""Which subscription hears of which change, and in which format of ids."""

from simulator.graph.calendar.store import EventChange
from simulator.graph.mail import etag_of
from simulator.graph.mailbox import Mailbox
from simulator.graph.mailstore import ItemChange
from simulator.graph.notifications import Outbox
from simulator.graph.rules import ServerRules
from simulator.graph.subscriptions import CONTACT, EVENT, MESSAGE, Subscribed


def tell_of(
    box: Mailbox, held: Subscribed, change: ItemChange, outbox: Outbox, rules: ServerRules
) -> None:
    """Notify one subscription of a change in a mailbox, if it concerns it."""
    if not _concerns(box, held, change):
        return
    ids, number = box.ids, change.number
    name = ids.immutable(number) if held.has_immutable_ids else ids.default(number, change.moves)
    item = box.mail.items.get(number)
    outbox.tell(held, change.change.value, name, etag_of(item) if item else "", rules)


def tell_of_event(
    box: Mailbox, held: Subscribed, change: EventChange, outbox: Outbox, rules: ServerRules
) -> None:
    """Notify one subscription of a change in a mailbox's calendars, if it concerns it."""
    if held.kind != EVENT or change.change not in held.change_types:
        return
    ids, number = box.ids, change.number
    name = ids.immutable(number) if held.has_immutable_ids else ids.default(number, 0)
    store = box.calendars
    etag = store.view(number).etag if store.exists(number) else ""
    outbox.tell(held, change.change.value, name, etag, rules)


def tell_of_contact(
    box: Mailbox, held: Subscribed, change: ItemChange, outbox: Outbox, rules: ServerRules
) -> None:
    """Notify one subscription of a change in a mailbox's contacts, if it concerns it."""
    if (held.kind, held.folder) != (CONTACT, change.folder):
        return
    if change.change not in held.change_types:
        return
    ids, number = box.ids, change.number
    name = ids.immutable(number) if held.has_immutable_ids else ids.default(number, change.moves)
    item = box.contacts.items.get(number)
    outbox.tell(held, change.change.value, name, item.etag if item else "", rules)


def _concerns(box: Mailbox, held: Subscribed, change: ItemChange) -> bool:
    if (
        held.kind != MESSAGE
        or held.folder != change.folder
        or change.change not in held.change_types
    ):
        return False
    item = box.mail.items.get(change.number)
    return not (held.without_drafts and item is not None and item.is_draft)

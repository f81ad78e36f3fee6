"""Nobody is there twice, in Outlook or in a list, but whom a person copied or moved out of sight."""

from collections import Counter
from collections.abc import Iterable, Iterator

from simulator.graph.contacts.people import contact_id
from simulator.world.contacts.at_quiet.both_sides import BothSides
from simulator.world.contacts.verdicts import require
from simulator.world.outside import at_once
from sync_core.reconcile.pairs import PairState
from sync_core.work import MailboxId, Stream


def note_let_go(sides: BothSides) -> None:
    """Note whose entry was made again in Outlook because its contact was moved away before it was agreed on.

    Such a contact is its user's own since, as a copy is, also when it is moved back.
    """
    for mailbox in sides.settings.mailboxes:
        pairs = at_once(sides.outside.memory.pairs(mailbox, Stream.CONTACTS))
        stands_for = {p.crm: p.outlook for p in pairs if p.state is PairState.LINKED}
        for entry, contact in sides.outlook.moved(mailbox):
            if not entry.copies and stands_for.get(entry.crm or "", contact) != contact:
                entry.copies += 1


def nobody_twice(sides: BothSides) -> None:
    """Check that nobody stands twice on one side, and no two entries for one contact."""
    for one in sides.staff:
        _once(sides, _nicknames(sides, one.mailbox), f"{one.mailbox}'s Outlook")
        listed = (e.card.nickname for e in sides.outside.crm.contacts.list_of(one.user))
        _once(sides, listed, f"{one.mailbox}'s list")
    keys = Counter(e.key for e in sides.outside.crm.contacts.everything() if e.key)
    require(all(n == 1 for n in keys.values()), "two entries carry one key")


def _nicknames(sides: BothSides, mailbox: MailboxId) -> Iterator[str]:
    """Yield who is in the folder kept in step, or in another one and known to the engine.

    Whom a person moved out of it before anybody knew is not found again, and is made anew.
    """
    box = sides.outside.tenant.mailbox(mailbox)
    pairs = at_once(sides.outside.memory.pairs(mailbox, Stream.CONTACTS))
    told = {i for i, _ in sides.outlook.items(mailbox)} | {p.outlook for p in pairs}
    for item in box.contacts.items.values():
        if item.folder is not None and contact_id(box, item.number) in told:
            yield item.says.nickname


def _once(sides: BothSides, nicknames: Iterable[str], where: str) -> None:
    told = Counter(
        entry.number
        for nickname in nicknames
        if (entry := sides.diary.of_token(nickname)) is not None and not entry.is_copied
    )
    doubled = sorted(number for number, count in told.items() if count > 1)
    require(not doubled, f"more than once in {where}: the contacts {doubled}")

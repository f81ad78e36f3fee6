"""Whether a message is captured at all: the first half of deciding, before anybody asks the CRM.

In this order: draft, left-out folder, meeting mail, then by its addresses: none at all, never-log,
all internal; last, marked private. The first that applies is the reason.
"""

from dataclasses import dataclass

from sync_core.addresses import NoAddress, normalise
from sync_core.decisions import Reason
from sync_core.mail import Direction, Entry, Message, MessageClass, Participant, Role
from sync_core.policy import PrivateMail
from sync_core.rules import MailRules

_OUR_SIDE = (Role.FROM, Role.SENDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """The entries of a message, read."""

    participants: tuple[Participant, ...]
    """Usable addresses, each once a role."""
    unreadable: int
    """Entries that are no address: skipped and counted."""
    colleagues: int
    """Exchange X.500 names: colleagues without a usable address."""

    @property
    def has_outsider(self) -> bool:
        """Whether anybody outside the firm is in it."""
        return any(not p.is_internal for p in self.participants)

    @property
    def is_empty(self) -> bool:
        """Whether nobody can be told at all."""
        return not self.participants and not self.colleagues


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """A message that is to be captured."""

    message: Message
    addressed: Addressed
    direction: Direction


def screen(message: Message, rules: MailRules) -> Screened | Reason:
    """Return the message ready to be matched, or why it is left out."""
    if reason := _by_place(message, rules):
        return reason
    addressed = read_entries(message.entries, rules)
    if reason := _by_addresses(addressed, rules):
        return reason
    if message.is_private and rules.mail.private is PrivateMail.LEAVE_OUT:
        return Reason.PRIVATE
    return Screened(message=message, addressed=addressed, direction=_direction(message, addressed))


def _by_place(message: Message, rules: MailRules) -> Reason | None:
    """Return why the item's state or place leaves it out, without looking at its addresses."""
    if message.is_draft:
        return Reason.DRAFT
    if rules.left_out_folders:
        folder = rules.insiders.digester.folder(message.folder)
        if folder in rules.left_out_folders:
            return Reason.FOLDER
    return Reason.MEETING if message.message_class is MessageClass.MEETING else None


def _by_addresses(addressed: Addressed, rules: MailRules) -> Reason | None:
    """Return why the people in it leave it out."""
    if addressed.is_empty:
        return Reason.NO_ADDRESS
    if any(rules.never_log.names(p.address) for p in addressed.participants):
        return Reason.NEVER_LOG
    if not addressed.has_outsider:
        return Reason.INTERNAL_UNREADABLE_ENTRY if addressed.unreadable else Reason.INTERNAL
    return None


def read_entries(entries: tuple[Entry, ...], rules: MailRules) -> Addressed:
    """Return the participants of a message: normal addresses, internal ones marked."""
    participants: dict[tuple[Role, str], Participant] = {}
    unreadable = colleagues = 0
    for entry in entries:
        address = normalise(entry.text)
        if isinstance(address, NoAddress):
            colleagues += address is NoAddress.X500
            unreadable += address is NoAddress.UNUSABLE
        elif (entry.role, address) not in participants:
            participants[entry.role, address] = Participant(
                address=address,
                role=entry.role,
                name=entry.name,
                is_internal=rules.insiders.has(address),
            )
    return Addressed(
        participants=tuple(participants.values()), unreadable=unreadable, colleagues=colleagues
    )


def _direction(message: Message, addressed: Addressed) -> Direction:
    """Return outbound where a colleague sent it, under an address or an X.500 name."""
    ours = any(p.is_internal and p.role in _OUR_SIDE for p in addressed.participants)
    by_name = any(
        e.role in _OUR_SIDE and normalise(e.text) is NoAddress.X500 for e in message.entries
    )
    return Direction.OUTBOUND if ours or by_name else Direction.INBOUND

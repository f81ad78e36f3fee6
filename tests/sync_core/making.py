"""Made-up messages and rules, with only what a test is about said aloud."""

from datetime import UTC, datetime
from typing import Any

from sync_core.digests import Digester
from sync_core.mail import CrmUserId, Entry, FolderId, Message, MessageId, Role
from sync_core.policy import Policy
from sync_core.rules import FirmRules, MailRules
from sync_core.work import MailboxId

DIGESTER = Digester(b"k" * 32)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MAILBOX = MailboxId("11111111-2222-3333-4444-555555555555")


def rules(
    left_out: frozenset[str] = frozenset(), aliases: tuple[str, ...] = (), **mail: Any
) -> MailRules:
    """Return the rules of a mailbox of the firm northwind.test."""
    document = {"mail": {"internal_domains": ["northwind.test"], **mail}}
    known = frozenset(DIGESTER.address(a) for a in aliases)  # type: ignore[arg-type] # plain text is enough here
    firm = FirmRules.of(Policy.parse(document), 1, DIGESTER, known)
    return firm.of_mailbox(MAILBOX, CrmUserId("u1"), left_out)


def entries(**by_role: str | list[str]) -> tuple[Entry, ...]:
    """Return entries: from_="ana@x.test", to=["b@y.test"]."""
    made = []
    for role, told in by_role.items():
        texts = [told] if isinstance(told, str) else told
        made += [Entry(Role(role.rstrip("_")), text) for text in texts]
    return tuple(made)


def message(number: int = 1, **fields: Any) -> Message:
    """Return a message from a client to the firm."""
    told: dict[str, Any] = {
        "id": MessageId(f"item-{number}"),
        "internet_message_id": f"<m{number}@client.test>",
        "received_at": NOON,
        "sent_at": NOON,
        "folder": FolderId("inbox"),
        "entries": entries(from_="ana@client.test", to="bo@northwind.test"),
        "subject": "Quarterly review",
        "text": "Thank you, this was wonderful.",
    }
    return Message(**{**told, **fields})

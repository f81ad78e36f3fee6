"""What meetings need of the tenant that they happen in."""

from typing import Protocol

from flows.ports.surroundings import Surroundings
from simulator.graph.directory import Users
from simulator.graph.mailbox import Mailbox
from simulator.graph.rules import ServerRules
from sync_core.work import MailboxId


class Firm(Protocol):
    """The tenant, seen from its calendars."""

    surroundings: Surroundings
    rules: ServerRules
    users: Users

    def mailbox(self, mailbox: MailboxId) -> Mailbox:
        """Return a mailbox by its user's object id."""
        ...

    def mailboxes(self) -> list[Mailbox]:
        """Return every user's mailbox."""
        ...

"""One mailbox: its owner, its state towards the application, and what it holds kind by kind."""

from collections.abc import Callable
from functools import cached_property

from simulator.graph.admission import Admission
from simulator.graph.calendar.store import CalendarStore, EventChange
from simulator.graph.contacts.store import ContactStore
from simulator.graph.directory import User
from simulator.graph.identifiers import ItemIds
from simulator.graph.mailstore import ItemChange, MailStore
from simulator.graph.rounds import Rounds
from simulator.graph.rules import MailboxState
from sync_core.work import MailboxId


class Mailbox:
    """A mailbox. What it holds is made when first looked at: idle ones cost nothing."""

    def __init__(
        self,
        user: User,
        tell: Callable[["Mailbox", ItemChange], None],
        tell_of_event: Callable[["Mailbox", EventChange], None],
        tell_of_contact: Callable[["Mailbox", ItemChange], None],
        *,
        german: bool = False,
    ) -> None:
        self.user = user
        self.state = MailboxState.ACTIVE if user.is_licensed else MailboxState.NO_LICENCE
        self.has_endless_rounds = False
        """Its delta rounds repeat for ever, as some real mailboxes' do."""
        self.language = "de-DE" if german else "en-US"
        self.admission = Admission()
        self.ids = ItemIds(user.id)
        self.rounds = Rounds(user.id)
        self.zone = "W. Europe Standard Time"
        """The time zone of its settings, as the client wrote it."""
        self._tell = tell
        self._tell_of_event = tell_of_event
        self._tell_of_contact = tell_of_contact

    @property
    def id(self) -> MailboxId:
        """The object id of its user."""
        return self.user.id

    @cached_property
    def mail(self) -> MailStore:
        """Its folders and messages."""
        return MailStore(
            self.ids, lambda change: self._tell(self, change), german=self.language == "de-DE"
        )

    @cached_property
    def calendars(self) -> CalendarStore:
        """Its calendars and events."""
        return CalendarStore(
            self.ids,
            lambda change: self._tell_of_event(self, change),
            german=self.language == "de-DE",
        )

    @cached_property
    def contacts(self) -> ContactStore:
        """Its contact folders and contacts."""
        return ContactStore(
            self.ids,
            lambda change: self._tell_of_contact(self, change),
            german=self.language == "de-DE",
        )

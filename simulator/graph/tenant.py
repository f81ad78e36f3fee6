"""The pretend Microsoft 365 tenant: its people, their mailboxes, and what they do there.

Deterministic: time, ids and chance come from the surroundings it is given. What an application may ask
of it stands in service.py; here is what the firm's own people and the world outside do.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

from flows.ports.surroundings import Surroundings
from simulator.graph.calendar.invitations import InvitationLog
from simulator.graph.calendar.outlook import Outlook
from simulator.graph.calendar.store import EventChange
from simulator.graph.contacts.people import AddressBooks
from simulator.graph.directory import DOMAIN, NewUser, Users
from simulator.graph.folders import Folder
from simulator.graph.identifiers import guid
from simulator.graph.mail import Mail, MailItem
from simulator.graph.mailbox import Mailbox
from simulator.graph.mailstore import ItemChange
from simulator.graph.notifications import Outbox
from simulator.graph.refusals import no_user
from simulator.graph.rounds import Rounds
from simulator.graph.rules import MailboxState, ServerRules
from simulator.graph.subscriptions import SubscriptionBook
from simulator.graph.telling import tell_of, tell_of_contact, tell_of_event
from simulator.graph.timeline import seconds_of
from sync_core.mail import MessageId
from sync_core.work import MailboxId

TENANT_ID = "5f0c3a55-0000-4000-8000-000000000001"


class Tenant:
    """A firm's Microsoft 365."""

    def __init__(
        self,
        surroundings: Surroundings,
        rules: ServerRules = ServerRules(),  # noqa: B008  frozen: one calm default for all
        *,
        tenant_id: str = TENANT_ID,
    ) -> None:
        self.id = tenant_id
        self.surroundings = surroundings
        self.rules = rules
        self.users = Users()
        self.user_rounds = Rounds(tenant_id)
        self.subscriptions = SubscriptionBook()
        self.outbox = Outbox(surroundings, self.subscriptions, tenant_id)
        self.requests: Counter[str] = Counter()
        """Requests by kind; throttled, refused and faults beside them."""
        self.requests_by_mailbox: Counter[MailboxId] = Counter()
        self.outlook = Outlook(self)
        """What people do with their calendars."""
        self.contacts = AddressBooks(self)
        """What they do with their contacts."""
        self._mailboxes: dict[MailboxId, Mailbox] = {}

    @property
    def invitations(self) -> InvitationLog:
        """Every mail that meetings caused."""
        return self.outlook.invitations

    # The server

    def change_rules(self, **switches: Any) -> ServerRules:
        """Set some switches, leave the others, and return all."""
        self.rules = replace(self.rules, **switches)
        return self.rules

    def strikes(self, chance: float) -> bool:
        """Return whether something of this chance happens now."""
        return chance > 0 and self.surroundings.chance() < chance

    def now_seconds(self) -> int:
        """Return the time as mail keeps it."""
        return seconds_of(self.surroundings.now())

    def forget_cursors(self, mailbox: MailboxId) -> None:
        """Lose every delta token of a mailbox."""
        self.mailbox(mailbox).rounds.forget()

    # People

    def add_user(self, name: str, address: str | None = None, **properties: Any) -> MailboxId:
        """Add somebody to the directory and return the object id.

        Args:
            name: display name.
            address: primary SMTP address; None makes one of the name.
            properties: any other field of NewUser.

        Raises:
            ValueError: the id or one of the addresses is taken.
        """
        asked = NewUser(name=name, address=address, **properties)
        user = asked.user(self.users.next_number(), guid(self.surroundings.new_id()))
        self.users.add(user)
        self._mailboxes[user.id] = Mailbox(
            user, self._tell, self._tell_event, self._tell_contact, german=asked.german
        )
        return user.id

    def remove_user(self, mailbox: MailboxId) -> None:
        """Delete somebody with their mailbox; its subscriptions end without a word."""
        self.users.remove(self.mailbox(mailbox).user)
        for held in list(self.subscriptions.of(mailbox)):
            self.subscriptions.remove(held.id)
        del self._mailboxes[mailbox]

    def set_state(self, mailbox: MailboxId, state: MailboxState) -> None:
        """Take a mailbox's licence, move it, deny it to the application, or give it back."""
        box = self.mailbox(mailbox)
        box.state = state
        box.user.is_licensed = state is not MailboxState.NO_LICENCE
        self.users.changed(box.user)

    def add_alias(self, mailbox: MailboxId, alias: str) -> None:
        """Give a user one more address."""
        user = self.mailbox(mailbox).user
        user.proxy_addresses = (*user.proxy_addresses, f"smtp:{alias}")
        self.users.changed(user)

    def mailbox(self, mailbox: MailboxId) -> Mailbox:
        """Return a mailbox by its user's object id.

        Raises:
            Refusal: there is no such user (404).
        """
        found = self._mailboxes.get(mailbox)
        if found is None:
            raise no_user(mailbox)
        return found

    def mailboxes(self) -> list[Mailbox]:
        """Return every user's mailbox, those without a licence too."""
        return list(self._mailboxes.values())

    # Mail

    def folder(self, mailbox: MailboxId, path: str) -> Folder:
        """Return the folder at a path such as inbox/Clients, made where it is missing."""
        return self.mailbox(mailbox).mail.folder_at(path)

    def deliver(
        self,
        mailbox: MailboxId,
        mail: Mail,
        folder: str = "inbox",
        received_at: datetime | None = None,
    ) -> MessageId:
        """Put a mail into a folder of one mailbox, received now or then; return its immutable id."""
        now = self.now_seconds()
        received = now if received_at is None else seconds_of(received_at)
        box = self.mailbox(mailbox)
        whole = self._complete(mail, received_at)
        item = box.mail.put(whole, box.mail.folder_at(folder), received, now)
        return self._id(box, item)

    def send(self, mailbox: MailboxId, mail: Mail) -> MessageId:
        """Send a mail from Outlook: a copy in Sent Items, one in the inbox of every colleague on it.

        Before the copy's notification comes one whose id is never to be read, as in life (facts §1.4).
        """
        box, now = self.mailbox(mailbox), self.now_seconds()
        box.mail.tell_of_ghost()
        sent = self._complete(mail)
        item = box.mail.put(sent, box.mail.folder("sentitems"), now, now)
        self._distribute(sent)
        return self._id(box, item)

    def draft(self, mailbox: MailboxId, mail: Mail) -> MessageId:
        """Write a draft."""
        box, now = self.mailbox(mailbox), self.now_seconds()
        folder = box.mail.folder("drafts")
        return self._id(box, box.mail.put(self._complete(mail), folder, now, now, is_draft=True))

    def send_draft(self, mailbox: MailboxId, message: MessageId) -> None:
        """Send a draft: it keeps its immutable id in Sent Items."""
        box, now = self.mailbox(mailbox), self.now_seconds()
        item = box.mail.find(message)
        sent = replace(item.mail, sent_at=self.surroundings.now())
        box.mail.rewrite(item, sent, now, received=now, is_draft=False)
        box.mail.move(item, box.mail.folder("sentitems"), now)
        self._distribute(sent)

    def move(self, mailbox: MailboxId, message: MessageId, folder: str) -> None:
        """Move a message to another folder of its mailbox."""
        box = self.mailbox(mailbox)
        box.mail.move(box.mail.find(message), box.mail.folder_at(folder), self.now_seconds())

    def copy(self, mailbox: MailboxId, message: MessageId, folder: str) -> MessageId:
        """Copy a message: a new item with the same Message-ID."""
        box, now = self.mailbox(mailbox), self.now_seconds()
        original = box.mail.find(message)
        target = box.mail.folder_at(folder)
        return self._id(box, box.mail.put(original.mail, target, original.received, now))

    def delete(self, mailbox: MailboxId, message: MessageId) -> None:
        """Move a message to Deleted Items, as the delete key does."""
        self.move(mailbox, message, "deleteditems")

    def purge(self, mailbox: MailboxId, message: MessageId) -> None:
        """Delete a message for good: reading it answers 404."""
        box = self.mailbox(mailbox)
        box.mail.purge(box.mail.find(message))

    def mark_read(self, mailbox: MailboxId, message: MessageId, *, is_read: bool = True) -> None:
        """Set a message's isRead."""
        box = self.mailbox(mailbox)
        box.mail.touch(box.mail.find(message), self.now_seconds(), is_read=is_read)

    def damage(self, mailbox: MailboxId, message: MessageId, *, is_damaged: bool = True) -> None:
        """Serve a message in a form that no reader understands, or properly again."""
        self.mailbox(mailbox).mail.find(message).is_damaged = is_damaged

    def drop_subscription(self, subscription_id: str) -> None:
        """End a subscription from the server's side and tell its owner (subscriptionRemoved)."""
        self.outbox.tell_lifecycle(
            self.subscriptions.remove(subscription_id), "subscriptionRemoved"
        )

    # Inside

    def _distribute(self, sent: Mail) -> None:
        """Deliver a sent mail to every mailbox of the firm that it names; nobody sees its Bcc."""
        shown = replace(sent, bcc=())
        reached: set[MailboxId] = set()
        for recipient in (*sent.to, *sent.cc, *sent.bcc):
            user = self.users.with_address(recipient.address)
            if user and user.id not in reached and user.is_licensed:
                reached.add(user.id)
                self.deliver(user.id, shown)

    def _complete(self, mail: Mail, sent_at: datetime | None = None) -> Mail:
        if mail.internet_message_id is not None and mail.sent_at is not None:
            return mail
        given = mail.internet_message_id
        return replace(
            mail,
            internet_message_id=f"<{self.surroundings.new_id()}@{DOMAIN}>"
            if given is None
            else given,
            sent_at=mail.sent_at or sent_at or self.surroundings.now(),
        )

    def _id(self, box: Mailbox, item: MailItem) -> MessageId:
        return MessageId(box.ids.immutable(item.number))

    def _tell(self, box: Mailbox, change: ItemChange) -> None:
        for held in self.subscriptions.of(box.id):
            tell_of(box, held, change, self.outbox, self.rules)

    def _tell_event(self, box: Mailbox, change: EventChange) -> None:
        for held in self.subscriptions.of(box.id):
            tell_of_event(box, held, change, self.outbox, self.rules)

    def _tell_contact(self, box: Mailbox, change: ItemChange) -> None:
        for held in self.subscriptions.of(box.id):
            tell_of_contact(box, held, change, self.outbox, self.rules)

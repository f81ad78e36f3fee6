"""The tenant's people: users, shared mailboxes, rooms, guests, and all the addresses they have."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.graph.changes import Change, ChangeLog
from simulator.graph.refusals import no_user
from sync_core.mailboxes import MailboxKind
from sync_core.work import MailboxId

DOMAIN = "northwind.test"
"""Of those who are given no address."""


@dataclass(slots=True, kw_only=True)
class User:
    """One entry of the directory."""

    number: int
    id: MailboxId
    name: str
    principal_name: str
    mail: str | None
    """Primary address; None for those without a mailbox."""
    proxy_addresses: tuple[str, ...]
    """As Exchange writes them: SMTP: the primary, smtp: an alias, X500: and SIP: others."""
    other_mails: tuple[str, ...] = ()
    """Private addresses given for resetting a password: no mailbox of the firm's."""
    kind: MailboxKind = MailboxKind.USER
    account_enabled: bool = True
    is_licensed: bool = True
    """False for guests and those without an Exchange plan: nothing to read."""
    is_guest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """Somebody to be added."""

    name: str
    address: str | None = None
    """Primary SMTP address; None makes one of the name."""
    aliases: Sequence[str] = ()
    x500: str | None = None
    """An Exchange name (/o=ExchangeLabs/...) under which old mail knows the mailbox."""
    kind: MailboxKind = MailboxKind.USER
    account_enabled: bool | None = None
    """None: users are; shared mailboxes and rooms are not, as in life."""
    is_licensed: bool = True
    """False: there never was a mailbox, so no mail address either."""
    is_guest: bool = False
    german: bool = False
    """The folders carry German names."""
    user_id: str | None = None
    """The object id to use (a GUID); None makes one."""

    def user(self, number: int, fresh_id: str) -> User:
        """Return the directory's entry."""
        primary = self.address or f"{self.name.lower().replace(' ', '.')}@{DOMAIN}"
        local, _, domain = primary.partition("@")
        has_mailbox = self.is_licensed and not self.is_guest
        proxies = [f"SMTP:{primary}", *(f"smtp:{a}" for a in self.aliases)]
        proxies += [f"X500:{self.x500}"] if self.x500 else []
        enabled = self.account_enabled
        return User(
            number=number,
            id=MailboxId((self.user_id or fresh_id).lower()),
            name=self.name,
            principal_name=f"{local}_{domain}#EXT#@{DOMAIN}" if self.is_guest else primary,
            mail=primary if has_mailbox or self.is_guest else None,
            proxy_addresses=tuple(proxies) if has_mailbox else (),
            kind=self.kind,
            account_enabled=self.kind is MailboxKind.USER if enabled is None else enabled,
            is_licensed=has_mailbox,
            is_guest=self.is_guest,
        )


class Users:
    """All users, found by id or by any SMTP address."""

    def __init__(self) -> None:
        self.log = ChangeLog()
        self._by_number: dict[int, User] = {}
        self._by_name: dict[str, User] = {}
        self._by_address: dict[str, User] = {}
        self._numbers = 0
        self._removed: dict[int, MailboxId] = {}

    def add(self, user: User) -> None:
        """Add a user; an address or id that somebody has is refused.

        Raises:
            ValueError: names what is taken.
        """
        names = {user.id.lower(), user.principal_name.lower()}
        taken = names & self._by_name.keys() or smtp_addresses(user) & self._by_address.keys()
        if taken:
            raise ValueError(f"the directory has this already: {', '.join(sorted(taken))}")
        self._by_number[user.number] = user
        self._by_name.update(dict.fromkeys(names, user))
        self._by_address.update(dict.fromkeys(smtp_addresses(user), user))
        self.log.record(user.number, Change.ADDED)

    def remove(self, user: User) -> None:
        """Remove a user: they and their addresses are unknown from now on."""
        del self._by_number[user.number]
        self._removed[user.number] = user.id
        self._by_name = {k: v for k, v in self._by_name.items() if v is not user}
        self._by_address = {k: v for k, v in self._by_address.items() if v is not user}
        self.log.record(user.number, Change.REMOVED)

    def changed(self, user: User) -> None:
        """Note that a user's record was changed in place."""
        self._by_address = {k: v for k, v in self._by_address.items() if v is not user}
        self._by_address.update(dict.fromkeys(smtp_addresses(user), user))
        self.log.record(user.number, Change.UPDATED)

    def next_number(self) -> int:
        """Return a number for a new user."""
        self._numbers += 1
        return self._numbers

    def all(self) -> list[User]:
        """Return everybody, in the order in which they were added."""
        return list(self._by_number.values())

    def numbered(self, number: int) -> User:
        """Return the user with a number of the log."""
        return self._by_number[number]

    def removed_id(self, number: int) -> MailboxId:
        """Return the object id that a removed user had."""
        return self._removed[number]

    def find(self, name: str) -> User:
        """Return a user by object id or user principal name.

        Raises:
            Refusal: 404 Request_ResourceNotFound.
        """
        found = self._by_name.get(name.lower())
        if found is None:
            raise no_user(name)
        return found

    def with_address(self, address: str) -> User | None:
        """Return who gets mail sent to an address."""
        return self._by_address.get(address.lower())


def smtp_addresses(user: User) -> set[str]:
    """Return a user's SMTP addresses, in lower case."""
    proxies = {p[5:].lower() for p in user.proxy_addresses if p[:5].lower() == "smtp:"}
    return proxies | ({user.mail.lower()} if user.mail else set())

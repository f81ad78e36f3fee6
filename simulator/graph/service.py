"""What an application may ask of the tenant, under the server's rules: shared by HTTP and direct ports."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.graph.delta import Collection, DeltaPage, DeltaReader
from simulator.graph.directory import User
from simulator.graph.folders import Folder
from simulator.graph.mail import MailItem
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import (
    Refusal,
    access_denied,
    consent_revoked,
    mailbox_moving,
    no_mailbox,
    no_token,
    server_fault,
    stray_conflict,
    throttled,
)
from simulator.graph.rules import Consent, MailboxState
from simulator.graph.tenant import Tenant

_STATES = {
    MailboxState.NO_LICENCE: no_mailbox,
    MailboxState.ACCESS_DENIED: access_denied,
    MailboxState.MOVING: mailbox_moving,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Which messages are asked for, one page of them."""

    folder: Folder | None
    """None: all folders."""
    first: int | None
    """Earliest second received (see timeline); None leaves the end open, likewise below."""
    last: int | None
    newest_first: bool
    skip: int
    top: int


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page of a listing."""

    items: list[MailItem]
    next_skip: int | None
    """Where the next page begins; None at the end."""


class Service:
    """The tenant as its applications see it."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant

    # Letting requests in

    def admit(self, kind: str) -> None:
        """Count a request and let it in, or not.

        Raises:
            Refusal: consent, chance throttling or a fault of the server's own.
        """
        tenant, rules = self.tenant, self.tenant.rules
        tenant.requests[kind] += 1
        tenant.outlook.spreading.deliver_due()
        if rules.consent is not Consent.GRANTED:
            tenant.requests["refused"] += 1
            raise no_token() if rules.consent is Consent.TOKEN_REFUSED else consent_revoked()
        if tenant.strikes(rules.throttle_chance):
            raise self._throttling(throttled("RequestRate", rules.retry_after_seconds))
        if tenant.strikes(rules.stray_conflict_chance):
            tenant.requests["faults"] += 1
            raise stray_conflict()
        if tenant.strikes(rules.fault_chance):
            tenant.requests["faults"] += 1
            raise server_fault((500, 502, 503, 504)[int(tenant.surroundings.chance() * 4) % 4])

    def open(self, name: str) -> Mailbox:
        """Return the mailbox of a user (object id or principal name), its request counted.

        Raises:
            Refusal: no such user, no mailbox, no access, moving, or too many requests.
        """
        box = self.tenant.mailbox(self.tenant.users.find(name).id)
        self.tenant.requests_by_mailbox[box.id] += 1
        try:
            box.admission.count(self.tenant.now_seconds(), self.tenant.rules)
        except Refusal as refusal:
            raise self._throttling(refusal) from None
        refuse = _STATES.get(box.state)
        if refuse:
            self.tenant.requests["refused"] += 1
            raise refuse()
        return box

    def _throttling(self, refusal: Refusal) -> Refusal:
        self.tenant.requests["throttled"] += 1
        return refusal

    # Mail

    def listed(self, box: Mailbox, what: Listing) -> ListedPage:
        """Return one page of messages in order of the time received."""
        rules = self.tenant.rules
        if self.tenant.strikes(rules.empty_page_chance):
            return ListedPage([], what.skip)
        timeline = what.folder.timeline if what.folder else box.mail.timeline
        count = min(what.top, rules.page_items_max)
        numbers = timeline.page(
            what.first, what.last, what.skip, count + 1, newest_first=what.newest_first
        )
        goes_on = len(numbers) > count
        items = [box.mail.items[n] for n in numbers[:count]]
        return ListedPage(items, what.skip + count if goes_on else None)

    def message_delta(
        self,
        box: Mailbox,
        folder: Folder,
        token: str | None,
        options: Mapping[str, str],
        size: int | None,
        first: int | None = None,
    ) -> DeltaPage:
        """Return one page of what changed in a folder; `first` filters the first round by time.

        Raises:
            Refusal: the cursor is lost.
        """
        what = Collection(
            scope=folder.id,
            log=folder.log,
            location=f"/users/{box.id}/mailFolders/{folder.id}/messages/delta",
            timeline=folder.timeline,
            is_endless=box.has_endless_rounds,
        )
        return self._reader(box).page(what, token, options, size, first)

    def folder_delta(
        self, box: Mailbox, token: str | None, options: Mapping[str, str], size: int | None
    ) -> DeltaPage:
        """Return one page of what changed in the mailbox's folder tree.

        Raises:
            Refusal: the cursor is lost.
        """
        what = Collection(
            scope="folders",
            log=box.mail.folder_log,
            location=f"/users/{box.id}/mailFolders/delta",
        )
        return self._reader(box).page(what, token, options, size)

    # Directory

    def users_from(self, skip: int, top: int) -> tuple[list[User], int | None]:
        """Return users in a constant order, and where the next page begins."""
        everybody = self.tenant.users.all()
        end = skip + min(top, self.tenant.rules.page_items_max)
        return everybody[skip:end], end if end < len(everybody) else None

    def user_delta(
        self, token: str | None, options: Mapping[str, str], size: int | None
    ) -> DeltaPage:
        """Return one page of what changed in the directory; the token `latest` begins from now.

        Raises:
            Refusal: the cursor is lost.
        """
        what = Collection(
            scope="users", log=self.tenant.users.log, location="/users/delta", page_items=100
        )
        reader = DeltaReader(self.tenant.user_rounds, self.tenant.rules, self.tenant.surroundings)
        if token == "latest":  # noqa: S105  Graph's own word for a cursor that begins now
            return reader.latest(what, options)
        return reader.page(what, token, options, size)

    def _reader(self, box: Mailbox) -> DeltaReader:
        return DeltaReader(box.rounds, self.tenant.rules, self.tenant.surroundings)

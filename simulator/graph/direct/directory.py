"""The port Directory straight over the tenant."""

from flows.ports.tenant import DirectoryPage, PageToken
from simulator.graph.direct.failures import as_failures
from simulator.graph.directory import User, smtp_addresses
from simulator.graph.service import Service
from simulator.graph.tenant import Tenant
from sync_core.addresses import NoAddress, normalise
from sync_core.failures import CursorLost
from sync_core.mail import Address
from sync_core.mailboxes import DirectoryUser

_PAGE_USERS = 999


class TenantDirectory:
    """Implements flows.ports.tenant.Directory."""

    def __init__(self, tenant: Tenant) -> None:
        self._service = Service(tenant)

    async def users(self, page: PageToken | None = None) -> DirectoryPage:
        """See Directory."""
        if page is not None and not page.isdecimal():
            raise CursorLost("not a page of this tenant's")
        with as_failures():
            self._service.admit("users")
        found, after = self._service.users_from(int(page or 0), _PAGE_USERS)
        return DirectoryPage(
            users=tuple(directory_user(user) for user in found),
            next=None if after is None else PageToken(str(after)),
        )


def directory_user(user: User) -> DirectoryUser:
    """Return a user as the flows are handed it."""
    primary = normalise(user.mail) if user.mail else None
    texts = sorted(smtp_addresses(user) | {user.principal_name})
    return DirectoryUser(
        id=user.id,
        kind=user.kind,
        account_enabled=user.account_enabled,
        has_mailbox=user.is_licensed,
        primary=None if isinstance(primary, NoAddress) else primary,
        addresses=_normalised(texts),
    )


def _normalised(texts: list[str]) -> tuple[Address, ...]:
    read = (normalise(text) for text in texts)
    return tuple(dict.fromkeys(a for a in read if not isinstance(a, NoAddress)))

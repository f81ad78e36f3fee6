"""The tenant's people, with every address they receive mail under."""

from adapters.graph.batch import PARTS_MAX, Part, failure_in, read_together
from adapters.graph.client import GraphClient, decoded
from adapters.graph.errors import Concern
from adapters.graph.http import Request
from adapters.graph.links import followed
from adapters.graph.queries import query, user_path
from adapters.graph.wire import USERS, WireUser
from flows.ports.tenant import DirectoryPage, PageToken
from sync_core import limits
from sync_core.addresses import NoAddress, normalise
from sync_core.mail import Address
from sync_core.mailboxes import DirectoryUser, MailboxKind
from sync_core.work import MailboxId

_FIELDS = "id,mail,proxyAddresses,userPrincipalName,accountEnabled,userType"
_KINDS = {
    "user": MailboxKind.USER,
    "linked": MailboxKind.USER,
    "shared": MailboxKind.SHARED,
    "room": MailboxKind.ROOM,
    "equipment": MailboxKind.ROOM,
}
"""Graph's mailboxSettings/userPurpose."""
_UNTOLD = (400, 403, 404)
"""Graph will not tell of this mailbox; anything else passes, and the page is asked again later."""


class GraphDirectory:
    """The directory as flows.ports.tenant.Directory sees it."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def users(self, page: PageToken | None = None) -> DirectoryPage:
        """See the port. Raises CursorLost for a page that is no longer known."""
        first = query("/users", select=_FIELDS, top=limits.DIRECTORY_PAGE_USERS)
        url = self._client.url + first if page is None else followed(self._client.url, page)
        answer = await self._client.send(Request(method="GET", url=url))
        body = self._client.succeeded(answer, Concern.TENANT, follows_link=page is not None)
        told = decoded(USERS, body)
        listed = [user for user in told["value"] if user.get("id")]
        kinds = await self._kinds([u["id"] for u in listed if _may_be_shared(u)])
        following = told.get("@odata.nextLink")
        return DirectoryPage(
            users=tuple(_user(u, kinds.get(u["id"], MailboxKind.USER)) for u in listed),
            next=PageToken(following) if following else None,
        )

    async def _kinds(self, ids: list[str]) -> dict[str, MailboxKind]:
        """Return what stands behind mailboxes whose account is disabled, as far as Graph tells.

        Where it does not tell (no MailboxSettings.Read, outside the scope), such a mailbox is a shared one.
        """
        kinds: dict[str, MailboxKind] = {}
        for at in range(0, len(ids), PARTS_MAX):
            some = ids[at : at + PARTS_MAX]
            paths = [user_path(MailboxId(i), "mailboxSettings") for i in some]
            parts = await read_together(self._client, paths, concern=Concern.TENANT)
            passing = [p for p in parts if p.refused and p.refused.status not in _UNTOLD]
            failure = failure_in(self._client, passing, Concern.TENANT)
            if failure is not None:
                raise failure
            kinds.update(zip(some, map(_purpose, parts), strict=True))
        return kinds


def _may_be_shared(user: WireUser) -> bool:
    """Return whether a person may not be behind this mailbox: nobody can sign in to it."""
    return _has_mailbox(user) and user.get("accountEnabled") is False


def _has_mailbox(user: WireUser) -> bool:
    """Return whether a mailbox may be expected; without a licence it is parked when it is first read."""
    is_guest = (user.get("userType") or "").lower() == "guest"
    return bool(user.get("mail")) and not is_guest


def _purpose(part: Part) -> MailboxKind:
    """Return the kind that a mailbox's settings tell."""
    told = part.body.get("userPurpose") if isinstance(part.body, dict) else None
    return _KINDS.get(str(told).lower(), MailboxKind.SHARED)


def _user(user: WireUser, kind: MailboxKind) -> DirectoryUser:
    """Return one entry as the engine knows it."""
    proxies = [p for p in user.get("proxyAddresses") or () if p[:5].lower() == "smtp:"]
    main = next((p[5:] for p in proxies if p.startswith("SMTP:")), user.get("mail") or "")
    told = (main, *(p[5:] for p in proxies), user.get("mail"), user.get("userPrincipalName"))
    addresses = dict.fromkeys(a for a in map(_address, told) if a is not None)
    return DirectoryUser(
        id=MailboxId(user["id"].lower()),
        kind=kind,
        account_enabled=user.get("accountEnabled") is not False,
        has_mailbox=_has_mailbox(user),
        primary=_address(main),
        addresses=tuple(addresses),
    )


def _address(text: str | None) -> Address | None:
    """Return an address in its normal form, None where there is none."""
    told = normalise(text or "")
    return None if isinstance(told, NoAddress) else told

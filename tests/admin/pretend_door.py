"""A door for tests of pages: a header of the test says who asks; without one it is somebody at this machine."""

from dataclasses import dataclass
from zlib import crc32

from adapters.crm.sql import SqlCrm
from admin.web import PageRequest, PageResponse
from simulator.memory import InMemoryMemory
from sync_core.access import ON_THIS_MACHINE, AppRole, SignedIn
from sync_core.mail import Address
from sync_core.mailboxes import MailboxKind
from sync_core.work import MailboxId

NAME, OBJECT_ID, ROLE = "Pretend-Name", "Pretend-Object-Id", "Pretend-Role"


@dataclass(slots=True)
class PretendDoor:
    """Believes whatever a test says."""

    crm: SqlCrm
    memory: InMemoryMemory

    async def answer(self, request: PageRequest) -> PageResponse | None:  # noqa: ARG002 - the port's
        """Nobody signs in here."""
        return None

    async def who(self, request: PageRequest) -> SignedIn | None:
        """Return whom the test names, by name or by id; with role none, nobody."""
        role = request.header(ROLE) or AppRole.ADMIN.value
        if role == "nobody":
            return None
        roles = frozenset({AppRole(role)} if role != "none" else ())
        if name := request.header(NAME):
            return SignedIn(object_id=await self._mailbox_of(name), roles=roles)
        if object_id := request.header(OBJECT_ID):
            return SignedIn(object_id=object_id, roles=roles)
        return ON_THIS_MACHINE if not request.header(ROLE) else SignedIn(object_id="", roles=roles)

    async def _mailbox_of(self, name: str) -> MailboxId:
        """Return the mailbox of a member of staff, made where there is none; of a stranger, one of nobody."""
        address = Address(f"{name.split()[0].lower()}@northwind.test")
        staff = await self.crm.staff()
        user = next((member.id for member in staff.values() if member.address == address), None)
        owned = await self.memory.mailboxes_of([user]) if user else ()
        own = [record.id for record in owned if record.kind is MailboxKind.USER]
        if own:
            return own[0]
        made = MailboxId(f"{crc32(address.encode()):08x}-0000-4000-8000-000000000000")
        if user:
            await self.memory.change_mailbox(made, owner=user)
        return made

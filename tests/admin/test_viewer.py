"""Which user of the CRM somebody signed in is: certain, or nobody."""

from dataclasses import replace

from admin import PageRequest
from admin.who import viewer_of
from sync_core.access import AppRole, SignedIn
from sync_core.mailboxes import MailboxKind
from sync_core.work import MailboxId
from tests.admin.firm import Firm


async def viewer(firm: Firm, object_id: str) -> str | None:
    """Return the address of the CRM's user that somebody is."""
    somebody = SignedIn(object_id=object_id, roles=frozenset({AppRole.ADMIN}))
    asked = replace(PageRequest(method="GET", path="/"), who=somebody)
    found = await viewer_of(asked, firm.console)
    return found.address if found else None


async def test_one_is_the_owner_of_the_mailbox_that_has_ones_object_id(firm: Firm) -> None:
    priya = await firm.mailbox(1, "Priya Shah")
    await firm.mailbox(2, "Priya Shah", kind=MailboxKind.SHARED)

    assert await viewer(firm, priya) == "priya@northwind.test"


async def test_an_id_without_a_mailbox_or_an_owner_is_nobody(firm: Firm) -> None:
    await firm.mailbox(1, "Priya Shah")
    unowned = MailboxId("00000009-0000-4000-8000-000000000000")
    await firm.memory.change_mailbox(unowned, enabled=True)

    for object_id in ("", unowned, "0a1b2c3d-0000-4000-8000-000000000000"):
        assert await viewer(firm, object_id) is None


async def test_a_shared_mailbox_is_not_the_one_who_is_nominated_for_it(firm: Firm) -> None:
    await firm.mailbox(1, "Priya Shah")
    shared = await firm.mailbox(2, "Priya Shah", kind=MailboxKind.SHARED)

    assert await viewer(firm, shared) is None


async def test_of_two_who_own_one_users_mail_neither_is_believed_to_be_that_user(
    firm: Firm,
) -> None:
    priya = await firm.mailbox(1, "Priya Shah")
    other = await firm.mailbox(2, "Priya Shah")

    assert [await viewer(firm, one) for one in (priya, other)] == [None, None]

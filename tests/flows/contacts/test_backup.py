"""A side set back to a backup: its old values are nobody's edits, and wait for a person."""

from collections.abc import Callable

import pytest

from sync_core.reconcile.brakes import Brake
from sync_core.work import MailboxId, Stream
from tests.flows.contacts.office import Office, contact


async def _brakes(office: Office, ben: MailboxId) -> tuple[Brake, ...]:
    held = await office.memory.held(ben, Stream.CONTACTS)
    return held.brakes if held is not None else ()


async def _restored_outlook() -> tuple[Office, MailboxId]:
    """Return a firm whose contact folder was set back to what it was before an edit and a new contact."""
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact(job_title="Judge"))
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.begin()
    backup = office.outlook.back_up(ben)
    office.outlook.edit(ben, made, job_title="Clerk")
    office.outlook.create(ben, contact("Ida", "Ek"))
    await office.look(ben)
    office.outlook.restore_backup(ben, backup)
    return office, ben


async def _restored_crm() -> tuple[Office, MailboxId]:
    """Return a firm whose list in the CRM was set back to what it was before an edit."""
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact(job_title="Judge"))
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.begin()
    owner = await office.owner(ben)
    marked = await office.lists.generation(owner)
    (before, _) = await office.entries(ben)
    office.outlook.edit(ben, made, job_title="Clerk")
    await office.look(ben)
    await office.edit(before, job_title="Judge")
    await office.lists.mark(owner, marked)
    return office, ben


async def _titles(office: Office, ben: MailboxId) -> tuple[list[str], list[str]]:
    entries = [e.card.job_title for e in await office.entries(ben)]
    return entries, [c.job_title for c in office.in_outlook(ben)]


async def test_a_folder_set_back_to_a_backup_is_held_and_nothing_is_written() -> None:
    office, ben = await _restored_outlook()
    await office.look(ben)
    assert Brake.RESTORED in await _brakes(office, ben)
    assert await _titles(office, ben) == (["Clerk", "", ""], ["Judge", ""])


async def test_a_list_set_back_to_a_backup_is_held_and_nothing_is_written() -> None:
    office, ben = await _restored_crm()
    await office.look(ben)
    assert Brake.RESTORED in await _brakes(office, ben)
    assert await _titles(office, ben) == (["Judge", ""], ["Clerk", ""])


@pytest.mark.parametrize("restored", [_restored_outlook, _restored_crm])
@pytest.mark.parametrize("approve", [True, False])
async def test_answered_it_is_over(restored: Callable[[], object], approve: bool) -> None:
    office, ben = await restored()  # type: ignore[misc]  # either of two of the same shape
    await office.look(ben)
    await (office.approve(ben) if approve else office.reject(ben))
    entries, there = await _titles(office, ben)
    assert (entries == there) is approve
    assert not await office.is_held(ben)
    for _ in range(2):
        await office.compare(ben)
    assert await _titles(office, ben) == (entries, there)
    office.outlook.create(ben, contact("Uma", "Ros"))
    await office.look(ben)
    assert "Uma Ros" in await office.names(ben)
    assert not await office.is_held(ben)


async def test_a_lost_cursor_alone_is_no_backup() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin()
    office.outlook.edit(ben, made, job_title="Clerk")
    office.tenant.mailbox(ben).rounds.forget()
    await office.look(ben)
    assert await _brakes(office, ben) == ()
    assert await _titles(office, ben) == (["Clerk"], ["Clerk"])


async def test_a_side_that_shows_too_much_is_no_backup() -> None:
    """A run may end between marking the sides and remembering that."""
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin()
    owner = await office.owner(ben)
    await office.lists.mark(owner, 1 + await office.lists.generation(owner))
    office.outlook.edit(ben, made, job_title="Clerk")
    await office.look(ben)
    assert await _brakes(office, ben) == ()


async def test_another_folder_has_no_mark_and_is_no_backup() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    folder = office.outlook.add_folder(ben, "Clients")
    await office.begin()
    office.outlook.create(ben, contact("Eva", "Lind"), folder)
    await office.policy(mailboxes=[{"mailbox": ben, "folder": "Clients"}])
    await office.compare(ben)
    assert await _brakes(office, ben) == ()
    assert await office.names(ben) == ["Ana Kern", "Eva Lind"]

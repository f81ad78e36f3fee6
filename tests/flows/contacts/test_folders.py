"""Which folder is kept in step, and what becomes of contacts when it is renamed, deleted, or left."""

from sync_core.contacts.contact import ContactFolderId
from sync_core.reconcile.brakes import Brake
from sync_core.work import MailboxId, Stream
from tests.flows.contacts.office import Office, card, contact


async def _brakes(office: Office, ben: MailboxId) -> tuple[Brake, ...]:
    held = await office.memory.held(ben, Stream.CONTACTS)
    return held.brakes if held is not None else ()


async def _chosen() -> tuple[Office, MailboxId, ContactFolderId]:
    """Return a firm in which the folder Clients is kept in step for ben."""
    office = Office()
    ben = office.user("ben")
    folder = office.outlook.add_folder(ben, "Clients")
    office.outlook.create(ben, contact(), folder)
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.begin(mailboxes=[{"mailbox": ben, "folder": " clients "}])
    return office, ben, folder


async def test_without_a_choice_the_folder_contacts_is_kept_in_step_and_no_other() -> None:
    office = Office()
    ben = office.user("ben")
    folder = office.outlook.add_folder(ben, "Friends")
    office.outlook.create(ben, contact(), folder)
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.begin()
    await office.compare(ben)
    assert await office.names(ben) == ["Eva Lind"]


async def test_a_chosen_folder_is_kept_in_step_both_ways_and_the_default_one_is_not() -> None:
    office, ben, folder = await _chosen()
    assert await office.names(ben) == ["Ana Kern"]
    await office.enter(ben, card("Ida", "Ek"))
    await office.look(ben)
    there = [s.display_name for s in office.outlook.within(ben, folder).values()]
    assert sorted(there) == ["Ana Kern", "Ida Ek"]
    office.outlook.create(ben, contact("Uma", "Ros"), folder)
    await office.look(ben)
    assert await office.names(ben) == ["Ana Kern", "Ida Ek", "Uma Ros"]


async def test_a_deleted_folder_holds_the_mailbox_and_deletes_nothing() -> None:
    office, ben, folder = await _chosen()
    office.outlook.remove_folder(ben, folder)
    await office.look(ben)
    await office.compare(ben)
    assert await _brakes(office, ben) == (Brake.FOLDER_GONE,)
    assert await office.names(ben) == ["Ana Kern"]


async def test_a_renamed_folder_holds_the_mailbox_until_it_is_called_so_again() -> None:
    office, ben, folder = await _chosen()
    office.outlook.rename_folder(ben, folder, "Kunden")
    await office.compare(ben)
    assert await _brakes(office, ben) == (Brake.FOLDER_GONE,)
    office.outlook.rename_folder(ben, folder, "Clients")
    await office.compare(ben)
    assert not await office.is_held(ben)
    office.outlook.create(ben, contact("Ida", "Ek"), folder)
    await office.look(ben)
    assert await office.names(ben) == ["Ana Kern", "Ida Ek"]


async def test_another_choice_ends_the_wait_for_a_folder() -> None:
    office, ben, folder = await _chosen()
    office.outlook.rename_folder(ben, folder, "Kunden")
    await office.compare(ben)
    await office.policy(mailboxes=[{"mailbox": ben, "folder": "Kunden"}])
    await office.compare(ben)
    assert not await office.is_held(ben)
    assert await office.linked(ben) == 1


async def test_a_folder_chosen_later_is_listened_to_and_the_former_one_no_more() -> None:
    office = Office()
    ben = office.user("ben")
    folder = office.outlook.add_folder(ben, "Clients")
    office.outlook.create(ben, contact())
    await office.begin()
    await office.policy(mailboxes=[{"mailbox": ben, "folder": "Clients"}])
    await office.look(ben)
    office.outlook.create(ben, contact("Ida", "Ek"), folder)
    await office.look(ben)
    office.outlook.create(ben, contact("Uma", "Ros"))
    await office.look(ben)
    assert await office.names(ben) == ["Ana Kern", "Ida Ek"]


async def test_a_contact_moved_to_another_folder_deletes_nothing_and_waits_there() -> None:
    office = Office()
    ben = office.user("ben")
    folder = office.outlook.add_folder(ben, "Friends")
    made = office.outlook.create(ben, contact())
    await office.begin()
    office.outlook.move(ben, made, folder)
    await office.look(ben)
    assert await office.names(ben) == ["Ana Kern"]
    assert await office.reasons(ben) == ["other_folder"]
    (entry,) = await office.entries(ben)
    await office.edit(entry, job_title="Judge")
    await office.look(ben)
    assert office.outlook.look(ben, made).says.job_title == ""


async def test_moved_back_a_contact_takes_up_where_it_was() -> None:
    office = Office()
    ben = office.user("ben")
    folder = office.outlook.add_folder(ben, "Friends")
    made = office.outlook.create(ben, contact())
    await office.begin()
    office.outlook.move(ben, made, folder)
    await office.look(ben)
    (entry,) = await office.entries(ben)
    await office.edit(entry, job_title="Judge")
    office.outlook.edit(ben, made, company="Court")
    await office.look(ben)
    office.outlook.move(ben, made)
    await office.look(ben)
    (entry,) = await office.entries(ben)
    assert (entry.card.job_title, entry.card.company) == ("Judge", "Court")
    assert office.in_outlook(ben)[0].job_title == "Judge"
    assert await office.linked(ben) == 1
    assert await office.reasons(ben) == []


async def test_a_folder_of_that_name_made_anew_is_the_one_that_is_kept_in_step() -> None:
    office, ben, folder = await _chosen()
    office.outlook.remove_folder(ben, folder)
    await office.compare(ben)
    new = office.outlook.add_folder(ben, "Clients")
    office.outlook.create(ben, contact("Ida", "Ek"), new)
    await office.compare(ben)
    assert await office.names(ben) == ["Ida Ek"], "what lay in the former one is proved deleted"
    office.outlook.create(ben, contact("Uma", "Ros"), new)
    await office.look(ben)
    assert await office.names(ben) == ["Ida Ek", "Uma Ros"]


async def test_an_empty_folder_made_in_its_place_is_taken_for_no_deletion() -> None:
    office, ben, folder = await _chosen()
    office.outlook.remove_folder(ben, folder)
    await office.compare(ben)
    office.outlook.add_folder(ben, "Clients")
    await office.compare(ben)
    assert await _brakes(office, ben) == (Brake.SIDE_EMPTY,)
    assert await office.names(ben) == ["Ana Kern"]

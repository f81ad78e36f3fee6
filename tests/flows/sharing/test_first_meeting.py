"""An entry and the person of the firm it is found to be: what neither may take from the other stays as it stands."""

from dataclasses import replace

import pytest

from flows.ports.desk import NewPerson
from sync_core.contacts.contact import FirmPerson, Sharing
from sync_core.mail import Address, PersonId
from sync_core.work import MailboxId, Task
from tests.flows.contacts.office import Office, contact

_ANA = Address("ana@client.test")
_HOME = Address("ana@home.test")


async def _person(office: Office, ana: PersonId) -> FirmPerson:
    return (await office.lists.people([ana]))[ana]


async def _tell(office: Office, ana: PersonId, job_title: str) -> None:
    """Give the firm's person a job title, as somebody does on a page."""
    person = await _person(office, ana)
    says = replace(person.card, job_title=job_title)
    await office.lists.edit_person(ana, person.version, says, frozenset({"job_title"}))


async def _share(office: Office, ben: MailboxId) -> None:
    (entry,) = await office.entries(ben)
    await office.lists.share_contact(entry.id, entry.version, Sharing.FIRM, frozenset())
    await office.look(ben, Task.CONTACTS_SHARE)


async def _met(
    *emails: str, firm: tuple[str, ...] = (), **sharing: object
) -> tuple[Office, MailboxId, PersonId]:
    """Return a firm that knew Ana as a clerk before a user was found to know her as a judge."""
    office = Office()
    ben = office.user("ben")
    known = [("email", one) for one in (_ANA, *map(Address, firm))]
    ana = office.crm.add_person(NewPerson(name="Ana Kern", addresses=known))
    await _tell(office, ana, "Clerk")
    told = contact("Ana", "Kern", *(emails or ("ana@client.test",)))
    office.outlook.create(ben, replace(told, job_title="Judge"))
    await office.begin(sharing=sharing)
    for _ in range(2):
        await office.look(ben, Task.CONTACTS_SHARE)
    return office, ben, ana


async def test_what_a_user_does_not_share_stays_where_the_users_value_wins() -> None:
    office, ben, ana = await _met(winner="user")
    assert (await office.entries(ben))[0].card.job_title == "Judge"
    assert (await _person(office, ana)).card.job_title == "Clerk"


async def test_an_address_that_the_firm_does_not_know_stays_in_the_list() -> None:
    office, ben, ana = await _met("ana@client.test", "ana@home.test")
    assert (await office.entries(ben))[0].card.emails == (_ANA, _HOME)
    assert (await _person(office, ana)).card.emails == (_ANA,)


async def test_what_the_firm_changes_later_comes_down_all_the_same() -> None:
    office, ben, ana = await _met(winner="user")
    await _tell(office, ana, "Registrar")
    await office.look(ben, Task.CONTACTS_SHARE)
    assert (await office.entries(ben))[0].card.job_title == "Registrar"


@pytest.mark.parametrize("winner", ["user", "firm"])
async def test_an_entry_that_is_shared_later_brings_what_the_firm_did_not_know(winner: str) -> None:
    office, ben, ana = await _met("ana@client.test", "ana@home.test", winner=winner)
    await _share(office, ben)
    card = (await _person(office, ana)).card
    assert card.emails == (_ANA, _HOME)
    assert card.job_title == ("Judge" if winner == "user" else "Clerk")


async def test_addresses_that_both_lack_come_down_at_once_and_rise_once_shared() -> None:
    office, ben, ana = await _met("ana@client.test", "ana@home.test", firm=("ana@old.test",))
    (entry,) = await office.entries(ben)
    assert set(entry.card.emails) == {_ANA, _HOME, "ana@old.test"}
    await _share(office, ben)
    assert set((await _person(office, ana)).card.emails) == {_ANA, _HOME, "ana@old.test"}


async def test_the_firms_value_stays_where_it_wins_and_does_not_come_down() -> None:
    office, ben, ana = await _met(promote="all", fan_out=False)
    assert (await office.entries(ben))[0].card.job_title == "Judge"
    assert (await _person(office, ana)).card.job_title == "Clerk"

"""What a user holds of their own of a person of the firm stays beside what the firm changes."""

from dataclasses import replace
from typing import Any

import pytest

from flows.ports.desk import NewPerson
from sync_core.contacts.contact import CrmContact, FirmPerson, Sharing
from sync_core.failures import Unavailable
from sync_core.mail import Address, PersonId
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.work import MailboxId, Stream, Task
from tests.flows.calendar.mischief import fail
from tests.flows.contacts.office import Office, contact

_ANA = Address("ana@client.test")
_HOME = Address("ana@home.test")
_NEW = Address("ana@new.test")
_NEWER = Address("ana@newer.test")
_DESK, _DOOR, _HALL = "+43 1 111", "+43 1 222", "+43 1 333"


async def _person(office: Office, ana: PersonId) -> FirmPerson:
    return (await office.lists.people([ana]))[ana]


async def _tell(office: Office, ben: MailboxId, ana: PersonId, **fields: Any) -> None:
    """Change the firm's person, as somebody does on a page, and let it come down as far as Outlook."""
    person = await _person(office, ana)
    says = replace(person.card, **fields)
    await office.lists.edit_person(ana, person.version, says, frozenset(fields))
    await office.look(ben, Task.CONTACTS_SHARE)
    await office.look(ben)


async def _entry(office: Office, ben: MailboxId) -> CrmContact:
    (entry,) = await office.entries(ben)
    return entry


async def _set_sharing(office: Office, ben: MailboxId, sharing: Sharing, *kept_back: str) -> None:
    """Share an entry, or share it no more, as its user does on a page."""
    entry = await _entry(office, ben)
    await office.lists.share_contact(entry.id, entry.version, sharing, frozenset(kept_back))
    await office.look(ben, Task.CONTACTS_SHARE)
    await office.look(ben)


async def _rows(office: Office, ben: MailboxId) -> tuple[Pair, ...]:
    return await office.memory.pairs(ben, Stream.SHARING)


async def _nothing_more_is_written(office: Office, ben: MailboxId, ana: PersonId) -> None:
    """Check that further looks change neither a side nor what is remembered."""
    before = (await _entry(office, ben), await _person(office, ana), await _rows(office, ben))
    in_outlook = office.written()
    for _ in range(2):
        office.clock.advance(86_400)
        await office.look(ben)
        await office.look(ben, Task.CONTACTS_SHARE)
    now = (await _entry(office, ben), await _person(office, ana), await _rows(office, ben))
    assert (now, office.written()) == (before, in_outlook)


async def _known(
    *emails: str, phones: tuple[str, ...] = (), **sharing: Any
) -> tuple[Office, MailboxId, PersonId]:
    """Return a firm that knows Ana by one address, and a user who knows her by more and does not share her."""
    office = Office()
    ben = office.user("ben")
    ana = office.crm.add_person(NewPerson(name="Ana Kern", addresses=[("email", _ANA)]))
    office.outlook.create(ben, contact("Ana", "Kern", *emails, business_phones=phones))
    await office.begin(sharing=sharing)
    await office.look(ben, Task.CONTACTS_SHARE)
    return office, ben, ana


@pytest.mark.parametrize("winner", ["user", "firm"])
async def test_what_the_firm_adds_comes_down_beside_an_address_of_the_users_own(
    winner: str,
) -> None:
    office, ben, ana = await _known(_ANA, _HOME, winner=winner)
    await _tell(office, ben, ana, emails=(_ANA, _NEW))
    assert (await _entry(office, ben)).card.emails == (_ANA, _NEW, _HOME)
    assert await office.told(ben, "emails") == (_ANA, _NEW, _HOME)
    assert (await _person(office, ana)).card.emails == (_ANA, _NEW)
    await _nothing_more_is_written(office, ben, ana)


async def test_a_later_change_of_the_firms_comes_down_beside_it_too() -> None:
    office, ben, ana = await _known(_ANA, _HOME)
    await _tell(office, ben, ana, emails=(_ANA, _NEW))
    await _tell(office, ben, ana, emails=(_NEWER, _ANA, _NEW))
    assert (await _entry(office, ben)).card.emails == (_NEWER, _ANA, _NEW, _HOME)
    await _nothing_more_is_written(office, ben, ana)


async def test_numbers_are_put_together_as_they_are_compared() -> None:
    office, ben, ana = await _known(_ANA, phones=(_DESK, _DOOR))
    await _tell(office, ben, ana, business_phones=("+43 (1) 222", _HALL))
    kept = ("+43 (1) 222", _HALL, _DESK)
    assert (await _entry(office, ben)).card.business_phones == kept
    assert await office.told(ben, "business_phones") == kept[:2]
    await _nothing_more_is_written(office, ben, ana)


async def test_what_a_user_added_since_stays_beside_what_the_firm_added_since() -> None:
    office, ben, ana = await _known(_ANA)
    await office.edit(await _entry(office, ben), emails=(_ANA, _HOME))
    await _tell(office, ben, ana, emails=(_ANA, _NEW))
    assert (await _entry(office, ben)).card.emails == (_ANA, _NEW, _HOME)
    assert await office.told(ben, "emails") == (_ANA, _NEW, _HOME)


async def test_what_the_firm_corrects_is_gone_where_the_user_has_nothing_of_their_own() -> None:
    office, ben, ana = await _known(_ANA)
    await _tell(office, ben, ana, business_phones=(_DESK,))
    await _tell(office, ben, ana, business_phones=(_DOOR,), emails=(_NEW,))
    card = (await _entry(office, ben)).card
    assert (card.business_phones, card.emails) == ((_DOOR,), (_NEW,))
    assert await office.told(ben, "business_phones") == (_DOOR,)
    await _nothing_more_is_written(office, ben, ana)


async def test_what_the_firm_takes_away_stays_beside_what_is_the_users_own_and_writes_nothing() -> (
    None
):
    office, ben, ana = await _known(_ANA, _HOME)
    await _tell(office, ben, ana, emails=(_ANA, _NEW))
    before = await _entry(office, ben)
    await _tell(office, ben, ana, emails=(_ANA,))
    assert await _entry(office, ben) == replace(before, person=ana)
    await _nothing_more_is_written(office, ben, ana)


async def test_more_than_outlook_has_a_place_for_stays_in_the_list() -> None:
    office, ben, ana = await _known(_ANA, _HOME, "ana@old.test")
    await _tell(office, ben, ana, emails=(_ANA, _NEW))
    whole = (_ANA, _NEW, _HOME, Address("ana@old.test"))
    assert (await _entry(office, ben)).card.emails == whole
    assert await office.told(ben, "emails") == whole[:3]
    await _nothing_more_is_written(office, ben, ana)


@pytest.mark.parametrize("firm", [(_ANA, _NEW), (_ANA,)])
@pytest.mark.parametrize("winner", ["user", "firm"])
async def test_an_entry_that_is_shared_later_brings_up_what_was_its_users_own(
    firm: tuple[Address, ...], winner: str
) -> None:
    office, ben, ana = await _known(_ANA, _HOME, winner=winner)
    await _tell(office, ben, ana, emails=(_ANA, _NEW))
    await _tell(office, ben, ana, emails=firm)
    await _set_sharing(office, ben, Sharing.FIRM)
    whole = (_ANA, _NEW, _HOME)
    assert (await _entry(office, ben)).card.emails == whole
    assert (await _person(office, ana)).card.emails == whole
    await _nothing_more_is_written(office, ben, ana)


async def test_where_an_entry_is_shared_the_firms_change_replaces_what_both_held() -> None:
    office, ben, ana = await _known(_ANA, _HOME)
    await _set_sharing(office, ben, Sharing.FIRM)
    await _tell(office, ben, ana, emails=(_ANA, _NEW))
    assert (await _entry(office, ben)).card.emails == (_ANA, _NEW)


async def test_a_person_written_over_by_somebody_else_is_asked_about_before_anything_comes_down() -> (
    None
):
    office, ben, ana = await _known(_ANA, _HOME)
    before = await _entry(office, ben)
    eva = {"given_name": "Eva", "surname": "Lind", "display_name": "Eva Lind"}
    await _tell(office, ben, ana, emails=(Address("eva@other.test"),), **eva)
    (row,) = await _rows(office, ben)
    assert (row.state, row.reason) == (PairState.ASKED, "different_person")
    assert await _entry(office, ben) == before


async def test_what_was_put_beside_it_stays_where_nobody_heard_that_it_was_written() -> None:
    office, ben, ana = await _known(_ANA)
    await office.edit(await _entry(office, ben), emails=(_ANA, _HOME))
    fail(office.parts.crm_contacts, "update_entries", Unavailable("crm"), after=True)
    await _tell(office, ben, ana, emails=(_ANA, _NEW))
    await office.look(ben, Task.CONTACTS_SHARE)
    assert (await _entry(office, ben)).card.emails == (_ANA, _NEW, _HOME)
    await _nothing_more_is_written(office, ben, ana)


async def _released(
    *kept_back: str,
    users: dict[str, Any],
    firms: dict[str, Any],
    to: Sharing = Sharing.LIST,
    **sharing: Any,
) -> tuple[Office, MailboxId, PersonId]:
    """Return a firm in which a user kept fields of Ana back since she is known, and does so no more."""
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact("Ana", "Kern", _ANA, **users))
    await office.begin(sharing=sharing)
    await _set_sharing(office, ben, Sharing.FIRM, *kept_back)
    ana = (await _entry(office, ben)).person
    assert ana is not None
    await _tell(office, ben, ana, **firms)
    await _set_sharing(office, ben, to)
    return office, ben, ana


async def _titles(office: Office, ben: MailboxId, ana: PersonId) -> tuple[str, str, str]:
    """Return which job title the user's Outlook, the list and the firm tell."""
    here, there = (await _entry(office, ben)).card, (await _person(office, ana)).card
    return office.in_outlook(ben)[0].job_title, here.job_title, there.job_title


async def test_what_was_kept_back_and_is_not_shared_stays_where_the_users_value_wins() -> None:
    office, ben, ana = await _released(
        "job_title", users={"job_title": "Judge"}, firms={"job_title": "Clerk"}, winner="user"
    )
    assert await _titles(office, ben, ana) == ("Judge", "Judge", "Clerk")
    await _nothing_more_is_written(office, ben, ana)
    await _tell(office, ben, ana, job_title="Registrar")
    assert await _titles(office, ben, ana) == ("Registrar", "Registrar", "Registrar")
    await _nothing_more_is_written(office, ben, ana)


async def test_what_was_kept_back_and_stayed_rises_once_the_entry_is_shared() -> None:
    office, ben, ana = await _released(
        "job_title", users={"job_title": "Judge"}, firms={"job_title": "Clerk"}, winner="user"
    )
    await _set_sharing(office, ben, Sharing.FIRM)
    assert await _titles(office, ben, ana) == ("Judge", "Judge", "Judge")


async def test_what_was_kept_back_gives_way_where_the_firms_value_wins_as_when_they_meet() -> None:
    office, ben, ana = await _released(
        "job_title", users={"job_title": "Judge"}, firms={"job_title": "Clerk"}, winner="firm"
    )
    assert await _titles(office, ben, ana) == ("Clerk", "Clerk", "Clerk")


@pytest.mark.parametrize(("winner", "firms"), [("user", "Judge"), ("firm", "Clerk")])
async def test_what_was_kept_back_and_flows_up_alone_changes_the_firm_where_the_users_value_wins(
    winner: str, firms: str
) -> None:
    office, ben, ana = await _released(
        "job_title",
        users={"job_title": "Judge"},
        firms={"job_title": "Clerk"},
        to=Sharing.FIRM,
        fan_out=False,
        winner=winner,
    )
    assert await _titles(office, ben, ana) == ("Judge", "Judge", firms)
    await _nothing_more_is_written(office, ben, ana)


@pytest.mark.parametrize("winner", ["user", "firm"])
async def test_what_was_kept_back_is_copied_where_there_is_nothing(winner: str) -> None:
    office, ben, ana = await _released(
        "job_title", users={}, firms={"job_title": "Clerk"}, winner=winner
    )
    assert await _titles(office, ben, ana) == ("Clerk", "Clerk", "Clerk")


@pytest.mark.parametrize("winner", ["user", "firm"])
async def test_numbers_that_were_kept_back_stay_beside_the_firms(winner: str) -> None:
    office, ben, ana = await _released(
        "business_phones",
        users={"business_phones": (_DESK,)},
        firms={"business_phones": (_DOOR,)},
        winner=winner,
    )
    assert (await _entry(office, ben)).card.business_phones == (_DOOR, _DESK)
    assert await office.told(ben, "business_phones") == (_DOOR, _DESK)
    assert (await _person(office, ana)).card.business_phones == (_DOOR,)
    await _nothing_more_is_written(office, ben, ana)


async def test_numbers_that_were_kept_back_and_flow_up_alone_stay_beside_the_firms() -> None:
    office, ben, ana = await _released(
        "business_phones",
        users={"business_phones": (_DESK,)},
        firms={"business_phones": (_DOOR,)},
        to=Sharing.FIRM,
        fan_out=False,
    )
    assert (await _entry(office, ben)).card.business_phones == (_DESK,)
    assert (await _person(office, ana)).card.business_phones == (_DESK, _DOOR)
    await _nothing_more_is_written(office, ben, ana)

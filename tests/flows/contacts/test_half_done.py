"""What was begun, or done on one side only, when somebody came between: nothing is lost, doubled or brought back."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from flows.ports.leases import Lease
from flows.ports.remembrance import Remembrance
from simulator.graph import Recipient
from sync_core.contacts.contact import Sharing
from sync_core.failures import Unavailable
from sync_core.mail import Address
from sync_core.reconcile.pairs import PairState
from sync_core.work import MailboxId, Stream
from tests.flows.calendar.mischief import fail
from tests.flows.contacts.office import Office, card, contact, first_run, namesakes


async def _cut_short(port: str, method: str, **policy: Any) -> tuple[Office, MailboxId]:
    """Return a firm in which the next call of a port's method is not answered, though it may be done."""
    office = Office()
    ben = office.user("ben")
    await office.begin(**policy)
    fail(getattr(office.parts, port), method, Unavailable("lost"), after=method == "create")
    return office, ben


async def _look_again(office: Office, ben: MailboxId) -> None:
    for _ in range(3):
        office.clock.advance(600)
        await office.look(ben)


async def test_an_entry_written_down_while_one_was_begun_for_its_contact_takes_nothing_from_it() -> (
    None
):
    office, ben = await _cut_short("crm_contacts", "create_entries")
    office.outlook.create(ben, contact(job_title="Judge"))
    await office.step(ben)
    await office.enter(ben, card(company="Court"))
    await _look_again(office, ben)
    (entry,) = await office.entries(ben)
    (there,) = office.in_outlook(ben)
    assert (entry.card.job_title, entry.card.company) == ("Judge", "Court")
    assert (there.job_title, there.company) == ("Judge", "Court")


async def test_an_entry_that_was_given_its_contact_s_key_is_its_own_though_another_looks_alike() -> (
    None
):
    """The contact was asked about first; nobody is asked again, and neither entry is parted from what it is."""
    office, ben = await namesakes("ana@home.test", "ana@client.test")
    assert await office.reasons(ben) == ["likely_twin"]
    fail(office.parts.crm_contacts, "update_entries", Unavailable("lost"), after=True)
    await office.enter(ben, card("Ana", "Kern", "ana@home.test", company="Court"))
    await office.step(ben)
    await _look_again(office, ben)
    await office.compare(ben)
    assert sorted(e.card.emails[0] for e in await office.entries(ben)) == [
        "ana@client.test",
        "ana@home.test",
    ]
    assert await office.reasons(ben) == []
    assert await office.linked(ben) == 2
    assert office.shown(ben) == ["Ana Kern", "Ana Kern"]


@pytest.mark.parametrize("was_asked", [True, False])
async def test_a_contact_deleted_before_it_was_agreed_on_with_its_entry_does_not_come_back(
    was_asked: bool,
) -> None:
    """The entry stays: the two had agreed on nothing that could be deleted with it."""
    elsewhere = [card("Ana", "Kern", "ana@client.test")] if was_asked else []
    office, ben = await first_run([], elsewhere, prevent={"outlook": {"create": True}})
    made = office.outlook.create(ben, contact("Ana", "Kern", "ana@home.test"))
    if was_asked:
        await office.look(ben)
        assert await office.reasons(ben) == ["likely_twin"]
    await office.policy()
    await office.enter(ben, card("Ana", "Kern", "ana@home.test", company="Court"))
    fail(office.parts.crm_contacts, "update_entries", Unavailable("lost"), after=True)
    await office.step(ben)
    office.outlook.delete(ben, made)
    await _look_again(office, ben)
    await office.compare(ben)
    shown = [[e.address for e in there.emails] for there in office.in_outlook(ben)]
    assert shown == ([["ana@client.test"]] if was_asked else [])
    assert len(await office.entries(ben)) == 1 + was_asked
    assert "not_made_again" in await office.reasons(ben)


async def test_a_contact_made_without_a_field_that_does_not_flow_there_is_no_edited_one() -> None:
    only = {"company": {"flow": "to_crm"}}
    office, ben = await _cut_short("contacts", "create", fields=only)
    entry = await office.enter(ben, card(company="Court"))
    await office.step(ben)
    await office.lists.remove_contact(entry.id, entry.version)
    await _look_again(office, ben)
    assert await office.entries(ben) == []
    assert office.shown(ben) == []


async def _remembers_no_further_than_the_new_row(office: Office) -> None:
    """Let the next row that moves to another key be written, and the run end before the former is forgotten."""
    sound, memory = office.memory.remember, office.parts.memory

    async def remember(lease: Lease, what: Remembrance, now: datetime) -> Lease:
        if not what.parted:
            return await sound(lease, what, now)
        object.__setattr__(memory, "remember", sound)
        await sound(lease, replace(what, parted=(), heeded=()), now)
        raise Unavailable("cut short")

    object.__setattr__(memory, "remember", remember)


@pytest.mark.parametrize("is_answered", [True, False])
async def test_a_row_that_moved_and_was_not_forgotten_begins_nothing_again(
    is_answered: bool,
) -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    if not is_answered:
        fail(office.parts.contacts, "create", Unavailable("lost"), after=True)
    await office.enter(ben, card())
    if not is_answered:
        await office.step(ben)
    await _remembers_no_further_than_the_new_row(office)
    office.clock.advance(600)
    await office.step(ben)
    assert len(await office.pairs(ben)) == 2
    await _look_again(office, ben)
    assert office.shown(ben) == ["Ana Kern"]
    assert await office.linked(ben) == len(await office.pairs(ben)) == 1
    assert await office.reasons(ben) == []


async def test_what_does_not_flow_to_outlook_stays_in_the_crm_though_a_contact_was_made_without_it() -> (
    None
):
    office, ben = await _cut_short("contacts", "create", fields={"company": {"flow": "to_crm"}})
    await office.enter(ben, card(company="Court"))
    await office.step(ben)
    await _look_again(office, ben)
    (entry,) = await office.entries(ben)
    assert entry.card.company == "Court"
    assert await office.linked(ben) == 1


async def test_a_contact_that_was_made_and_turned_private_before_it_was_agreed_is_not_made_twice() -> (
    None
):
    office, ben = await _cut_short("contacts", "create", private="skip")
    entry = await office.enter(ben, card())
    await office.step(ben)
    office.outlook.mark_private(ben, office.id_of(ben, "Ana Kern"))
    await _look_again(office, ben)
    assert await office.reasons(ben) == ["private"]
    eva = card("Eva", "Lind", "eva@other.test")
    names = {n: getattr(eva, n) for n in ("given_name", "surname", "display_name", "emails")}
    await office.edit(entry, **names)
    await _look_again(office, ben)
    await office.compare(ben)
    assert office.shown(ben) == ["Ana Kern"]


async def test_a_private_contact_whose_entry_is_gone_stays_private_with_another_of_the_same_person() -> (
    None
):
    office, ben = await _cut_short("contacts", "create", sharing={"promote": "all"})
    entry = await office.enter(ben, card(is_private=True), Sharing.PRIVATE)
    await office.step(ben)
    await office.lists.remove_contact(entry.id, entry.version)
    office.outlook.edit(ben, office.id_of(ben, "Ana Kern"), job_title="Judge")
    await office.enter(ben, card(company="Court"), Sharing.FIRM)
    await _look_again(office, ben)
    (other,) = await office.entries(ben)
    assert (other.sharing, other.card.job_title) == (Sharing.PRIVATE, "Judge")
    assert await office.told(ben, "is_private")
    assert list(office.crm.people()) == []


async def test_nobody_is_asked_any_more_about_a_contact_whose_entry_was_removed() -> None:
    """Though the contact may not follow it."""
    office = Office()
    ben = office.user("ben")
    await office.begin(prevent={"outlook": {"delete": True}})
    entry = await office.enter(ben, card())
    await office.look(ben)
    there = office.id_of(ben, "Ana Kern")
    new = contact("Eva", "Lind", "eva@other.test")
    office.outlook.edit(
        ben,
        there,
        given_name=new.given_name,
        surname=new.surname,
        display_name="Eva Lind",
        emails=new.emails,
    )
    await office.look(ben)
    assert await office.reasons(ben) == ["different_person"]
    office.outlook.edit(
        ben,
        there,
        given_name="Ana",
        surname="Kern",
        display_name="Ana Kern",
        emails=contact().emails,
    )
    (now,) = [e for e in await office.entries(ben) if e.id == entry.id]
    await office.lists.remove_contact(now.id, now.version)
    await office.look(ben)
    await office.compare(ben)
    assert await office.reasons(ben) == []


async def test_which_contact_an_entry_is_is_written_down_though_the_rest_was_rejected() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin(brakes={"changes": 1})
    office.outlook.create(ben, contact(job_title="Judge"))
    hers = await office.enter(ben, card())
    await office.enter(ben, card("Eva", "Lind"))
    await office.look(ben)
    await office.reject(ben)
    entry = {e.id: e for e in await office.entries(ben)}[hers.id]
    assert entry.card.job_title == ""
    assert entry.key is not None


async def test_numbers_of_two_that_were_joined_on_one_side_only_are_put_together_once_they_may() -> (
    None
):
    numbers = ("+1 1", "+1 2", "+1 3")
    office, ben = await first_run(
        [contact(business_phones=("+1 9",))],
        [card(business_phones=numbers)],
        prevent={"crm": {"update": True}},
    )
    assert (await office.entries(ben))[0].card.business_phones == numbers
    await office.policy()
    await office.compare(ben)
    await office.look(ben)
    (entry,) = await office.entries(ben)
    assert set(entry.card.business_phones) == {"+1 9", *numbers}
    assert tuple(entry.card.business_phones[:2]) == office.in_outlook(ben)[0].business_phones
    assert await office.linked(ben) == 1
    assert {p.state for p in await office.pairs(ben)} == {PairState.LINKED}
    assert await office.memory.answers(ben, Stream.CONTACTS) == {}


async def test_an_address_that_moved_up_in_the_crm_outlives_the_next_edit_in_outlook() -> None:
    """The edit comes before what moved up was copied there."""
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact("Ana", "Kern", "a@x.test", "b@x.test", "c@x.test"))
    await office.begin()
    (entry,) = await office.entries(ben)
    more = (*entry.card.emails, Address("d@x.test"))
    await office.edit(entry, emails=more)
    await office.look(ben)
    office.outlook.edit(ben, made, emails=(Recipient("a@x.test", ""),))
    await office.step(ben)
    assert (await office.entries(ben))[0].card.emails == ("a@x.test", "d@x.test")
    now = (Recipient("e@x.test", ""), Recipient("a@x.test", ""))
    office.outlook.edit(ben, made, emails=now)
    await _look_again(office, ben)
    (entry,) = await office.entries(ben)
    assert set(entry.card.emails) == {"e@x.test", "a@x.test", "d@x.test"}
    assert {e.address for e in office.in_outlook(ben)[0].emails} == set(entry.card.emails)

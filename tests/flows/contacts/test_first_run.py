"""The first run: who is the same person is linked, who may be is asked about, and nobody is doubled."""

from simulator.graph import Recipient
from sync_core.contacts.contact import PostalAddress
from sync_core.reconcile.answers import Answer
from sync_core.work import Stream
from tests.flows.contacts.office import Office, card, contact, first_run, namesakes


async def test_the_same_person_on_both_sides_is_linked_and_not_doubled() -> None:
    office, ben = await first_run([contact(job_title="Judge")], [card(company="Court")])
    (entry,) = await office.entries(ben)
    (there,) = office.in_outlook(ben)
    assert (entry.card.job_title, entry.card.company) == ("Judge", "Court")
    assert (there.job_title, there.company) == ("Judge", "Court")
    assert await office.linked(ben) == 1


async def test_what_only_one_of_two_that_are_linked_tells_is_lost_on_neither_side() -> None:
    there = contact("Ana", "Kern", "ana@client.test", "ana@home.test")
    here = card(
        "Ana", "Kern", "ana@client.test", "ana@old.test", home_address=PostalAddress(city="Oslo")
    )
    office, ben = await first_run([there], [here])
    (entry,) = await office.entries(ben)
    assert set(entry.card.emails) == {"ana@client.test", "ana@home.test", "ana@old.test"}
    assert office.in_outlook(ben)[0].home_address.city == "Oslo"


async def test_two_that_look_alike_are_asked_about_and_neither_is_copied() -> None:
    office, ben = await namesakes("ana@home.test", "ana@client.test")
    assert await office.reasons(ben) == ["likely_twin"]
    assert len(await office.entries(ben)) == len(office.in_outlook(ben)) == 1
    await office.look(ben)
    await office.compare(ben)
    assert len(await office.entries(ben)) == len(office.in_outlook(ben)) == 1


async def test_accepted_two_become_one() -> None:
    office, ben = await namesakes("ana@home.test", "ana@client.test")
    await office.answer(ben, Answer.ACCEPT)
    (entry,) = await office.entries(ben)
    assert set(entry.card.emails) == {"ana@home.test", "ana@client.test"}
    assert await office.reasons(ben) == []
    assert await office.linked(ben) == 1


async def test_an_entry_that_was_asked_about_is_made_at_once_when_the_contact_turns_out_to_be_another() -> (
    None
):
    office, ben = await namesakes("ana@home.test", "ana@client.test")
    assert await office.reasons(ben) == ["likely_twin"]
    await office.enter(ben, card("Ana", "Maier", "maier@client.test"))
    married = (Recipient("maier@client.test", ""),)
    office.outlook.edit(ben, office.id_of(ben, "Ana Kern"), surname="Maier", emails=married)
    await office.look(ben)
    assert await office.linked(ben) == 2
    told = sorted(one.emails[0].address for one in office.in_outlook(ben))
    assert told == ["ana@client.test", "maier@client.test"]


async def test_split_two_stay_two_on_both_sides() -> None:
    office, ben = await namesakes("ana@home.test", "ana@client.test")
    await office.answer(ben, Answer.SPLIT)
    await office.look(ben)
    await office.compare(ben)
    assert await office.names(ben) == ["Ana Kern", "Ana Kern"]
    assert office.shown(ben) == ["Ana Kern", "Ana Kern"]
    assert await office.linked(ben) == 2


async def test_two_that_were_split_are_not_asked_about_again_while_nothing_may_be_made() -> None:
    office, ben = await namesakes(
        "ana@home.test", "ana@client.test", prevent={"crm": {"create": True}}
    )
    await office.answer(ben, Answer.SPLIT)
    for _ in range(2):
        await office.compare(ben)
        assert await office.reasons(ben) == ["prevented"]
    await office.policy()
    await office.look(ben)
    await office.compare(ben)
    assert await office.names(ben) == office.shown(ben) == ["Ana Kern", "Ana Kern"]
    assert await office.linked(ben) == 2
    assert await office.memory.answers(ben, Stream.CONTACTS) == {}


async def test_ignored_two_stay_where_they_are() -> None:
    office, ben = await namesakes("ana@home.test", "ana@client.test")
    await office.answer(ben, Answer.IGNORE)
    await office.compare(ben)
    assert await office.reasons(ben) == ["ignored"]
    assert len(await office.entries(ben)) == len(office.in_outlook(ben)) == 1


async def test_one_who_looks_like_several_is_reported_and_not_copied() -> None:
    office, ben = await namesakes("ana@home.test", "ana@client.test", "ana@else.test")
    assert "ambiguous" in await office.reasons(ben)
    assert len(await office.entries(ben)) == 2


async def test_union_doubles_only_where_the_policy_asks_for_it() -> None:
    office, ben = await first_run([contact()], [card()], first_run="union")
    assert await office.names(ben) == ["Ana Kern", "Ana Kern"]
    assert office.shown(ben) == ["Ana Kern", "Ana Kern"]


async def test_a_first_run_waits_for_its_preview_and_does_exactly_that_once_approved() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    await office.begin(brakes={"preview_first": True})
    assert await office.is_held(ben)
    assert await office.entries(ben) == []
    await office.approve(ben)
    assert await office.names(ben) == ["Ana Kern"]
    assert not await office.is_held(ben)


async def test_a_first_runs_questions_can_be_answered_before_anything_is_approved() -> None:
    office, ben = await first_run(
        [contact("Ana", "Kern", "ana@home.test"), contact("Eva", "Lind")],
        [card("Ana", "Kern", "ana@client.test")],
        brakes={"preview_first": True},
    )
    await office.answer(ben, Answer.ACCEPT)
    assert await office.is_held(ben)
    assert await office.names(ben) == ["Ana Kern"]
    assert office.written() == {}

    await office.approve(ben)
    assert await office.names(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2

"""Which way each field flows, what is never blanked, what Outlook cannot hold, and what counts as the same."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from simulator.graph import Recipient
from sync_core.contacts.contact import PostalAddress
from sync_core.contacts.fields import ContactField
from sync_core.mail import Address
from sync_core.work import MailboxId
from tests.flows.contacts.office import Office, card, contact, first_run

NAMES = ("given_name", "surname", "display_name")
OSLO, BONN = PostalAddress(city="Oslo"), PostalAddress(city="Bonn")
VALUES: dict[str, tuple[Any, Any]] = {
    "given_name": ("Ana", "Anna"),
    "middle_name": ("Maria", "Mia"),
    "surname": ("Kern", "Kerner"),
    "title": ("Dr", "Ms"),
    "suffix": ("Jr", "III"),
    "display_name": ("Ana Kern", "Kern, Ana"),
    "nickname": ("Annie", "Ani"),
    "company": ("Court", "Bank"),
    "department": ("Law", "Tax"),
    "job_title": ("Judge", "Clerk"),
    "business_address": (OSLO, BONN),
    "home_address": (OSLO, BONN),
    "other_address": (OSLO, BONN),
    "business_phones": (("+1 555 0100",), ("+1 555 0199", "+1 555 0198")),
    "home_phones": (("+1 555 0101",), ("+1 555 0197",)),
    "mobile_phone": ("+1 555 0102", "+1 555 0196"),
    "emails": ((Address("ana@client.test"),), (Address("ana@client.test"), Address("a@k.test"))),
    "web_page": ("https://client.test", "https://kern.test"),
    "birthday": (date(1980, 2, 29), date(1981, 3, 1)),
    "notes": ("Met in Oslo", "Met in Bonn"),
    "categories": (("Blue",), ("Blue", "Red")),
}
"""Of each field a value, and another one of the same person."""
_NAMED_OTHERWISE = {"suffix": "generation"}


def in_outlook_words(name: str, value: Any) -> dict[str, Any]:
    """Return a field of a card as a user writes it in Outlook."""
    if name == "emails":
        value = tuple(Recipient(e, "Ana") for e in value)
    if name == "birthday":
        value = datetime(value.year, value.month, value.day, 12, tzinfo=UTC)
    if name == "notes":
        value = _noted(value)
    return {_NAMED_OTHERWISE.get(name, name): value}


def _noted(shared: str) -> str:
    return f"----- Shared with the firm -----\n{shared}\n----- End of what is shared -----"


async def _begun(name: str, flow: str, **more: Any) -> tuple[Office, MailboxId]:
    """Return a firm in which one contact is in step, one of whose fields flows some way."""
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, replace(contact(), **in_outlook_words(name, VALUES[name][0])))
    fields = {name: {"flow": "both", **more}}
    await office.begin(fields=fields, notes=True)
    if flow != "both":
        await office.policy(fields={name: {"flow": flow, **more}}, notes=True)
        await office.compare(ben)
    return office, ben


async def _edited_there(office: Office, ben: MailboxId, name: str) -> Any:
    """Edit the field in Outlook and return what the list holds then."""
    (id_,) = office.outlook.within(ben)
    words = in_outlook_words(name, VALUES[name][1])
    if name not in NAMES:
        words["display_name"] = "Ana Kern"
    office.outlook.edit(ben, id_, **words)
    await office.look(ben)
    return getattr((await office.entries(ben))[0].card, name)


async def _edited_here(office: Office, ben: MailboxId, name: str) -> Any:
    """Edit the field in the list and return what Outlook holds then, as a card tells it."""
    await office.edit((await office.entries(ben))[0], **{name: VALUES[name][1]})
    await office.look(ben)
    return await office.told(ben, name)


@pytest.mark.parametrize("name", VALUES)
async def test_each_field_flows_both_ways(name: str) -> None:
    office, ben = await _begun(name, "both")
    assert getattr((await office.entries(ben))[0].card, name) == VALUES[name][0]
    assert await _edited_there(office, ben, name) == VALUES[name][1]
    office, ben = await _begun(name, "both")
    assert await _edited_here(office, ben, name) == VALUES[name][1]


@pytest.mark.parametrize("name", VALUES)
async def test_a_field_that_flows_to_the_crm_alone_never_changes_outlook(name: str) -> None:
    office, ben = await _begun(name, "to_crm")
    assert await _edited_there(office, ben, name) == VALUES[name][1]
    office, ben = await _begun(name, "to_crm")
    assert await _edited_here(office, ben, name) == VALUES[name][0]


@pytest.mark.parametrize("name", VALUES)
async def test_a_field_that_flows_to_outlook_alone_never_changes_the_crm(name: str) -> None:
    office, ben = await _begun(name, "to_outlook")
    assert await _edited_there(office, ben, name) == VALUES[name][0]
    office, ben = await _begun(name, "to_outlook")
    assert await _edited_here(office, ben, name) == VALUES[name][1]


@pytest.mark.parametrize("name", VALUES)
async def test_a_field_that_flows_no_way_stays_as_it_is_on_either_side(name: str) -> None:
    office, ben = await _begun(name, "none")
    assert await _edited_there(office, ben, name) == VALUES[name][0]
    office, ben = await _begun(name, "none")
    assert await _edited_here(office, ben, name) == VALUES[name][0]


def test_every_field_that_is_mapped_is_tried() -> None:
    assert {f.value for f in ContactField} - set(VALUES) == {"is_private"}


async def test_a_field_that_flows_one_way_is_not_in_what_is_made_on_the_other_side() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact("Ana", nickname="Annie", job_title="Judge"))
    fields = {"nickname": {"flow": "to_outlook"}, "job_title": {"flow": "to_crm"}}
    await office.begin(fields=fields)
    (entry,) = await office.entries(ben)
    assert (entry.card.nickname, entry.card.job_title) == ("", "Judge")
    await office.enter(ben, card("Eva", "Lind", nickname="Evie", job_title="Clerk"))
    await office.look(ben)
    (eva,) = [s for s in office.in_outlook(ben) if s.given_name == "Eva"]
    assert (eva.nickname, eva.job_title) == ("Evie", "")


async def test_a_mark_of_privacy_flows_both_ways() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin()
    office.outlook.mark_private(ben, made)
    await office.look(ben)
    (entry,) = await office.entries(ben)
    assert entry.card.is_private
    await office.edit(entry, is_private=False)
    await office.look(ben)
    assert not await office.told(ben, "is_private")


async def test_a_value_is_never_replaced_by_nothing_where_the_policy_says_so() -> None:
    office, ben = await _begun("nickname", "both", never_blank=True)
    (id_,) = office.outlook.within(ben)
    office.outlook.edit(ben, id_, nickname="")
    await office.look(ben)
    assert (await office.entries(ben))[0].card.nickname == "Annie"
    await office.compare(ben)
    assert (await office.entries(ben))[0].card.nickname == "Annie"


async def test_what_is_never_blank_is_not_blanked_in_outlook_either() -> None:
    office, ben = await _begun("nickname", "both", never_blank=True)
    await office.edit((await office.entries(ben))[0], nickname="")
    await office.look(ben)
    await office.compare(ben)
    assert await office.told(ben, "nickname") == "Annie"


async def test_an_edit_of_what_is_never_blank_outlives_the_blank_on_the_other_side() -> None:
    office, ben = await _begun("nickname", "both", never_blank=True)
    (id_,) = office.outlook.within(ben)
    office.outlook.edit(ben, id_, nickname="", job_title="Judge")
    await office.edit((await office.entries(ben))[0], nickname="Ani")
    await office.look(ben)
    assert await office.told(ben, "nickname") == "Ani"
    card_now = (await office.entries(ben))[0].card
    assert (card_now.nickname, card_now.job_title) == ("Ani", "Judge")


async def test_without_that_rule_a_value_taken_away_is_taken_away_on_the_other_side() -> None:
    office, ben = await _begun("nickname", "both")
    (id_,) = office.outlook.within(ben)
    office.outlook.edit(ben, id_, nickname="")
    await office.look(ben)
    assert (await office.entries(ben))[0].card.nickname == ""


async def test_a_fourth_address_stays_in_the_crm_and_outlook_shows_the_first_three() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    four = tuple(Address(f"ana{n}@client.test") for n in range(4))
    await office.enter(ben, card("Ana", "Kern", *four))
    await office.look(ben)
    assert await office.told(ben, "emails") == four[:3]
    await _rests(office, ben)
    assert (await office.entries(ben))[0].card.emails == four


async def test_an_edit_of_the_addresses_in_outlook_keeps_those_it_cannot_hold() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    four = tuple(Address(f"ana{n}@client.test") for n in range(4))
    await office.enter(ben, card("Ana", "Kern", *four))
    await office.look(ben)
    (id_,) = office.outlook.within(ben)
    new = tuple(Recipient(e, "Ana") for e in (*four[:2], Address("new@client.test")))
    office.outlook.edit(ben, id_, emails=new)
    await office.look(ben)
    (entry,) = await office.entries(ben)
    assert set(entry.card.emails) == {*four[:2], Address("new@client.test"), four[3]}
    await _rests(office, ben)


async def test_a_place_that_becomes_free_in_outlook_is_taken_by_what_only_the_crm_held() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    four = tuple(Address(f"ana{n}@client.test") for n in range(4))
    await office.enter(ben, card("Ana", "Kern", *four))
    await office.look(ben)
    (id_,) = office.outlook.within(ben)
    office.outlook.edit(ben, id_, emails=tuple(Recipient(e, "Ana") for e in four[:2]))
    await office.look(ben)
    await office.look(ben)
    assert await office.told(ben, "emails") == (*four[:2], four[3])
    assert set((await office.entries(ben))[0].card.emails) == {*four[:2], four[3]}
    await _rests(office, ben)


@pytest.mark.parametrize("name", ["business_phones", "home_phones"])
async def test_a_third_phone_stays_in_the_crm_whichever_side_is_edited(name: str) -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    three = tuple(f"+1 555 010{n}" for n in range(3))
    await office.enter(ben, card("Ana", "Kern", **{name: three}))
    await office.look(ben)
    assert await office.told(ben, name) == three[:2]
    (id_,) = office.outlook.within(ben)
    office.outlook.edit(ben, id_, **{name: (three[0], "+1 555 0199")})
    await office.look(ben)
    assert set(getattr((await office.entries(ben))[0].card, name)) == {
        three[0],
        "+1 555 0199",
        three[2],
    }
    await _rests(office, ben)


async def test_an_address_added_in_the_crm_beyond_what_outlook_holds_changes_nothing_there() -> (
    None
):
    office = Office()
    ben = office.user("ben")
    three = tuple(Address(f"ana{n}@client.test") for n in range(3))
    office.outlook.create(ben, contact("Ana", "Kern", *three))
    await office.begin()
    (entry,) = await office.entries(ben)
    before = office.written()
    await office.edit(entry, emails=(*three, Address("fourth@client.test")))
    await office.look(ben)
    assert office.written() == before
    await _rests(office, ben)


async def test_an_entry_nobody_can_use_keeps_its_place_in_outlook() -> None:
    office = Office()
    ben = office.user("ben")
    x500 = "/o=Old/ou=Site/cn=Recipients/cn=ana"
    office.outlook.create(ben, contact("Ana", "Kern", "ana@client.test", x500))
    await office.begin()
    (entry,) = await office.entries(ben)
    more = tuple(Address(f"ana{n}@client.test") for n in range(3))
    await office.edit(entry, emails=(*entry.card.emails, *more))
    await office.look(ben)
    there = [e.address for e in office.in_outlook(ben)[0].emails]
    assert len(there) == 3 and x500 in there
    assert len((await office.entries(ben))[0].card.emails) == 4
    await _rests(office, ben)


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ({"business_phones": ("+44 20 7946 0018",)}, {"business_phones": ("0044 (0)20 79460018",)}),
        ({"mobile_phone": "+1 (555) 010-0100"}, {"mobile_phone": "+15550100100"}),
        ({"web_page": "https://Client.test/"}, {"web_page": "http://client.test"}),
        ({"categories": ("Blue", "Red")}, {"categories": ("red", "BLUE")}),
        (
            {"birthday": datetime(1980, 2, 29, 11, 59, tzinfo=UTC)},
            {"birthday": date(1980, 2, 29)},
        ),
        ({"company": "Client  &  Co "}, {"company": "Client & Co"}),
        ({"emails": (Recipient("ANA@Client.TEST", "Ana"),)}, {}),
    ],
    ids=["country", "punctuation", "page", "categories", "birthday", "spaces", "case"],
)
async def test_what_only_looks_different_is_the_same_and_is_never_written(
    there: dict[str, Any], here: dict[str, Any]
) -> None:
    office, ben = await first_run([replace(contact(), **there)], [card(**here)])
    assert office.written() == {}
    assert await office.linked(ben) == 1
    said = (await office.entries(ben))[0].card
    assert all(getattr(said, name) == value for name, value in here.items())


async def test_an_edit_that_changes_only_the_looks_is_not_copied() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact(mobile_phone="+1 555 0100"))
    await office.begin()
    (before,) = await office.entries(ben)
    office.outlook.edit(ben, made, mobile_phone="+1 (555) 01-00")
    await office.look(ben)
    assert await office.entries(ben) == [before]


async def _rests(office: Office, ben: MailboxId) -> None:
    """Check that both sides have come to rest: nothing is written whatever is compared."""
    before, entries = office.written(), await office.entries(ben)
    await office.look(ben)
    await office.compare(ben)
    await office.compare(ben)
    assert office.written() == before
    assert [(e.card, e.version) for e in await office.entries(ben)] == [
        (e.card, e.version) for e in entries
    ]

"""Contacts: a user's list, one entry of it, and what a person does to it."""

from urllib.parse import urlencode

import pytest

from admin import PageResponse
from sync_core.contacts.contact import PostalAddress, Sharing
from sync_core.work import Task
from tests.admin.asking import HTMX, ask, get, submit
from tests.admin.contacts import card, enter, leads_to, now, signed_in
from tests.admin.firm import Firm

PRIYA, TOMAS = "Priya Shah", "Tomas Lindqvist"


async def as_user(firm: Firm, name: str, url: str, fields: list[tuple[str, str]]) -> PageResponse:
    """Return the answer to a form that a signed-in user sends."""
    headers = {**HTMX, **signed_in(name), "Content-Type": "application/x-www-form-urlencoded"}
    return await ask(firm, "POST", url, headers, urlencode(fields).encode())


async def test_a_list_shows_its_entries_by_name_and_finds_them_by_company_and_address(
    firm: Firm,
) -> None:
    await enter(firm, PRIYA, card("Zoe Ahn", "zoe@client.test"))
    await enter(firm, PRIYA, card("Ana Kern", "ana@client.test", company="Contoso"))
    await enter(firm, TOMAS, card("Ben Okafor", "ben@client.test"))
    user = await firm.staff(PRIYA)

    page = await get(firm, f"/contacts?user={user}")
    assert page.index("Ana Kern") < page.index("Zoe Ahn") and "Ben Okafor" not in page
    for text in ("conto", "ana@"):
        found = await get(firm, f"/contacts?user={user}&q={text}")
        assert "Ana Kern" in found and "Zoe Ahn" not in found
    assert "Nobody found" in await get(firm, f"/contacts?user={user}&q=nowhere")


async def test_a_long_list_is_cut_on_the_server(firm: Firm) -> None:
    for number in range(52):
        await enter(firm, PRIYA, card(f"Client {number:02}"))
    user = await firm.staff(PRIYA)

    assert "1 to 50 of 52" in await get(firm, f"/contacts?user={user}")
    last = await get(firm, f"/contacts?user={user}&page=2")
    assert "51 to 52 of 52" in last and "Client 51" in last and "Client 49" not in last


async def test_whoever_is_signed_in_sees_their_own_list_first(firm: Firm) -> None:
    await enter(firm, PRIYA, card("Ana Kern"))
    await enter(firm, TOMAS, card("Ben Okafor"))

    page = await get(firm, "/contacts", signed_in(TOMAS))

    assert "Ben Okafor" in page and "Ana Kern" not in page


async def test_a_private_entry_is_in_its_users_list_alone(firm: Firm) -> None:
    await enter(firm, PRIYA, card("Ana Kern"))
    await enter(firm, PRIYA, card("Dr Secret", "doctor@client.test"), Sharing.PRIVATE)
    url = f"/contacts?user={await firm.staff(PRIYA)}"

    own = await get(firm, url, signed_in(PRIYA))
    assert "Dr Secret" in own and "The user alone" in own
    for headers in (signed_in(TOMAS), None):
        for found in (await get(firm, url, headers), await get(firm, url + "&q=doctor", headers)):
            assert "Secret" not in found and "doctor@client.test" not in found


@pytest.mark.parametrize("act", ["", "/edit", "/share", "/relate", "/delete"])
@pytest.mark.parametrize("who", [TOMAS, "Nobody Known"])
async def test_anothers_private_entry_is_as_if_it_were_not_there(
    firm: Firm, act: str, who: str
) -> None:
    await firm.staff(TOMAS)
    secret = await enter(firm, PRIYA, card("Dr Secret"), Sharing.PRIVATE)
    url = f"/contacts/entries/{secret.id}{act}"
    form = [("version", "1"), ("surname", "Known"), ("sharing", "list"), ("nobody", "1")]

    if act:
        answer = await as_user(firm, who, url, form)
    else:
        answer = await ask(firm, "GET", url, signed_in(who))

    assert answer.status == 404 and b"Secret" not in answer.body
    assert await now(firm, secret) == secret
    assert (
        await ask(firm, "GET", f"/contacts/entries/{secret.id}", signed_in(PRIYA))
    ).status == 200


async def test_an_entry_shows_all_its_fields_who_sees_it_and_what_is_kept_back(firm: Firm) -> None:
    says = card(
        "Ana Kern",
        "ana@client.test",
        "ana@home.test",
        company="Contoso",
        job_title="Judge",
        nickname="Annie",
        business_phones=("+41 44 111 22 33", "+41 44 111 22 34"),
        home_address=PostalAddress(street="Weg 1", postal_code="8001", city="Oslo"),
        web_page="javascript:alert(1)",
    )
    entry = await enter(firm, PRIYA, says, Sharing.FIRM)
    await firm.crm.contacts.share_contact(entry.id, 1, Sharing.FIRM, frozenset({"company"}))

    page = await get(firm, f"/contacts/entries/{entry.id}")

    for text in ("ana@client.test\nana@home.test", "Contoso", "Judge", "Annie", "Weg 1\n8001 Oslo"):
        assert text in page
    assert "Shared with the firm, save the fields kept back" in page
    assert "Kept back from the firm: company." in page
    assert 'href="javascript:' not in page
    assert "It stands for nobody of the firm." in page


async def test_a_contact_is_added_and_its_owners_contacts_are_woken(firm: Firm) -> None:
    mailbox = await firm.mailbox(1, PRIYA, contacts_enabled=True)
    form = [
        ("owner", await firm.staff(PRIYA)),
        ("given_name", "Ana"),
        ("surname", "Kern"),
        ("emails", "Ana@Client.test\r\nana@home.test\r\n"),
        ("business_address.city", "Oslo"),
        ("birthday", "1980-01-31"),
        ("sharing", "list"),
    ]

    path, query = leads_to(await submit(firm, "/contacts/entries", form))

    page = await get(firm, f"{path}?said={query['said'][0]}")
    assert "The contact was added. Outlook follows within seconds." in page
    (entry,) = (
        await firm.crm.contacts.contact_list(await firm.staff(PRIYA), "", 0, 9, with_private=True)
    ).rows
    assert entry.card.emails == ("ana@client.test", "ana@home.test")
    assert entry.card.business_address.city == "Oslo" and str(entry.card.birthday) == "1980-01-31"
    assert firm.queued() == [(Task.CONTACTS_WAKE, mailbox)]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("emails", "nonsense", b"emails: expected e-mail addresses"),
        ("birthday", "31.1.1980", b"birthday: expected a day"),
        ("sharing", "everybody", b"sharing: expected one of"),
        ("owner", "nobody", b"owner: expected a user of the CRM"),
        ("display_name", "  ", b"expected a name, a company or an address"),
        ("display_name", "x" * 1_001, b"display_name: expected up to 1000 characters"),
    ],
)
async def test_a_form_that_cannot_be_taken_names_the_field_and_writes_nothing(
    firm: Firm, field: str, value: str, said: bytes
) -> None:
    owner = await firm.staff(PRIYA)
    form = {"owner": str(owner), "display_name": "Ana Kern", "sharing": "list", field: value}

    answer = await submit(firm, "/contacts/entries", list(form.items()))

    assert answer.status == 400 and said in answer.body
    found = await firm.crm.contacts.contact_list(owner, "", 0, 9, with_private=True)
    assert found.total == 0 and firm.queued() == []


async def test_an_edit_writes_only_what_the_form_changes(firm: Firm) -> None:
    entry = await enter(firm, PRIYA, card("Ana Kern", "ana@client.test", job_title="Judge"))
    url = f"/contacts/entries/{entry.id}/edit"
    form = [("version", "1"), ("surname", "Kern-Berg"), ("emails", "ana@client.test")]

    path, query = leads_to(await submit(firm, url, form))
    assert (path, query["said"]) == (f"/contacts/entries/{entry.id}", ["changed"])
    told = await now(firm, entry)
    assert (told.card.surname, told.card.job_title, told.version) == ("Kern-Berg", "Judge", 2)

    form = [("version", "2"), ("surname", " Kern-Berg "), ("emails", "ana@client.test\r\n")]
    _, query = leads_to(await submit(firm, url, form))
    assert query["said"] == ["same"] and (await now(firm, entry)).version == 2


async def test_a_write_on_something_changed_since_is_refused(firm: Firm) -> None:
    entry = await enter(firm, PRIYA, card("Ana Kern"))
    await firm.crm.contacts.edit_contact(entry.id, 1, card("Ana Berg"), frozenset({"surname"}))
    for act in ("edit", "share", "relate", "delete"):
        form = [("version", "1"), ("surname", "X"), ("sharing", "firm"), ("nobody", "1")]

        answer = await submit(firm, f"/contacts/entries/{entry.id}/{act}", form)

        assert answer.status == 409
        assert b"Somebody changed this contact meanwhile; nothing was written." in answer.body
    assert (await now(firm, entry)).card.surname == "Berg"


async def test_who_sees_an_entry_is_changed_and_only_its_user_may_hide_it(firm: Firm) -> None:
    await firm.staff(TOMAS)
    entry = await enter(firm, PRIYA, card("Ana Kern"))
    url = f"/contacts/entries/{entry.id}/share"
    hide = [("version", "1"), ("sharing", "private")]

    for who in (TOMAS, "Nobody Known"):
        refused = await as_user(firm, who, url, hide)
        assert refused.status == 403 and b"Only the user whose list it is" in refused.body
        assert 'value="private"' not in await get(
            firm, f"/contacts/entries/{entry.id}", signed_in(who)
        )
    form = [
        ("version", "1"),
        ("sharing", "firm"),
        ("kept_back", "company"),
        ("kept_back", "emails"),
    ]
    leads_to(await as_user(firm, TOMAS, url, form))
    told = await now(firm, entry)
    assert told.sharing is Sharing.FIRM and told.kept_back == {"company", "emails"}
    wrong = await submit(firm, url, [("version", "2"), ("sharing", "firm"), ("kept_back", "nose")])
    assert wrong.status == 400

    leads_to(await as_user(firm, PRIYA, url, [("version", "2"), ("sharing", "private")]))
    told = await now(firm, entry)
    assert told.sharing is Sharing.PRIVATE and told.card.is_private


async def test_nobody_adds_a_private_contact_to_anothers_list(firm: Firm) -> None:
    owner = await firm.staff(PRIYA)
    await firm.staff(TOMAS)
    form = [("owner", str(owner)), ("display_name", "Dr Secret"), ("sharing", "private")]

    assert (await as_user(firm, TOMAS, "/contacts/entries", form)).status == 403
    leads_to(await as_user(firm, PRIYA, "/contacts/entries", form))

    assert (await firm.crm.contacts.contact_list(owner, "", 0, 9, with_private=True)).total == 1


async def test_an_entry_is_told_whom_it_stands_for_and_to_stand_for_nobody(firm: Firm) -> None:
    ana = await firm.person("Ana Kern", "ana@client.test")
    entry = await enter(firm, PRIYA, card("Ana Kern"))
    url = f"/contacts/entries/{entry.id}"

    nobody = await submit(firm, f"{url}/relate", [("version", "1"), ("person", "no-such")])
    assert nobody.status == 400 and b"person: expected a person of the CRM" in nobody.body
    assert (await submit(firm, f"{url}/relate", [("version", "1")])).status == 400

    leads_to(await submit(firm, f"{url}/relate", [("version", "1"), ("person", str(ana))]))
    assert f'It stands for <a href="/people/{ana}">Ana Kern</a>' in await get(firm, url)
    leads_to(await submit(firm, f"{url}/relate", [("version", "2"), ("nobody", "1")]))
    assert (await now(firm, entry)).person is None


async def test_a_deleted_entry_leaves_its_person_and_wakes_its_owner(firm: Firm) -> None:
    mailbox = await firm.mailbox(1, PRIYA, contacts_enabled=True)
    await firm.mailbox(2, TOMAS, contacts_enabled=True)
    ana = await firm.person("Ana Kern", "ana@client.test")
    entry = await enter(firm, PRIYA, card("Ana Kern"))
    await firm.crm.contacts.relate_contact(entry.id, 1, ana)

    path, query = leads_to(
        await submit(firm, f"/contacts/entries/{entry.id}/delete", [("version", "2")])
    )

    assert (path, query["user"]) == ("/contacts", [await firm.staff(PRIYA)])
    assert await firm.crm.contacts.contact(entry.id) is None
    assert await firm.crm.contacts.firm_person(ana) is not None
    assert firm.queued() == [(Task.CONTACTS_WAKE, mailbox)]
    assert (await ask(firm, "GET", f"/contacts/entries/{entry.id}")).status == 404


async def test_a_queue_that_is_away_loses_no_write(firm: Firm) -> None:
    await firm.mailbox(1, PRIYA, contacts_enabled=True)
    entry = await enter(firm, PRIYA, card("Ana Kern"))
    form = [("version", "1"), ("surname", "Berg")]

    away = firm.with_queue_away()
    _, query = leads_to(await submit(away, f"/contacts/entries/{entry.id}/edit", form))

    assert query["said"] == ["changed"] and (await now(firm, entry)).card.surname == "Berg"


async def test_hostile_text_is_text(firm: Firm) -> None:
    evil = "<script>alert(1)</script>"
    entry = await enter(firm, PRIYA, card(evil, company=evil, notes=evil, categories=(evil,)))
    user = await firm.staff(PRIYA)

    for url in (f"/contacts?user={user}", f"/contacts/entries/{entry.id}"):
        page = await get(firm, url)
        assert evil not in page and "&lt;script&gt;" in page
    assert evil not in await get(firm, f"/contacts?user={user}&q={evil}&said={evil}")


async def test_no_write_is_taken_from_another_site(firm: Firm) -> None:
    entry = await enter(firm, PRIYA, card("Ana Kern"))
    body = urlencode([("version", "1")]).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    from_elsewhere = HTMX | form | {"Sec-Fetch-Site": "cross-site"}

    for headers in (form, from_elsewhere):
        for url in (f"/contacts/entries/{entry.id}/delete", "/contacts/entries", "/people/1/erase"):
            assert (await ask(firm, "POST", url, headers, body)).status == 403
    assert await now(firm, entry) == entry

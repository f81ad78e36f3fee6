"""Person: who it is, how they wrote last, and everything captured of them."""

from urllib.parse import quote

from sync_core.mail import Direction
from tests.admin.asking import ask, call, get
from tests.admin.firm import Firm, scored


async def test_a_persons_page_shows_client_addresses_sentiment_and_timeline(firm: Firm) -> None:
    await firm.set_policy()
    ana = await firm.person(
        "Ana Alvarez", "ana@contoso.test", client="Contoso", segment="Private wealth", is_key=True
    )
    who = ("Ana Alvarez", "ana@contoso.test")
    await firm.mail(1, who, ana, subject="Thank you", sentiment=scored("positive", 0.8))
    await firm.mail(2, who, ana, subject="Your report", direction=Direction.OUTBOUND)

    page = await get(firm, f"/people/{ana}")

    for text in ("Contoso", "Private wealth", "Key", "ana@contoso.test", "Positive", "Thank you"):
        assert text in page
    assert "From Ana Alvarez, to Priya Shah" in page and "To Ana Alvarez, by Priya Shah" in page
    assert 'aria-label="Received"' in page and 'aria-label="Sent"' in page


async def test_a_long_timeline_is_cut_on_the_server(firm: Firm) -> None:
    ana = await firm.person("Ana Alvarez", "ana@contoso.test")
    for number in range(27):
        await firm.mail(number, ("Ana", "ana@contoso.test"), ana)

    assert "1 to 25 of 27" in await get(firm, f"/people/{ana}")
    assert "26 to 27 of 27" in await get(firm, f"/people/{ana}?page=2")


async def test_a_person_who_does_not_exist_is_not_found(firm: Firm) -> None:
    for person in ("nobody", "../1", "1 OR 1=1", "<script>"):
        assert (await ask(firm, "GET", f"/people/{quote(person, safe='')}")).status == 404


async def test_people_are_found_by_name_client_and_address(firm: Firm) -> None:
    await firm.person("Ana Alvarez", "ana@contoso.test", client="Contoso")
    await firm.person("Ben Okafor", "ben@fabrikam.test", client="Fabrikam")

    for text in ("alva", "conto", "ana@"):
        _, told = await call(firm, "GET", f"/api/admin/people?q={text}")
        assert [p["name"] for p in told["people"]] == ["Ana Alvarez"]
        page = await get(firm, f"/people?q={text}")
        assert "Ana Alvarez" in page and "Ben Okafor" not in page


async def test_an_item_is_explained_by_what_was_decided(firm: Firm) -> None:
    mailbox = await firm.mailbox(1, "Priya Shah")
    await firm.saw(mailbox, "AAkALg==", "internal")

    page = await get(firm, f"/explain?mailbox={mailbox}&message=AAkALg%3D%3D")
    other = await get(firm, f"/explain?mailbox={mailbox}&message=other")

    assert "Left out: everybody in it belongs to the firm." in page
    assert "Nothing is remembered of this item" in other

"""Emails: two lists, filters in the address bar, a page at a time."""

from datetime import timedelta

import pytest

from sync_core.work import MailboxId
from tests.admin.asking import ask, call, get
from tests.admin.firm import START, Firm, risky, scored

SECOND = MailboxId("00000002-0000-4000-8000-000000000000")


async def subjects(firm: Firm, query: str) -> list[str]:
    """Return the subjects a list shows, in its order, by page and API alike."""
    status, told = await call(firm, "GET", f"/api/admin/emails?{query}")
    assert status == 200
    found = [email["subject"] for email in told["emails"]]
    page = await get(firm, f"/emails?{query}")
    assert all(subject in page for subject in found)
    return found


@pytest.fixture
async def ana(firm: Firm) -> str:
    """Fill the firm: three e-mails of Ana's, two unmatched."""
    ana = await firm.person("Ana Alvarez", "ana@contoso.test", client="Contoso")
    await firm.set_policy()
    day = timedelta(days=1)
    at_ana, other = ("Ana Alvarez", "ana@contoso.test"), ("", "someone@else.test")
    await firm.mail(1, at_ana, ana, subject="A1", sent_at=START, sentiment=scored("negative", -0.6))
    await firm.mail(2, at_ana, ana, subject="A2", sent_at=START - day, risk=risky("off the books"))
    await firm.mail(3, at_ana, ana, subject="A3", sent_at=START - 9 * day, mailbox=SECOND)
    await firm.mail(4, other, subject="U1", sent_at=START)
    firm.surroundings.advance(2 * 86_400)
    await firm.mail(5, other, subject="U2", sent_at=START - 2 * day)
    return ana


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["A1", "A2", "A3"]),
        ("tab=unmatched", ["U1", "U2"]),
        ("tab=all&sent_from=2026-03-01", ["A1", "U1", "A2"]),
        ("tab=all&sent_from=2026-02-28&sent_to=2026-02-28", ["U2"]),
        ("tab=all&synced_from=2026-03-03", ["U2"]),
        ("tab=all&synced_to=2026-03-02", ["A1", "U1", "A2", "A3"]),
        (f"mailbox={SECOND}", ["A3"]),
        (f"mailbox={SECOND.upper()}", ["A3"]),
        ("risk=1", ["A2"]),
        ("page=2", []),
    ],
)
@pytest.mark.usefixtures("ana")
async def test_filters_in_the_address_bar_choose_the_list(
    firm: Firm, query: str, expected: list[str]
) -> None:
    found = await subjects(firm, query)

    assert sorted(found) == sorted(expected)


async def test_the_person_filter_shows_one_persons_mail(firm: Firm, ana: str) -> None:
    assert await subjects(firm, f"tab=all&person={ana}") == ["A1", "A2", "A3"]


async def test_a_name_that_means_one_person_goes_into_the_address_bar(firm: Firm, ana: str) -> None:
    answer = await ask(firm, "GET", "/emails?tab=all&who=alvar")

    assert (answer.status, answer.headers["Location"]) == (303, f"/emails?tab=all&person={ana}")


@pytest.mark.usefixtures("ana")
async def test_a_name_that_means_several_asks_which(firm: Firm) -> None:
    await firm.person("Anabel Costa", "anabel@x.test")

    page = await get(firm, "/emails?who=ana")

    assert "Which person?" in page and "Anabel Costa" in page


@pytest.mark.usefixtures("ana")
async def test_sentiment_and_risk_stand_on_the_row(firm: Firm) -> None:
    page = await get(firm, "/emails")

    assert "Negative" in page and "off the books" in page


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sent_from=yesterday", "sent_from"),
        ("synced_to=2026-02-30", "synced_to"),
        ("sent_from=2026-03-02&sent_to=2026-03-01", "sent_to"),
        ("tab=everything", "tab"),
        ("risk=maybe", "risk"),
    ],
)
@pytest.mark.usefixtures("ana")
async def test_a_filter_that_is_not_understood_is_named_and_shows_no_list(
    firm: Firm, query: str, field: str
) -> None:
    page = await ask(firm, "GET", f"/emails?{query}")
    status, told = await call(firm, "GET", f"/api/admin/emails?{query}")

    assert page.status == 400 and f"{field}: expected" in page.body.decode()
    assert b"A1" not in page.body
    assert status == 400 and [f["path"] for f in told["error"]["fields"]] == [field]


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "1e3", "²"])
async def test_a_page_that_is_no_number_from_one_is_refused(firm: Firm, page: str) -> None:
    assert (await ask(firm, "GET", f"/emails?page={page}")).status == 400


async def test_the_list_is_cut_on_the_server(firm: Firm) -> None:
    for number in range(30):
        await firm.mail(number, ("", f"u{number}@x.test"), subject=f"S{number:02}.")

    first = await get(firm, "/emails?tab=unmatched&sent_from=2026-01-01")
    second = await get(firm, "/emails?tab=unmatched&sent_from=2026-01-01&page=2")

    assert "1 to 25 of 30" in first and first.count("<li id=") == 25
    assert "26 to 30 of 30" in second and second.count("<li id=") == 5
    assert "sent_from=2026-01-01&amp;page=2" in first


async def test_a_subject_the_content_policy_withholds_is_said_to_be_withheld(firm: Firm) -> None:
    await firm.mail(1, ("", "x@y.test"), subject=None)

    assert "(subject withheld by the content policy)" in await get(firm, "/emails?tab=unmatched")

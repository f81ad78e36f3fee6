"""Mail is written by strangers: whatever they put into it stays text on every page."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from flows.looking import FieldShown
from sync_core.mail import PersonId
from sync_core.reconcile.brakes import Brake
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Why
from sync_core.reconcile.sides import Side
from tests.admin.asking import HTMX, ask, get
from tests.admin.firm import Firm, risky
from tests.admin.show_calendar import at, meet, plan_of, preview_of, row, stranger

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "</title><svg/onload=alert(1)>",
    "\u202egnp.exe \x00\x1b[31m",
    '{"a":"</script>"}',
]
_LIVE = re.compile(r"<script>|<img src=x|<svg/onload|</title><svg", re.IGNORECASE)
_HANDLER = re.compile(r"<[^>]*\son\w+\s*=\s*['\"]?alert", re.IGNORECASE)


def no_live_text(page: str) -> None:
    """Assert that nothing hostile stands in a page as markup or attribute."""
    tags_only = re.sub(r'"[^"<>]*"', '""', page)
    assert not _LIVE.search(page)
    assert not _HANDLER.search(tags_only)
    assert "49" not in page.split("<main", 1)[-1] or "{{ 7*7 }}" in page


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_mail_names_and_people_stay_text_on_every_page(firm: Firm, text: str) -> None:
    await firm.set_policy(content="preview")
    mailbox = await firm.mailbox(1, f"{text} Owner")
    kept = text.replace("\x00", "")
    person = await firm.person(kept, "x@y.test", client=kept, segment=kept)
    told: dict[str, Any] = {"subject": kept, "preview": kept, "risk": risky("bribe")}
    await firm.mail(1, (kept, "x@y.test"), person, **told)
    await firm.mail(2, (kept, 'a"><script>@y.test'), **told)
    await firm.memory.change_firm(crm_stopped=text)
    guest = stranger('a"><script>@y.test', kept)
    met = await meet(
        firm, kept, at(0, "10:00", "11:00"), guests=(guest,), places=(kept,), body=kept
    )
    shown = row(
        1,
        kept,
        Side.CRM,
        Move.UPDATE,
        Why.CHANGED,
        (FieldShown(name=kept, before=kept, after=kept),),
    )
    firm.previews[mailbox] = replace(preview_of(mailbox, (shown,)), left_out={kept: 1})
    await firm.hold(mailbox, plan_of((shown,), Brake.FIRST_RUN, id=kept))
    asked = quote(text)

    for url in (
        "/", "/fragments/health", "/emails", "/emails?tab=unmatched", "/fragments/emails?tab=unmatched",
        f"/emails?who={asked}", f"/emails?tab=all&person={person}", f"/people?q={asked}",
        f"/people/{person}", "/fragments/people?q=", "/policy",
        f"/explain?mailbox={mailbox}&message={asked}", f"/emails?mailbox={asked}",
        f"/calendar?user={met.event.owner}", f"/calendar/events/{met.event.id}", "/calendar/new",
        f"/calendar/new?person={person}", f"/calendar/meetings?who={asked}", f"/calendar/meetings?client={asked}",
        f"/calendar/meetings?person={person}", "/held", f"/mailboxes/{mailbox}/preview",
        f"/fragments/attendees?attendee_text={asked}", f"/fragments/attendees?attendee_text=@{asked}",
    ):  # fmt: skip
        answer = await ask(firm, "GET", url)
        assert answer.status in (200, 303), url
        no_live_text(answer.body.decode())


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_addresses_in_the_address_bar_stay_text(firm: Firm, text: str) -> None:
    asked = quote(text)
    for url in (
        f"/{asked}", f"/people/{asked}", f"/emails?sent_from={asked}&tab={asked}",
        f"/emails?page={asked}", f"/static/{asked}", f"/?page={asked}", f"/calendar?week={asked}",
        f"/calendar?user={asked}", f"/calendar/events/{asked}", f"/mailboxes/{asked}/preview",
    ):  # fmt: skip
        for headers in ({}, HTMX):
            answer = await ask(firm, "GET", url, headers)
            assert answer.status in (400, 404)
            no_live_text(answer.body.decode())


async def test_the_theme_cookie_is_one_of_two_words_or_nothing(firm: Firm) -> None:
    assert 'data-theme="dark"' in await get(firm, "/", {"Cookie": "a=b; rapport_theme=dark"})
    assert "data-theme" not in await get(firm, "/", {"Cookie": 'rapport_theme="><script>'})


async def test_an_id_with_a_slash_opens_the_right_person(firm: Firm) -> None:
    assert (await ask(firm, "GET", f"/people/{quote(PersonId('a/b'), safe='')}")).status == 404

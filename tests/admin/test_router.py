"""One door: what is there, what is not, and what every answer carries."""

import json
from dataclasses import replace

import pytest

from adapters.crm.sql import SqlCrm
from admin import PageRequest, handle
from admin.refusals import Refused
from flows.meter import Meter
from flows.ports.desk import PersonCard
from sync_core.failures import Unavailable
from tests.admin.asking import PAGES, ask, get
from tests.admin.firm import Firm


async def test_every_page_answers_for_a_firm_that_nothing_is_known_of(firm: Firm) -> None:
    for url in PAGES:
        assert "<h1>" in await get(firm, url)


async def test_an_unknown_page_is_not_found_and_says_so_as_a_page(firm: Firm) -> None:
    answer = await ask(firm, "GET", "/nothing/here")

    assert answer.status == 404
    assert b"There is no such page." in answer.body


async def test_an_unknown_call_is_not_found_and_says_so_as_json(firm: Firm) -> None:
    answer = await ask(firm, "GET", "/api/admin/nothing")

    assert answer.status == 404
    assert json.loads(answer.body)["error"]["code"] == "not_found"


async def test_a_method_that_an_address_does_not_take_is_refused(firm: Firm) -> None:
    answer = await ask(firm, "GET", "/emails/relate")

    assert answer.status == 405
    assert b"POST" in answer.body


async def test_head_answers_as_get_without_a_body(firm: Firm) -> None:
    answer = await ask(firm, "HEAD", "/")

    assert (answer.status, answer.body) == (200, b"")


async def test_every_answer_forbids_inline_scripts_sniffing_framing_and_keeping(firm: Firm) -> None:
    for url in (*PAGES, "/nothing", "/api/admin/health"):
        headers = (await ask(firm, "GET", url)).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


async def test_no_page_holds_a_script_or_style_of_its_own(shown_firm: Firm) -> None:
    for url in PAGES:
        page = await get(shown_firm, url)
        assert " style=" not in page and "<style" not in page and "<script>" not in page
        assert " onclick=" not in page and "hx-on" not in page


async def test_a_crm_that_does_not_answer_is_told_plainly(firm: Firm) -> None:
    class Silent(SqlCrm):
        async def search_people(self, text: str, limit: int) -> tuple[PersonCard, ...]:
            raise Unavailable(f"crm {len(text)} {limit}")

    silent = Silent("", Meter(), firm.surroundings.now, None)
    console = replace(firm.console, desk=silent)
    request = PageRequest.read(method="GET", url="/people", headers={}, body=b"")

    answer = await handle(request, console)

    assert answer.status == 503
    assert b"did not answer" in answer.body


async def test_a_body_beyond_the_limit_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        PageRequest.read(method="PUT", url="/", headers={}, body=b" " * 1_048_577)
    assert refused.value.status == 413

"""Signing in: only who was sent to Entra by us comes back signed in, and keeps nothing but ids and roles."""

import base64
import json
from collections.abc import AsyncIterator

import pytest

from admin.return_path import safe_return
from simulator.entra import Authority
from sync_core import limits
from sync_core.seals import Sealer
from tests.admin.firm import DIGESTER, Firm
from tests.admin.signing_in import ELI, NIA, RAY, TENANT, Browser, entra_for

API = "/api/admin/health"


@pytest.fixture
async def entra_firm(firm: Firm) -> AsyncIterator[tuple[Authority, Firm]]:
    async with entra_for(firm) as made:
        yield made


async def test_who_signs_in_comes_back_to_the_page_that_was_asked_for(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    browser = Browser(firm)

    answer = await browser.sign_in(entra, NIA, "/emails?tab=all&page=2")

    assert (answer.status, answer.headers["Location"]) == (303, "/emails?tab=all&page=2")
    assert b'class="role">Admin' in (await browser.ask("GET", "/policy")).body


async def test_entra_is_asked_for_an_id_token_by_post_and_for_nothing_secret(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm

    there, asked = await Browser(firm).to_entra()

    assert there.startswith(f"{entra.url}/{TENANT}/oauth2/v2.0/authorize?")
    assert (asked["response_type"], asked["response_mode"]) == ("id_token", "form_post")
    assert asked["redirect_uri"] == "https://rapport.test/sign-in/answer"
    assert asked["scope"] == "openid profile"
    assert set(asked) == {
        *("client_id", "response_type", "response_mode", "redirect_uri", "scope"),
        *("state", "nonce"),
    }
    _, again = await Browser(firm).to_entra()
    assert again["state"] != asked["state"] and again["nonce"] != asked["nonce"]


async def test_the_cookies_are_bound_to_this_host_and_hidden_from_scripts(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    browser = Browser(firm)
    await browser.sign_in(entra, NIA)

    under_way, session = browser.set_cookies
    for cookie in (under_way, session):
        assert cookie.startswith("__Host-rapport=")
        assert "; Path=/;" in cookie and "; Secure; HttpOnly;" in cookie
        assert "Domain" not in cookie
    assert under_way.endswith("SameSite=None") and session.endswith("SameSite=Lax")
    assert f"Max-Age={limits.SESSION_SECONDS}" in session


async def test_a_session_holds_an_object_id_roles_and_an_end_and_nothing_else(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    browser = Browser(firm)
    await browser.sign_in(entra, NIA)

    payload = browser.cookie.partition("=")[2].partition(".")[0]
    note = json.loads(base64.urlsafe_b64decode(payload + "=="))

    ends = int(firm.surroundings.now().timestamp()) + limits.SESSION_SECONDS
    assert note == {"oid": NIA.object_id, "roles": ["Rapport.Admin"], "ends": ends}


async def test_a_session_ends_and_then_entra_is_asked_anew(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    browser = Browser(firm)
    await browser.sign_in(entra, NIA)
    firm.surroundings.advance(limits.SESSION_SECONDS)

    assert (await browser.ask("GET", "/")).headers["Location"] == "/sign-in?to=/"


async def test_somebody_without_a_role_is_told_so_and_gets_no_session(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    browser = Browser(firm)

    answer = await browser.sign_in(entra, ELI)

    assert answer.status == 403 and b"have no role here" in answer.body
    assert len(browser.set_cookies) == 1
    assert (await browser.ask("GET", "/")).status == 303


async def test_a_reader_looks_and_changes_nothing(entra_firm: tuple[Authority, Firm]) -> None:
    entra, firm = entra_firm
    mailbox, browser = await firm.mailbox(1, "Priya Shah"), Browser(firm)
    await browser.sign_in(entra, RAY)

    change = await browser.ask("POST", f"/mailboxes/{mailbox}/sync", {"HX-Request": "true"})

    assert (await browser.ask("GET", "/")).status == 200
    assert change.status == 403 and firm.queued() == []


async def test_an_answer_is_believed_only_by_the_browser_that_asked(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    ours, attackers = Browser(firm), Browser(firm)
    _, asked = await attackers.to_entra()
    answer = {"state": asked["state"], "id_token": entra.id_token(NIA, asked["nonce"])}

    without = await ours.come_back(**answer)
    _, own = await ours.to_entra()
    other_state = await ours.come_back(**answer)
    other_nonce = await ours.come_back(state=own["state"], id_token=answer["id_token"])
    true = entra.id_token(NIA, own["nonce"])
    wrong_state = await ours.come_back(state=asked["state"], id_token=true)
    no_state = await ours.come_back(id_token=true)

    told = (without, other_state, other_nonce, wrong_state, no_state)
    assert [one.status for one in told] == [403] * 5
    assert b"nonce" in other_nonce.body
    assert (await ours.ask("GET", "/")).status == 303


async def test_a_sign_in_takes_ten_minutes_at_most(entra_firm: tuple[Authority, Firm]) -> None:
    entra, firm = entra_firm
    browser = Browser(firm)
    _, asked = await browser.to_entra()
    firm.surroundings.advance(limits.SIGN_IN_SECONDS)

    token = entra.id_token(NIA, asked["nonce"])
    answer = await browser.come_back(state=asked["state"], id_token=token)

    assert answer.status == 403 and b"long ago" in answer.body


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"aud": "another"}, b"audience"),
        ({"tid": NIA.object_id}, b"tenant"),
        ({"iss": "https://login.evil.test/v2.0"}, b"issuer"),
        ({"exp": 1}, b"expired"),
        ({"oid": None}, b"object_id"),
    ],
)
async def test_a_token_that_is_not_for_us_signs_nobody_in(
    entra_firm: tuple[Authority, Firm], changed: dict[str, object], why: bytes
) -> None:
    entra, firm = entra_firm
    browser = Browser(firm)
    _, asked = await browser.to_entra()

    token = entra.id_token(NIA, asked["nonce"], **changed)
    answer = await browser.come_back(state=asked["state"], id_token=token)

    assert answer.status == 403 and why in answer.body


async def test_what_entra_says_of_an_error_is_told_by_its_code_alone(
    entra_firm: tuple[Authority, Firm],
) -> None:
    _, firm = entra_firm
    browser = Browser(firm)
    _, asked = await browser.to_entra()

    told = await browser.come_back(
        state=asked["state"], error="access_denied", error_description="<b>Call 555</b>"
    )
    odd = await browser.come_back(state=asked["state"], error="<script>")

    assert told.status == 403 and b"access_denied" in told.body
    assert b"555" not in told.body and b"<script>alert" not in odd.body
    assert b"answered an error" in odd.body


async def test_a_cookie_of_a_sign_in_under_way_is_no_session(
    entra_firm: tuple[Authority, Firm],
) -> None:
    _, firm = entra_firm
    browser = Browser(firm)
    await browser.to_entra()

    assert (await browser.ask("GET", "/")).status == 303
    made_up = {"oid": NIA.object_id, "roles": ["Rapport.Admin"]}
    sealed = Sealer(b"x" * 32).seal("session", made_up, firm.surroundings.now(), 60)
    browser.cookie = f"__Host-rapport={sealed}"
    assert (await browser.ask("GET", "/")).status == 303


async def test_a_session_of_a_firm_is_worth_nothing_with_another_digest_key(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    browser = Browser(firm)
    await browser.sign_in(entra, NIA)
    sealed = browser.cookie.partition("=")[2]

    now = firm.surroundings.now()
    assert Sealer(DIGESTER.key).opened("session", sealed, now) is not None
    assert Sealer(DIGESTER.key[::-1] + b"0").opened("session", sealed, now) is None


async def test_leaving_drops_the_session_and_leads_to_entras_own(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    browser = Browser(firm)
    await browser.sign_in(entra, NIA)

    left = await browser.ask("POST", "/sign-out", {"HX-Request": "true"})

    there = "https%3A%2F%2Frapport.test%2Fsigned-out"
    assert left.headers["HX-Redirect"] == (
        f"{entra.url}/{TENANT}/oauth2/v2.0/logout?post_logout_redirect_uri={there}"
    )
    assert browser.cookie == ""
    page = await browser.ask("GET", "/signed-out")
    assert page.status == 200 and b"You are signed out" in page.body
    assert (await browser.ask("GET", "/")).status == 303


async def test_another_site_can_neither_sign_out_nor_change_anything_in_a_persons_name(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    mailbox, browser = await firm.mailbox(1, "Priya Shah"), Browser(firm)
    await browser.sign_in(entra, NIA)
    cookie = browser.cookie
    form = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"}

    for path in ("/sign-out", f"/mailboxes/{mailbox}/sync"):
        assert (await browser.ask("POST", path, form)).status == 403
    assert browser.cookie == cookie and firm.queued() == []


@pytest.mark.parametrize(
    "path",
    [
        *("https://evil.test/", "//evil.test", "/\\evil.test", "\\\\evil.test", "evil.test", ""),
        *("/a\nSet-Cookie: x=y", "/a b", "/é", "javascript:alert(1)", "/sign-in?to=/", "/sign-out"),
        *("/signed-out", "/api/admin/policy", "/" + "x" * limits.RETURN_PATH_CHARACTERS_MAX),
    ],
)
def test_a_sign_in_never_leads_elsewhere(path: str) -> None:
    assert safe_return(path) == "/"


@pytest.mark.parametrize(
    "path", ["/", "/emails?tab=all", "/people/a%2Fb", "/calendar?zone=Europe/Oslo"]
)
def test_a_sign_in_leads_back_to_a_page_of_ours(path: str) -> None:
    assert safe_return(path) == path


async def test_a_script_calls_the_api_with_an_access_token_and_opens_no_page(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    shown = {"Authorization": f"Bearer {entra.access_token()}"}

    assert (await Browser(firm).ask("GET", API, shown)).status == 200
    assert (await Browser(firm).ask("GET", "/", shown)).status == 303


async def test_a_script_without_the_role_or_with_a_wrong_token_is_refused(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    browser = Browser(firm)
    await browser.sign_in(entra, NIA)
    shown = {
        entra.access_token(RAY): 403,
        entra.access_token(ELI): 403,
        entra.id_token(NIA, "n"): 401,
        entra.access_token(NIA, aud="00000003-0000-0000-c000-000000000000"): 401,
        entra.access_token(NIA, tid=RAY.object_id): 401,
        entra.access_token(NIA)[:-9] + "AAAAAAAAA": 401,
        "": 401,
    }
    told = {
        token: await browser.ask(
            "PUT",
            "/api/admin/policy",
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            b"{}",
        )
        for token in shown
    }

    assert {token: answer.status for token, answer in told.items()} == shown
    basic = await browser.ask("GET", API, {"Authorization": "Basic abc"})
    assert (basic.status, basic.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_an_entra_that_does_not_answer_is_told_plainly_and_lets_nobody_in(
    entra_firm: tuple[Authority, Firm],
) -> None:
    entra, firm = entra_firm
    entra.is_away = True

    answer = await Browser(firm).ask(
        "GET", API, {"Authorization": f"Bearer {entra.access_token()}"}
    )

    assert answer.status == 503

"""Who is let in, and what those hear who are not."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest

from simulator.graph import Consent, MailboxState, Tenant
from simulator.memory.surroundings import ManualSurroundings
from sync_core.work import MailboxId
from tests.simulator.graph.acts import code, fill


async def test_a_request_without_a_token_is_refused_before_anything_else(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    for headers in (
        {"authorization": ""},
        {"authorization": "Basic x"},
        {"authorization": "Bearer "},
    ):
        answered = await graph.get(f"/users/{ana}/messages", headers=headers)
        assert code(answered) == (401, "InvalidAuthenticationToken")


async def test_every_answer_carries_a_request_id_and_errors_repeat_it(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    fine, wrong = await graph.get(f"/users/{ana}"), await graph.get("/users/nobody")
    assert fine.headers["request-id"] != wrong.headers["request-id"]
    assert wrong.json()["error"]["innerError"]["request-id"] == wrong.headers["request-id"]


async def test_the_rate_of_one_mailbox_is_limited_and_recovers(
    graph: httpx.AsyncClient, tenant: Tenant, surroundings: ManualSurroundings, ana: MailboxId
) -> None:
    tenant.change_rules(requests_per_ten_minutes=3)
    path = f"/users/{ana}/mailFolders"
    assert [(await graph.get(path)).status_code for _ in range(3)] == [200] * 3
    throttled = await graph.get(path)
    assert code(throttled) == (429, "ApplicationThrottled")
    bo = tenant.add_user("Bo Ek")
    assert (await graph.get(f"/users/{bo}/mailFolders")).status_code == 200
    surroundings.advance(int(throttled.headers["retry-after"]) + 10)
    assert (await graph.get(path)).status_code == 200


async def test_four_requests_a_mailbox_run_at_once_and_the_fifth_is_refused(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    bo = tenant.add_user("Bo Ek")
    calls = [graph.get(f"/users/{box}/mailFolders") for box in [ana] * 6 + [bo] * 4]
    answered = await asyncio.gather(*calls)
    assert sorted(r.status_code for r in answered[:6]) == [200] * 4 + [429] * 2
    assert {r.status_code for r in answered[6:]} == {200}
    refused = next(r for r in answered if r.status_code == 429)
    assert refused.headers["retry-after"] == "1"
    assert "MailboxConcurrency" in refused.json()["error"]["message"]
    assert (await graph.get(f"/users/{ana}/mailFolders")).status_code == 200


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        (MailboxState.NO_LICENCE, (404, "MailboxNotEnabledForRESTAPI")),
        (MailboxState.ACCESS_DENIED, (403, "ErrorAccessDenied")),
        (MailboxState.MOVING, (503, "ErrorMailboxMoveInProgress")),
    ],
)
async def test_a_mailbox_s_state_is_told_by_its_own_error(
    graph: httpx.AsyncClient,
    tenant: Tenant,
    ana: MailboxId,
    state: MailboxState,
    answer: tuple[int, str],
) -> None:
    tenant.set_state(ana, state)
    for path in ("messages", "mailFolders", "mailboxSettings", "mailFolders/inbox/messages/delta"):
        assert code(await graph.get(f"/users/{ana}/{path}")) == answer
    tenant.set_state(ana, MailboxState.ACTIVE)
    assert (await graph.get(f"/users/{ana}/messages")).status_code == 200


async def test_guests_and_the_unlicensed_have_no_mailbox(
    graph: httpx.AsyncClient, tenant: Tenant
) -> None:
    for user in (
        tenant.add_user("Gina Guest", "gina@elsewhere.test", is_guest=True),
        tenant.add_user("Uma Unlicensed", is_licensed=False),
    ):
        assert (await graph.get(f"/users/{user}")).status_code == 200
        told = code(await graph.get(f"/users/{user}/messages"))
        assert told == (404, "MailboxNotEnabledForRESTAPI")


@pytest.mark.parametrize(
    ("consent", "answer"),
    [
        (Consent.TOKEN_REFUSED, (401, "InvalidAuthenticationToken")),
        (Consent.REVOKED, (403, "Authorization_RequestDenied")),
    ],
)
async def test_revoked_consent_stops_everything(
    graph: httpx.AsyncClient,
    tenant: Tenant,
    ana: MailboxId,
    consent: Consent,
    answer: tuple[int, str],
) -> None:
    tenant.change_rules(consent=consent)
    for path in ("/users", f"/users/{ana}/messages", "/subscriptions"):
        assert code(await graph.get(path)) == answer


async def test_faults_and_throttling_come_as_often_as_the_rules_say(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.change_rules(fault_chance=0.2, throttle_chance=0.2, retry_after_seconds=17)
    answered = [await graph.get(f"/users/{ana}") for _ in range(200)]
    statuses = {r.status_code for r in answered}
    assert statuses >= {200, 429, 503}
    assert statuses <= {200, 429, 500, 502, 503, 504}
    assert {r.headers["retry-after"] for r in answered if r.status_code == 429} == {"17"}
    assert tenant.requests["throttled"] == sum(r.status_code == 429 for r in answered)


async def test_the_same_seed_gives_the_same_tenant() -> None:
    def story() -> list[object]:
        tenant = Tenant(ManualSurroundings(42, datetime(2026, 1, 1, tzinfo=UTC)))
        ana = tenant.add_user("Ana Lima")
        tenant.change_rules(throttle_chance=0.5)
        draws = [tenant.strikes(0.5) for _ in range(50)]
        return [ana, fill(tenant, ana, 5), draws]

    assert story() == story()

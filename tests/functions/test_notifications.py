import json
from typing import Any

import azure.functions as func
import pytest

from functions import notifications as webhook
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.work import MailboxId, QueueName
from tests.flows.firm import Firm
from wiring.engine import engine

BO = MailboxId("22222222-0000-0000-0000-000000000000")


def called(body: bytes = b"", **params: str) -> func.HttpRequest:
    return func.HttpRequest(
        method="POST", url="https://rapport.test/api/notifications", params=params, body=body
    )


def post(firm: Firm, *mailboxes: MailboxId, **fields: Any) -> bytes:
    state = firm.parts.digester.client_state
    items = [
        {
            "resource": f"users/{m}/messages/1",
            "tenantId": firm.tenant.id,
            "clientState": state(m, "n"),
            **fields,
        }
        for m in mailboxes
    ]
    return json.dumps({"value": items}).encode()


async def answer(request: func.HttpRequest) -> func.HttpResponse:
    return await webhook._answer(request)


async def test_the_handshake_is_echoed_as_plain_text_and_nothing_else() -> None:
    token = "Validation: Testing <script>alert(1)</script> & more"
    told = await answer(called(validationToken=token))

    assert (told.status_code, told.mimetype, told.get_body().decode()) == (200, "text/plain", token)
    assert told.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "token", ["x" * (limits.VALIDATION_TOKEN_CHARACTERS_MAX + 1), "", "a\r\nSet-Cookie: b", "a\0b"]
)
async def test_the_handshake_needs_no_engine_and_bounds_the_token(token: str) -> None:
    told = await answer(called(validationToken=token))

    assert (told.status_code, told.get_body()) == (400, b"")


async def test_a_notification_is_answered_202_once_its_work_is_stored(firm: Firm) -> None:
    told = await answer(called(post(firm, BO, BO)))

    assert told.status_code == 202
    assert await firm.queue.waiting(QueueName.WORK) == 1
    assert (await engine()).meter.read()["notifications"] == 2


async def test_what_could_not_be_stored_is_sent_again_by_graph(firm: Firm) -> None:
    class Away:
        async def send(self, *_: object) -> None:
            raise Unavailable("storage")

    object.__setattr__(firm.parts, "queue", Away())

    assert (await answer(called(post(firm, BO)))).status_code == 503


async def test_a_forged_notification_is_dropped_counted_and_answered_like_any(firm: Firm) -> None:
    told = await answer(called(post(firm, BO, clientState="guess")))

    assert told.status_code == 202
    assert await firm.queue.waiting(QueueName.WORK) == 0
    assert (await engine()).meter.read()["notifications_dropped"] == 1


@pytest.mark.parametrize(("body", "status"), [(b"", 400), (b"{", 400), (b" " * (2**20 + 1), 413)])
async def test_a_body_that_is_none_of_graphs_is_refused(
    firm: Firm, body: bytes, status: int
) -> None:
    assert (await answer(called(body))).status_code == status
    assert await firm.queue.waiting(QueueName.WORK) == 0


async def test_a_lifecycle_event_asks_for_the_subscription(firm: Firm) -> None:
    await answer(called(post(firm, BO, lifecycleEvent="subscriptionRemoved")))
    texts = sorted(text for _, text in firm.queue.take(count=9))

    assert [json.loads(t)["task"] for t in texts] == ["mail.sweep", "subscriptions.tend"]

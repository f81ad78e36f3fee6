"""A flood of notifications costs a bounded number of queue items, and hides nothing."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flows.ports.parts import Parts
from flows.wakeups import accept_notifications
from simulator.memory import InMemoryQueue
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.work import MailboxId, Task, WorkItem
from tests.flows.firm import Firm

BO = MailboxId("22222222-0000-0000-0000-000000000000")
ANN = MailboxId("33333333-0000-0000-0000-000000000000")
BURST, WINDOW = limits.WAKES_AT_ONCE_MAX, limits.WAKES_WINDOW_SECONDS


class Recording(InMemoryQueue):
    """Keeps what was sent, with its delay."""

    def __init__(self) -> None:
        self.sent: list[tuple[WorkItem, int]] = []
        self.is_away = False

    async def send(self, item: WorkItem, delay_seconds: int = 0) -> None:
        if self.is_away:
            raise Unavailable("queue")
        self.sent.append((item, delay_seconds))


@pytest.fixture
def recorded(firm: Firm) -> tuple[Firm, Parts, Recording]:
    queue = Recording()
    return firm, replace(firm.parts, queue=queue), queue


def post(firm: Firm, mailbox: MailboxId = BO, **fields: Any) -> bytes:
    told = {
        "resource": f"users/{mailbox}/messages/1",
        "tenantId": firm.tenant.id,
        "clientState": firm.parts.digester.client_state(mailbox, "n"),
        **fields,
    }
    return json.dumps({"value": [told]}).encode()


async def flood(firm: Firm, parts: Parts, posts: int, mailbox: MailboxId = BO) -> None:
    for _ in range(posts):
        await accept_notifications(parts, post(firm, mailbox), firm.tenant.id)


async def test_a_flood_for_one_mailbox_is_some_items_and_one_later(
    recorded: tuple[Firm, Parts, Recording],
) -> None:
    firm, parts, queue = recorded

    await flood(firm, parts, 2_000)

    assert [delay for _, delay in queue.sent] == [0] * BURST + [WINDOW]


async def test_the_later_look_stands_for_all_that_came_before_it_runs(
    recorded: tuple[Firm, Parts, Recording],
) -> None:
    firm, parts, queue = recorded
    began = firm.clock.now()
    await flood(firm, parts, BURST + 1)
    firm.clock.advance(WINDOW - 1)
    await flood(firm, parts, 5)

    last, delay = queue.sent[-1]

    assert len(queue.sent) == BURST + 1
    assert began + timedelta(seconds=delay) == last.woken_at > firm.clock.now()


async def test_after_the_window_looks_go_out_at_once_again(
    recorded: tuple[Firm, Parts, Recording],
) -> None:
    firm, parts, queue = recorded
    await flood(firm, parts, BURST + 9)
    firm.clock.advance(WINDOW)

    await flood(firm, parts, 1)

    assert (len(queue.sent), queue.sent[-1][1]) == (BURST + 2, 0)


async def test_a_flood_for_one_mailbox_hinders_no_other_and_no_other_look(
    recorded: tuple[Firm, Parts, Recording],
) -> None:
    firm, parts, queue = recorded
    await flood(firm, parts, BURST + 9)

    await flood(firm, parts, 1, ANN)
    await accept_notifications(parts, post(firm, resource=f"users/{BO}/events/1"), firm.tenant.id)

    told = [(item.task, item.mailbox, delay) for item, delay in queue.sent[-2:]]
    assert told == [(Task.MAIL_WAKE, ANN, 0), (Task.CALENDAR_WAKE, BO, 0)]


async def test_a_later_look_that_was_not_stored_covers_nothing(
    recorded: tuple[Firm, Parts, Recording],
) -> None:
    firm, parts, queue = recorded
    await flood(firm, parts, BURST)
    queue.is_away = True
    for _ in range(3):
        with pytest.raises(Unavailable):
            await flood(firm, parts, 1)
    queue.is_away = False

    await flood(firm, parts, 2)

    assert [delay for _, delay in queue.sent[BURST:]] == [WINDOW]


async def test_forged_notifications_cost_no_item_however_many(
    recorded: tuple[Firm, Parts, Recording],
) -> None:
    firm, parts, queue = recorded
    of_ann = firm.parts.digester.client_state(ANN, "n")
    forgeries: tuple[dict[str, Any], ...] = (
        {"clientState": "guess"},
        {"clientState": of_ann},
        {"clientState": of_ann, "subscriptionId": "s-of-bo"},
        {"tenantId": "99999999-0000-0000-0000-000000000000"},
        {"resource": f"users/{BO}/../{ANN}/messages"},
        {"resource": "https://evil.test/users/x/messages"},
    )
    for forged in forgeries:
        for _ in range(50):
            heard = await accept_notifications(parts, post(firm, BO, **forged), firm.tenant.id)
            assert (heard.accepted, heard.dropped) == (0, 1)

    assert queue.sent == []


async def test_memory_of_the_rate_is_bounded(
    recorded: tuple[Firm, Parts, Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WAKES_REMEMBERED_MAX", 10)
    firm, parts, _ = recorded
    for number in range(40):
        await flood(firm, parts, 1, MailboxId(f"{number:08x}-0000-0000-0000-000000000000"))
        firm.clock.advance(WINDOW)

    assert len(parts.wake_rate._windows) <= 10

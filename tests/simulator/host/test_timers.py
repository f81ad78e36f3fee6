"""Timers fire by their schedule, once at a time, and make up for one missed time."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import azure.functions as func
import pytest

from simulator.host.indexing import hosted_functions
from simulator.host.invoking import Invocations
from simulator.host.timers import Timer, TimerStatus
from sync_core.ncrontab import Schedule

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class HandClock:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self._now = NOON
        self._moved = asyncio.Condition()
        self.waiting_for: asyncio.Queue[datetime] = asyncio.Queue()

    def now(self) -> datetime:
        return self._now

    async def until(self, moment: datetime) -> None:
        self.waiting_for.put_nowait(moment)
        async with self._moved:
            await self._moved.wait_for(lambda: self._now >= moment)

    async def move_to(self, moment: datetime) -> None:
        async with self._moved:
            self._now = moment
            self._moved.notify_all()


class Calls:
    """A timer function that reports its calls and waits to be let go."""

    def __init__(self) -> None:
        self.began: asyncio.Queue[func.TimerRequest] = asyncio.Queue()
        self.go = asyncio.Semaphore(0)
        self.fails = False
        self.running = 0
        self.running_most = 0

    async def tick(self, timer: func.TimerRequest) -> None:
        self.running += 1
        self.running_most = max(self.running, self.running_most)
        self.began.put_nowait(timer)
        await self.go.acquire()
        self.running -= 1
        if self.fails:
            raise ValueError


def _timer(calls: Calls, clock: HandClock, status: TimerStatus | None = None) -> Timer:
    app = func.FunctionApp()

    @app.timer_trigger(arg_name="timer", schedule="0 */10 * * * *")
    async def tick(timer: func.TimerRequest) -> None:
        await calls.tick(timer)

    (function,) = hosted_functions(app)
    schedule = Schedule.parse("0 */10 * * * *")
    return Timer(function, schedule, Invocations(60), clock, status or TimerStatus(None))


async def test_a_timer_fires_at_its_time_and_not_before() -> None:
    calls, clock = Calls(), HandClock()
    loop = asyncio.create_task(_timer(calls, clock).run())
    assert await clock.waiting_for.get() == NOON + timedelta(minutes=10)
    await clock.move_to(NOON + timedelta(minutes=9))
    assert calls.began.empty()
    await clock.move_to(NOON + timedelta(minutes=10))
    request = await calls.began.get()
    assert not request.past_due
    calls.go.release()
    assert await clock.waiting_for.get() == NOON + timedelta(minutes=20)
    loop.cancel()


async def test_a_timer_that_ran_past_its_next_time_fires_once_more_at_once_past_due() -> None:
    calls, clock = Calls(), HandClock()
    loop = asyncio.create_task(_timer(calls, clock).run())
    assert await clock.waiting_for.get() == NOON + timedelta(minutes=10)
    await clock.move_to(NOON + timedelta(minutes=10))
    await calls.began.get()
    await clock.move_to(NOON + timedelta(minutes=45))
    calls.go.release()
    assert (await calls.began.get()).past_due
    calls.go.release()
    waited = [await clock.waiting_for.get() for _ in range(2)]
    assert waited[-1] == NOON + timedelta(minutes=50)
    assert calls.running_most == 1
    loop.cancel()


async def test_a_call_by_hand_waits_for_the_one_under_way() -> None:
    calls, clock = Calls(), HandClock()
    timer = _timer(calls, clock)
    first = asyncio.create_task(timer.fire(NOON))
    await calls.began.get()
    second = asyncio.create_task(timer.fire(NOON))
    calls.go.release()
    assert await first
    await calls.began.get()
    calls.go.release()
    assert await second
    assert calls.running_most == 1


async def test_a_timer_whose_function_fails_fires_again_at_its_next_time() -> None:
    calls, clock = Calls(), HandClock()
    calls.fails = True
    loop = asyncio.create_task(_timer(calls, clock).run())
    for minutes in (10, 20):
        await clock.waiting_for.get()
        await clock.move_to(NOON + timedelta(minutes=minutes))
        await calls.began.get()
        calls.go.release()
    assert not loop.done()
    loop.cancel()


async def test_a_time_missed_while_the_host_was_down_is_made_up_for_once(tmp_path: Path) -> None:
    file = tmp_path / "timers.json"
    TimerStatus(file).fired("tick", NOON - timedelta(hours=5))
    calls, clock = Calls(), HandClock()
    loop = asyncio.create_task(_timer(calls, clock, TimerStatus(file)).run())
    assert (await calls.began.get()).past_due
    calls.go.release()
    assert [await clock.waiting_for.get() for _ in range(2)] == [NOON, NOON + timedelta(minutes=10)]
    assert TimerStatus(file).last("tick") == NOON
    loop.cancel()


@pytest.mark.parametrize("text", ["{", "[]", '{"tick": 7}', '{"tick": "soon"}'])
def test_a_broken_status_file_lets_timers_start_anew(tmp_path: Path, text: str) -> None:
    file = tmp_path / "timers.json"
    file.write_text(text)
    assert TimerStatus(file).last("tick") is None

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

import pytest

from sync_core.waiting import Waiting, is_covered, paused, put_back, slowed, with_mark
from sync_core.work import Task, TraceId, WorkItem
from tests.sync_core.making import MAILBOX, NOON

A, B = TraceId("a" * 32), TraceId("b" * 32)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def item(
    woken: float = 0, attempt: int = 0, trace: TraceId = A, task: Task = Task.MAIL_WAKE
) -> WorkItem:
    return WorkItem(task=task, mailbox=MAILBOX, woken_at=at(woken), attempt=attempt, trace=trace)


def mark(
    woken: float = 1, attempt: int = 3, trace: TraceId = B, task: Task = Task.MAIL_WAKE
) -> Waiting:
    return put_back(item(woken, attempt, trace, task), at(10))


def test_an_older_item_that_comes_back_is_covered_by_the_newer_one_that_waits() -> None:
    assert is_covered(item(woken=0, attempt=1), [mark(woken=1)], at(2))
    assert is_covered(item(woken=1, attempt=9), [mark(woken=1)], at(2))


def test_an_item_that_was_never_put_back_always_runs() -> None:
    assert not is_covered(item(woken=0, attempt=0), [mark(woken=1)], at(2))


def test_a_newer_item_is_covered_by_no_older_one() -> None:
    assert not is_covered(item(woken=2, attempt=1), [mark(woken=1)], at(3))
    assert not is_covered(item(woken=2, attempt=1, trace=B), [mark(woken=1)], at(3))


def test_no_item_is_covered_by_itself() -> None:
    mine = item(woken=1, attempt=3)

    assert not is_covered(mine, [put_back(mine, at(10))], at(2))
    assert not is_covered(mine.again(), [put_back(mine, at(10))], at(2))


def test_a_second_delivery_of_an_item_that_was_put_back_again_is_covered() -> None:
    first = item(woken=1, attempt=3)

    assert is_covered(first, [put_back(first.again(), at(10))], at(2))


def test_the_one_more_look_under_a_runs_own_trace_stands_for_the_run() -> None:
    assert is_covered(item(woken=0, attempt=2, trace=A), [mark(woken=1, trace=A)], at(2))


def test_a_mark_past_its_time_covers_nobody() -> None:
    assert not is_covered(item(woken=0, attempt=1), [mark(woken=1)], at(10))


@pytest.mark.parametrize("task", [t for t in Task if t is not Task.MAIL_WAKE])
def test_no_task_stands_for_another(task: Task) -> None:
    assert not is_covered(item(attempt=1), [mark(task=task)], at(2))
    assert slowed(item(), [mark(task=task)]) == item()
    assert paused(item(), [mark(task=task)]) == item(attempt=1)


def test_nothing_waits_for_nobody() -> None:
    assert not is_covered(item(attempt=1), [], at(2))
    assert slowed(item(attempt=4), []) == item(attempt=4)


def test_a_fresh_item_that_fails_waits_as_long_as_the_one_before_it() -> None:
    tried = slowed(item(woken=2), [mark(woken=1, attempt=3)])

    assert tried.again().attempt == 3
    assert slowed(item(woken=2, attempt=7), [mark(attempt=3)]).attempt == 7


def test_a_burst_of_failures_lets_no_delay_grow() -> None:
    waiting: tuple[Waiting, ...] = (mark(woken=0, attempt=3),)
    for second in range(20):
        tried = slowed(item(woken=second), waiting).again()
        waiting = with_mark(waiting, put_back(tried, at(10)))

    assert [w.attempt for w in waiting] == [3]


def test_what_comes_back_and_fails_again_waits_longer() -> None:
    back = item(woken=1, attempt=3)

    assert slowed(back, [put_back(back, at(10))]).again().attempt == 4


def test_what_is_put_back_untried_counts_as_put_back_and_waits_no_longer_for_it() -> None:
    once = paused(item(), [])
    twice = paused(once, [put_back(once, at(10))])

    assert (once.attempt, twice.attempt) == (1, 1)
    assert paused(item(woken=2), [mark(attempt=5)]).attempt == 5


def test_a_mark_takes_the_place_of_its_tasks_former_one_alone() -> None:
    retry, former, new = mark(task=Task.MAIL_RETRY), mark(woken=1), mark(woken=5)

    assert set(with_mark((retry, former), new)) == {retry, new}
    assert with_mark((retry, former), None) == (retry, former)


@dataclass(slots=True)
class Life:
    """One task of one stream through outages: fresh items, late ones, doubled ones, lost ones, settled ones."""

    chance: Random
    queue: list[tuple[datetime, WorkItem]] = field(default_factory=list)
    waiting: tuple[Waiting, ...] = ()
    wished: list[datetime] = field(default_factory=list)
    read_at: datetime = NOON
    is_away: bool = True
    failed: int = 0
    loses: bool = False

    def wish(self, now: datetime) -> None:
        """Let a reason to look come up."""
        number = len(self.wished)
        self.wished.append(now)
        late = timedelta(seconds=self.chance.choice((0, 0, 0, 40)))
        fresh = replace(item(trace=TraceId(f"{number:032x}")), woken_at=now)
        self.queue.append((now + late, fresh))

    def run(self, now: datetime) -> None:
        """Run whatever can be seen."""
        while ready := [one for one in self.queue if one[0] <= now]:
            one = self.chance.choice(ready)
            if self.chance.random() > 0.1:
                self.queue.remove(one)  # else it is delivered twice
            self._item(one[1], now)

    def _item(self, taken: WorkItem, now: datetime) -> None:
        if self.read_at > taken.woken_at or is_covered(taken, self.waiting, now):
            return
        if not self.is_away:
            self.read_at, self.waiting = now, ()
            return
        self.failed += 1
        again = slowed(taken, self.waiting).again()
        until = now + timedelta(seconds=min(5 * 2**again.attempt, 1_000))
        if not (self.loses and self.chance.random() < 0.1):
            self.queue.append((until, again))
        self.waiting = with_mark(self.waiting, put_back(again, until))


def lived(seed: int, *, minutes: int, loses: bool = False) -> Life:
    """Return a life in which a wish comes every minute or so, and everything fails."""
    life, now = Life(Random(seed), loses=loses), NOON  # noqa: S311 - seeded chance is not cryptography
    for _ in range(minutes * 6):
        now += timedelta(seconds=10)
        if life.chance.random() < 1 / 6:
            life.wish(now)
        life.run(now)
    return life


@pytest.mark.parametrize("seed", range(20))
def test_whatever_was_wished_is_read_once_the_outside_is_back(seed: int) -> None:
    life = lived(seed, minutes=60)
    life.is_away, back = False, at(60)
    while life.queue:
        back = max(back, min(seen for seen, _ in life.queue))
        life.run(back)

    assert life.read_at > life.wished[-1], f"seed {seed}"


@pytest.mark.parametrize("seed", range(20))
def test_where_messages_are_lost_the_next_wish_is_read_at_once(seed: int) -> None:
    life = lived(seed, minutes=60, loses=True)
    life.is_away, life.loses = False, False
    life.wish(at(60.5))
    life.run(at(62))

    assert life.read_at > life.wished[-1], f"seed {seed}"


@pytest.mark.parametrize("seed", range(5))
def test_failures_grow_with_the_time_and_not_with_its_square(seed: int) -> None:
    short, long = lived(seed, minutes=120), lived(seed, minutes=480)

    assert long.failed < 6 * short.failed, f"seed {seed}"
    assert long.failed < 2.5 * len(long.wished), f"seed {seed}"
    assert len(long.queue) < 40, (
        f"seed {seed}"
    )  # what waits at once: some seventeen minutes of wishes

"""Coming to rest: faults are off, timers tick, and a bounded time later nothing is left to do."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.world.scheduler import Violation
from sync_core import limits

if TYPE_CHECKING:
    from simulator.world.world import World

REST_WITHIN = timedelta(days=6)
"""In this much of the world's time all must be done: parked mailboxes and hard failures wait a day, and whom
one list made known to the firm another learns a day later, more than once."""
EFFECTS_MAX = 15_000
_TICK = timedelta(minutes=15)
"""How often timers tick."""
LIVE_WITHIN = timedelta(seconds=10)
"""When nothing fails, mail is captured within this after its notification came: whoever finds the lease
held leaves word with the holder, and need not wait to come back (limits.BUSY_RETRY_SECONDS)."""
_LIVE_MOVES = 14
_IDLE = timedelta(minutes=20)
"""How far the clock jumps when nothing waits."""
_WRITES = (
    "crm.log_mail",
    "crm.annotate_mail",
    "calendar.create",
    "calendar.update",
    "calendar.answer",
    "calendar.delete",
    "crm_calendar.create_events",
    "crm_calendar.update_events",
    "crm_calendar.delete_events",
    "contacts.create",
    "contacts.update",
    "contacts.delete",
    "contacts.mark",
    "crm_contacts.delete_entries",
    "crm_contacts.mark",
)


def come_to_rest(world: "World") -> None:
    """Let the engine finish everything.

    Raises:
        Violation: it does not come to rest, and why.
    """
    bound = world.scheduler.effects + EFFECTS_MAX
    reason, ticked_at = "", None
    ends_at = world.outside.surroundings.now() + REST_WITHIN
    while (now := world.outside.surroundings.now()) < ends_at:
        world.deliver_posts()
        if ticked_at is None or now - ticked_at >= _TICK:
            _tick(world)
            ticked_at = now
        _drain(world, bound)
        reason = world.stream.unfinished() or _waiting(world)
        if not reason:
            return
        _jump(world)
    raise Violation(f"it does not come to rest: {reason}")


def live_promptly(world: "World") -> None:
    """Let things arrive while nothing fails and no timer ticks: each is dealt with by its wake-up.

    Raises:
        Violation: something waits for a sweep, or for longer than it may.
    """
    bound = world.scheduler.effects + EFFECTS_MAX
    since = world.outside.surroundings.now()
    for _ in range(_LIVE_MOVES):
        if world.chance.random() < 0.4:
            world.stream.act_live()
        world.deliver_posts()
        if len(world.scheduler.processes) < 3:
            world.engine.work()
        for _ in range(world.chance.randrange(8)):
            world.scheduler.step_any()
    ends_at = world.outside.surroundings.now() + LIVE_WITHIN
    _drain(world, bound)
    while (at := world.outside.queue.next_visible_at()) is not None and at <= ends_at:
        _jump(world)
        _drain(world, bound)
    world.stream.check_live(since)


def stay_quiet(world: "World") -> None:
    """Let timers tick for hours while nothing happens: nothing may change, nothing be written.

    Raises:
        Violation: something changed.
    """
    bound = world.scheduler.effects + EFFECTS_MAX
    before = world.stream.state()
    written = [world.effects.counts[label] for label in _WRITES]
    for _ in range(2):
        world.outside.surroundings.advance(limits.DIRECTORY_CACHE_SECONDS * 7)
        world.stream.look_again()
        _tick(world)
        _drain(world, bound)
    after = world.stream.state()
    changed = sorted(set(before) ^ set(after))
    if changed:
        gone = sorted(set(before) - set(after))
        raise Violation(f"quiet does not stay quiet: {changed[:4]}; before: {gone[:2]}")
    now = [world.effects.counts[label] for label in _WRITES]
    busy = [label for label, was, is_ in zip(_WRITES, written, now, strict=True) if was != is_]
    if busy:
        raise Violation(f"quiet does not stay quiet: {', '.join(busy)}")
    outside = world.outside
    for name, store in (("memory", outside.memory), ("queue", outside.queue)):
        world.kept.search(name, list(store.dump()))
    world.kept.search("trace", world.trace.lines)


def _tick(world: "World") -> None:
    """Let every timer tick once."""
    for name in world.stream.timers:
        world.engine.timer(name)


def _drain(world: "World", bound: int) -> None:
    """Run everything that can run now."""
    while True:
        while world.scheduler.step_any():
            if world.scheduler.effects > bound:
                raise Violation(f"it does not come to rest within {EFFECTS_MAX} effects")
        if world.engine.work() is None and not world.scheduler.processes:
            return


def _waiting(world: "World") -> str:
    """Return what still waits, for its delivery or in a queue; empty: nothing."""
    told = len(world.outside.tenant.outbox)
    if told:
        return f"{told} notifications are under way"
    at = world.outside.queue.next_visible_at()
    if at is None:
        return ""
    waiting = [line for line in world.outside.queue.dump() if line.startswith("queue")]
    return f"{len(waiting)} messages wait, the first until {at}: {waiting[0]}"


def _jump(world: "World") -> None:
    """Move the clock to the next thing that is due."""
    surroundings = world.outside.surroundings
    now: datetime = surroundings.now()
    due = (
        world.outside.queue.next_visible_at(),
        world.outside.tenant.outbox.next_due_at(),
        world.stream.next_due_at(),
    )
    at = min((t for t in due if t), default=now + _IDLE)
    surroundings.advance(max(int((at - now).total_seconds()) + 1, 1))

"""What a stream brings into the world: acts, always-checks and a check at quiet."""

from datetime import datetime
from typing import Protocol

from simulator.world.scheduler import Watcher


class StreamLife(Protocol):
    """One stream's life in a world."""

    @property
    def watchers(self) -> tuple[Watcher, ...]:
        """What looks at every effect."""
        ...

    @property
    def timers(self) -> tuple[str, ...]:
        """The timers (engine.TIMERS) that tick in this stream's world."""
        ...

    def begin(self) -> None:
        """Put what was there before the engine came."""
        ...

    def act(self) -> None:
        """Let people do one thing."""
        ...

    def disturb(self) -> None:
        """Let the outside misbehave in ways of this stream's own, as the rates say."""
        ...

    def mend(self) -> None:
        """Undo every lasting misbehaviour: faults are off from now on."""
        ...

    def unfinished(self) -> str:
        """Return what the engine has yet to come to before it can be quiet; empty: nothing."""
        ...

    def next_due_at(self) -> datetime | None:
        """Return when the next thing is due that no queue message waits for; None: nothing is."""
        ...

    def check(self) -> None:
        """Compare what came of everything with the oracle; raises Violation."""
        ...

    def act_live(self) -> None:
        """Let something arrive that has to be seen at once."""
        ...

    def check_live(self, since: datetime) -> None:
        """Check that what arrived since then was dealt with, though no timer ticked."""
        ...

    def look_again(self) -> None:
        """Ask for whatever compares everything once more."""
        ...

    def settle(self) -> None:
        """Take what this quiet found as decided."""
        ...

    def state(self) -> list[str]:
        """Return all that may not change any more when nothing happens."""
        ...

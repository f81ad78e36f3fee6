"""Running engine code one outside effect at a time, without an event loop.

Flows await only ports. Here each port is wrapped so that a call stops twice, before its effect and after
it, and hands the world a Step. Whoever drives the coroutine decides what happens at each stop: go on, put
a failure in the effect's place, lose the answer of an effect that was done, or end the process there.
"""

from collections.abc import Coroutine, Generator
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast

from sync_core.failures import Failure

P = TypeVar("P")


class Stage(Enum):
    """On which side of its effect a process stands."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(slots=True)
class Step:
    """One outside effect of one process, about to happen or just done."""

    port: str
    method: str
    arguments: tuple[Any, ...]
    named: dict[str, Any]
    stage: Stage = Stage.BEFORE
    result: Any = None
    failure: Failure | None = None
    """What the effect itself raised, where it did."""

    @property
    def label(self) -> str:
        """Port and method, as traces show them."""
        return f"{self.port}.{self.method}"

    def argument(self, position: int, name: str, default: Any = None) -> Any:
        """Return an argument however it was handed over."""
        if name in self.named:
            return self.named[name]
        return self.arguments[position] if position < len(self.arguments) else default

    def __await__(self) -> Generator["Step", None, None]:
        """Stop here until the world sends the process on."""
        yield self


class Crashed(BaseException):
    """The process ended here and now: nothing of it runs any more, no handler and no clean-up."""


@dataclass(slots=True)
class Life:
    """Whether a process may still have effects."""

    ended: bool = False


class SteppedPort:
    """A port each of whose asynchronous methods stops before and after its effect."""

    def __init__(self, name: str, port: object, life: Life) -> None:
        self._name = name
        self._port = port
        self._life = life

    def __getattr__(self, method: str) -> Any:
        """Return the port's method, stepped where it is asynchronous."""
        target = getattr(self._port, method)
        kind: Any = type(self._port)
        if not _is_asynchronous(kind, method):
            return target
        name, life = self._name, self._life

        async def stepped(*arguments: Any, **named: Any) -> Any:
            if life.ended:
                raise Crashed
            step = Step(name, method, arguments, named)
            await step
            try:
                step.result = await target(*arguments, **named)
            except Failure as failure:
                step.failure = failure
            step.stage = Stage.AFTER
            await step
            if step.failure is not None:
                raise step.failure
            return step.result

        return stepped


@cache
def _is_asynchronous(port: Any, method: str) -> bool:
    return iscoroutinefunction(getattr(port, method, None))


def stepped(name: str, port: P, life: Life) -> P:
    """Return a port that stops around its effects; for the type checker it is the same port."""
    return cast(P, SteppedPort(name, port, life))


@dataclass(slots=True)
class Process:
    """One execution of engine code: a work item, a timer, a webhook call."""

    name: str
    coroutine: Coroutine[Step, None, Any]
    life: Life
    standing: Step | None = None
    """The step it stands at; None before it began and after it ended."""
    result: Any = None
    effects: int = 0
    ended: bool = False
    notes: dict[str, Any] = field(default_factory=dict)

    def resume(self) -> None:
        """Run to the next stop or to the end."""
        self._go(None)

    def throw(self, failure: Failure) -> None:
        """Put a failure where the process stands, and run to the next stop or to the end."""
        self._go(failure)

    def crash(self) -> None:
        """End the process where it stands."""
        self.life.ended = True
        self.ended, self.standing = True, None
        try:
            self.coroutine.throw(Crashed())
        except (Crashed, StopIteration):
            return
        raise AssertionError(f"{self.name} went on after its process had ended")

    def _go(self, failure: Failure | None) -> None:
        try:
            self.standing = (
                self.coroutine.send(None) if failure is None else self.coroutine.throw(failure)
            )
        except StopIteration as end:
            self.ended, self.standing, self.result = True, None, end.value
        except BaseException:
            self.ended, self.standing = True, None
            raise

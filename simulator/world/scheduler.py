"""Which process takes its next effect, and what befalls it there."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from simulator.world.faults import End, Faults
from simulator.world.steps import Life, Process, Step
from simulator.world.trace import Trace
from sync_core.failures import Failure

EFFECTS_PER_PROCESS_MAX = 600
"""A work item that asks the outside more often than this has lost its limits."""


class Watcher(Protocol):
    """Somebody who looks at every effect: the checkers."""

    def done(self, process: Process, step: Step) -> None:
        """An effect was done (or failed by itself); raises Violation when an invariant broke."""
        ...


class Violation(AssertionError):
    """An invariant does not hold."""


@dataclass(slots=True)
class Scheduler:
    """The processes of one world."""

    chance: Random
    faults: Faults
    watchers: tuple[Watcher, ...]
    trace: Trace
    on_end: Callable[[Process, bool], None] = lambda _process, _crashed: None
    """Told of each process that ended; the flag says whether it crashed."""
    processes: list[Process] = field(default_factory=list)
    effects: int = 0
    started: int = 0

    def start(
        self, name: str, run: Callable[[Life], Coroutine[Step, None, Any]], **notes: Any
    ) -> Process:
        """Begin a process and bring it to its first effect."""
        life = Life()
        self.started += 1
        process = Process(f"{self.started}:{name}", run(life), life, notes=notes)
        self.processes.append(process)
        self.trace.note(f"start {process.name}")
        process.resume()
        self._bury_if_ended(process, crashed=False)
        return process

    def step(self, process: Process) -> None:
        """Let one process take its next effect, or not."""
        step = process.standing
        if step is None:
            raise AssertionError(f"{process.name} has no effect to take")
        self.effects += 1
        process.effects += 1
        if process.effects > EFFECTS_PER_PROCESS_MAX:
            raise Violation(
                f"{process.name}: more than {EFFECTS_PER_PROCESS_MAX} effects in one run"
            )
        instead = self.faults.before(step)
        if instead is None:
            process.resume()
            self._say(process, step)
            for watcher in self.watchers:
                watcher.done(process, step)
            instead = self.faults.after(step)
            self._go_on(process, instead, "after", step)
        else:
            self._go_on(process, instead, "instead of", step)
        self._bury_if_ended(process, crashed=instead is End.CRASH)

    def crash(self, process: Process) -> None:
        """End a process where it stands."""
        self.trace.note(f"  {process.name} crashes")
        process.crash()
        self._bury_if_ended(process, crashed=True)

    def step_any(self) -> bool:
        """Let some process take its next effect; False when none runs."""
        if not self.processes:
            return False
        self.step(self.processes[int(self.chance.random() * len(self.processes))])
        return True

    def _go_on(self, process: Process, what: End | Failure | None, when: str, step: Step) -> None:
        if what is None:
            process.resume()
            return
        told = what.value if isinstance(what, End) else type(what).__name__
        self.trace.note(f"  {process.name} {told} {when} {step.label}")
        if isinstance(what, End):
            process.crash()
        else:
            process.throw(what)

    def _say(self, process: Process, step: Step) -> None:
        failed = f" ! {type(step.failure).__name__}" if step.failure else ""
        self.trace.note(f"  {process.name} {step.label}{failed}")

    def _bury_if_ended(self, process: Process, *, crashed: bool) -> None:
        if process.ended:
            self.processes.remove(process)
            self.trace.note(f"end {process.name} {'crashed' if crashed else process.result!s}")
            self.on_end(process, crashed)

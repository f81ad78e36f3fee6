"""A toy engine of three ports and ten lines, to prove the machine that runs the real one."""

from collections.abc import Coroutine
from dataclasses import dataclass, field, fields
from random import Random
from typing import Any

from simulator.world.faults import Faults
from simulator.world.marks import Marks
from simulator.world.options import FaultRates
from simulator.world.scheduler import Scheduler
from simulator.world.steps import Life, Process, Step, stepped
from simulator.world.trace import Trace


@dataclass
class Letterbox:
    """Outside: numbered letters."""

    letters: list[str] = field(default_factory=list)

    async def since(self, cursor: int) -> list[str]:
        """Return the letters after the cursor."""
        return self.letters[cursor:]


@dataclass
class Book:
    """The other outside: what was written down."""

    lines: list[str] = field(default_factory=list)

    async def write(self, line: str, *, once: bool) -> None:
        """Write a line; with `once`, one that stands there is not written again."""
        if not (once and line in self.lines):
            self.lines.append(line)


@dataclass
class Notes:
    """Memory: one cursor."""

    cursor: int = 0

    async def read(self) -> int:
        """Return the cursor."""
        return self.cursor

    async def save(self, cursor: int) -> None:
        """Move the cursor."""
        self.cursor = cursor


@dataclass
class Toy:
    """One seed's life of the toy engine."""

    seed: int
    cursor_first: bool = False
    once: bool = True
    rates: FaultRates = field(default_factory=lambda: steady(crash_before=0.1, crash_after=0.1))

    def __post_init__(self) -> None:
        self.mail, self.crm, self.memory = Letterbox(), Book(), Notes()
        self.trace, self.marks = Trace(keep=True), Marks()
        self.crashes = 0
        chance = Random(self.seed)  # noqa: S311  a seeded game, no secret
        self.faults = Faults(self.rates, chance, self.marks)
        self.scheduler = Scheduler(
            chance=chance, faults=self.faults, watchers=(), trace=self.trace, on_end=self._ended
        )

    def live(self) -> "Toy":
        """Let letters arrive and copies run, then let one undisturbed run finish."""
        for number in range(12):
            self.mail.letters.append(f"letter {number}")
            if not self.scheduler.processes:
                self.scheduler.start("copy", self.copy)
            for _ in range(4):
                self.scheduler.step_any()
        while self.scheduler.step_any():
            pass
        self.faults.active = False
        self.scheduler.start("copy", self.copy)
        while self.scheduler.step_any():
            pass
        return self

    def copy(self, life: Life) -> Coroutine[Step, None, Any]:
        """Return one run of the toy engine."""
        mail = stepped("mail", self.mail, life)
        crm = stepped("crm", self.crm, life)
        memory = stepped("memory", self.memory, life)

        async def run() -> str:
            cursor = await memory.read()
            found = await mail.since(cursor)
            if self.cursor_first:
                await memory.save(cursor + len(found))
            for letter in found:
                await crm.write(letter, once=self.once)
            await memory.save(cursor + len(found))
            return "done"

        return run()

    def _ended(self, _: Process, crashed: bool) -> None:
        self.crashes += crashed


def steady(**rates: float) -> FaultRates:
    """Return rates of which only the named ones are not zero."""
    return FaultRates(**({f.name: 0.0 for f in fields(FaultRates)} | rates))

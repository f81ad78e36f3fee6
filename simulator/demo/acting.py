"""What people do while somebody watches, in turns: meetings moved, contacts edited, one written over, else mail."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from simulator.demo.editing import edit_in_crm, edit_in_outlook, edit_person, write_over
from simulator.demo.following import Followed
from simulator.demo.moving import move_in_crm, move_in_outlook
from simulator.replay.scene import Scene

_MOVES: dict[int, Callable[[Scene, Random, datetime], Awaitable[Followed | None]]] = {
    1: move_in_outlook,
    2: move_in_crm,
}
_EDITS: dict[int, Callable[[Scene, Random], Awaitable[Followed | None]]] = {
    3: edit_in_outlook,
    4: edit_in_crm,
    5: edit_person,
}
_WRITES_OVER = 6
"""Once a start: the answer takes a person."""
ACTS = 1 + _WRITES_OVER
"""After so many turns each act was seen once."""
_ROUND = 14
"""Of so many turns those above are acts, the others arriving mail."""


@dataclass
class Outcome:
    """What was seen while mail arrived and people moved meetings and edited contacts."""

    arrived: int = 0
    captured: int = 0
    undecided: int = 0
    moved: int = 0
    """Meetings, on either side."""
    followed: int = 0
    edited: int = 0
    """Contacts, on either side or at the firm."""
    shown: int = 0
    """Of these, how many the other side showed."""
    written_over: int = 0
    """Contacts that became somebody else."""
    guarded: int = 0
    """Of these, how many the identity guard held."""

    @property
    def is_whole(self) -> bool:
        """Whether something of each kind happened, and all of it became what it was to."""
        is_decided = bool(self.captured) and not self.undecided
        pairs = ((self.moved, self.followed), (self.edited, self.shown))
        is_in_step = all(done and done == seen for done, seen in pairs)
        return is_decided and is_in_step and self.written_over == self.guarded


async def act(
    scene: Scene, draw: Random, now: datetime, number: int, outcome: Outcome
) -> Followed | None:
    """Let somebody act on one side where it is an act's turn, and count it; None: mail arrives instead."""
    turn = number % _ROUND
    if move := _MOVES.get(turn):
        moved = await move(scene, draw, now)
        outcome.moved += moved is not None
        outcome.followed += moved is not None and moved.is_followed
        return moved
    if edit := _EDITS.get(turn):
        edited = await edit(scene, draw)
        outcome.edited += edited is not None
        outcome.shown += edited is not None and edited.is_followed
        return edited
    if number != _WRITES_OVER:
        return None
    other = await write_over(scene)
    outcome.written_over += other is not None
    outcome.guarded += other is not None and other.is_followed
    return other

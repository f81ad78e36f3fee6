"""How much work a function does, in calls rather than seconds: the same on every machine."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps_taken(work: Callable[[str], object], text: str) -> int:
    """Return how many Python and C functions are called while `work` handles `text`."""
    steps = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work(text)
    finally:
        sys.setprofile(before)
    return steps

"""What goes wrong outside, once and at a chosen moment: calls that fail, and people who come between."""

from collections.abc import Callable
from typing import Any

from sync_core.failures import Failure


def fail(port: Any, method: str, failure: Failure, *, times: int = 1, after: bool = False) -> None:
    """Let the next calls of a port's method fail, before what they do is done or after it."""
    sound, left = getattr(port, method), [times]

    async def fails(*told: Any, **named: Any) -> Any:
        if not left[0]:
            return await sound(*told, **named)
        left[0] -= 1
        if after:
            await sound(*told, **named)
        raise failure

    setattr(port, method, fails)


def between(port: Any, method: str, act: Callable[[], object], *, times: int = 1) -> None:
    """Let somebody act between what was decided and the next calls of a port's method."""
    sound, left = getattr(port, method), [times]

    async def preceded(*told: Any, **named: Any) -> Any:
        if left[0]:
            left[0] -= 1
            act()
        return await sound(*told, **named)

    setattr(port, method, preceded)

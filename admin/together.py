"""Reading many alike things at once."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

Read = TypeVar("Read")


async def together(reads: Iterable[Coroutine[Any, Any, Read]]) -> list[Read]:
    """Return what all reads return, in their order.

    When one fails the others are let end before its failure is raised: nothing goes on behind an
    answer already given.
    """
    results = await asyncio.gather(*reads, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]

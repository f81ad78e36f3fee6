"""Items in the order of their time: eight bytes an item, found by bisection, never sorted anew."""

from array import array
from bisect import bisect_left, insort
from datetime import UTC, datetime, timedelta

_NUMBER_BITS = 25  # 33 million items a mailbox; 39 bits remain for seconds, up to the year 9999
_NUMBER_MASK = (1 << _NUMBER_BITS) - 1
_EPOCH = datetime(1, 1, 1, tzinfo=UTC)  # mail is dated 1601 and 0001 too
_MERGED_FROM = 64  # more keys than this are sorted in at once rather than one by one
_SECOND = timedelta(seconds=1)


def seconds_of(moment: datetime) -> int:
    """Return whole seconds since the year 1: Outlook keeps mail's times to the second."""
    return (moment - _EPOCH) // _SECOND


def moment_of(seconds: int) -> datetime:
    """Return the time (UTC) of some seconds since the year 1."""
    return _EPOCH + seconds * _SECOND


class Timeline:
    """Numbers of items, ordered by second and number."""

    __slots__ = ("_sorted", "_unsorted")

    def __init__(self) -> None:
        self._sorted = array("Q")
        self._unsorted = array("Q")
        """Keys older than the newest, put in their places when somebody looks: bulk loads stay quick."""

    def __len__(self) -> int:
        return len(self._sorted) + len(self._unsorted)

    def add(self, seconds: int, number: int) -> None:
        """Put an item in its place."""
        key = seconds << _NUMBER_BITS | number
        is_newest = not self._sorted or key > self._sorted[-1]
        (self._sorted if is_newest else self._unsorted).append(key)

    def remove(self, seconds: int, number: int) -> None:
        """Take an item out."""
        keys, key = self._keys, seconds << _NUMBER_BITS | number
        at = bisect_left(keys, key)
        if at == len(keys) or keys[at] != key:
            raise KeyError(number)
        keys.pop(at)

    def count(self, first: int | None, last: int | None) -> int:
        """Return how many items lie in first <= second <= last; None leaves an end open."""
        low, high = self._span(first, last)
        return high - low

    def page(
        self, first: int | None, last: int | None, skip: int, count: int, *, newest_first: bool
    ) -> list[int]:
        """Return up to `count` numbers within the span, passing over the first `skip`."""
        low, high = self._span(first, last)
        if newest_first:
            top = high - skip
            keys = self._sorted[max(top - count, low) : max(top, low)][::-1]
        else:
            keys = self._sorted[low + skip : min(low + skip + count, high)]
        return [key & _NUMBER_MASK for key in keys]

    def below(self, key: int | None, first: int | None, count: int) -> tuple[list[int], int | None]:
        """Return up to `count` numbers older than `key`, newest first, and the key to go on from.

        The key stays true while items come and go; None begins with the newest, and comes back where
        nothing older is left at or after second `first`.
        """
        everything = self._keys
        low = 0 if first is None else bisect_left(everything, first << _NUMBER_BITS)
        high = len(everything) if key is None else bisect_left(everything, key)
        bottom = max(high - count, low)
        keys = everything[bottom:high][::-1]
        rest = keys[-1] if keys and bottom > low else None
        return [k & _NUMBER_MASK for k in keys], rest

    @property
    def _keys(self) -> "array[int]":
        if len(self._unsorted) > _MERGED_FROM:
            self._sorted = array("Q", sorted((*self._sorted, *self._unsorted)))
        else:
            for key in self._unsorted:
                insort(self._sorted, key)
        if self._unsorted:
            self._unsorted = array("Q")
        return self._sorted

    def _span(self, first: int | None, last: int | None) -> tuple[int, int]:
        keys = self._keys
        low = 0 if first is None else bisect_left(keys, max(first, 0) << _NUMBER_BITS)
        high = len(keys)
        if last is not None:
            high = bisect_left(keys, max(last + 1, 0) << _NUMBER_BITS)
        return low, max(low, high)

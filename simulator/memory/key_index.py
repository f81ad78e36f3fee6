"""Who is found by what: keys of cards in memory, looked up without looking through everybody."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from sync_core import limits
from sync_core.contacts.kept import Key

T = TypeVar("T", bound=str)


class KeyIndex(Generic[T]):
    """Ids under the keys they are found by; ids are whole numbers as text."""

    def __init__(self) -> None:
        self._ids: dict[Key, set[T]] = {}
        self._keys: dict[T, Sequence[Key]] = {}

    def put(self, one: T, keys: Sequence[Key]) -> None:
        """Let an id be found by these keys, and by no former one."""
        self.remove(one)
        self._keys[one] = keys
        for key in keys:
            self._ids.setdefault(key, set()).add(one)

    def ids(self) -> tuple[T, ...]:
        """Return every id, in no particular order."""
        return tuple(self._keys)

    def remove(self, one: T) -> None:
        """Let an id be found no more."""
        for key in self._keys.pop(one, ()):
            held = self._ids[key]
            held.discard(one)
            if not held:
                del self._ids[key]

    def find(self, keys: Sequence[Key]) -> tuple[T, ...]:
        """Return who has one of these keys, by id: limits.CANDIDATES_MAX of those found by the first keys."""
        found: dict[T, None] = {}
        for key in keys:
            found.update(dict.fromkeys(sorted(self._ids.get(key, ()), key=int)))
        return tuple(sorted(list(found)[: limits.CANDIDATES_MAX], key=int))

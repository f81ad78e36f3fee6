"""The digests of the directory's addresses: many rows that change as one.

A set is written under a generation of its own and becomes the current one by one write of the pointer,
so that a crash leaves the old or the new set, never a mix. Generations are numbered, and named by their
content: two writers never write different rows under one name.
"""

from collections.abc import Iterator
from hashlib import sha256

from adapters.storage.tables import Refused, Row, Table, Value, Verb, Write, end_of
from sync_core import limits
from sync_core.failures import Unavailable

PARTITION = "aliases"
_POINTER = "current"
_ROWS = "set."
_NUMBER_DIGITS = 12


async def save(table: Table, digests: frozenset[bytes]) -> None:
    """Replace the set.

    1 transaction where it has not changed; otherwise 3, and 1 for each 5,041 digests written (64 KiB
    of twelve bytes each) and for each of the former set's rows removed.
    """
    content = _content(digests)
    for _ in range(limits.CONTENTION_ATTEMPTS_MAX):
        pointer = await table.get(PARTITION, _POINTER)
        if pointer is not None and pointer.values["content"] == content:
            return
        number = int(pointer.values["number"]) + 1 if pointer else 1
        chunks = list(_chunks(digests))
        for at, chunk in enumerate(chunks):
            key = f"{_prefix(number)}{content}.{at:06d}"
            await table.write(Write(Verb.PUT, PARTITION, key, {"digests": chunk}))
        if await _point(table, pointer, number, content, len(chunks)):
            await _remove_before(table, number)
            return
    raise Unavailable("aliases contended")


async def read(table: Table) -> frozenset[bytes]:
    """Return the set. 2 transactions, and 1 more for each 1,000 rows."""
    for _ in range(limits.CONTENTION_ATTEMPTS_MAX):
        pointer = await table.get(PARTITION, _POINTER)
        if pointer is None:
            return frozenset()
        prefix = f"{_prefix(int(pointer.values['number']))}{pointer.values['content']!s}."
        rows = [row async for row in table.rows(PARTITION, prefix, end_of(prefix))]
        if len(rows) == pointer.values["rows"]:
            return frozenset(digest for row in rows for digest in _digests(row))
        # A newer set took its place between the two reads.
    raise Unavailable("aliases contended")


async def _point(table: Table, pointer: Row | None, number: int, content: str, rows: int) -> bool:
    """Make a generation the current one; False when another writer was faster."""
    values: dict[str, Value] = {"number": number, "content": content, "rows": rows}
    verb, etag = (Verb.REPLACE, pointer.etag) if pointer else (Verb.CREATE, None)
    done = await table.write(Write(verb, PARTITION, _POINTER, values, etag))
    return not isinstance(done, Refused)


async def _remove_before(table: Table, number: int) -> None:
    """Remove older generations: those who still write one will not get the pointer any more."""
    async for row in table.rows(PARTITION, _ROWS, _prefix(number)):
        await table.write(Write(Verb.DELETE, PARTITION, row.key))


def _prefix(number: int) -> str:
    return f"{_ROWS}{number:0{_NUMBER_DIGITS}d}."


def _content(digests: frozenset[bytes]) -> str:
    hashed = sha256()
    for digest in sorted(digests):
        hashed.update(bytes((len(digest),)) + digest)
    return hashed.hexdigest()[:32]


def _chunks(digests: frozenset[bytes]) -> Iterator[bytes]:
    """Yield the digests in rows that fit a property; one byte before each tells its length."""
    chunk = bytearray()
    for digest in sorted(digests):
        if len(chunk) + 1 + len(digest) > limits.PROPERTY_BYTES_MAX:
            yield bytes(chunk)
            chunk.clear()
        chunk += bytes((len(digest),)) + digest
    if chunk:
        yield bytes(chunk)


def _digests(row: Row) -> Iterator[bytes]:
    """Yield the digests of one row."""
    chunk = row.values["digests"]
    if not isinstance(chunk, bytes):
        raise TypeError("aliases: expected a row of bytes")
    at = 0
    while at < len(chunk):
        end = at + 1 + chunk[at]
        yield chunk[at + 1 : end]
        at = end

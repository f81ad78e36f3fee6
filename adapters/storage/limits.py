"""Azure's limits, checked before each call, in this one place.

The emulator accepts much of what Azure refuses, so a mistake would show in production first. A breach is
a fault of the program and raises ValueError naming the limit. Source: Microsoft Learn, "Understanding the
Table service data model" and "Scalability and performance targets for Table storage".
"""

import re
from collections.abc import Sequence

from adapters.storage.tables import Value, Verb, Write
from sync_core import limits

_REFUSED_IN_KEYS = re.compile(r"[/\\#?\x00-\x1f\x7f-\x9f]")
_PROPERTY_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")
_SYSTEM_NAMES = frozenset({"PartitionKey", "RowKey", "Timestamp"})
_WIRE_OVERHEAD_BYTES = 600  # headers and type marks of one operation in a transaction's request


def check_key(key: str, what: str) -> None:
    """Refuse a partition or row key that Azure would refuse."""
    if not 0 < len(key) <= limits.KEY_CHARACTERS_MAX:
        raise ValueError(f"{what}: expected 1..{limits.KEY_CHARACTERS_MAX} characters")
    if _REFUSED_IN_KEYS.search(key):
        raise ValueError(f"{what}: expected a key without / \\ # ? and control characters")


def check_write(write: Write) -> int:
    """Refuse a row that Azure would refuse; return its size in bytes as Azure counts it."""
    check_key(write.partition, "partition key")
    check_key(write.key, "row key")
    if write.verb is Verb.DELETE:
        return 0
    if len(write.values) > limits.ENTITY_PROPERTIES_MAX:
        raise ValueError(f"row: expected at most {limits.ENTITY_PROPERTIES_MAX} properties")
    size = 4 + 2 * (len(write.partition) + len(write.key))
    for name, value in write.values.items():
        size += 8 + 2 * len(name) + _checked_size(name, value)
    if size > limits.ENTITY_BYTES_MAX:
        raise ValueError(f"row: expected at most {limits.ENTITY_BYTES_MAX} bytes, got {size}")
    return size


def check_transaction(writes: Sequence[Write]) -> None:
    """Refuse a transaction that Azure would refuse."""
    if not 0 < len(writes) <= limits.TRANSACTION_OPERATIONS_MAX:
        raise ValueError(
            f"transaction: expected 1..{limits.TRANSACTION_OPERATIONS_MAX} rows, got {len(writes)}"
        )
    if len({write.partition for write in writes}) != 1:
        raise ValueError("transaction: expected rows of one partition")
    if len({write.key for write in writes}) != len(writes):
        raise ValueError("transaction: expected each row once")
    size = sum(check_write(write) + _WIRE_OVERHEAD_BYTES for write in writes)
    if size > limits.TRANSACTION_BYTES_MAX:
        raise ValueError(f"transaction: expected at most {limits.TRANSACTION_BYTES_MAX} bytes")


def check_message(text: str) -> None:
    """Refuse a queue message that would not fit once it is encoded in base64."""
    size = len(text.encode())
    if size > limits.QUEUE_MESSAGE_BYTES_MAX:
        raise ValueError(
            f"queue message: expected at most {limits.QUEUE_MESSAGE_BYTES_MAX} bytes, got {size}"
        )


def check_delay(delay_seconds: int) -> None:
    """Refuse a delay that Azure Queues do not know."""
    if not 0 <= delay_seconds <= limits.QUEUE_DELAY_SECONDS_MAX:
        raise ValueError(f"delay_seconds: expected 0..{limits.QUEUE_DELAY_SECONDS_MAX}")


def _checked_size(name: str, value: Value) -> int:
    """Return the size of one property, refusing a name or a value that Azure would refuse."""
    if name in _SYSTEM_NAMES or not _PROPERTY_NAME.fullmatch(name):
        raise ValueError(f"property {name!r}: expected letters, digits and _, not a digit first")
    if not isinstance(value, str | bytes):
        return 8
    size = len(value) if isinstance(value, bytes) else len(value.encode("utf-16-le"))
    if size > limits.PROPERTY_BYTES_MAX:
        raise ValueError(f"property {name}: expected at most {limits.PROPERTY_BYTES_MAX} bytes")
    return size + 4

"""Azure's limits, refused before anything is sent."""

import pytest

from adapters.storage.limits import check_key, check_message, check_transaction, check_write
from adapters.storage.tables import Value, Verb, Write


def put(key: str = "k", values: dict[str, Value] | None = None, partition: str = "p") -> Write:
    return Write(Verb.PUT, partition, key, values or {})


@pytest.mark.parametrize("odd", ["a/b", "a\\b", "a#b", "a?b", "a\tb", "a\x85b", "", "k" * 513])
def test_a_key_that_azure_refuses_is_refused(odd: str) -> None:
    with pytest.raises(ValueError, match="row key"):
        check_key(odd, "row key")
    with pytest.raises(ValueError, match="row key"):
        check_write(put(odd))
    with pytest.raises(ValueError, match="partition key"):
        check_write(put(partition=odd))


@pytest.mark.parametrize("name", ["a-b", "1a", "", "a b", "RowKey", "Timestamp", "n" * 256])
def test_a_property_name_that_azure_refuses_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="property"):
        check_write(put(values={name: 1}))


def test_properties_are_counted() -> None:
    check_write(put(values={f"p{n}": n for n in range(252)}))
    with pytest.raises(ValueError, match="252 properties"):
        check_write(put(values={f"p{n}": n for n in range(253)}))


def test_text_is_measured_as_azure_stores_it() -> None:
    check_write(put(values={"t": "x" * 32_768, "b": b"x" * 65_536}))
    for value in ("x" * 32_769, "\N{ROCKET}" * 16_385, b"x" * 65_537):
        with pytest.raises(ValueError, match="65536"):
            check_write(put(values={"t": value}))


def test_a_row_is_measured_whole() -> None:
    check_write(put(values={f"p{n}": b"x" * 65_000 for n in range(16)}))
    with pytest.raises(ValueError, match="1048576"):
        check_write(put(values={f"p{n}": b"x" * 65_000 for n in range(17)}))


def test_a_transaction_holds_a_hundred_rows_of_one_partition_each_once() -> None:
    check_transaction([put(f"k{n}") for n in range(100)])
    with pytest.raises(ValueError, match="1..100 rows, got 101"):
        check_transaction([put(f"k{n}") for n in range(101)])
    with pytest.raises(ValueError, match="1..100"):
        check_transaction([])
    with pytest.raises(ValueError, match="one partition"):
        check_transaction([put("a"), put("b", partition="q")])
    with pytest.raises(ValueError, match="each row once"):
        check_transaction([put("a"), put("a")])


def test_a_transaction_is_measured_whole() -> None:
    megabyte: dict[str, Value] = {f"p{n}": b"x" * 65_000 for n in range(16)}
    with pytest.raises(ValueError, match="4194304"):
        check_transaction([put(f"k{n}", megabyte) for n in range(5)])


def test_a_queue_message_must_fit_once_encoded() -> None:
    check_message("x" * 49_152)
    with pytest.raises(ValueError, match="49152"):
        check_message("ä" * 24_577)

"""Names that stand for each other: alike both ways, never by way of a third."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_core.contacts.contact import Card
from sync_core.contacts.names import Naming, likeness, name_of, words_of
from sync_core.contacts.nicknames import NICKNAMES
from tests.sync_core.contacts.making import PEOPLE, called

NAMES = sorted({name for row in NICKNAMES for name in row.split()})


def naming(one: str, other: str) -> Naming:
    """Return how two people called so stand to each other, who have the same surname."""
    return likeness(name_of(called(one, "Bach")), name_of(called(other, "Bach"))).naming


def test_each_name_stands_once_in_its_row() -> None:
    for row in NICKNAMES:
        assert len(set(row.split())) == len(row.split()) > 1, row
        assert row == row.casefold()


@pytest.mark.parametrize("row", NICKNAMES)
def test_all_names_of_a_row_stand_for_each_other(row: str) -> None:
    names = row.split()
    for one in names:
        for other in names:
            assert naming(one, other) in (Naming.SAME, Naming.LIKE), (one, other)


@given(one=st.sampled_from(NAMES), other=st.sampled_from(NAMES))
def test_names_of_no_common_row_do_not(one: str, other: str) -> None:
    has_row = any({one, other} <= set(row.split()) for row in NICKNAMES)
    is_same = words_of(one) == words_of(other)
    assert (naming(one, other) is Naming.OTHER) is not (has_row or is_same)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("John Paul Smith", "Jack P Smith", Naming.LIKE),
        ("John Paul Smith", "J P Smith", Naming.LIKE),
        ("John Paul Smith", "P Smith", Naming.LIKE),
        ("John Paul Smith", "Q Smith", Naming.OTHER),
        ("John Paul Smith", "J P S", Naming.OTHER),
        ("Anna Maria Bach", "Anna Berta Bach", Naming.OTHER),
        ("Alex Alexandra Bach", "Alexander Alex Bach", Naming.OTHER),
        ("Bob Bob", "Robert Smith", Naming.OTHER),
        ("李小龍", "李 小龍", Naming.SAME),
        ("a b c d e f g h", "s t u v w x y z", Naming.OTHER),
        ("al bob cy di ed flo gil hal", "ada bea cleo dora eva fay gia hera", Naming.OTHER),
    ],
)
def test_each_word_stands_for_one_word_alone(one: str, other: str, expected: Naming) -> None:
    a, b = name_of(called(shown=one)), name_of(called(shown=other))
    assert likeness(a, b).naming is likeness(b, a).naming is expected


@given(one=PEOPLE, other=PEOPLE)
def test_names_are_alike_both_ways(one: Card, other: Card) -> None:
    a, b = name_of(one), name_of(other)
    assert likeness(a, b) == likeness(b, a)

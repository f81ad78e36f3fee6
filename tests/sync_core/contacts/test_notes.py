"""The marked block in a user's notes: what is shared, and what nobody may touch."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync_core.contacts.notes import (
    BEGIN,
    END,
    Block,
    block_in,
    private_part,
    shared_part,
    with_shared_part,
)

BLOCK = f"{BEGIN}\nold\n{END}"
BROKEN = {
    "the beginning alone": f"mine\n{BEGIN}\nold",
    "the end alone": f"old\n{END}\nmine",
    "out of order": f"{END}\nold\n{BEGIN}",
    "doubled": f"{BLOCK}\nmine\n{BLOCK}",
    "two beginnings": f"{BEGIN}\n{BLOCK}",
    "two ends": f"{BLOCK}\r\n{END}",
}

_LINES = st.sampled_from(
    (
        "",
        "mine",
        " spaced  ",
        BEGIN,
        END,
        f"  {BEGIN} ",
        f">{BEGIN}",
        f">> {END}",
        f"x {BEGIN}",
        "ü\u2028\x85\x0b",
    )
)
_ENDS = st.sampled_from(("\n", "\r\n", "\r"))
TEXTS = st.lists(st.tuples(_LINES, _ENDS), max_size=6).map(
    lambda told: "".join(line + end for line, end in told)
) | st.lists(_LINES, max_size=6).map("\n".join)
"""Notes of every kind: marks whole, torn and quoted, with any line ends."""


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_the_block_is_set_below_the_user_s_own_text() -> None:
    assert with_shared_part("mine", "ours") == f"mine\n{BEGIN}\nours\n{END}"
    assert with_shared_part("", "ours") == f"{BEGIN}\nours\n{END}"


def test_only_the_block_is_replaced_and_in_its_place() -> None:
    text = f" mine \r\n\r\n{BEGIN}\r\nold\r\n{END}\r\nmine too\n"
    told = with_shared_part(text, "new\nlines")
    assert told == f" mine \r\n\r\n{BEGIN}\r\nnew\r\nlines\r\n{END}\r\nmine too\n"
    assert shared_part(told) == "new\nlines"


def test_the_same_shared_part_changes_nothing() -> None:
    text = f"mine\r\n{BEGIN}\r\nold\r\n{END}\r\n"
    assert with_shared_part(text, shared_part(text)) == text


def test_nothing_is_shared_of_notes_without_a_block() -> None:
    text = f"my secret about {BEGIN} and {END}"
    assert block_in(text) is Block.ABSENT
    assert shared_part(text) == ""
    assert private_part(text) == text
    assert with_shared_part(text, "") == text


def test_a_block_the_user_deleted_is_gone_and_set_anew_when_there_is_something_to_share() -> None:
    assert shared_part("mine") == ""
    assert with_shared_part("mine", "ours") == f"mine\n{BEGIN}\nours\n{END}"


def test_an_empty_shared_part_takes_the_block_away() -> None:
    assert with_shared_part(f"mine\n{BLOCK}", "") == "mine"
    assert with_shared_part(f"{BLOCK}\r\nmine", "") == "mine"
    assert with_shared_part(f"a\n{BLOCK}\nb", "") == "a\nb"
    assert with_shared_part(BLOCK, "") == ""


@pytest.mark.parametrize("told", BROKEN)
def test_broken_marks_are_told_and_nothing_is_touched_or_shared(told: str) -> None:
    text = BROKEN[told]
    assert block_in(text) is Block.BROKEN
    assert shared_part(text) == ""
    assert with_shared_part(text, "new") == text
    assert with_shared_part(text, "") == text


def test_marks_within_a_shared_text_come_back_as_they_were() -> None:
    odd = f"a\n{BEGIN}\n>{END}\nb"
    text = with_shared_part("mine", odd)
    assert block_in(text) is Block.WHOLE
    assert shared_part(text) == odd


def test_a_mark_that_was_indented_or_trailed_is_still_a_mark() -> None:
    assert shared_part(f"mine\n  {BEGIN}\t\nours\n{END}  \nmore") == "ours"


def test_marks_with_nothing_between_share_nothing() -> None:
    assert shared_part(f"{BEGIN}\n{END}") == ""
    assert block_in(f"{BEGIN}\n{END}") is Block.WHOLE


@given(text=TEXTS, shared=TEXTS)
@example(text="mine\r", shared="x")
@example(text="", shared="")
def test_what_is_shared_comes_back(text: str, shared: str) -> None:
    told = with_shared_part(text, shared)
    if block_in(text) is not Block.BROKEN:
        assert shared_part(told) == plain(shared)


@given(text=TEXTS, shared=TEXTS)
@example(text="mine\r", shared="x")
@example(text="mine\n\n", shared="x")
def test_the_user_s_own_text_stays_to_the_last_character(text: str, shared: str) -> None:
    told = with_shared_part(text, shared)
    if block_in(text) is Block.BROKEN:
        assert told == text
    else:
        assert private_part(told) == private_part(text)
        assert with_shared_part(told, "") == private_part(text)


@given(text=TEXTS, first=TEXTS, second=TEXTS)
def test_only_what_was_shared_last_counts(text: str, first: str, second: str) -> None:
    if first or not second:
        once = with_shared_part(with_shared_part(text, first), second)
        assert once == with_shared_part(with_shared_part(text, second), second)


@given(text=TEXTS)
def test_nothing_of_the_user_s_own_text_is_shared(text: str) -> None:
    secret = f"secret {text}".replace(BEGIN, "").replace(END, "")
    assert shared_part(secret) == ""
    assert shared_part(with_shared_part(secret, "ours")) == "ours"

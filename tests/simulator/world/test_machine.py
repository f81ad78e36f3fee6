"""The machine that steps processes: crashes, lost answers and replay, shown on the toy."""

from collections.abc import Coroutine
from typing import Any

import pytest

from simulator.world.steps import Crashed, Life, Process, Stage, Step, stepped
from sync_core.failures import Unavailable
from tests.simulator.world.toy import Book, Toy, steady

SEEDS = range(60)


def test_a_toy_that_saves_its_cursor_last_loses_and_doubles_nothing_on_any_seed() -> None:
    crashes = 0
    for seed in SEEDS:
        toy = Toy(seed).live()
        crashes += toy.crashes
        assert toy.crm.lines == toy.mail.letters, f"seed {seed}"
    assert crashes > len(SEEDS)


def test_a_toy_that_saves_its_cursor_first_is_caught_losing_a_letter() -> None:
    assert any(Toy(s, cursor_first=True).live().crm.lines != Toy(s).live().crm.lines for s in SEEDS)


def test_a_toy_without_a_unique_key_is_caught_writing_twice() -> None:
    doubled = [s for s in SEEDS if len(Toy(s, once=False).live().crm.lines) > 12]
    assert doubled


def test_one_seed_has_one_trace() -> None:
    first, second, other = Toy(7).live().trace, Toy(7).live().trace, Toy(8).live().trace
    assert first.digest() == second.digest()
    assert first.lines == second.lines
    assert first.digest() != other.digest()


def test_without_faults_nothing_crashes() -> None:
    assert Toy(1, rates=steady()).live().crashes == 0


def _writing(book: Book, life: Life) -> Coroutine[Step, None, Any]:
    crm = stepped("crm", book, life)

    async def run() -> str:
        try:
            await crm.write("one", once=False)
        except Unavailable:
            await crm.write("again", once=False)
        finally:
            await crm.write("tidy", once=False)
        return "done"

    return run()


def _begun(book: Book) -> Process:
    life = Life()
    process = Process("writing", _writing(book, life), life)
    process.resume()
    return process


def test_an_effect_happens_between_its_two_stops() -> None:
    book = Book()
    process = _begun(book)
    assert process.standing is not None
    assert (process.standing.label, process.standing.stage) == ("crm.write", Stage.BEFORE)
    assert book.lines == []
    process.resume()
    assert process.standing.stage is Stage.AFTER
    assert book.lines == ["one"]
    process.crash()


def test_a_failure_before_an_effect_leaves_it_undone_and_reaches_the_caller() -> None:
    book = Book()
    process = _begun(book)
    process.throw(Unavailable("503"))
    assert process.standing is not None
    process.resume()
    assert book.lines == ["again"]
    process.crash()


def test_a_lost_answer_leaves_the_effect_done_and_reaches_the_caller() -> None:
    book = Book()
    process = _begun(book)
    process.resume()
    process.throw(Unavailable("lost"))
    process.resume()
    assert book.lines == ["one", "again"]
    process.crash()


def test_a_crashed_process_runs_no_clean_up_with_effects() -> None:
    book = Book()
    process = _begun(book)
    process.resume()
    process.crash()
    assert process.ended
    assert book.lines == ["one"]


def test_a_process_that_swallows_its_own_end_is_an_error() -> None:
    life = Life()
    crm = stepped("crm", Book(), life)

    async def stubborn() -> None:
        try:
            await crm.write("one", once=False)
        except Crashed:
            await Step("crm", "write", (), {})

    process = Process("stubborn", stubborn(), life)
    process.resume()
    with pytest.raises(AssertionError, match="went on after"):
        process.crash()
    process.coroutine.close()

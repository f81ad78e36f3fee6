"""What every Memory does with a person's answers to the questions that pairs raise."""

from dataclasses import replace

import pytest

from flows.ports.memory import Memory
from flows.ports.remembrance import Remembrance
from sync_core import limits
from sync_core.failures import LeaseLost
from sync_core.reconcile.answers import Answer, Answered
from sync_core.reconcile.pairs import Pair, PairKey, PairState
from sync_core.work import Stream
from tests.contracts.memory_rows import ANNA, BOB, LIVE, NOW, after, taken
from tests.contracts.pair_rows import pair, pair_key

CONTACTS = Stream.CONTACTS
ABOUT = "00ffee"


def asked(number: int, about: str = ABOUT) -> Pair:
    """Return a pair about which a person is asked."""
    return replace(pair(number), state=PairState.ASKED, reason="likely_twin", asks=about)


def said(answer: Answer, about: str = ABOUT, seconds: float = 5) -> Answered:
    """Return somebody's answer."""
    return Answered(answer=answer, about=about, by="user-ä-7", at=after(seconds))


async def step(memory: Memory, what: Remembrance, run: str = "run-0") -> None:
    """Remember a step of Anna's contacts under a lease of its own."""
    lease = await taken(memory, run, stream=CONTACTS)
    lease = await memory.remember(lease, what, NOW)
    await memory.release(lease, None)


class AnswersContract:
    """Questions and answers."""

    async def test_nobody_answered_at_first(self, memory: Memory) -> None:
        assert await memory.answers(ANNA, CONTACTS) == {}

    async def test_an_answer_comes_back_as_it_was_given(self, memory: Memory) -> None:
        odd = replace(asked(2), key=PairKey("new.00ff"))
        await step(memory, Remembrance(pairs=(asked(1), odd)))
        split = said(Answer.SPLIT, seconds=0.000001)
        assert await memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
        assert await memory.answer_pair(ANNA, CONTACTS, odd.key, split)
        assert await memory.answers(ANNA, CONTACTS) == {
            pair_key(1): said(Answer.ACCEPT),
            odd.key: split,
        }

    @pytest.mark.parametrize("answer", list(Answer))
    async def test_every_answer_can_be_given(self, memory: Memory, answer: Answer) -> None:
        await step(memory, Remembrance(pairs=(asked(1),)))
        assert await memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(answer))
        assert (await memory.answers(ANNA, CONTACTS))[pair_key(1)].answer is answer

    async def test_a_later_answer_takes_the_place_of_the_earlier(self, memory: Memory) -> None:
        await step(memory, Remembrance(pairs=(asked(1),)))
        await memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
        later = replace(said(Answer.SPLIT, seconds=9), by="user-2")
        assert await memory.answer_pair(ANNA, CONTACTS, pair_key(1), later)
        assert await memory.answers(ANNA, CONTACTS) == {pair_key(1): later}

    async def test_an_answer_survives_that_the_engine_writes_the_pair_anew(
        self, memory: Memory
    ) -> None:
        await step(memory, Remembrance(pairs=(asked(1),)))
        await memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
        await step(memory, Remembrance(pairs=(replace(asked(1), attempts=3),)), "run-1")
        await step(memory, Remembrance(pairs=(asked(1, "another question"),)), "run-2")
        assert await memory.answers(ANNA, CONTACTS) == {pair_key(1): said(Answer.ACCEPT)}

    async def test_answering_changes_nothing_of_the_pair(self, memory: Memory) -> None:
        await step(memory, Remembrance(pairs=(asked(1), pair(2))))
        await memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
        held = {one.key: one for one in await memory.pairs(ANNA, CONTACTS)}
        assert held == {pair_key(1): asked(1), pair_key(2): pair(2)}

    async def test_an_answer_to_what_is_not_asked_is_refused(self, memory: Memory) -> None:
        yes = said(Answer.ACCEPT)
        settled = replace(asked(1), state=PairState.LINKED)
        await step(memory, Remembrance(pairs=(settled, asked(2, "something else"))))
        for number in (1, 2, 3):  # settled, asks something else, never there
            assert not await memory.answer_pair(ANNA, CONTACTS, pair_key(number), yes)
        await step(memory, Remembrance(pairs=(asked(1),)), "run-1")
        assert not await memory.answer_pair(BOB, CONTACTS, pair_key(1), yes)
        assert not await memory.answer_pair(ANNA, LIVE, pair_key(1), yes)
        assert await memory.answers(ANNA, CONTACTS) == {}
        assert await memory.answer_pair(ANNA, CONTACTS, pair_key(1), yes)

    async def test_a_refused_answer_leaves_the_one_that_was_given(self, memory: Memory) -> None:
        await step(memory, Remembrance(pairs=(asked(1),)))
        await memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
        assert not await memory.answer_pair(
            ANNA, CONTACTS, pair_key(1), said(Answer.SPLIT, about="an older question")
        )
        assert await memory.answers(ANNA, CONTACTS) == {pair_key(1): said(Answer.ACCEPT)}

    async def test_a_heeded_answer_is_forgotten_and_the_others_stay(self, memory: Memory) -> None:
        await step(memory, Remembrance(pairs=(asked(1), asked(2))))
        for number in (1, 2):
            await memory.answer_pair(ANNA, CONTACTS, pair_key(number), said(Answer.ACCEPT))
        heeded = (pair_key(1), pair_key(1), pair_key(9))  # the last was never answered
        done = Remembrance(pairs=(pair(1),), heeded=heeded, cursors={"contacts": "d1"})
        await step(memory, done, "run-1")
        assert await memory.answers(ANNA, CONTACTS) == {pair_key(2): said(Answer.ACCEPT)}
        assert await memory.cursors(ANNA, "contacts") == {"contacts": "d1"}

    async def test_an_answer_is_heeded_in_its_own_stream_alone(self, memory: Memory) -> None:
        await step(memory, Remembrance(pairs=(asked(1),)))
        await memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
        sharing = await taken(memory, "run-1", stream=Stream.SHARING)
        await memory.remember(sharing, Remembrance(heeded=(pair_key(1),)), NOW)
        assert await memory.answers(ANNA, Stream.SHARING) == {}
        assert await memory.answers(ANNA, CONTACTS) == {pair_key(1): said(Answer.ACCEPT)}

    async def test_hundreds_of_answers_are_given_and_heeded(self, memory: Memory) -> None:
        count = limits.REMEMBERED_ROWS_PER_TRANSACTION + 20
        await step(memory, Remembrance(pairs=tuple(asked(number) for number in range(count))))
        for number in range(count):
            await memory.answer_pair(ANNA, CONTACTS, pair_key(number), said(Answer.IGNORE))
        assert len(await memory.answers(ANNA, CONTACTS)) == count
        keys = tuple(pair_key(number) for number in range(count))
        done = Remembrance(pairs=tuple(pair(number) for number in range(count)), heeded=keys)
        await step(memory, done, "run-1")
        assert await memory.answers(ANNA, CONTACTS) == {}

    async def test_a_run_that_lost_its_lease_forgets_no_answer(self, memory: Memory) -> None:
        await step(memory, Remembrance(pairs=(asked(1),)))
        await memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
        lost = await taken(memory, "run-1", stream=CONTACTS)
        await taken(memory, "run-2", stream=CONTACTS, now=after(limits.LEASE_SECONDS + 1))
        with pytest.raises(LeaseLost):
            await memory.remember(lost, Remembrance(heeded=(pair_key(1),)), after(400))
        assert await memory.answers(ANNA, CONTACTS) == {pair_key(1): said(Answer.ACCEPT)}

    async def test_a_forgotten_mailbox_leaves_no_answer(self, memory: Memory) -> None:
        for mailbox in (ANNA, BOB):
            lease = await taken(memory, f"run-{mailbox}", mailbox, CONTACTS)
            await memory.remember(lease, Remembrance(pairs=(asked(1),)), NOW)
            await memory.answer_pair(mailbox, CONTACTS, pair_key(1), said(Answer.ACCEPT))
        await memory.forget_mailbox(ANNA)
        assert await memory.answers(ANNA, CONTACTS) == {}
        assert await memory.answers(BOB, CONTACTS) == {pair_key(1): said(Answer.ACCEPT)}

"""What people answered to the questions that pairs raise: a row beside the pair's, which rewriting it leaves."""

from collections.abc import Mapping
from datetime import datetime

from adapters.storage.keys import answer_key, answers_prefix, pair_row_key, unescaped
from adapters.storage.pair_rows import pair_of
from adapters.storage.rows import utc_text
from adapters.storage.tables import Refused, Row, Table, Value, Verb, Write, end_of
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.reconcile.answers import Answer, Answered
from sync_core.reconcile.pairs import PairKey
from sync_core.work import MailboxId, Stream


async def answer(
    table: Table, mailbox: MailboxId, stream: Stream, key: PairKey, told: Answered
) -> bool:
    """Note an answer; False when the pair does not ask that. 2 transactions; 2 more a lost race.

    It is written together with a proof that the pair still asks: nobody answers what was settled meanwhile.
    """
    for _ in range(limits.CONTENTION_ATTEMPTS_MAX):
        row = await table.get(mailbox, pair_row_key(stream, key))
        if row is None or not pair_of(key, row.values).does_ask(told.about):
            return False
        still_asks = Write(Verb.MERGE, mailbox, row.key, {}, row.etag)
        noted = Write(Verb.PUT, mailbox, answer_key(stream, key), _encoded(told))
        if not isinstance(await table.transact([still_asks, noted]), Refused):
            return True
    raise Unavailable("pair contended")


async def answers(table: Table, mailbox: MailboxId, stream: Stream) -> Mapping[PairKey, Answered]:
    """Return the answers that were not acted on yet, by key. 1 transaction for each 1,000."""
    low = answers_prefix(stream)
    rows = [row async for row in table.rows(mailbox, low, end_of(low))]
    return {PairKey(unescaped(row.key.removeprefix(low))): _decoded(row) for row in rows}


def _encoded(told: Answered) -> dict[str, Value]:
    return {
        "answer": told.answer.value,
        "about": told.about,
        "by": told.by,
        "at": utc_text(told.at),
    }


def _decoded(row: Row) -> Answered:
    """Return the answer a row holds; a property of a later version is passed over."""
    return Answered(
        answer=Answer(str(row.values["answer"])),
        about=str(row.values["about"]),
        by=str(row.values["by"]),
        at=datetime.fromisoformat(str(row.values["at"])),
    )

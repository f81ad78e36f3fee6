from datetime import UTC, datetime

from sync_core.decisions import Reason, Verdict
from sync_core.mail import FolderId, MessageRef, Unreadable
from sync_core.seen import Seen, SeenKey, Tally, normalised_message_id, seen_key
from tests.sync_core.making import DIGESTER, NOON, message


def row(reason: Reason) -> Seen:
    return Seen(key=SeenKey("seen.1"), reason=reason, decided_at=NOON)


def test_a_moved_message_is_the_same_row_and_a_copy_is_another() -> None:
    here, moved = message(1), message(1, folder=FolderId("archive"))

    assert seen_key(here, DIGESTER) == seen_key(moved, DIGESTER)
    assert seen_key(here, DIGESTER) != seen_key(message(2, internet_message_id="<m1@x>"), DIGESTER)


def test_what_a_delta_says_and_what_cannot_be_read_name_the_same_row_as_the_message() -> None:
    read = message(1)
    ref = MessageRef(id=read.id, internet_message_id="", received_at=NOON, folder=read.folder)
    bad = Unreadable(id=read.id, received_at=NOON, problem="subject: expected text")

    assert seen_key(read, DIGESTER) == seen_key(ref, DIGESTER) == seen_key(bad, DIGESTER)


def test_rows_are_ordered_by_when_the_mailbox_got_the_message() -> None:
    times = [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1601, 1, 1, tzinfo=UTC),
        NOON,
        datetime(2044, 1, 4, tzinfo=UTC),
    ]
    keys = [seen_key(message(received_at=t), DIGESTER) for t in times]

    assert keys == sorted(keys)


def test_a_message_id_is_compared_without_brackets_and_folding() -> None:
    assert normalised_message_id(" <a@b>\r\n") == normalised_message_id("a@ b") == "a@b"
    assert normalised_message_id("<>") == ""


def test_a_days_numbers_add_up_over_the_three_verdicts() -> None:
    tally = Tally.of(map(row, [Reason.MATCHED, Reason.MATCHED, Reason.INTERNAL, Reason.UNREADABLE]))

    assert tally.seen == 4
    assert [tally.of_verdict(v) for v in (Verdict.CAPTURED, Verdict.LEFT_OUT, Verdict.FAILED)] == [
        2,
        1,
        1,
    ]


def test_a_new_decision_takes_the_place_of_the_old_one() -> None:
    before = Tally.of([row(Reason.DRAFT), row(Reason.INTERNAL)])
    after = before.plus([row(Reason.MATCHED)], instead_of=[row(Reason.DRAFT)])

    assert dict(after.by_reason) == {Reason.INTERNAL: 1, Reason.MATCHED: 1}


def test_adding_nothing_changes_no_tally() -> None:
    assert Tally().plus([]) == Tally()

import json

import pytest

from sync_core.work import FIRM, QueueName, Stream, Task, UnreadableWorkItem, WorkItem
from tests.sync_core.making import MAILBOX, NOON


def item(task: Task = Task.MAIL_WAKE) -> WorkItem:
    return WorkItem(task=task, mailbox=MAILBOX, woken_at=NOON)


def test_an_item_survives_its_queue() -> None:
    told = item().again()

    assert WorkItem.decode(told.encode()) == told
    assert WorkItem.decode(told.encode().encode()) == told


def test_an_item_is_small_and_says_only_where_to_look() -> None:
    assert len(item().traced("a" * 32).encode()) < 250


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"task":"mail.wake"}', "not json", "\x00"])
def test_a_foreign_message_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(UnreadableWorkItem) as refused:
        WorkItem.decode(text)
    assert "not json" not in str(refused.value)


def test_the_missing_field_is_named() -> None:
    with pytest.raises(UnreadableWorkItem, match="mailbox"):
        WorkItem.decode('{"task":"mail.wake","woken_at":"2026-01-01T00:00:00Z"}')


@pytest.mark.parametrize("mailbox", ["", "ana@client.test", "Our cover up", "x" * 65, "a\n"])
def test_a_message_whose_mailbox_is_no_id_is_not_ours_and_not_repeated(mailbox: str) -> None:
    text = json.dumps({"task": "mail.wake", "mailbox": mailbox, "woken_at": "2026-01-01T00:00:00Z"})
    with pytest.raises(UnreadableWorkItem, match="mailbox is no object id") as refused:
        WorkItem.decode(text)
    assert not mailbox or mailbox not in str(refused.value)


def test_a_time_without_offset_is_refused() -> None:
    with pytest.raises(UnreadableWorkItem, match="woken_at"):
        WorkItem.decode('{"task":"mail.wake","mailbox":"m","woken_at":"2026-01-01T00:00:00"}')


def test_long_work_that_nobody_waits_for_has_a_queue_of_its_own() -> None:
    bulk = {t for t in Task if item(t).queue is QueueName.BULK}
    assert bulk == {Task.MAIL_BACKFILL, Task.CALENDAR_SWEEP, Task.CONTACTS_SWEEP}


def test_live_mail_backfill_and_sweep_of_one_mailbox_do_not_wait_for_each_other() -> None:
    streams = {item(t).stream for t in (Task.MAIL_WAKE, Task.MAIL_BACKFILL, Task.MAIL_SWEEP)}

    assert len(streams) == 3
    assert item(Task.MAIL_RETRY).stream is Stream.MAIL_LIVE
    assert WorkItem(task=Task.PRUNE, mailbox=FIRM, woken_at=NOON).stream is Stream.FIRM


def test_attempts_count_up_and_start_over_when_work_goes_on() -> None:
    assert item().again().again().attempt == 2
    assert item().again().continued().attempt == 0


def test_a_trace_is_kept_by_all_that_follows_and_given_only_once() -> None:
    told = item().traced("a" * 32)

    assert WorkItem.decode(told.encode()) == told
    assert told.again().continued().traced("b" * 32).trace == "a" * 32


def test_a_message_of_an_older_version_has_no_trace_and_one_of_a_later_version_is_read() -> None:
    told = json.loads(item().encode())
    del told["trace"]
    assert WorkItem.decode(json.dumps(told)) == item()
    assert WorkItem.decode(json.dumps(told | {"later": 1})) == item()


@pytest.mark.parametrize(
    "trace", ["ana@client.test", "A" * 32, "a" * 31, "a" * 33, "a" * 32 + "\n"]
)
def test_a_message_whose_trace_is_none_is_not_ours_and_not_repeated(trace: str) -> None:
    text = json.dumps(json.loads(item().encode()) | {"trace": trace})
    with pytest.raises(UnreadableWorkItem, match="trace is no trace id") as refused:
        WorkItem.decode(text)
    assert trace not in str(refused.value)

"""host.json: what docs/host.md says of it holds, value by value, beside the engine's own limits."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator.host.hostfile import read_host_file
from sync_core import limits
from sync_core.work import QueueName

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "host.md").read_text()
HOST = read_host_file(ROOT / "host.json")
ROW = re.compile(r"^\| `([\w.]+)` \| `(.+?)` \| (.+) \|$", re.MULTILINE)
FRONT_END_SECONDS = 230
"""Azure's front end gives an HTTP answer no longer (Learn, "Azure Functions triggers and bindings", HTTP)."""
BATCH_MAX = 32
"""Of the queue service, messages in one request."""


def _leaves(told: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if not isinstance(told, dict):
        yield path, json.dumps(told)
        return
    for name, value in told.items():
        yield from _leaves(value, f"{path}.{name}" if path else name)


def test_every_value_stands_in_the_page_with_its_reason() -> None:
    told = {path: (value, why) for path, value, why in ROW.findall(PAGE)}
    written = dict(_leaves(json.loads((ROOT / "host.json").read_text())))

    assert {path: value for path, (value, _) in told.items()} == written
    assert all(len(why) > 20 for _, why in told.values())


def test_one_instance_takes_twelve_items_of_a_queue_at_once_and_the_page_says_so() -> None:
    queues = HOST.queues
    assert queues.batch_size <= BATCH_MAX
    assert queues.threshold == queues.batch_size // 2
    assert queues.batch_size + queues.threshold == 12
    assert "twelve" in PAGE


def test_a_function_outlasts_what_its_item_may_take_and_a_hung_one_is_cut_off() -> None:
    longest = max(limits.CALENDAR_READ_SECONDS, limits.CALENDAR_ITEM_SECONDS)
    last_answer = limits.GRAPH_CONNECT_SECONDS + limits.GRAPH_ANSWER_SECONDS

    assert longest + last_answer < HOST.function_seconds_max
    assert 2 * limits.GRAPH_ANSWER_SECONDS <= limits.LEASE_SECONDS < HOST.function_seconds_max
    assert limits.CRM_STATEMENT_SECONDS_MAX <= limits.LEASE_SECONDS


def test_an_item_is_buried_only_after_any_lease_it_may_meet_has_ended() -> None:
    waits = (HOST.queues.max_dequeue_count - 1) * HOST.queues.retry_seconds

    assert waits >= limits.LEASE_SECONDS


def test_a_page_and_the_webhook_answer_before_the_front_end_gives_up() -> None:
    tries = limits.STORAGE_RETRIES_MAX + 1
    stored = tries * (limits.STORAGE_CONNECT_SECONDS + limits.STORAGE_ANSWER_SECONDS)
    asked = (
        limits.CRM_CONNECT_SECONDS_MAX
        + limits.CRM_LOCK_SECONDS_MAX
        + limits.CRM_STATEMENT_SECONDS_MAX
    )

    assert stored < FRONT_END_SECONDS
    assert asked < FRONT_END_SECONDS


def test_an_idle_queue_is_asked_often_enough_for_live_mail() -> None:
    assert HOST.queues.polling_seconds_max <= limits.LIVE_OVERLAP_SECONDS
    assert HOST.queues.polling_seconds_max == 2


def test_twelve_items_share_the_connections_to_the_crm_and_none_waits_longer_than_its_lease() -> (
    None
):
    at_once = HOST.queues.batch_size + HOST.queues.threshold

    assert at_once > limits.CRM_CONNECTIONS_MAX
    assert limits.CRM_LOCK_SECONDS_MAX < limits.LEASE_SECONDS


def test_graphs_four_at_once_bound_what_is_read_together() -> None:
    read_together = (
        limits.READ_BATCH_MESSAGES,
        limits.READ_BATCH_EVENTS,
        limits.READ_BATCH_CONTACTS,
    )

    assert max(read_together) <= limits.GRAPH_MAILBOX_REQUESTS_MAX
    assert f"at most {limits.GRAPH_MAILBOX_REQUESTS_MAX} requests" in PAGE


def test_failures_requests_and_our_log_lines_are_never_sampled_away() -> None:
    document = json.loads((ROOT / "host.json").read_text())
    sampling = document["logging"]["applicationInsights"]["samplingSettings"]

    assert set(sampling["excludedTypes"].split(";")) == {"Request", "Exception", "Trace"}


def test_the_host_does_not_retry_what_the_queue_already_does() -> None:
    document = json.loads((ROOT / "host.json").read_text())

    assert "retry" not in document
    assert "concurrency" not in document
    assert {queue.value for queue in QueueName} == {"work", "bulk"}

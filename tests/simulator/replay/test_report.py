"""The report adds up, or says what does not."""

from dataclasses import replace
from typing import Any

import pytest

from simulator.mailfiles import MailRecord
from simulator.replay.faults import Crashes
from simulator.replay.material import Material
from simulator.replay.report import Report, percentile
from sync_core.decisions import Reason
from sync_core.seen import Tally

GOOD = Report(
    material=Material(
        mailboxes=("bo",),
        history=(MailRecord(mailbox="bo"),) * 4,
        arriving=(MailRecord(mailbox="bo"),),
        domain="firm.test",
        unreadable=0,
    ),
    tally=Tally(((Reason.INTERNAL, 2), (Reason.MATCHED, 2), (Reason.UNMATCHED, 1))),
    totals={"activities": 2, "matched": 1, "unmatched": 1},
    counted={
        "graph_requests": 9,
        "crm_round_trips": 3,
        "storage_transactions": 20,
        "notifications": 1,
    },
    tenant={"http_requests": 9},
    crashed=False,
    seconds=3.21,
    backfill_seconds=1.0,
    cpu_seconds=0.5,
    latencies=(0.5, 0.2, 0.9),
)


def test_a_good_replay_adds_up_and_tells_every_field() -> None:
    told = GOOD.document()
    assert GOOD.faults() == []
    assert (told["messages"], told["seen"], told["captured"]) == (5, 5, 3)
    assert told["left_out"] == {"internal": 2}
    assert (told["failed"], told["distinct"]) == (0, 2)
    assert told["latency_seconds"] == {"p50": 0.5, "p95": 0.9, "p99": 0.9}
    expected = (
        "messages mailboxes seen captured left_out failed distinct matched unmatched graph_requests "
        "crm_round_trips storage_transactions notifications seconds cpu_seconds latency_seconds"
    )
    assert set(expected.split()) <= set(told)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"tally": Tally(((Reason.MATCHED, 4),))}, "seen 4 of 5 messages"),
        ({"totals": {"activities": 4, "matched": 4, "unmatched": 0}}, "4 activities of 3 captured"),
        ({"tenant": {"http_requests": 8}}, "9 requests to Graph, the tenant 8"),
    ],
)
def test_what_does_not_add_up_is_said(changed: dict[str, Any], told: str) -> None:
    assert any(told in fault for fault in replace(GOOD, **changed).faults())


def test_failed_messages_are_seen_too_and_counted_apart() -> None:
    report = replace(GOOD, tally=Tally(((Reason.MATCHED, 4), (Reason.UNREADABLE, 1))))
    assert report.faults() == []
    assert report.document()["failed"] == 1


def test_requests_lost_with_a_killed_process_are_no_fault() -> None:
    report = replace(GOOD, tenant={"http_requests": 12}, crashed=True)
    assert report.faults() == []


def test_a_percentile_is_a_value_that_occurred() -> None:
    values = [float(n * 37 % 101) for n in range(101)]
    assert percentile([], 50) is None
    assert percentile([7.0], 99) == 7.0
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.0
    assert percentile(values, 99) == 99.0


def test_crashes_follow_from_the_seed_and_there_is_at_least_one() -> None:
    for seed in range(50):
        crashes = Crashes.drawn(seed)
        assert crashes == Crashes.drawn(seed)
        shares = [s for s in (crashes.in_history, crashes.in_arriving) if s is not None]
        assert shares, f"seed {seed}"
        assert all(0.1 <= s <= 0.9 for s in shares), f"seed {seed}"
    assert Crashes.drawn(None) == Crashes(None, None)

"""A firm's month: what it is made of, and that nothing which was not measured is left out silently."""

import json
from pathlib import Path

import pytest

from bench.cost.arithmetic import NotMeasured, bill
from bench.cost.knobs import KNOBS, turned
from bench.cost.month import (
    AT_ONCE_MAX,
    Firm,
    at_once,
    bounds,
    month,
    seconds_of,
    ticks_month,
    usage_of,
)
from bench.cost.prices import PriceList
from bench.cost.stated import Stated
from bench.cost.work import Work
from bench.mail.emulator import ROOT
from tests.bench.cost.made_up import MEASURED, SCHEDULES, without

PRICES, STATED = PriceList(), Stated()
EVERYTHING = Firm(mailboxes=10, calendars=True, contacts=True)


def test_seconds_and_usage_reckoned_by_hand() -> None:
    work = Work(
        items=2, sends=1, table_operations=9, graph_requests=4, crm_round_trips=5,
        cpu_seconds=0.1, log_lines=2, log_bytes=200,
    )  # fmt: skip
    stated = Stated(
        graph_seconds=0.25, crm_seconds=0.01, storage_seconds=0.005, cores=0.5,
        instance_mb=512, host_log_lines=3, host_log_bytes=100, log_row_bytes=500,
        request_row_bytes=1_000,
    )  # fmt: skip

    assert seconds_of(work, stated) == pytest.approx(0.2 + 1.0 + 0.05 + 0.05)
    used = usage_of(work, 4.0, stated)
    assert used.gb_seconds == 2.0
    assert used.executions == 2
    assert used.queue_operations == 1 + 2 * 2
    assert used.table_operations == 9
    assert used.log_bytes == 200 + 2 * 500 + 2 * (3 * 600 + 1_000)


def test_the_month_has_always_ready_instances_timers_and_polls_without_any_mail() -> None:
    firm = Firm(mailboxes=1, mails=False)
    stated = Stated(instance_mb=512, sweep_minutes=1e9)

    used = month(firm, MEASURED, stated, SCHEDULES)

    assert used.ready_gb_seconds == pytest.approx(730 * 3_600 / 2)
    ticks = 730 * 4 + 730 / 24
    assert used.executions == pytest.approx(2 * ticks + 730 * 60 / 4_980, rel=1e-3)
    assert used.queue_operations == pytest.approx(4 * 0.5 * 730 * 3_600, rel=0.01)
    assert used.blob_operations == pytest.approx(3 * ticks + 2 * 730 * 60)


def test_each_tick_of_a_schedule_is_counted() -> None:
    assert ticks_month("0 */15 * * * *", 730) == 2_920
    assert ticks_month("30 * * * * *", 24) == 1_440
    assert ticks_month("0 20 */6 * * *", 24) == 4
    assert ticks_month("0 0 8 * * mon-fri", 24 * 7) == 5


def test_more_of_a_firm_costs_more_and_more_mailboxes_less_each() -> None:
    totals = [
        bill(month(firm, MEASURED, STATED, SCHEDULES), PRICES).total
        for firm in (
            Firm(mailboxes=10, mails=False),
            Firm(mailboxes=10),
            Firm(mailboxes=10, calendars=True),
            EVERYTHING,
        )
    ]
    many = bill(month(Firm(mailboxes=1_000), MEASURED, STATED, SCHEDULES), PRICES).total

    assert totals == sorted(set(totals))
    assert totals[1] < many < 100 * totals[1]


def test_what_work_costs_lies_between_shared_and_alone() -> None:
    least, most = bounds([MEASURED.need("mail.arriving_1000")], STATED)

    assert most.gb_seconds is not None and least.gb_seconds is not None
    assert most.gb_seconds == pytest.approx(1_000 * 2)  # each billed for a second of 2 GB
    assert 0 < least.gb_seconds < most.gb_seconds / 10
    assert least.log_bytes == most.log_bytes


@pytest.mark.parametrize(
    "name", [n for n in MEASURED.works if "gathered" not in n and "history" not in n]
)
def test_a_month_names_what_was_not_measured(name: str) -> None:
    with pytest.raises(NotMeasured, match=name):
        month(EVERYTHING, without(name), STATED, SCHEDULES)


def test_an_instance_carries_what_its_processor_can() -> None:
    waits = Work(items=1, graph_requests=4, cpu_seconds=0.01)
    computes = Work(items=1, graph_requests=1, cpu_seconds=0.1)

    assert at_once(waits, STATED) == AT_ONCE_MAX
    assert (
        at_once(computes, STATED) == 3
    )  # a quarter second of waiting beside a tenth of its processor's
    assert at_once(computes, Stated(cores=0.25)) == 1
    assert at_once(Work(), STATED) == AT_ONCE_MAX


def test_an_hourly_sweep_falls_on_every_fourth_tick_of_a_quarter_hour() -> None:
    """As flows do it: a mailbox is noted as compared a little after the tick, and due a little before its hour."""
    firm = Firm(mailboxes=1, mails=False)
    seldom = month(firm, MEASURED, Stated(sweep_minutes=1e9), SCHEDULES).table_operations
    usual = month(firm, MEASURED, Stated(sweep_minutes=60), SCHEDULES).table_operations

    assert usual is not None and seldom is not None
    assert usual - seldom == pytest.approx(730 * 2 * 10)


def test_an_instance_holds_as_many_items_as_the_host_runs() -> None:
    queues = json.loads((Path(ROOT) / "host.json").read_text())["extensions"]["queues"]

    assert queues["batchSize"] + queues["newBatchThreshold"] == AT_ONCE_MAX
    assert STATED.polls_second == 1 / int(queues["maxPollingInterval"][-2:])


def test_every_knob_turns_something_that_there_is() -> None:
    usual = json.loads((Path(ROOT) / "local.settings.sample.json").read_text())["Values"]
    known = {"crmfeed": usual["RAPPORT_CRM_FEED_SCHEDULE"]} | SCHEDULES
    for knob in KNOBS:
        stated, ticking = turned(knob, STATED, known)
        assert set(knob.stated) <= set(Stated.model_fields)
        changed = (stated, ticking) != (STATED, known)
        assert changed is bool(knob.stated or knob.schedules), knob.says

"""The model's parts: time in order, the host's batches, the bill, limits outside, the same day for a seed."""

import re
from dataclasses import replace

import pytest

from bench.cost.stated import Stated
from bench.cost.work import Work
from bench.mail.emulator import ROOT
from bench.scale.clock import Clock
from bench.scale.host import Host, Instance, Item, billed
from bench.scale.model import Beginning, live
from bench.scale.platform import platform_of
from bench.scale.scenario import Scenario, Window, arrivals_of
from bench.scale.watching import quantile, spread
from sync_core import limits
from tests.bench.scale.small import free_of_charge, one_mailbox

PLATFORM = platform_of()


def test_calls_are_made_in_order_and_what_is_later_stays() -> None:
    clock, made = Clock(), list[str]()
    for time, name in ((2.0, "c"), (1.0, "a"), (1.0, "b"), (9.0, "never")):
        clock.at(time, made.append, name)

    assert clock.run(5.0) == 3
    assert (made, clock.now) == (["a", "b", "c"], 5.0)


def test_an_instance_takes_a_batch_and_more_once_few_run() -> None:
    clock, taken = Clock(), list[tuple[float, int]]()

    def begin(_: Item, instance: Instance) -> None:
        taken.append((clock.now, instance.running))
        clock.at(clock.now + 10 + len(taken), host.ended, instance)

    host = Host(clock, PLATFORM, begin, fixed=1)
    for _ in range(20):
        host.send(Item("x", None, 0.0))
    clock.run(1.0)
    assert (len(taken), host.waiting) == (8, 12)
    clock.run(13.9)
    assert len(taken) == 8
    clock.run(14.1)  # the fourth has ended: four run, another batch of eight is taken
    assert (len(taken), host.instances[0].running, host.waiting) == (16, 12, 4)


def test_instances_follow_what_waits_four_at_a_time_up_to_the_most_there_may_be() -> None:
    clock = Clock()
    platform = platform_of(instances_max=6)
    host = Host(
        clock, platform, lambda _, instance: clock.at(clock.now + 500, host.ended, instance)
    )
    for _ in range(400):
        host.send(Item("x", None, 0.0))
    seen = []
    for at in (4, 9, 14, 24, 60):
        clock.run(at)
        seen.append(len(host.instances))

    assert seen == [0, 4, 4, 6, 6]
    assert host.waiting == 400 - 6 * 8


def test_time_is_billed_once_a_second_at_least_in_tenths() -> None:
    instance = Instance()

    assert [billed(s) for s in (0.01, 1.0, 1.01)] == pytest.approx([1.0, 1.0, 1.1])
    assert instance.bill(10.0, 10.2) == 1.0
    assert instance.bill(10.5, 10.6) == pytest.approx(0.5)  # of its second half lies in the first
    assert instance.bill(30.0, 32.5) == pytest.approx(2.5)


def test_the_same_seed_is_the_same_day_and_another_is_not() -> None:
    scenario = Scenario(mailboxes=30, mails_day=20)
    services = free_of_charge(6, storage_seconds=0.01)
    days = [
        live(one, services, PLATFORM, Beginning(schedules={"sweep": "0 */15 * * * *"}))
        for one in (scenario, scenario, replace(scenario, seed=2))
    ]

    assert days[0].watch.latencies == days[1].watch.latencies
    assert days[0].watch.counts == days[1].watch.counts
    assert days[0].watch.latencies != days[2].watch.latencies
    arrived = sum(len(box.arrivals.at) for box in days[0].boxes)
    assert days[0].watch.counts["captured"] == arrived


def test_a_days_mail_has_its_mean_and_its_morning() -> None:
    every = [at for one in arrivals_of(Scenario(mailboxes=300)) for at in one.at]

    assert len(every) == pytest.approx(300 * 60, rel=0.03)
    morning = sum(8 * 3_600 <= at < 11 * 3_600 for at in every)
    assert morning / len(every) == pytest.approx(36 / 95, rel=0.05)


def test_a_crowded_application_is_throttled_and_its_mailbox_left_alone() -> None:
    scenario = Scenario(hours=1, notification_seconds=0, graph_requests_10s=0)
    lived = one_mailbox(scenario, [101.0], free_of_charge(6))

    assert lived.watch.counts["graph_throttled"] > 5
    assert lived.watch.counts["captured"] == 0
    assert lived.boxes[0].paused_until > 101.0


def test_a_burst_beyond_a_page_is_read_page_by_page() -> None:
    scenario = Scenario(hours=1, notification_seconds=0)
    lived = one_mailbox(scenario, [101.0] * 120, free_of_charge(6))

    assert lived.watch.counts["captured"] == 120
    pages = -(-120 // limits.LIVE_PAGE_MESSAGES)
    assert lived.watch.counts["graph_requests"] == 2 * pages  # and the one more look


def test_a_mailboxs_ten_minutes_are_limited_too() -> None:
    box = one_mailbox(Scenario(hours=0.1), [], free_of_charge(6)).boxes[0]

    assert [box.asked(1, 9_000), box.asked(1, 2_000), box.asked(2, 1)] == [9_000, 11_000, 1]


def test_an_outage_leaves_nothing_behind_but_time() -> None:
    scenario = Scenario(
        mailboxes=40, outage=Window(9 * 3_600, 11 * 3_600), told_after_outage_seconds=60
    )
    services = free_of_charge(6)
    beginning = Beginning(schedules={"sweep": "0 */15 * * * *", "subscriptions": "0 5 * * * *"})
    services = replace(
        services,
        kinds=dict(services.kinds)
        | {"timer.subscriptions": Work(sends=1), "timer.subscriptions.item": Work(items=1)},
    )
    lived = live(scenario, services, PLATFORM, beginning)

    assert lived.watch.counts["captured"] == sum(len(b.arrivals.at) for b in lived.boxes)
    assert 7_000 < max(lived.watch.latencies) < 7_500
    assert lived.watch.outcomes["subscriptions.tend done"] > 5
    assert lived.watch.samples[-1].delayed < lived.watch.samples[11 * 60 - 1].delayed


def test_an_outage_costs_the_same_by_the_hour_however_long_it_is() -> None:
    services, beginning = free_of_charge(6), Beginning(schedules={"sweep": "0 */15 * * * *"})
    lived = [
        live(
            Scenario(mailboxes=8, hours=4 + hours, outage=Window(4 * 3_600, (4 + hours) * 3_600)),
            services,
            PLATFORM,
            beginning,
        )
        for hours in (8, 16, 32)
    ]
    refused = [one.watch.counts["graph_away"] for one in lived]

    assert refused[2] - refused[1] == pytest.approx(2 * (refused[1] - refused[0]), rel=0.1)
    assert refused[0] > 8 * 8 * 8  # both items of each tick
    assert max(s.delayed for s in lived[2].watch.samples) < 8 * 8


def test_a_timer_that_has_too_much_to_send_is_cut_off() -> None:
    services = free_of_charge(6, storage_seconds=1.0)
    beginning = Beginning(swept_at=[-9_999.0] * 700, schedules={"sweep": "0 0 1 * * *"})
    scenario = Scenario(mailboxes=700, mails_day=0, hours=1.5)
    lived = live(scenario, services, PLATFORM, beginning)

    assert lived.watch.counts["sweeps_cut_off"] == 1
    assert lived.watch.counts["swept_items"] == PLATFORM.timeout_seconds
    assert lived.sweep_tick_longest_seconds == PLATFORM.timeout_seconds


def test_what_is_billed_of_a_day_is_what_its_runs_were_measured_to_take() -> None:
    services = free_of_charge(6)
    kinds = dict(services.kinds) | {
        "post": Work(posts=1, sends=1),
        "wake": Work(items=1, table_operations=15, log_lines=1, log_bytes=300),
    }
    scenario = Scenario(hours=24, notification_seconds=0)
    lived = one_mailbox(scenario, [101.0, 5_001.0], replace(services, kinds=kinds))
    used = lived.usage(Stated(), 1.0)

    assert used.executions == 4
    assert used.table_operations == 30
    assert used.gb_seconds == pytest.approx(2 * 2 * 1.0)  # two runs of a quarter second, of 2 GB
    assert used.ready_active_gb_seconds == pytest.approx(2 * 2 * 1.0)
    assert used.ready_gb_seconds == 86_400 * 2


def test_what_is_stated_of_the_plan_is_what_the_template_deploys() -> None:
    template = (ROOT / "infra/main.bicep").read_text()
    deployed = dict(re.findall(r"^param (\w+) int = (\d+)", template, re.MULTILINE))

    assert PLATFORM.instances_max == int(deployed["maximumInstanceCount"])
    assert Stated().instance_mb == int(deployed["instanceMemoryMB"])
    assert Stated().always_ready_http == int(deployed["alwaysReadyHttp"])


def test_quantiles_are_of_the_numbers_themselves() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([], 0.5) == 0.0
    assert spread([float(n) for n in range(1, 101)]) == {"p50": 50.0, "p95": 95.0, "max": 100.0}

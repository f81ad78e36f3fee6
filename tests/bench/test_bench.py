"""The benchmark of mail: its counts meet their targets, and a planted waste is seen. Nothing is timed here."""

import json
from dataclasses import replace
from statistics import median

import pytest

import bench.mail
from bench.__main__ import main
from bench.mail import run
from bench.mail.arriving import arriving_figures, notification_post
from bench.mail.backfill import TARGETS, backfill_figures
from bench.mail.canned import CannedMailbox
from bench.mail.figures import Figure
from bench.mail.floor import Floor
from bench.mail.made_up import NOW, mails, tenant_with
from bench.mail.recording import Recorded
from bench.mail.rig import NotQuiet, rig
from sync_core.work import Task, WorkItem


@pytest.mark.azurite
async def test_a_thousand_back_filled_messages_meet_the_targets_far_below_naive_cost(
    azurite: str,
) -> None:
    figures = await backfill_figures(azurite, 1_000, naive_messages=5)

    assert len(figures) == 2 * len(TARGETS)
    assert {n: f.measured for n, f in figures.items() if not f.is_met} == {}
    assert all(f.naive and f.measured * 20 < f.naive for f in figures.values())
    assert figures["backfill_1000_graph_requests_per_1000"].naive == 1_000


@pytest.mark.azurite
async def test_a_wake_up_reads_once_and_a_burst_is_read_together(azurite: str) -> None:
    figures = await arriving_figures(azurite, singles=3, burst=20, naive_messages=2)

    assert figures["arriving_graph_reads_per_wake_up"].measured == 1
    assert figures["burst_of_20_graph_reads"].measured <= 5
    assert figures["burst_crm_round_trips_per_message"].measured < 1


async def test_the_floor_writes_what_the_engine_writes() -> None:
    tenant, (mailbox,) = tenant_with(120)
    recorded = Recorded(tenant)
    async with rig(recorded, [mailbox], scoring=False) as made:
        item = WorkItem(task=Task.MAIL_BACKFILL, mailbox=mailbox, woken_at=NOW)
        await made.parts.queue.send(item)
        await made.drain()
        written = (await made.crm.totals())["activities"]
    floor = await Floor.of(recorded, mailbox)

    assert floor.activities == written > 0


async def test_recorded_answers_are_not_asked_of_the_tenant_again() -> None:
    tenant, (mailbox,) = tenant_with(30)
    recorded = Recorded(tenant)
    asked = []
    for _ in range(2):
        async with rig(recorded, [mailbox], scoring=False) as made:
            item = WorkItem(task=Task.MAIL_BACKFILL, mailbox=mailbox, woken_at=NOW)
            await made.parts.queue.send(item)
            await made.drain()
        asked.append(tenant.requests["messages"])

    assert asked[0] == asked[1] > 0


async def test_a_failing_item_ends_the_measurement_by_name() -> None:
    tenant, (mailbox,) = tenant_with(3)
    tenant.change_rules(fault_chance=1.0)
    async with rig(Recorded(tenant), [mailbox]) as made:
        item = WorkItem(task=Task.MAIL_BACKFILL, mailbox=mailbox, woken_at=NOW)
        await made.parts.queue.send(item)
        with pytest.raises(NotQuiet, match=r"mail\.backfill.*retry"):
            await made.drain()


async def test_a_canned_mailbox_is_captured_whole() -> None:
    mailbox = tenant_with(0)[1][0]
    async with rig(CannedMailbox(950), [mailbox], scoring=False) as made:
        item = WorkItem(task=Task.MAIL_BACKFILL, mailbox=mailbox, woken_at=NOW)
        await made.parts.queue.send(item)
        ((receipt, text),) = made.deliveries.take()
        await made.run(receipt, text)

        assert (await made.crm.totals())["activities"] == 950


def test_made_up_mail_is_the_same_for_a_seed_and_of_ordinary_length() -> None:
    assert mails(50) == mails(50)
    assert 300 < median(len(mail.body) for mail, _ in mails(200)) < 3_000


def test_a_figure_says_whether_its_target_is_met() -> None:
    missed = Figure(measured=61, unit="count", at_most=60, naive=3_000)

    assert missed.told() == {
        "measured": 61,
        "unit": "count",
        "target": 60,
        "met": False,
        "naive": 3_000,
    }
    assert replace(missed, measured=60).is_met is True
    assert replace(missed, at_most=None).is_met is None


def test_a_post_of_notifications_has_the_size_graph_sends() -> None:
    assert 600 < len(notification_post(tenant_with(0)[1][0], "t")) < 1_500


def test_the_command_prints_one_json_object_with_targets_and_verdicts(
    capsys: pytest.CaptureFixture[str], azurite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del azurite  # only to be skipped where the emulator is not installed
    quick = bench.mail.Sizes(mailboxes=(30,), singles=1, naive_messages=1)
    monkeypatch.setattr(bench.mail, "QUICK", quick)
    assert main(["mail", "--quick", "--only", "counts", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)

    assert told["figures"]["arriving_graph_reads_per_wake_up"]["target"] == 1
    assert told["all_met"] is (told["missed"] == [])


def test_an_unknown_benchmark_or_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["weather"]) == 2
    assert "mail,calendar" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run(["--only", "weather"])
    assert "weather" in capsys.readouterr().err

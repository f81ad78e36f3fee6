"""The benchmark of calendars: its counts meet their targets, and a planted waste is seen. Nothing is timed here."""

import json

import pytest

import bench.calendar
from bench.__main__ import main
from bench.calendar.changes import changes
from bench.calendar.costs import UNCHANGED_TARGETS, WITHIN
from bench.calendar.floor import floor_of
from bench.calendar.made_up import SERIES_OCCURRENCES, appointments, series, tenant_of
from bench.calendar.naive import naive_per_thousand
from bench.calendar.office import office
from bench.calendar.peer import calendar_file, vdirsyncer
from bench.changed import CRM, GRAPH, Changes
from bench.mail.rig import NotQuiet
from sync_core.work import Task

_EVENTS = 16


@pytest.mark.azurite
async def test_an_unchanged_mailbox_costs_one_delta_call_and_what_its_target_says(
    azurite: str,
) -> None:
    told = await changes(_EVENTS, azurite)

    assert told.unchanged.outside[GRAPH] == 1
    over = {c: n for c, n in told.unchanged.outside.items() if n > UNCHANGED_TARGETS[c]}
    assert over == {}
    _costs_follow_the_pages_and_not_the_events(told)


def _costs_follow_the_pages_and_not_the_events(told: Changes) -> None:
    """So few events are one page of Outlook's and one step of writing."""
    for name in ("new_in_outlook", "changed_in_outlook"):
        measured = told.by_name[name]
        assert measured.spent.outside[GRAPH] == measured.echo.outside[GRAPH] == 1
        assert measured.spent.outside[CRM] < 15
    assert told.by_name["changed_in_crm"].spent.outside[GRAPH] == 1 + _EVENTS / 4 + _EVENTS
    assert told.by_name["new_in_crm"].spent.outside[GRAPH] == 1 + _EVENTS
    assert told.by_name["new_in_crm"].spent.outside[CRM] < 15
    assert told.sweep.outside[GRAPH] == 2


@pytest.mark.azurite
async def test_the_naive_pipeline_asks_for_each_event_by_itself(azurite: str) -> None:
    naive = await naive_per_thousand(azurite, 3)

    assert naive["changed_in_outlook"][GRAPH] == naive["new_in_crm"][GRAPH] == 1_000
    assert naive["changed_in_crm"][GRAPH] == 2_000
    assert all(each[CRM] >= 1_000 for each in naive.values())


async def test_what_was_not_done_is_not_measured() -> None:
    tenant, (mailbox,) = tenant_of()
    async with office(tenant, [mailbox]) as firm:
        firm.add_in_outlook(mailbox, appointments(3))
        with pytest.raises(NotQuiet, match="0 pairs, 0 events in the CRM, expected 3"):
            await firm.expect(mailbox, 3)
        tenant.change_rules(fault_chance=1.0)
        with pytest.raises(NotQuiet, match=r"calendar\.wake.*retry"):
            await firm.spend([mailbox])


async def test_the_floor_reads_every_event_of_the_pages() -> None:
    tenant, (mailbox,) = tenant_of()
    async with office(tenant, [mailbox]) as firm:
        firm.add_in_outlook(mailbox, appointments(40))
        await firm.spend([mailbox], Task.CALENDAR_SWEEP)

        assert floor_of(firm.transport.pages, rounds=1).items == 40


async def test_every_occurrence_of_the_made_up_series_is_kept_in_step() -> None:
    tenant, (mailbox,) = tenant_of()
    async with office(tenant, [mailbox]) as firm:
        firm.add_in_outlook(mailbox, series(3))
        await firm.spend([mailbox])

        await firm.expect(mailbox, 3 * SERIES_OCCURRENCES)


async def test_vdirsyncer_copies_each_change_once_and_lists_everything_each_time() -> None:
    told = await vdirsyncer(12)

    written = {name: cost.get("items_written", 0) for name, cost in told.items()}
    assert written.pop("unchanged") == 0
    assert set(written.values()) == {12}
    assert told["unchanged"]["items_listed"] == 24
    assert told["new_in_crm"]["items_listed"] == 60


def test_made_up_meetings_are_the_same_for_a_seed() -> None:
    assert appointments(20) == appointments(20)
    assert appointments(20) != appointments(20, seed=9)
    assert calendar_file(appointments(1)[0], "u@x").count("ATTENDEE") >= 1


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.calendar.run(["--only", "weather"])
    assert "weather" in capsys.readouterr().err


def test_the_command_prints_one_json_object_with_targets_and_verdicts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.calendar, "QUICK", bench.calendar.Sizes(events=4, rounds=1))
    assert main(["calendar", "--quick", "--only", "cpu", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)

    assert told["figures"]["cpu_sweep_times_floor"]["target"] == WITHIN
    assert told["all_met"] is (told["missed"] == [])

"""The benchmark of contacts: its counts meet their targets, and a planted waste is seen. Nothing is timed here."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import bench.contacts
from bench.__main__ import main
from bench.calendar.watching import Watched
from bench.changed import CRM, GRAPH
from bench.contacts.changes import changes
from bench.contacts.costs import UNCHANGED_TARGETS, WITHIN
from bench.contacts.filling import NAMESAKE, NAMESAKES_EACH, fill
from bench.contacts.firm import FAN_OUT_TARGETS, kept
from bench.contacts.floor import floor_of
from bench.contacts.made_up import people, tenant_of
from bench.contacts.matching import matched
from bench.contacts.naive import naive_per_thousand
from bench.contacts.office import office
from bench.mail.rig import NotQuiet, rig
from sync_core.contacts.kept import keys_of
from sync_core.work import Task

_CONTACTS = 16


@pytest.mark.azurite
async def test_an_unchanged_user_costs_one_delta_call_and_what_its_target_says(
    azurite: str,
) -> None:
    told = await changes(_CONTACTS, azurite)

    assert told.unchanged.outside[GRAPH] == 1
    over = {c: n for c, n in told.unchanged.outside.items() if n > UNCHANGED_TARGETS[c]}
    assert over == {}
    for name in ("new_in_outlook", "changed_in_outlook"):
        assert told.by_name[name].spent.outside[GRAPH] <= _CONTACTS / 4 + 3, name
    assert told.by_name["changed_in_crm"].spent.outside[GRAPH] <= _CONTACTS / 4 + _CONTACTS + 3
    assert told.by_name["new_in_crm"].spent.outside[GRAPH] <= _CONTACTS + 3
    assert all(measured.spent.outside[CRM] < 20 for measured in told.by_name.values())
    assert told.sweep.outside[GRAPH] == 2


@pytest.mark.azurite
async def test_the_naive_pipeline_asks_for_each_contact_by_itself(azurite: str) -> None:
    naive = await naive_per_thousand(azurite, 3)

    assert naive["new_in_crm"][GRAPH] >= 1_000
    assert naive["changed_in_crm"][GRAPH] >= 2_000
    assert all(each[CRM] >= 1_000 for each in naive.values())


async def test_each_of_many_users_costs_as_much_as_each_of_few() -> None:
    few, many = await kept(5, 1), await kept(5, 4)

    assert many.unchanged.outside[GRAPH] / 4 == few.unchanged.outside[GRAPH] == 1
    assert many.unchanged.outside[CRM] / 4 == few.unchanged.outside[CRM] == 1
    for cost, target in FAN_OUT_TARGETS.items():
        each = many.fan_out.outside[cost.value] / 4
        assert each <= few.fan_out.outside[cost.value]
        assert each <= target


async def test_a_first_run_asks_a_firm_of_ten_times_the_people_no_more_often() -> None:
    few, many = await matched(20, 100), await matched(20, 1_000)

    assert many.first.outside[CRM] == few.first.outside[CRM]
    assert many.lookup_trips == few.lookup_trips
    assert many.with_person == few.with_person == 10


async def test_a_filled_crm_finds_people_by_their_own_keys() -> None:
    tenant, (mailbox,) = tenant_of()
    async with rig(Watched(tenant), [mailbox], scoring=False) as made:
        fill(made.database, NAMESAKES_EACH)
        keys = _name_keys(made.database)

    own = {key for one in people(NAMESAKES_EACH - 1) for key in keys_of(one.card)}
    own |= set(keys_of(NAMESAKE))
    assert {value for kind, value in own if kind == "name"} <= keys


def _name_keys(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute("SELECT value FROM person_key WHERE kind = 'name'")
        return {value for (value,) in found}


async def test_what_was_not_done_is_not_measured() -> None:
    tenant, (mailbox,) = tenant_of()
    async with office(tenant, [mailbox]) as firm:
        firm.add_in_outlook(mailbox, people(3))
        with pytest.raises(NotQuiet, match="0 pairs, 3 contacts in Outlook and 0 in the CRM"):
            await firm.expect(mailbox, 3)
        tenant.change_rules(fault_chance=1.0)
        with pytest.raises(NotQuiet, match=r"contacts\.wake.*retry"):
            await firm.spend([mailbox])


async def test_the_floor_reads_every_contact_of_the_pages() -> None:
    tenant, (mailbox,) = tenant_of()
    async with office(tenant, [mailbox]) as firm:
        firm.add_in_outlook(mailbox, people(40))
        await firm.spend([mailbox], Task.CONTACTS_SWEEP)

        assert floor_of(firm.transport.pages, rounds=1).items == 40


def test_made_up_people_have_nothing_in_common() -> None:
    those = [one.card for one in (*people(2_000), *people(2_000, first=5_000_000))]

    assert len({key for card in those for key in keys_of(card)}) == sum(
        len(keys_of(card)) for card in those
    )


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.contacts.run(["--only", "weather"])
    assert "weather" in capsys.readouterr().err


def test_the_command_prints_one_json_object_with_targets_and_verdicts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = bench.contacts.Sizes(
        contacts=3, rounds=1, firm_contacts=3, firms=(1, 2), matched=6, people=(30, 60)
    )
    monkeypatch.setattr(bench.contacts, "QUICK", quick)
    parts = ("--only", "cpu", "--only", "firm", "--only", "matching")
    assert main(["contacts", "--quick", *parts, "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)

    assert told["figures"]["cpu_sweep_times_floor"]["target"] == WITHIN
    assert told["figures"]["first_run_beside_60_people_times_30_round_trips"]["met"]
    assert told["all_met"] is (told["missed"] == [])

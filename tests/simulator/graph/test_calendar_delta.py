"""What changed in a calendar's window, told round by round."""

from datetime import timedelta

import httpx
import pytest

from simulator.graph import LostCursor, Tenant
from sync_core.work import MailboxId
from tests.simulator.graph.acts import IMMUTABLE, code, document, ids, removed, round_of
from tests.simulator.graph.calendar_acts import (
    DAILY,
    WEEKLY,
    at,
    event,
    seen,
    slots,
    view_delta,
)


async def test_a_first_round_lists_single_events_series_and_their_occurrences(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    single = tenant.outlook.create(ana, event())
    series = tenant.outlook.create(ana, event("Stand-up", at(23), recurrence=DAILY))
    items, _, _ = await round_of(graph, view_delta(ana))
    kinds = [item["type"] for item in items]
    assert ids(items) > {single, series}
    assert (kinds.count("seriesMaster"), kinds.count("occurrence")) == (1, 10)


async def test_an_event_outside_the_window_is_not_listed(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.outlook.create(ana, event(span=at(1, month=12, year=2027)))
    items, _, _ = await round_of(graph, view_delta(ana))
    assert items == []


async def test_the_window_is_half_open(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    touching = at(22, 1, hours=1, month=10)
    tenant.outlook.create(ana, event("Ends where it begins", touching))
    tenant.outlook.create(ana, event("Begins where it ends", at(22, 1, year=2027)))
    items, _, _ = await round_of(graph, view_delta(ana))
    assert [item["subject"] for item in items] == []


async def test_an_occurrence_is_told_with_little_more_than_its_time(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    series = tenant.outlook.create(ana, event(recurrence=DAILY))
    items, _, _ = await round_of(graph, view_delta(ana))
    first = next(item for item in items if item["type"] == "occurrence")
    assert set(first) - {"@odata.type", "@odata.etag"} == {
        "id",
        "type",
        "seriesMasterId",
        "start",
        "end",
    }
    assert first["seriesMasterId"] == series
    tenant.change_rules(occurrences_sparse=False)
    items, _, _ = await round_of(graph, view_delta(ana))
    assert all("iCalUId" in item for item in items)


async def test_a_long_series_is_parted_over_pages(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.outlook.create(ana, event(recurrence=DAILY))
    tenant.outlook.create(ana, event("After it"))
    headers = {"prefer": 'IdType="ImmutableId", odata.maxpagesize=4'}
    items, _, pages = await round_of(graph, view_delta(ana), headers)
    assert (len(items), len(ids(items)), pages) == (12, 12, 3)


@pytest.mark.parametrize("seed", range(6))
async def test_shuffled_rounds_tell_the_same_events(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, seed: int
) -> None:
    tenant.change_rules(order_shuffled=True, empty_page_chance=0.3, page_items_max=3 + seed)
    for day in range(1, 5):
        tenant.outlook.create(ana, event(f"Day {day}", at(day), recurrence=DAILY))
    items, link, _ = await round_of(graph, view_delta(ana))
    assert len(ids(items)) == 44
    again, _, _ = await round_of(graph, link)
    assert again == []


async def test_a_deleted_occurrence_is_not_told_but_its_series_comes_again_without_it(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    series = tenant.outlook.create(ana, event(recurrence=DAILY))
    _, link, _ = await round_of(graph, view_delta(ana))
    third = slots(tenant, ana, series)[2]
    gone = tenant.outlook.occurrence(ana, series, third)
    tenant.outlook.cancel_occurrence(ana, series, third)
    items, _, _ = await round_of(graph, link)
    assert removed(items) == set()
    assert gone not in ids(items)
    assert [item["type"] for item in items] == ["seriesMaster", *["occurrence"] * 9]
    assert (await graph.get(f"/users/{ana}/events/{gone}")).status_code == 404


async def test_a_changed_occurrence_is_told_alone(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    series = tenant.outlook.create(ana, event(recurrence=WEEKLY, span=at(23)))
    _, link, _ = await round_of(graph, view_delta(ana))
    moved = tenant.outlook.move_occurrence(
        ana, series, slots(tenant, ana, series)[1], at(2, month=12)
    )
    items, _, _ = await round_of(graph, link)
    assert [(item["id"], item["type"]) for item in items] == [(moved, "exception")]


async def test_deleted_and_moved_out_of_the_window_look_alike(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    gone, moved = (tenant.outlook.create(ana, event(name)) for name in ("Gone", "Moved"))
    _, link, _ = await round_of(graph, view_delta(ana))
    tenant.outlook.delete(ana, gone)
    tenant.outlook.edit(ana, moved, span=at(1, month=12, year=2027))
    items, _, _ = await round_of(graph, link)
    assert removed(items) == {gone, moved}
    assert (await graph.get(f"/users/{ana}/events/{gone}")).status_code == 404
    assert (await graph.get(f"/users/{ana}/events/{moved}")).status_code == 200


async def test_an_event_made_outside_the_window_is_told_as_removed_though_never_listed(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    _, link, _ = await round_of(graph, view_delta(ana))
    far = tenant.outlook.create(ana, event(span=at(1, month=12, year=2027)))
    items, link, _ = await round_of(graph, link)
    assert removed(items) == {far}
    tenant.change_rules(outside_told_removed=False)
    tenant.outlook.edit(ana, far, subject="Later")
    assert (await round_of(graph, link))[0] == []


async def test_a_deleted_series_is_removed_with_its_occurrences(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    series = tenant.outlook.create(ana, event(recurrence=DAILY))
    listed, link, _ = await round_of(graph, view_delta(ana))
    tenant.outlook.delete(ana, series)
    items, _, _ = await round_of(graph, link)
    assert removed(items) == ids(listed)


async def test_the_window_is_fixed_in_the_token(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    _, link, _ = await round_of(graph, view_delta(ana))
    inside = tenant.outlook.create(ana, event())
    narrow = "&startDateTime=2030-01-01T00:00:00Z&endDateTime=2030-01-02T00:00:00Z"
    items, _, _ = await round_of(graph, link + narrow)
    assert ids(items) == {inside}


@pytest.mark.parametrize("calm", [LostCursor.GONE, LostCursor.SYNC_STATE_NOT_FOUND])
async def test_a_lost_cursor_is_answered_in_each_of_the_ways_seen(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, calm: LostCursor
) -> None:
    _, link, _ = await round_of(graph, view_delta(ana))
    tenant.forget_cursors(ana)
    tenant.change_rules(lost_cursor=calm)
    status = 410 if calm is LostCursor.GONE else 400
    assert code(await graph.get(link)) == (status, "SyncStateNotFound")


async def test_a_lost_cursor_tells_where_the_same_window_begins_anew(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    there = tenant.outlook.create(ana, event())
    _, link, _ = await round_of(graph, view_delta(ana))
    tenant.forget_cursors(ana)
    lost = await graph.get(link)
    assert lost.status_code == 410
    items, _, _ = await round_of(graph, lost.headers["location"])
    assert ids(items) == {there}


async def test_only_the_last_generations_of_a_cursor_are_kept(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    _, first, _ = await round_of(graph, view_delta(ana))
    link = first
    for _ in range(3):
        _, link, _ = await round_of(graph, link)
    assert (await graph.get(first)).status_code == 410


async def test_an_endless_mailbox_never_gives_a_delta_link(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.mailbox(ana).has_endless_rounds = True
    tenant.outlook.create(ana, event())
    link = view_delta(ana)
    for _ in range(20):
        page = await document(await graph.get(link, headers=IMMUTABLE))
        link = page["@odata.nextLink"]
        assert len(page["value"]) == 1


async def test_replayed_items_are_told_again(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    there = tenant.outlook.create(ana, event())
    _, link, _ = await round_of(graph, view_delta(ana))
    tenant.change_rules(replay_chance=1.0)
    items, _, _ = await round_of(graph, link)
    assert ids(items) == {there}


async def test_each_calendar_has_its_own_changes(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    second = tenant.outlook.add_calendar(ana, "Team")
    tenant.outlook.create(ana, event("Mine"))
    other = tenant.outlook.create(ana, event("Ours"), second)
    items, _, _ = await round_of(graph, view_delta(ana, second))
    assert ids(items) == {other}


@pytest.mark.parametrize("query", ["&$select=subject", "&$filter=x eq 1", "&$expand=calendar"])
async def test_options_that_a_calendar_s_delta_does_not_know_are_refused(
    graph: httpx.AsyncClient, ana: MailboxId, query: str
) -> None:
    assert code(await graph.get(view_delta(ana) + query)) == (400, "ErrorInvalidUrlQuery")


async def test_a_delta_of_all_events_is_refused(graph: httpx.AsyncClient, ana: MailboxId) -> None:
    assert code(await graph.get(f"/users/{ana}/events/delta"))[0] == 400


async def test_a_shifted_series_drops_its_old_occurrences(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    series = tenant.outlook.create(ana, event(recurrence=DAILY))
    old = seen(tenant, ana, series)[0].number
    tenant.outlook.shift(ana, series, timedelta(hours=1))
    name = tenant.mailbox(ana).ids.immutable(old)
    assert (await graph.get(f"/users/{ana}/events/{name}")).status_code == 404
    assert len(seen(tenant, ana, series)) == 10

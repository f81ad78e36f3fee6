"""Changes of a folder, told round by round."""

import httpx
import pytest

from simulator.graph import LostCursor, Tenant
from sync_core.work import MailboxId
from tests.simulator.graph.acts import (
    IMMUTABLE,
    code,
    document,
    fill,
    ids,
    inbox_delta,
    mail,
    removed,
    round_of,
)


async def test_a_first_round_lists_the_folder_in_pages_and_ends_with_a_delta_link(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    there = fill(tenant, ana, 25)
    items, _, pages = await round_of(
        graph, inbox_delta(ana), {"prefer": 'IdType="ImmutableId", odata.maxpagesize=10'} | {}
    )
    assert ids(items) == set(there)
    assert pages == 3


async def test_the_page_size_is_asked_with_every_call(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 25)
    first = await document(
        await graph.get(inbox_delta(ana), headers={"prefer": "odata.maxpagesize=20"})
    )
    second = await document(await graph.get(first["@odata.nextLink"]))
    assert (len(first["value"]), len(second["value"])) == (20, 5)


async def test_the_first_call_s_select_lives_in_the_token(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 12)
    first = await document(await graph.get(inbox_delta(ana, "?$select=subject")))
    second = await document(await graph.get(first["@odata.nextLink"]))
    assert set(second["value"][0]) == {"@odata.type", "@odata.etag", "id", "subject"}


@pytest.mark.parametrize("spelling", ["delta", "delta()", "microsoft.graph.delta()"])
async def test_every_spelling_of_the_delta_function_is_taken(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, spelling: str
) -> None:
    there = fill(tenant, ana, 1)
    items, _, _ = await round_of(graph, f"/users('{ana}')/mailFolders('inbox')/messages/{spelling}")
    assert ids(items) == set(there)


async def test_a_move_is_a_removal_in_one_folder_and_an_arrival_in_the_other(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    moved, stays = fill(tenant, ana, 2)
    _, from_inbox, _ = await round_of(graph, inbox_delta(ana))
    _, from_archive, _ = await round_of(graph, f"/users/{ana}/mailFolders/archive/messages/delta")
    tenant.move(ana, moved, "archive")
    left, _, _ = await round_of(graph, from_inbox)
    came, _, _ = await round_of(graph, from_archive)
    assert (removed(left), ids(left)) == ({moved}, set())
    assert ids(came) == {moved}
    assert stays not in removed(left)


async def test_a_deletion_for_good_looks_like_a_move_out(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    (gone,) = fill(tenant, ana, 1)
    _, link, _ = await round_of(graph, inbox_delta(ana))
    tenant.purge(ana, gone)
    items, _, _ = await round_of(graph, link)
    assert removed(items) == {gone}
    assert items[0]["@removed"] == {"reason": "deleted"}


async def test_a_removal_names_the_default_id_that_the_item_had_here(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    (there,) = fill(tenant, ana, 1)
    plain = {"prefer": "odata.maxpagesize=10"}
    items, link, _ = await round_of(graph, inbox_delta(ana), plain)
    tenant.move(ana, there, "archive")
    left, _, _ = await round_of(graph, link, plain)
    assert removed(left) == ids(items)


async def test_an_idle_round_is_empty_and_gives_a_new_link(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 3)
    _, link, _ = await round_of(graph, inbox_delta(ana))
    items, after, _ = await round_of(graph, link)
    assert items == []
    assert after != link


async def test_an_old_link_is_lost_once_newer_ones_were_used(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 1)
    _, first, _ = await round_of(graph, inbox_delta(ana))
    link = first
    for _ in range(2):
        _, link, _ = await round_of(graph, link)
    assert (await graph.get(first)).status_code == 200
    lost = await graph.get(first)
    assert code(lost) == (410, "SyncStateNotFound")
    assert (await graph.get(lost.headers["location"])).status_code == 200


async def test_another_reader_s_rounds_do_not_age_a_cursor(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 1)
    _, mine, _ = await round_of(graph, inbox_delta(ana))
    _, other, _ = await round_of(graph, inbox_delta(ana))
    for _ in range(5):
        _, other, _ = await round_of(graph, other)
    assert (await graph.get(mine)).status_code == 200


@pytest.mark.parametrize(
    ("form", "answer", "has_location"),
    [
        (LostCursor.GONE_WITH_LOCATION, (410, "SyncStateNotFound"), True),
        (LostCursor.GONE, (410, "SyncStateNotFound"), False),
        (LostCursor.SYNC_STATE_NOT_FOUND, (400, "SyncStateNotFound"), False),
    ],
)
async def test_a_lost_cursor_is_told_in_each_of_its_forms(
    graph: httpx.AsyncClient,
    tenant: Tenant,
    ana: MailboxId,
    form: LostCursor,
    answer: tuple[int, str],
    has_location: bool,
) -> None:
    fill(tenant, ana, 1)
    _, link, _ = await round_of(graph, inbox_delta(ana))
    tenant.change_rules(lost_cursor=form)
    tenant.forget_cursors(ana)
    lost = await graph.get(link)
    assert code(lost) == answer
    assert ("location" in lost.headers) is has_location


async def test_a_token_that_was_tampered_with_or_belongs_elsewhere_is_lost(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 1)
    _, link, _ = await round_of(graph, inbox_delta(ana))
    assert code(await graph.get(link[:-3] + "AAA"))[0] == 410
    assert code(await graph.get(link.replace("mailFolders('", "mailFolders('x")))[0] == 404
    archive = tenant.folder(ana, "archive").id
    elsewhere = link.replace(tenant.folder(ana, "inbox").id, archive)
    assert code(await graph.get(elsewhere))[0] == 410


async def test_a_round_under_trouble_still_tells_everything(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    there = fill(tenant, ana, 40)
    tenant.change_rules(
        page_items_max=7, empty_page_chance=0.4, order_shuffled=True, replay_chance=1.0
    )
    items, link, pages = await round_of(graph, inbox_delta(ana))
    assert ids(items) == set(there)
    assert pages > 6, "no empty page came"
    fresh = tenant.deliver(ana, mail("New"))
    again, _, _ = await round_of(graph, link)
    assert ids(again) > {fresh}, "no earlier item was repeated"


async def test_what_changes_during_a_round_is_not_lost(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    for backward_seed in range(6):  # rounds run in either direction
        tenant.change_rules(order_shuffled=backward_seed > 0)
        there = fill(tenant, ana, 15, folder=f"inbox/f{backward_seed}")
        folder = tenant.folder(ana, f"inbox/f{backward_seed}").id
        page = await document(
            await graph.get(f"/users/{ana}/mailFolders/{folder}/messages/delta", headers=IMMUTABLE)
        )
        for message in there:
            tenant.mark_read(ana, message)
        rest, link, _ = await round_of(graph, page["@odata.nextLink"])
        after, _, _ = await round_of(graph, link)
        assert ids(page["value"]) | ids(rest) | ids(after) == set(there)


async def test_a_changed_item_may_come_with_its_id_and_is_read_alone(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    (there,) = fill(tenant, ana, 1)
    _, link, _ = await round_of(graph, inbox_delta(ana))
    tenant.change_rules(partial_item_chance=1.0)
    tenant.mark_read(ana, there)
    items, _, _ = await round_of(graph, link)
    assert set(items[0]) == {"@odata.type", "@odata.etag", "id", "isRead"}
    assert items[0]["isRead"] is True


async def test_a_filtered_round_starts_at_its_date_and_still_tells_of_older_removals(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    there = fill(tenant, ana, 10)
    since = tenant.surroundings.now().replace(minute=0).isoformat().replace("+00:00", "Z")
    tenant.deliver(ana, mail("Now"))
    items, link, _ = await round_of(
        graph, inbox_delta(ana, f"?$filter=receivedDateTime ge {since}")
    )
    assert len(items) == 1
    tenant.purge(ana, there[0])
    later, _, _ = await round_of(graph, link)
    assert removed(later) == {there[0]}


async def test_a_filtered_round_stops_at_its_limit(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    there = fill(tenant, ana, 30)
    tenant.change_rules(filtered_delta_messages_max=12)
    query = "?$filter=receivedDateTime gt 2001-01-01T00:00:00Z&$top=5"
    items, _, _ = await round_of(graph, inbox_delta(ana, query))
    assert ids(items) == set(there[-12:])


async def test_change_type_leaves_other_changes_out(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    read, gone = fill(tenant, ana, 2)
    _, link, _ = await round_of(graph, inbox_delta(ana, "?changeType=created"))
    tenant.mark_read(ana, read)
    tenant.purge(ana, gone)
    fresh = tenant.deliver(ana, mail("Fresh"))
    items, _, _ = await round_of(graph, link)
    assert (ids(items), removed(items)) == ({fresh}, set())


async def test_some_mailboxes_never_come_to_an_end(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 3)
    tenant.mailbox(ana).has_endless_rounds = True
    link = inbox_delta(ana)
    for _ in range(20):
        page = await document(await graph.get(link))
        link = page["@odata.nextLink"]


@pytest.mark.parametrize(
    "path",
    [
        "/users/{}/messages/delta",
        "/users/{}/messages/delta()",
        "/users/{}/mailFolders/inbox/messages/delta?$deltatoken=latest",
        "/users/{}/mailFolders/inbox/messages/delta?$filter=subject eq 'x'",
        "/users/{}/mailFolders/inbox/messages/delta?$filter=receivedDateTime lt 2026-01-01T00:00:00Z",
        "/users/{}/mailFolders/inbox/messages/delta?$orderby=subject",
    ],
)
async def test_deltas_that_outlook_does_not_offer_are_refused(
    graph: httpx.AsyncClient, ana: MailboxId, path: str
) -> None:
    assert (await graph.get(path.format(ana))).status_code == 400


async def test_the_folder_tree_has_a_delta_of_its_own(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    folders, link, _ = await round_of(graph, f"/users/{ana}/mailFolders/delta")
    made = tenant.folder(ana, "inbox/Clients/Acme")
    added, link, _ = await round_of(graph, link)
    tenant.mailbox(ana).mail.remove_folder(made)
    left, _, _ = await round_of(graph, link)
    search = [f for f in folders if f.get("@odata.type") == "#microsoft.graph.mailSearchFolder"]
    assert (len(folders), len(search)) == (14, 1)
    assert {f["displayName"] for f in added} == {"Clients", "Acme"}
    assert removed(left) == {made.id}

"""Ids in two formats: one that stays, one that changes with every move."""

import httpx

from simulator.graph import Tenant
from sync_core.work import MailboxId
from tests.simulator.graph.acts import IMMUTABLE, code, document, fill, mail


async def shown(graph: httpx.AsyncClient, mailbox: MailboxId, headers: dict[str, str]) -> str:
    page = await document(await graph.get(f"/users/{mailbox}/messages", headers=headers))
    name: str = page["value"][0]["id"]
    return name


async def test_an_immutable_id_outlives_a_move_and_a_default_one_does_not(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 1)
    stable, plain = await shown(graph, ana, IMMUTABLE), await shown(graph, ana, {})
    tenant.move(ana, stable, "inbox/Clients")  # type: ignore[arg-type]  # ids as read from JSON
    assert await shown(graph, ana, IMMUTABLE) == stable
    assert await shown(graph, ana, {}) != plain
    assert (await graph.get(f"/users/{ana}/messages/{stable}")).status_code == 200
    assert code(await graph.get(f"/users/{ana}/messages/{plain}")) == (404, "ErrorItemNotFound")


async def test_what_was_honoured_of_several_preferences_is_told(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    prefer = 'IdType="ImmutableId", odata.maxpagesize=50,outlook.body-content-type="text", x=1'
    answered = await graph.get(f"/users/{ana}/messages", headers={"prefer": prefer})
    assert answered.headers["preference-applied"] == (
        'IdType="ImmutableId", outlook.body-content-type="text", odata.maxpagesize=50'
    )


async def test_a_draft_keeps_its_immutable_id_in_sent_items(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    draft = tenant.draft(ana, mail())
    before = await document(await graph.get(f"/users/{ana}/messages/{draft}"))
    tenant.send_draft(ana, draft)
    after = await document(await graph.get(f"/users/{ana}/messages/{draft}"))
    assert (before["isDraft"], after["isDraft"]) == (True, False)
    assert after["parentFolderId"] == tenant.folder(ana, "sentitems").id
    assert after["internetMessageId"] == before["internetMessageId"]


async def test_another_mailbox_s_id_and_nonsense_are_malformed(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    (hers,) = fill(tenant, ana, 1)
    bo = tenant.add_user("Bo Ek")
    fill(tenant, bo, 1)
    swapped = hers.swapcase()
    for name in (hers, swapped, "nonsense", "AAkALgAA%20"):
        assert code(await graph.get(f"/users/{bo}/messages/{name}")) == (
            400,
            "ErrorInvalidIdMalformed",
        )


async def test_a_copy_is_an_item_of_its_own_with_the_same_message_id(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    (original,) = fill(tenant, ana, 1)
    copied = tenant.copy(ana, original, "archive")
    page = await document(await graph.get(f"/users/{ana}/messages", headers=IMMUTABLE))
    assert {item["id"] for item in page["value"]} == {original, copied}
    assert len({item["internetMessageId"] for item in page["value"]}) == 1


async def test_ids_are_translated_both_ways_and_failures_told_item_by_item(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    (stable,) = fill(tenant, ana, 1)
    plain = await shown(graph, ana, {})
    path = f"/users/{ana}/translateExchangeIds"
    asked = {"inputIds": [plain, "nonsense"], "sourceIdType": "restId"}
    there = await document(
        await graph.post(path, json=asked | {"targetIdType": "restImmutableEntryId"})
    )
    back = await document(
        await graph.post(path, json={"inputIds": [stable], "targetIdType": "restId"})
    )
    assert there["value"][0]["targetId"] == stable
    assert there["value"][1]["errorDetails"]["code"] == "ErrorInvalidIdMalformed"
    assert back["value"][0]["targetId"] == plain

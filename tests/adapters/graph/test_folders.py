"""The tree of folders, read in few requests."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sync_core.failures import StopMailbox, Throttled
from tests.adapters.graph.canned import BOX, URL, Graph, ok

NAMES = {"inbox": "i", "junkemail": "j", "sentitems": "s"}
ABSENT = (404, {"error": {"code": "ErrorItemNotFound"}})


def folder(id_: str, parent: str = "root", children: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "parentFolderId": parent,
        "childFolderCount": children,
        "totalItemCount": 3,
        **more,
    }


def mailbox(
    lists: dict[str, dict[str, Any]], top: tuple[int, Any] | None = None
) -> Callable[[httpx.Request], httpx.Response]:
    """Answer batches: lists by what their path holds, well-known folders by name."""

    def one(url: str) -> tuple[int, Any]:
        path = url.removeprefix(f"/users/{BOX}/mailFolders").partition("?")[0]
        if path == "" and "skiptoken" not in url and top:
            return top
        if "select=id&" not in url and path.count("/") == 1 and "childFolders" not in path:
            name = path[1:]
            return (200, {"id": NAMES[name]}) if name in NAMES else ABSENT
        key = "more" if "skiptoken" in url else path.removesuffix("/childFolders")[1:]
        return 200, lists.get(key, {"value": []})

    def answer(request: httpx.Request) -> httpx.Response:
        told = [(r["id"], *one(r["url"])) for r in json.loads(request.content)["requests"]]
        return ok({"responses": [{"id": i, "status": s, "body": b} for i, s, b in told]})

    return answer


async def test_a_flat_mailbox_costs_one_request_with_its_well_known_names() -> None:
    graph = Graph(mailbox({"": {"value": [folder("i"), folder("x", isHidden=True), folder("j")]}}))

    told = await graph.tenant.mail.folders(BOX)

    assert [(f.id, f.parent, f.well_known, f.items) for f in told] == [
        ("i", None, "inbox", 3),
        ("x", None, None, 3),
        ("j", None, "junkemail", 3),
    ]
    assert graph.counted == 1
    sent = json.loads(graph.asked[0].content)["requests"]
    assert len(sent) <= 20
    assert "includeHiddenFolders=true" in sent[0]["url"]


async def test_children_further_pages_and_search_folders() -> None:
    search = {**folder("search"), "@odata.type": "#microsoft.graph.mailSearchFolder"}
    graph = Graph(
        mailbox(
            {
                "": {
                    "value": [folder("i", children=1), search],
                    "@odata.nextLink": f"{URL}/users/{BOX}/mailFolders?$skiptoken=x",
                },
                "more": {"value": [folder("s")]},
                "i": {"value": [folder("clients", "i", children=2)]},
                "clients": {"value": [folder("a", "clients"), folder("b", "clients")]},
            }
        )
    )

    told = await graph.tenant.mail.folders(BOX)

    assert {(f.id, f.parent) for f in told} == {
        ("i", None),
        ("s", None),
        ("clients", "i"),
        ("a", "clients"),
        ("b", "clients"),
    }
    assert [f.well_known for f in told if f.id == "s"] == ["sentitems"]
    assert graph.counted == 3


async def test_a_mailbox_that_is_not_there_is_parked() -> None:
    gone = (404, {"error": {"code": "MailboxNotEnabledForRESTAPI"}})

    with pytest.raises(StopMailbox):
        await Graph(mailbox({}, top=gone)).tenant.mail.folders(BOX)


async def test_a_throttled_part_throttles_the_listing() -> None:
    busy = (429, {"error": {"code": "ApplicationThrottled"}})

    with pytest.raises(Throttled):
        await Graph(mailbox({}, top=busy)).tenant.mail.folders(BOX)

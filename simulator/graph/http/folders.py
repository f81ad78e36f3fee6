"""Endpoints of mail folders."""

from typing import Any

from simulator.graph.folders import DUMPSTER, ROOT, Folder
from simulator.graph.http import options
from simulator.graph.http.calls import Call
from simulator.graph.http.records import Response, answer
from simulator.graph.mailstore import MailStore

_TOP_DEFAULT = 10  # page user-list-mailfolders
_FIELDS = (
    "displayName",
    "parentFolderId",
    "childFolderCount",
    "unreadItemCount",
    "totalItemCount",
    "isHidden",
)


def list_top(call: Call) -> Response:
    """GET /users/{id}/mailFolders: the top level; hidden ones when asked for."""
    return _listed(call, call.box.mail.folder(ROOT))


def list_children(call: Call) -> Response:
    """GET /users/{id}/mailFolders/{id}/childFolders."""
    return _listed(call, call.box.mail.folder(call.names[1]))


def one(call: Call) -> Response:
    """GET /users/{id}/mailFolders/{id or well-known name}."""
    folder = call.box.mail.folder(call.names[1])
    context = call.context(f"users('{call.box.id}')/mailFolders/$entity")
    shown = _shown(call.box.mail, folder, call.request.query.get("$select", ""))
    return answer({"@odata.context": context} | shown, headers=call.preferences.applied)


def delta(call: Call) -> Response:
    """GET /users/{id}/mailFolders/delta: the whole tree, flat."""
    query = dict(call.request.query)
    token = query.pop("$deltatoken", None) or query.pop("$skiptoken", None)
    chosen = {} if token else {k: v for k, v in query.items() if k == "$select"}
    size = call.preferences.page_items
    page = call.service.folder_delta(call.box, token, chosen, size)
    store, select = call.box.mail, page.options.get("$select", "")
    value = [
        _removed(store, told.number)
        if told.number not in store.folders
        else _shown(store, store.folders[told.number], select)
        for told in page.told
    ]
    name = "deltatoken" if page.is_over else "skiptoken"
    field = "@odata.deltaLink" if page.is_over else "@odata.nextLink"
    link = call.link(f"/users/{call.box.id}/mailFolders/delta", **{name: page.token})
    context = call.context("Collection(mailFolder)")
    return answer({"@odata.context": context, field: link, "value": value})


def _listed(call: Call, parent: Folder) -> Response:
    query, store = call.request.query, call.box.mail
    hidden = query.get("includeHiddenFolders", "").lower() == "true"
    children = [f for f in store.children(parent) if hidden or not f.is_hidden]
    skip = options.number(query, "$skip", 0)
    top = min(options.number(query, "$top", _TOP_DEFAULT), call.service.tenant.rules.page_items_max)
    select = query.get("$select", "")
    document: dict[str, Any] = {
        "@odata.context": call.context(f"users('{call.box.id}')/mailFolders"),
        "value": [_shown(store, f, select) for f in children[skip : skip + top]],
    }
    if skip + top < len(children):
        document["@odata.nextLink"] = call.same_link(skip=str(skip + top))
    return answer(document, headers=call.preferences.applied)


def _shown(store: MailStore, folder: Folder, select: str) -> dict[str, Any]:
    values = {
        "displayName": folder.name,
        "parentFolderId": _parent_id(store, folder),
        "childFolderCount": len(folder.children),
        "unreadItemCount": folder.unread,
        "totalItemCount": len(folder.timeline),
        "isHidden": folder.is_hidden,
    }
    wanted = {name.strip().lower() for name in select.split(",")} if select else None
    shown: dict[str, Any] = {"id": folder.id}
    if folder.is_search:
        shown["@odata.type"] = "#microsoft.graph.mailSearchFolder"
    return shown | {n: values[n] for n in _FIELDS if wanted is None or n.lower() in wanted}


def _parent_id(store: MailStore, folder: Folder) -> str:
    """Return the parent's id; the tops hang on folders that nobody can read."""
    if folder.parent is not None:
        return store.folders[folder.parent].id
    return store.ids.folder(0 if folder.well_known == DUMPSTER else folder.number + 1_000_000)


def _removed(store: MailStore, number: int) -> dict[str, Any]:
    return {"id": store.ids.folder(number), "@removed": {"reason": "deleted"}}

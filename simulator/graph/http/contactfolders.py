"""Endpoints of contact folders: those people made; the default one is known by its name alone."""

from typing import Any

from simulator.graph.contacts.asking import ContactService
from simulator.graph.contacts.items import ContactFolder
from simulator.graph.http import options
from simulator.graph.http.calls import Call
from simulator.graph.http.contactjson import extended_keys, extended_of
from simulator.graph.http.contacts import folder_of
from simulator.graph.http.eventreading import extended_of as extended_told
from simulator.graph.http.records import Response, answer
from simulator.graph.refusals import bad_request

_TOP_DEFAULT = 10  # page user-list-contactfolders


def list_all(call: Call) -> Response:
    """GET /users/{id}/contactFolders: without the default folder."""
    folders, query = call.box.contacts.own_folders(), call.request.query
    skip = options.number(query, "$skip", 0)
    top = min(options.number(query, "$top", _TOP_DEFAULT), call.service.tenant.rules.page_items_max)
    document: dict[str, Any] = {
        "@odata.context": call.context(f"users('{call.box.id}')/contactFolders"),
        "value": [_shown(call, folder) for folder in folders[skip : skip + top]],
    }
    if skip + top < len(folders):
        document["@odata.nextLink"] = call.same_link(skip=str(skip + top))
    return answer(document, headers=call.preferences.applied)


def delta(call: Call) -> Response:
    """GET /users/{id}/contactFolders/delta."""
    query = call.request.query
    token = query.get("$deltatoken") or query.get("$skiptoken")
    service, size = ContactService(call.service.tenant), call.preferences.page_items
    page = service.folder_delta(call.box, token, {}, size)
    store = call.box.contacts
    value = [
        _shown(call, store.folders[told.number])
        if told.number in store.folders
        else {"id": store.ids.folder(told.number), "@removed": {"reason": "deleted"}}
        for told in page.told
    ]
    name = "deltatoken" if page.is_over else "skiptoken"
    field = "@odata.deltaLink" if page.is_over else "@odata.nextLink"
    link = call.link(f"/users/{call.box.id}/contactFolders/delta", **{name: page.token})
    context = call.context("Collection(contactFolder)")
    return answer({"@odata.context": context, field: link, "value": value})


def one(call: Call) -> Response:
    """GET /users/{id}/contactFolders/{id}, or of the default one: `contacts`."""
    return _answered(call, folder_of(call))


def create(call: Call) -> Response:
    """POST /users/{id}/contactFolders."""
    told = call.request.json()
    folder = call.box.contacts.add_folder(_name(told))
    call.box.contacts.mark_folder(folder, extended_told(told))
    return _answered(call, folder, 201)


def change(call: Call) -> Response:
    """PATCH /users/{id}/contactFolders/{id}: its name, or extended properties of it."""
    told, folder = call.request.json(), folder_of(call)
    if "displayName" in told:
        call.box.contacts.rename_folder(folder, _name(told))
    marks = extended_told(told)
    if marks:
        call.box.contacts.mark_folder(folder, marks)
    return _answered(call, folder)


def delete(call: Call) -> Response:
    """DELETE /users/{id}/contactFolders/{id}: what lies in it goes to the deleted items."""
    now = call.service.tenant.surroundings.now()
    call.box.contacts.remove_folder(folder_of(call), now)
    return Response(204)


def _name(told: dict[str, Any]) -> str:
    name = told.get("displayName")
    if not isinstance(name, str):
        raise bad_request("displayName is required.", "ErrorPropertyValidationFailure")
    return name


def _answered(call: Call, folder: ContactFolder, status: int = 200) -> Response:
    context = call.context(f"users('{call.box.id}')/contactFolders/$entity")
    return answer({"@odata.context": context} | _shown(call, folder), status)


def _shown(call: Call, folder: ContactFolder) -> dict[str, Any]:
    wanted = {n.strip().lower() for n in call.request.query.get("$select", "").split(",") if n}
    told = {
        "parentFolderId": call.box.mail.folder("msgfolderroot").id,
        "displayName": folder.name,
    }
    shown = {n: v for n, v in told.items() if not wanted or n.lower() in wanted}
    return {"id": folder.id} | shown | extended_of(folder.extended, extended_keys(call))

"""Endpoints of contacts: lists, single ones, what changed, and every write."""

import re
from collections.abc import Callable
from typing import Any

from simulator.graph.contacts.asking import ContactService
from simulator.graph.contacts.items import ContactFolder, ContactItem
from simulator.graph.delta import DeltaPage
from simulator.graph.http import options
from simulator.graph.http.calls import Call
from simulator.graph.http.contactjson import ContactWriter
from simulator.graph.http.contactreading import written_of
from simulator.graph.http.records import Response, answer
from simulator.graph.refusals import bad_request

_TOP_DEFAULT = 10  # page user-list-contacts
_REFUSED = ("$expand", "$filter", "$orderby", "$search", "$top")
_STAMPED = re.compile(
    r"^singleValueExtendedProperties/any\(\s*(\w+)\s*:\s*\1/id eq '((?:[^']|'')*)'\s+and\s+"
    r"\1/value eq '((?:[^']|'')*)'\s*\)$",
    re.IGNORECASE,
)
_OF_ADDRESS = re.compile(
    r"^emailAddresses/any\(\s*(\w+)\s*:\s*\1/address eq '((?:[^']|'')*)'\s*\)$", re.IGNORECASE
)
_ORDER = re.compile(
    r"^(displayName|createdDateTime|lastModifiedDateTime)(?:\s+(asc|desc))?$", re.IGNORECASE
)
_ORDERS: dict[str, Callable[[ContactItem], Any]] = {
    "displayname": lambda item: item.says.display_name.casefold(),
    "createddatetime": lambda item: item.created,
    "lastmodifieddatetime": lambda item: item.modified,
}


def search(call: Call) -> Response:
    """GET /users/{id}/contacts, of the default folder, or of one folder: by a filter, or all."""
    folder, query = folder_of(call), call.request.query
    rules = call.service.tenant.rules
    top = min(
        options.number(query, "$top", call.preferences.page_items or _TOP_DEFAULT),
        rules.page_items_max,
    )
    skip = options.number(query, "$skip", 0)
    if query.get("$filter") or query.get("$orderby"):
        found = _ordered(_found(call, folder), query.get("$orderby", ""))
        items = found[skip : skip + top]
        following = skip + top if skip + top < len(found) else None
    else:
        items, following = _service(call).page(call.box, folder, skip, top)
    writer = ContactWriter.made(call)
    document: dict[str, Any] = {
        "@odata.context": call.context(f"users('{call.box.id}')/contacts"),
        "value": [writer.write(item) for item in items],
    }
    if following is not None:
        document["@odata.nextLink"] = call.same_link(skip=str(following))
    return answer(document, headers=call.preferences.applied)


def delta(call: Call) -> Response:
    """GET /users/{id}/contactFolders/{id}/contacts/delta; what is selected lives in the token."""
    query = call.request.query
    token = query.get("$deltatoken") or query.get("$skiptoken")
    if any(name in query for name in _REFUSED):
        raise bad_request(
            "The following parameters are not supported with change tracking over the "
            f"'Contacts' resource: '{', '.join(_REFUSED)}'.",
            "ErrorInvalidUrlQuery",
        )
    folder = folder_of(call)
    select = {} if token else {n: v for n, v in query.items() if n == "$select"}
    size = call.preferences.page_items
    page = _service(call).delta(call.box, folder, token, select, size)
    return _delta_answer(call, folder, page)


def delta_of_default(call: Call) -> Response:
    """GET /users/{id}/contacts/delta: described nowhere, seen to work; a switch says whether it does."""
    if not call.service.tenant.rules.contacts_delta_served:
        raise bad_request(
            "Change tracking is not supported against 'microsoft.graph.contact'.",
            "ErrorInvalidUrlQuery",
        )
    return delta(call)


def one(call: Call) -> Response:
    """GET /users/{id}/contacts/{id}, wherever it lies, or within one folder."""
    return _answered(call, ContactWriter.made(call).write(_item(call)))


def create(call: Call) -> Response:
    """POST /users/{id}/contacts, to the default folder, or to one folder."""
    told, folder = call.request.json(), folder_of(call)
    item = _service(call).create(call.box, folder, written_of(told))
    return _answered(call, ContactWriter.made(call).write(item), 201)


def change(call: Call) -> Response:
    """PATCH /users/{id}/contacts/{id}: only what is sent is written."""
    told = written_of(call.request.json())
    item = _service(call).write(call.box, _item(call), told, call.request.headers.get("if-match"))
    return _answered(call, ContactWriter.made(call).write(item))


def delete(call: Call) -> Response:
    """DELETE /users/{id}/contacts/{id}: it goes to the deleted items."""
    _service(call).delete(call.box, _item(call), call.request.headers.get("if-match"))
    return Response(204)


def folder_of(call: Call) -> ContactFolder:
    """Return the contact folder that the path names; the default one where it names none.

    Raises:
        Refusal: there is none (404).
    """
    return call.box.contacts.folder(call.names[1] if _names_folder(call) else "")


def _names_folder(call: Call) -> bool:
    return "/contactfolders" in call.request.path.lower()


def _item(call: Call) -> ContactItem:
    if _names_folder(call):
        return call.box.contacts.find_in(folder_of(call), call.names[2])
    return call.box.contacts.find(call.names[1])


def _service(call: Call) -> ContactService:
    return ContactService(call.service.tenant)


def _found(call: Call, folder: ContactFolder) -> list[ContactItem]:
    text, store = call.request.query.get("$filter", "").strip(), call.box.contacts
    if not text:
        return [store.items[number] for number in folder.items]
    stamped, of_address = _STAMPED.match(text), _OF_ADDRESS.match(text)
    if stamped:
        name, value = (stamped[n].replace("''", "'") for n in (2, 3))
        return store.with_property(folder, name, value)
    if of_address:
        address = of_address[2].replace("''", "'").casefold()
        everybody = (store.items[number] for number in folder.items)
        return [i for i in everybody if address in {e.address.casefold() for e in i.says.emails}]
    raise bad_request("Invalid filter clause.", "ErrorInvalidUrlQueryFilter")


def _ordered(items: list[ContactItem], text: str) -> list[ContactItem]:
    if not text.strip():
        return items
    found = _ORDER.match(text.strip())
    if found is None:
        raise bad_request("The restriction or sort order is too complex.", "InefficientFilter")
    is_falling = (found[2] or "asc").lower() == "desc"
    return sorted(items, key=_ORDERS[found[1].lower()], reverse=is_falling)


def _delta_answer(call: Call, folder: ContactFolder, page: DeltaPage) -> Response:
    writer = ContactWriter.made(call, page.options.get("$select", ""))
    store = call.box.contacts
    value = []
    for told in page.told:
        if told.number in folder.items:
            value.append(writer.write(store.items[told.number], with_type=True))
        else:
            value.append(writer.write_removed(told.number, folder.left.get(told.number, 0)))
    name, field = "skiptoken", "@odata.nextLink"
    if page.is_over:
        name, field = "deltatoken", "@odata.deltaLink"
    link = call.link(call.request.path, **{name: page.token})
    document = {"@odata.context": call.context("Collection(contact)"), field: link, "value": value}
    return answer(document, headers=call.preferences.applied)


def _answered(call: Call, told: dict[str, Any], status: int = 200) -> Response:
    context = call.context(f"users('{call.box.id}')/contacts/$entity")
    return answer({"@odata.context": context} | told, status, call.preferences.applied)

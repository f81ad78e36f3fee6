"""Contacts as JSON, in the format that one request asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.graph.contacts.items import ContactItem
from simulator.graph.contacts.properties import property_key
from simulator.graph.http import options
from simulator.graph.http.calls import Call
from simulator.graph.http.encoding import timestamp
from simulator.graph.mail import Recipient
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import bad_request
from sync_core.contacts.contact import PostalAddress

CONTACT_TYPE = "#microsoft.graph.contact"


@dataclass(frozen=True)
class ContactWriter:
    """Writes the contacts of one mailbox as one request asked for them."""

    box: Mailbox
    immutable_ids: bool
    properties: tuple[str, ...]
    extended: frozenset[str] = frozenset()
    """Extended properties asked for, by what their spellings have in common."""

    @staticmethod
    def made(call: Call, select: str | None = None) -> "ContactWriter":
        """Return the writer for a request; `select` is that of a token, else the request's own.

        Raises:
            Refusal: 400, no contact has a property of that name, or what is expanded.
        """
        query = call.request.query
        named = query.get("$select", "") if select is None else select
        return ContactWriter(
            call.box,
            call.preferences.immutable_ids,
            _properties(named),
            extended_keys(call),
        )

    def id(self, item: ContactItem) -> str:
        """Return a contact's id in the format asked for."""
        return self._id(item.number, item.moves)

    def write(self, item: ContactItem, *, with_type: bool = False) -> dict[str, Any]:
        """Return a contact as a resource."""
        told: dict[str, Any] = {"@odata.type": CONTACT_TYPE} if with_type else {}
        told |= {"@odata.etag": item.etag, "id": self.id(item)}
        told |= {name: _WRITERS[name](self.box, item) for name in self.properties}
        told |= extended_of(item.properties, self.extended)
        return told | ({"emailAddresses": 7, "birthday": 7} if item.is_damaged else {})

    def write_removed(self, number: int, moves: int) -> dict[str, Any]:
        """Return what a delta tells of a contact that is no longer in its folder."""
        name = self._id(number, moves)
        return {"@odata.type": CONTACT_TYPE, "id": name, "@removed": {"reason": "deleted"}}

    def _id(self, number: int, moves: int) -> str:
        ids = self.box.ids
        return ids.immutable(number) if self.immutable_ids else ids.default(number, moves)


def extended_keys(call: Call) -> frozenset[str]:
    """Return the extended properties that a request expands.

    Raises:
        Refusal: 400, it expands something else.
    """
    asked = options.extended_properties(call.request.query)
    return frozenset(map(property_key, asked))


def extended_of(properties: dict[str, str], asked: frozenset[str]) -> dict[str, Any]:
    """Return the extended properties asked for as a part of a resource; nothing where it has none of them."""
    held = [
        {"id": name, "value": value}
        for name, value in properties.items()
        if property_key(name) in asked
    ]
    return {"singleValueExtendedProperties": held} if held else {}


def _properties(select: str) -> tuple[str, ...]:
    if not select.strip():
        return tuple(_WRITERS)
    return tuple(_named(name.strip()) for name in select.split(",") if name.strip() != "id")


def _named(name: str) -> str:
    found = _NAMES.get(name.lower())
    if found is None:
        raise bad_request(
            f"Could not find a property named '{name}' on type 'microsoft.graph.contact'.",
            "RequestBroker--ParseUri",
        )
    return found


def _address(address: PostalAddress) -> dict[str, str]:
    """Return an address with what stands in it; one of which nothing is known is an empty object."""
    told = {
        "street": address.street,
        "city": address.city,
        "state": address.state,
        "countryOrRegion": address.country,
        "postalCode": address.postal_code,
    }
    return {name: value for name, value in told.items() if value}


def _entry(entry: Recipient) -> dict[str, str]:
    return {"name": entry.name or entry.address, "address": entry.address}


def _parent(box: Mailbox, item: ContactItem) -> str:
    if item.folder is None:
        return box.mail.folder("deleteditems").id
    return box.contacts.folders[item.folder].id


_Writer = Callable[[Mailbox, ContactItem], Any]


def _text(name: str) -> _Writer:
    return lambda _, item: getattr(item.says, name) or None


def _list(name: str) -> _Writer:
    return lambda _, item: list(getattr(item.says, name))


_WRITERS: dict[str, _Writer] = {
    "createdDateTime": lambda _, i: timestamp(i.created),
    "lastModifiedDateTime": lambda _, i: timestamp(i.modified),
    "changeKey": lambda _, i: i.change_key,
    "categories": _list("categories"),
    "parentFolderId": _parent,
    "birthday": lambda _, i: timestamp(i.says.birthday) if i.says.birthday else None,
    "fileAs": _text("file_as"),
    "displayName": _text("display_name"),
    "givenName": _text("given_name"),
    "initials": _text("initials"),
    "middleName": _text("middle_name"),
    "nickName": _text("nickname"),
    "surname": _text("surname"),
    "title": _text("title"),
    "yomiGivenName": _text("yomi_given_name"),
    "yomiSurname": _text("yomi_surname"),
    "yomiCompanyName": _text("yomi_company"),
    "generation": _text("generation"),
    "imAddresses": _list("im_addresses"),
    "jobTitle": _text("job_title"),
    "companyName": _text("company"),
    "department": _text("department"),
    "officeLocation": _text("office"),
    "profession": _text("profession"),
    "businessHomePage": _text("web_page"),
    "assistantName": _text("assistant"),
    "manager": _text("manager"),
    "homePhones": _list("home_phones"),
    "mobilePhone": _text("mobile_phone"),
    "businessPhones": _list("business_phones"),
    "spouseName": _text("spouse"),
    "personalNotes": lambda _, i: i.says.notes,
    "children": _list("children"),
    "emailAddresses": lambda _, i: [_entry(entry) for entry in i.says.emails],
    "homeAddress": lambda _, i: _address(i.says.home_address),
    "businessAddress": lambda _, i: _address(i.says.business_address),
    "otherAddress": lambda _, i: _address(i.says.other_address),
}
_NAMES = {name.lower(): name for name in _WRITERS}

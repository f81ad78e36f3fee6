"""What Graph sends of a contact, typed as leanly as it can be decoded (csdl; resource contact)."""

from datetime import datetime
from typing import Any, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from adapters.graph.events.writing import STAMP
from adapters.graph.queries import SENSITIVITY
from adapters.graph.wire import ExtendedProperty, Mailbox

MESSAGE_CLASS = "String 0x1A"
"""MAPI PidTagMessageClass: tells a distribution list from a contact."""


class WireAddress(TypedDict, total=False):
    """Where somebody is found (physicalAddress)."""

    street: str | None
    city: str | None
    state: str | None
    countryOrRegion: str | None
    postalCode: str | None


WireContact = TypedDict(
    "WireContact",
    {
        "id": str,
        "@odata.etag": NotRequired[str | None],
        "changeKey": NotRequired[str | None],
        "parentFolderId": NotRequired[str | None],
        "givenName": NotRequired[str | None],
        "middleName": NotRequired[str | None],
        "surname": NotRequired[str | None],
        "title": NotRequired[str | None],
        "generation": NotRequired[str | None],
        "displayName": NotRequired[str | None],
        "nickName": NotRequired[str | None],
        "companyName": NotRequired[str | None],
        "department": NotRequired[str | None],
        "jobTitle": NotRequired[str | None],
        "businessAddress": NotRequired[WireAddress | None],
        "homeAddress": NotRequired[WireAddress | None],
        "otherAddress": NotRequired[WireAddress | None],
        "businessPhones": NotRequired[list[str | None] | None],
        "homePhones": NotRequired[list[str | None] | None],
        "mobilePhone": NotRequired[str | None],
        "emailAddresses": NotRequired[list[Mailbox | None] | None],
        "businessHomePage": NotRequired[str | None],
        "birthday": NotRequired[datetime | None],
        "personalNotes": NotRequired[str | None],
        "categories": NotRequired[list[str | None] | None],
        "createdDateTime": NotRequired[datetime | None],
        "lastModifiedDateTime": NotRequired[datetime | None],
        "singleValueExtendedProperties": NotRequired[list[ExtendedProperty] | None],
    },
)
"""One contact, or the answer to a write of one, which tells no extended property."""

FIELDS = (
    "id,changeKey,parentFolderId,givenName,middleName,surname,title,generation,displayName,nickName,"
    "companyName,department,jobTitle,businessAddress,homeAddress,otherAddress,businessPhones,homePhones,"
    "mobilePhone,emailAddresses,businessHomePage,birthday,personalNotes,categories,createdDateTime,"
    "lastModifiedDateTime"
)
_HIDDEN = " or ".join(f"id eq '{name}'" for name in (SENSITIVITY, MESSAGE_CLASS, STAMP))
EXPANDED = f"singleValueExtendedProperties($filter={_HIDDEN})"
"""What is asked of a contact wherever asking is allowed: a delta takes no `$expand`."""

WireChange = TypedDict("WireChange", {"id": str, "@removed": NotRequired[Any]})
"""One item of a folder's delta, of which only the id is asked."""


class WireContactFolder(TypedDict):
    """One folder, of contacts or (by its id) of mail."""

    id: str
    displayName: NotRequired[str | None]
    singleValueExtendedProperties: NotRequired[list[ExtendedProperty] | None]


WireContactFolders = TypedDict(
    "WireContactFolders",
    {"value": list[WireContactFolder], "@odata.nextLink": NotRequired[str | None]},
)

CONTACT = TypeAdapter(WireContact)
CHANGE = TypeAdapter(WireChange)
FOLDER = TypeAdapter(WireContactFolder)
FOLDERS = TypeAdapter(WireContactFolders)

"""What Graph sends, typed as leanly as it can be decoded: dictionaries checked by pydantic, no models.

Only what is asked for is declared; the rest of an item is passed over. One decoding of a page of 400
messages costs about as much as parsing its JSON, a third of what model classes cost.
"""

from datetime import datetime
from typing import Any, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12


class Mailbox(TypedDict, total=False):
    """A name and an address; either may be missing."""

    name: str | None
    address: str | None


class Recipient(TypedDict, total=False):
    """One entry of an address line."""

    emailAddress: Mailbox | None


class Body(TypedDict, total=False):
    """A message's body."""

    contentType: str | None
    content: str | None


class Header(TypedDict, total=False):
    """One internet message header."""

    name: str | None
    value: str | None


class ExtendedProperty(TypedDict, total=False):
    """One MAPI property."""

    id: str | None
    value: str | None


WireMessage = TypedDict(
    "WireMessage",
    {
        "id": str,
        "@odata.type": NotRequired[str | None],
        "internetMessageId": NotRequired[str | None],
        "receivedDateTime": NotRequired[datetime | None],
        "sentDateTime": NotRequired[datetime | None],
        "parentFolderId": NotRequired[str | None],
        "subject": NotRequired[str | None],
        "from": NotRequired[Recipient | None],
        "sender": NotRequired[Recipient | None],
        "toRecipients": NotRequired[list[Recipient] | None],
        "ccRecipients": NotRequired[list[Recipient] | None],
        "bccRecipients": NotRequired[list[Recipient] | None],
        "isDraft": NotRequired[bool | None],
        "hasAttachments": NotRequired[bool | None],
        "conversationId": NotRequired[str | None],
        "bodyPreview": NotRequired[str | None],
        "body": NotRequired[Body | None],
        "internetMessageHeaders": NotRequired[list[Header] | None],
        "singleValueExtendedProperties": NotRequired[list[ExtendedProperty] | None],
    },
)
"""One message of a listing."""

WirePage = TypedDict(
    "WirePage", {"value": list[WireMessage], "@odata.nextLink": NotRequired[str | None]}
)
"""One page of messages."""

WireReference = TypedDict(
    "WireReference",
    {
        "id": str,
        "@removed": NotRequired[Any],
        "internetMessageId": NotRequired[str | None],
        "receivedDateTime": NotRequired[datetime | None],
        "parentFolderId": NotRequired[str | None],
    },
)
"""One item of a folder's delta: whole, partial (only what changed), or removed."""

WireChanges = TypedDict(
    "WireChanges",
    {
        "value": list[WireReference],
        "@odata.nextLink": NotRequired[str | None],
        "@odata.deltaLink": NotRequired[str | None],
    },
)
"""One page of a folder's delta."""

WireFolder = TypedDict(
    "WireFolder",
    {
        "id": str,
        "@odata.type": NotRequired[str | None],
        "parentFolderId": NotRequired[str | None],
        "childFolderCount": NotRequired[int | None],
        "totalItemCount": NotRequired[int | None],
    },
)

WireFolders = TypedDict(
    "WireFolders", {"value": list[WireFolder], "@odata.nextLink": NotRequired[str | None]}
)


class WireUser(TypedDict, total=False):
    """One entry of the directory."""

    id: str
    mail: str | None
    proxyAddresses: list[str] | None
    userPrincipalName: str | None
    accountEnabled: bool | None
    userType: str | None


WireUsers = TypedDict(
    "WireUsers", {"value": list[WireUser], "@odata.nextLink": NotRequired[str | None]}
)


class WireSubscription(TypedDict):
    """One subscription of this app."""

    id: str
    resource: str
    expirationDateTime: datetime
    notificationUrl: NotRequired[str | None]


WireSubscriptions = TypedDict(
    "WireSubscriptions",
    {"value": list[WireSubscription], "@odata.nextLink": NotRequired[str | None]},
)


class WirePart(TypedDict):
    """One answer inside a `$batch`."""

    id: str
    status: int
    headers: NotRequired[dict[str, str] | None]
    body: NotRequired[Any]


class WireBatch(TypedDict):
    """The answers of a `$batch`, in any order."""

    responses: list[WirePart]


MESSAGE = TypeAdapter(WireMessage)
MESSAGES = TypeAdapter(WirePage)
REFERENCE = TypeAdapter(WireReference)
CHANGES = TypeAdapter(WireChanges)
FOLDERS = TypeAdapter(WireFolders)
USERS = TypeAdapter(WireUsers)
SUBSCRIPTION = TypeAdapter(WireSubscription)
SUBSCRIPTIONS = TypeAdapter(WireSubscriptions)
BATCH = TypeAdapter(WireBatch)

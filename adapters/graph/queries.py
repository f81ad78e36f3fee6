"""The addresses that are asked: paths, and query options that name exactly the fields needed."""

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

SENSITIVITY = "Integer 0x36"
"""MAPI PidTagSensitivity: v1.0 has no such property on a message, so it is read as an extended one."""
_FIELDS = (
    "id,internetMessageId,receivedDateTime,sentDateTime,parentFolderId,subject,from,sender,toRecipients,"
    "ccRecipients,bccRecipients,isDraft,hasAttachments,conversationId,bodyPreview,internetMessageHeaders"
)
REFERENCE_FIELDS = "id,internetMessageId,receivedDateTime,parentFolderId"
_SENSITIVITY_EXPANDED = f"singleValueExtendedProperties($filter=id eq '{SENSITIVITY}')"


def query(path: str, **options: str | int) -> str:
    """Return a path with OData options: `top=5` becomes `$top=5`."""
    told = {f"${name}": value for name, value in options.items()}
    return f"{path}?{urlencode(told, quote_via=quote, safe='$,()=')}"


def user_path(mailbox: str, *steps: str) -> str:
    """Return the path of something in a mailbox; ids may hold slashes and plus signs."""
    return "/".join(("/users", *(quote(step, safe="") for step in (mailbox, *steps))))


def message_options(with_text: bool) -> dict[str, str]:
    """Return which fields of a message are asked for."""
    fields = f"{_FIELDS},body" if with_text else _FIELDS
    return {"select": fields, "expand": _SENSITIVITY_EXPANDED}


def instant(time: datetime) -> str:
    """Return a time as Graph's filters take it."""
    return f"{time.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"

"""A mail read from a file, as the tenant's control API takes it."""

from datetime import datetime
from typing import Any

from simulator.mailfiles import Correspondent, MailRecord

_WELL_KNOWN = {
    "sent": "sentitems",
    "sent items": "sentitems",
    "_sent_mail": "sentitems",
    "drafts": "drafts",
    "deleted items": "deleteditems",
    "trash": "deleteditems",
    "junk": "junkemail",
    "spam": "junkemail",
    "junk email": "junkemail",
    "archive": "archive",
    "outbox": "outbox",
}
"""Folder names of mail programs and Outlook's well-known folder for each."""
_SENSITIVITIES = {
    "private": "private",
    "personal": "personal",
    "company-confidential": "confidential",
    "confidential": "confidential",
}


def mail_order(record: MailRecord, address: str, received: datetime | None) -> dict[str, Any]:
    """Return the order that puts a record into the mailbox with this address; None receives it now."""
    order: dict[str, Any] = {
        "mailbox": address,
        "folder": folder_path(record.folder),
        "received": received.isoformat() if received else "now",
        "internet_message_id": record.internet_message_id,
        "to": _parties(record.to),
        "cc": _parties(record.cc),
        "bcc": _parties(record.bcc),
        "subject": record.subject,
        "body": record.text,
        "headers": [list(line) for line in record.headers],
        "kind": "meeting_request" if record.is_meeting else "message",
        "sensitivity": _sensitivity(record),
        "has_attachments": record.has_attachments,
    }
    if record.sender is not None:
        order["from"] = _party(record.sender)
    if record.sent_at is not None:
        order["sent"] = record.sent_at.isoformat()
    return order


def folder_path(folder: str) -> str:
    """Return a folder's path with Outlook's well-known name for its first part."""
    first, slash, rest = folder.partition("/")
    return f"{_WELL_KNOWN.get(first.lower(), first)}{slash}{rest}"


def _parties(entries: tuple[Correspondent, ...]) -> list[dict[str, str]]:
    return [_party(entry) for entry in entries]


def _party(entry: Correspondent) -> dict[str, str]:
    return {"address": entry.address, "name": entry.name}


def _sensitivity(record: MailRecord) -> str:
    told = next((text for name, text in record.headers if name == "Sensitivity"), "")
    return _SENSITIVITIES.get(told.strip().lower(), "normal")

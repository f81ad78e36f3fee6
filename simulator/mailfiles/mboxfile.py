"""An .mbox file: one mailbox, named by the file, its folders told by X-Gmail-Labels or X-Folder."""

import mailbox
import re
from collections.abc import Iterator
from dataclasses import replace
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path

from simulator.mailfiles.headerlines import decoded, first_of
from simulator.mailfiles.internetmessages import read_message
from simulator.mailfiles.records import MailRecord
from simulator.mailfiles.trouble import Problem

_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_LABEL_FOLDERS = {
    "drafts": "drafts",
    "spam": "junk",
    "trash": "deleted items",
    "sent": "sent items",
    "archived": "archive",
}


def read_mbox(path: Path) -> Iterator[MailRecord | Problem]:
    """Yield the file's e-mails in their order, or what was wrong with one of them."""
    opened = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(opened.iterkeys(), 1):
            place = f"{path.name}:{number}"
            raw = _QUOTED_FROM.sub(rb"\1", opened.get_bytes(key))
            found = read_message(raw, mailbox=path.stem, folder="inbox", place=place)
            yield found if isinstance(found, Problem) else replace(found, folder=_folder(raw))
    finally:
        opened.close()


def _folder(raw: bytes) -> str:
    """Return the folder that the exporting program names in the headers."""
    head = BytesHeaderParser(policy=compat32).parsebytes(raw)
    told = decoded(first_of(head, "X-Gmail-Labels")).lower().split(",")
    for label, folder in _LABEL_FOLDERS.items():
        if label in (t.strip() for t in told):
            return folder
    return decoded(first_of(head, "X-Folder")).replace("\\", "/").strip("/ ") or "inbox"

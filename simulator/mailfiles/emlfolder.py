"""A folder of .eml files: its sub-folders are the mailbox's folders, its name is the mailbox's name."""

from collections.abc import Iterator
from pathlib import Path

from simulator.mailfiles.internetmessages import MESSAGE_BYTES_MAX, read_message
from simulator.mailfiles.records import MailRecord
from simulator.mailfiles.trouble import Problem


def read_eml_folder(path: Path) -> Iterator[MailRecord | Problem]:
    """Yield each file's e-mail in the order of names, or what was wrong with the file."""
    root = path if path.is_dir() else path.parent
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.suffix.lower() == ".eml" and file.is_file():
            yield _read_file(file, root)


def _read_file(file: Path, root: Path) -> MailRecord | Problem:
    place = str(file.relative_to(root))
    try:
        with file.open("rb") as opened:
            raw = opened.read(MESSAGE_BYTES_MAX + 1)
    except OSError as bad:
        return Problem(place, f"the file cannot be opened: {bad.strerror}")
    folder = "/".join(file.relative_to(root).parts[:-1]) or "inbox"
    return read_message(raw, mailbox=root.resolve().name, folder=folder, place=place)

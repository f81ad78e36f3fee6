"""Which reader a path needs, and the account of what could not be read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from simulator.mailfiles.emlfolder import read_eml_folder
from simulator.mailfiles.jsonlines import read_json_lines
from simulator.mailfiles.mboxfile import read_mbox
from simulator.mailfiles.records import MailRecord
from simulator.mailfiles.trouble import Problem

Reader = Callable[[Path], Iterator[MailRecord | Problem]]


class UnknownMailFile(ValueError):
    """No reader knows this kind of file; expected .jsonl, .jsonl.gz, .mbox or a folder of .eml."""


@dataclass
class MailReading:
    """The mail of one file or folder, read as it is iterated; what could not be read is counted."""

    path: Path
    reader: Reader
    problems: list[Problem] = field(default_factory=list)
    """What could not be read in the last iteration, each with its place and its reason."""

    def __iter__(self) -> Iterator[MailRecord]:
        self.problems = []
        for found in self.reader(self.path):
            if isinstance(found, Problem):
                self.problems.append(found)
            else:
                yield found


def read_mail(path: Path) -> MailReading:
    """Return the mail a path holds; it may be iterated more than once and holds one message at a time.

    Raises:
        UnknownMailFile: there is nothing at the path, or no reader for what is there.
    """
    if path.is_dir():
        return MailReading(path, read_eml_folder)
    if not path.is_file():
        raise UnknownMailFile(f"{path}: there is no such file or folder")
    for ending, reader in _READERS.items():
        if path.name.lower().endswith(ending):
            return MailReading(path, reader)
    raise UnknownMailFile(f"{path}: {UnknownMailFile.__doc__}")


_READERS: dict[str, Reader] = {
    ".jsonl": read_json_lines,
    ".jsonl.gz": read_json_lines,
    ".mbox": read_mbox,
    ".eml": read_eml_folder,
}

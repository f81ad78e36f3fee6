"""The folders of a mailbox: the well-known ones, in the language of its owner, and those people make."""

from dataclasses import dataclass, field

from simulator.graph.changes import ChangeLog
from simulator.graph.timeline import Timeline

ROOT = "msgfolderroot"
DUMPSTER = "recoverableitemsdeletions"
"""What was deleted for good lies here for a while; it is no part of the visible tree."""


@dataclass(slots=True, kw_only=True)
class Folder:
    """One mail folder, what lies in it and what changed there."""

    number: int
    id: str
    name: str
    parent: int | None
    well_known: str | None = None
    is_hidden: bool = False
    is_search: bool = False
    """A saved search (mailSearchFolder): shows mail of other folders, holds none."""
    children: list[int] = field(default_factory=list)
    unread: int = 0
    timeline: Timeline = field(default_factory=Timeline, repr=False)
    log: ChangeLog = field(default_factory=ChangeLog, repr=False)
    left: dict[int, int] = field(default_factory=dict, repr=False)
    """Item number -> how often it had moved when it left: what its default id here was."""


@dataclass(frozen=True, slots=True)
class WellKnown:
    """A folder that every mailbox has."""

    name: str
    english: str
    german: str
    parent: str | None = ROOT
    is_hidden: bool = False


WELL_KNOWN = (
    WellKnown(ROOT, "Top of Information Store", "Oberste Ebene des Informationsspeichers", None),
    WellKnown("inbox", "Inbox", "Posteingang"),
    WellKnown("drafts", "Drafts", "Entwürfe"),
    WellKnown("sentitems", "Sent Items", "Gesendete Elemente"),
    WellKnown("deleteditems", "Deleted Items", "Gelöschte Elemente"),
    WellKnown("junkemail", "Junk Email", "Junk-E-Mail"),
    WellKnown("outbox", "Outbox", "Postausgang"),
    WellKnown("archive", "Archive", "Archiv"),
    WellKnown("conversationhistory", "Conversation History", "Aufgezeichnete Unterhaltungen"),
    WellKnown("syncissues", "Sync Issues", "Synchronisierungsprobleme"),
    WellKnown("conflicts", "Conflicts", "Konflikte", "syncissues"),
    WellKnown("localfailures", "Local Failures", "Lokale Fehler", "syncissues"),
    WellKnown("serverfailures", "Server Failures", "Serverfehler", "syncissues"),
    WellKnown("searchfolders", "Search Folders", "Suchordner", ROOT, is_hidden=True),
    WellKnown(DUMPSTER, "Deletions", "Deletions", None, is_hidden=True),
)
"""`clutter` and `scheduled` are known to Graph but absent here, as in most mailboxes: they answer 404."""

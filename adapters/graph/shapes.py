"""The shape of a Graph address, for spans: which resources it leads through, without whose and which."""

from urllib.parse import urlsplit

_NAMES = (
    "users messages mailFolders childFolders delta $batch subscriptions reauthorize calendars calendar calendarView"
    " events instances accept decline tentativelyAccept contacts contactFolders mailboxSettings v1.0"
)
_RESOURCES = frozenset(_NAMES.split())


def shape_of(url: str) -> str:
    """Return an address's path with a star for whatever names somebody or something; its query is left out."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    known = (part if part in _RESOURCES else "*" for part in parts)
    return "/".join(part for part in known if part != "v1.0")

"""Times as requests write them: a window's edges, and names of time zones."""

from collections.abc import Mapping
from datetime import UTC, datetime

from simulator.graph.refusals import bad_request
from sync_core.calendar.window import Window


def window_of(options: Mapping[str, str]) -> Window:
    """Return the window that startDateTime and endDateTime ask for; without an offset they are UTC.

    Raises:
        Refusal: 400, one is missing or no time, or the window is empty.
    """
    since, until = (_edge(options, name) for name in ("startDateTime", "endDateTime"))
    if until <= since:
        raise bad_request("The end of the window lies before its start.", "ErrorInvalidParameter")
    return Window(since=since, until=until)


def _edge(options: Mapping[str, str], name: str) -> datetime:
    text = options.get(name) or options.get(name.lower(), "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = (
            f"This request requires a time window specified by the query string parameter {name}."
        )
        raise bad_request(message, "ErrorInvalidParameter") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

"""The pretend Outlook's templates: everything escaped, a missing value an error."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulator.graph.http.outlook.forms import shown_moment
from simulator.graph.mailbox import Mailbox
from sync_core.calendar.event import Answer, Span

_TEMPLATES = Path(__file__).parent / "templates"
_ANSWERS = {
    Answer.NONE: "not answered",
    Answer.ORGANISER: "organiser",
    Answer.ACCEPTED: "accepted",
    Answer.TENTATIVE: "tentative",
    Answer.DECLINED: "declined",
}


def page(name: str, values: Mapping[str, Any], status: int = 200) -> web.Response:
    """Return a template as an answer."""
    text = _environment().get_template(name).render(values)
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def refused(status: int, told: str) -> web.Response:
    """Return a page that says why nothing was done."""
    return page("refused.html", {"boxes": [], "box": None, "told": told}, status)


def elsewhere(address: str) -> web.Response:
    """Return the answer that leads to another page."""
    return web.Response(status=303, headers={"Location": address})


def day_name(day: date) -> str:
    """Return a day as the head of its column."""
    return f"{day:%a} {day.day} {day:%b}"


def local(moment: datetime, zone: str) -> str:
    """Return a moment as a datetime-local field takes it."""
    return shown_moment(moment, ZoneInfo(zone))


def when(span: Span, zone: str) -> str:
    """Return when an event takes place."""
    start, end = span.start.astimezone(ZoneInfo(zone)), span.end.astimezone(ZoneInfo(zone))
    first = f"{start:%A} {start.day} {start:%B %Y}"
    if span.is_all_day:
        last = span.end.astimezone(UTC) - timedelta(days=1)
        return first if last <= span.start else f"{first} to {last:%A} {last.day} {last:%B %Y}"
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%A} {end.day} {end:%B %H:%M}"
    return f"{first}, {start:%H:%M} to {until} ({zone})"


def path_of(box: Mailbox, *more: str) -> str:
    """Return the address of a mailbox's week, or of something below it."""
    parts = (box.user.mail or box.user.principal_name, *more)
    return "/outlook/" + "/".join(quote(part, safe="") for part in parts)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day_name=day_name, local=local, when=when, answer=lambda answer: _ANSWERS[answer]
    )
    environment.globals.update(one_day=timedelta(days=1))
    return environment

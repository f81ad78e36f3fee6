"""Templates and how values are written in them: everything escaped, times with their machine form."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from admin import wall_clock
from admin.shown_contact import LABELS
from admin.shown_meeting import answer_text, called
from admin.shown_preview import FIELD_NAMES
from admin.static_files import address_of
from admin.web import Fields, PageRequest, PageResponse
from sync_core import limits
from sync_core.access import AppRole
from sync_core.health import ago, counted

_TEMPLATES = Path(__file__).parent / "templates"
_THEMES = ("light", "dark")


def page(
    request: PageRequest, template: str, values: dict[str, Any], status: int = 200, **headers: str
) -> PageResponse:
    """Return a template as an answer; a missing value is an error, never an empty place."""
    told = {
        "theme": theme_of(request),
        "path": request.path,
        "limits": limits,
        "signed_in": request.who,
        "may_operate": request.may(AppRole.OPERATOR),
        "may_administer": request.may(AppRole.ADMIN),
    } | values
    return PageResponse.html(_environment().get_template(template).render(told), status, **headers)


def theme_of(request: PageRequest) -> str:
    """Return the theme chosen on this browser; empty follows the system."""
    chosen = request.cookie("rapport_theme")
    return chosen if chosen in _THEMES else ""


def with_query(path: str, query: Fields, **changed: str) -> str:
    """Return an address with a query, some fields set anew; an empty one is left out."""
    pairs = [(n, v) for n, values in query.items() if n not in changed for v in values if v]
    pairs += [(n, v) for n, v in changed.items() if v]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def time(moment: datetime | None) -> Markup:
    """Return a time in UTC, to the minute, in a <time> element."""
    if moment is None:
        return Markup('<span class="none">never</span>')
    shown = moment.astimezone(UTC)
    text = f"{shown.day} {shown:%b} {shown.year:04d} {shown:%H:%M}"
    stamp = shown.isoformat(timespec="seconds")
    return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(stamp, stamp[:19], text)


def clock(moment: datetime | None, zone: str) -> Markup:
    """Return a time as a clock in a zone shows it, in a <time> element; nothing for none."""
    if moment is None:
        return Markup("")
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds")
    text = wall_clock.moment_text(moment, zone)
    return Markup('<time datetime="{}">{}</time>').format(stamp, text)


def day_name(day: date) -> str:
    """Return a day as people say it."""
    return f"{day:%A} {day.day} {day:%B}"


def initials(name: str) -> str:
    """Return what stands in a person's round badge."""
    words = [w for w in name.replace("@", " ").replace(".", " ").split() if w[0].isalnum()]
    return "".join(w[0] for w in (words[:1] + words[1:][-1:])).upper() or "?"


def field_name(name: str) -> str:
    """Return what a field of a contact or of an event is called on a page."""
    return LABELS.get(name) or FIELD_NAMES.get(name) or name.replace("_", " ").capitalize()


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
        number="{:,}".format,
        time=time,
        ago=ago,
        counted=counted,
        clock=clock,
        local=wall_clock.local,
        when=wall_clock.when,
        hours=wall_clock.hours,
        day_name=day_name,
        called=called,
        answer_text=answer_text,
        field_name=field_name,
        initials=initials,
        first_clause=lambda text: text.partition(";")[0].rstrip("."),
        mailbox_of=lambda mailbox, names: names.get(mailbox, f"Mailbox {mailbox[:8]}"),
        segment=lambda text: quote(str(text), safe=""),
    )
    environment.globals.update(static=address_of, with_query=with_query)
    return environment

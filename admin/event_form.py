"""An event as a form or a program tells it, checked field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from admin.refusals import Problem, bad_fields
from admin.repeating import Repeating, Repeats
from admin.web import Fields
from admin.zones import NoSuchTime, known_zone, to_utc
from flows.ports.calendar_desk import EventEdit, Guest, Meeting, NewEvent, NewGuest
from sync_core import limits
from sync_core.addresses import NoAddress, normalise
from sync_core.calendar.event import AttendeeKind, Privacy, Recurrence, ShowAs, Span
from sync_core.calendar.graph_pattern import Inexpressible
from sync_core.calendar.recurrence import settled, to_graph
from sync_core.mail import Address, CrmUserId, PersonId

AS_IT_IS = "as_it_is"
"""The choice that leaves a rule as it is, whatever it says."""
_DAY = timedelta(days=1)
_CHOSEN = ("1", "on", "true")
Choice = TypeVar("Choice", Repeats, ShowAs)
Value = TypeVar("Value")


@dataclass(slots=True)
class EventForm:
    """The fields as sent, and what was wrong with them so far."""

    fields: Fields
    problems: list[Problem] = field(default_factory=list)

    def new_event(self, owner: CrmUserId) -> NewEvent:
        """Return the event that the form describes.

        Raises:
            Refused: fields hold something else than expected; names each.
        """
        span = self.span()
        event = NewEvent(
            owner=owner,
            subject=self._line("subject"),
            span=span,
            places=self._places(()),
            guests=self._guests(()),
            people=tuple(PersonId(p) for p in self.fields.get("person", ()) if p),
            body=self._body(),
            privacy=self._privacy(),
            show_as=self._choice("show_as", ShowAs, ShowAs.BUSY),
            rule=self._rule(span),
        )
        self.or_refuse()
        return event

    def edit(self, meeting: Meeting) -> EventEdit:
        """Return what the form changes of a meeting; what it leaves equal is not among it.

        Raises:
            Refused: fields hold something else than expected; names each.
        """
        was = meeting.event.content
        told = EventEdit(
            subject=_changed(self._line("subject"), was.subject),
            places=_changed(self._places(was.places), was.places),
            guests=self._changed_guests(meeting),
            body=_changed(self._body(), was.body),
            privacy=_changed(self._privacy(), was.privacy),
            show_as=_changed(self._choice("show_as", ShowAs, was.show_as), was.show_as),
            rule=self._changed_rule(meeting),
        )
        self.or_refuse()
        return told

    def span(self) -> Span:
        """Return when it takes place; a wrong field is among the problems."""
        zone = known_zone(self._text("zone") or "UTC")
        if zone is None:
            self.problems.append(("zone", "expected a zone such as Europe/Zurich"))
        first = self._day("date")
        last = self._day("end_date") if self._text("end_date") else first
        if first is None or last is None:
            return _NO_SPAN
        if last < first:
            self.problems.append(("end_date", "expected a day not before the first"))
        if (last - first).days > limits.EVENT_DAYS_MAX:
            self.problems.append(("end_date", f"expected at most {limits.EVENT_DAYS_MAX} days"))
        if self._is_ticked("all_day"):
            return Span.of_days(first, max(last, first) + _DAY)
        start = self._instant("start", first, zone or "UTC")
        end = self._instant("end", last, zone or "UTC")
        if start is None or end is None:
            return _NO_SPAN
        if end < start and first <= last:
            self.problems.append(("end", "expected a time not before the start"))
        return Span(start=start, end=end, zone=zone or "UTC")

    def or_refuse(self) -> None:
        """Let a form without problems pass.

        Raises:
            Refused: fields hold something else than expected; names each.
        """
        if self.problems:
            raise bad_fields(*self.problems)

    def _text(self, name: str) -> str:
        return next(iter(self.fields.get(name, ())), "").strip()

    def _line(self, name: str) -> str:
        text = " ".join(self._text(name).split())
        if len(text) > limits.SUBJECT_CHARACTERS_MAX:
            self.problems.append(
                (name, f"expected at most {limits.SUBJECT_CHARACTERS_MAX:,} characters")
            )
        return text

    def _is_ticked(self, name: str) -> bool:
        return self._text(name) in _CHOSEN

    def _day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self._text(name)[:10])
        except ValueError:
            self.problems.append((name, "expected a day such as 2026-01-31"))
            return None

    def _instant(self, name: str, day: date, zone: str) -> datetime | None:
        try:
            at = time.fromisoformat(self._text(name)).replace(tzinfo=None)
        except ValueError:
            self.problems.append((name, "expected a time such as 14:30"))
            return None
        try:
            return to_utc(day, at, zone)
        except NoSuchTime:
            told = f"expected a time that exists: the clocks in {zone} go forward over it that day"
        except OverflowError:
            told = "expected a year between 1 and 9999"
        self.problems.append((name, told))
        return None

    def _choice(self, name: str, kinds: type[Choice], otherwise: Choice) -> Choice:
        text = self._text(name)
        if text and text not in list(kinds):
            self.problems.append((name, f"expected {', '.join(k for k in kinds if k)}"))
            return otherwise
        return kinds(text) if text else otherwise

    def _body(self) -> str:
        return self._text("body").replace("\r\n", "\n")

    def _privacy(self) -> Privacy:
        return Privacy.PRIVATE if self._is_ticked("private") else Privacy.NORMAL

    def _places(self, before: Sequence[str]) -> tuple[str, ...]:
        text = self._line("place")
        if text == joined(before):
            return tuple(before)
        return tuple(dict.fromkeys(p.strip() for p in text.split(";") if p.strip()))

    def _guests(self, before: Sequence[Guest]) -> tuple[NewGuest, ...]:
        """Return who attends, each once; a room that was there keeps its role."""
        known = {guest.address: guest for guest in before}
        optional = {normalise(text) for text in self.fields.get("optional", ())}
        names = dict(pair.partition("=")[::2] for pair in self.fields.get("attendee_name", ()))
        found: dict[Address, NewGuest] = {}
        for name, text in self._told_addresses():
            address = normalise(text)
            if isinstance(address, NoAddress):
                self.problems.append((name, "expected e-mail addresses such as ana@x.test"))
                continue
            old = known.get(address)
            kind = AttendeeKind.OPTIONAL if address in optional else AttendeeKind.REQUIRED
            if old is not None and old.kind is AttendeeKind.RESOURCE:
                kind = AttendeeKind.RESOURCE
            called = old.name if old is not None else names.get(text, "").strip()
            found.setdefault(address, NewGuest(address=address, name=called, kind=kind))
        if len(found) > limits.EVENT_ATTENDEES_MAX:
            self.problems.append(("attendee", f"expected at most {limits.EVENT_ATTENDEES_MAX}"))
        return tuple(found.values())

    def _changed_guests(self, meeting: Meeting) -> tuple[NewGuest, ...] | None:
        """Return who attends now; None where nothing changed, or the CRM holds only some of them."""
        if meeting.event.is_partial:
            return None
        guests = self._guests(meeting.guests)
        were = {(guest.address, guest.kind) for guest in meeting.guests}
        return None if {(g.address, g.kind) for g in guests} == were else guests

    def _told_addresses(self) -> list[tuple[str, str]]:
        """Return the addresses chosen, and those still standing in the search box."""
        typed = self._text("attendee_text").replace(",", ";").split(";")
        chosen = [("attendee", text.strip()) for text in self.fields.get("attendee", ())]
        return chosen + [("attendee_text", text.strip()) for text in typed if text.strip()]

    def _rule(self, span: Span) -> str:
        repeats = self._choice("repeats", Repeats, Repeats.NEVER)
        if repeats is Repeats.NEVER or span is _NO_SPAN:
            return ""
        ends = self._text("ends") or "never"
        if ends not in ("never", "until", "count"):
            self.problems.append(("ends", "expected never, until or count"))
        told = Repeating(
            repeats=repeats,
            every=self._number("every", 99) or 1,
            until=self._day("until") if ends == "until" else None,
            count=self._number("count", limits.SERIES_OCCURRENCES_MAX) if ends == "count" else None,
        )
        local = span.start.astimezone(ZoneInfo("UTC" if span.is_all_day else span.zone))
        if told.until is not None and told.until < local.date():
            self.problems.append(("until", "expected a day not before the first"))
        return self._expressible(told.rule(local, _last_moment(told.until, span)), span)

    def _expressible(self, rule: str, span: Span) -> str:
        """Return a rule as it comes back from Outlook; one that Outlook cannot say is a problem."""
        graph = to_graph(Recurrence(rule=rule), span)
        if isinstance(graph, Inexpressible) and not self.problems:
            told = f"expected what Outlook can express. {graph.obstacle.text}"
            self.problems.append(("repeats", told))
        return settled(Recurrence(rule=rule), span).rule

    def _changed_rule(self, meeting: Meeting) -> str | None:
        """Return how it repeats from now on; None where the form leaves that alone."""
        if meeting.slot is not None or meeting.event.series or "repeats" not in self.fields:
            return None
        if self._text("repeats") == AS_IT_IS:
            return None
        was = meeting.event.content.recurrence
        return _changed(self._rule(meeting.event.content.span), was.rule if was else "")

    def _number(self, name: str, most: int) -> int | None:
        text = self._text(name)
        if not text and name == "every":
            return 1
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= most):
            self.problems.append((name, f"expected a number from 1 to {most:,}"))
            return None
        return int(text)


def joined(places: Sequence[str]) -> str:
    """Return places as the one field of a form holds them."""
    return "; ".join(" ".join(place.split()) for place in places)


def fields_of(document: Mapping[str, object]) -> Fields:
    """Return a JSON object as a form tells it; lists are fields sent several times.

    Raises:
        Refused: a field is neither a text, a number, a truth value nor a list of texts.
    """
    told: dict[str, tuple[str, ...]] = {}
    for name, value in document.items():
        several = value if isinstance(value, list) else [value]
        if not all(isinstance(v, str | int | bool) for v in several):
            raise bad_fields((name, "expected a text, a number, true or false, or a list of texts"))
        told[name] = tuple(_as_text(v) for v in several)
    return told


def _changed(now: Value, was: Value) -> Value | None:
    return None if now == was else now


def _as_text(value: object) -> str:
    return ("1" if value else "") if isinstance(value, bool) else str(value)


def _last_moment(day: date | None, span: Span) -> datetime | None:
    """Return the last second of a day in the span's zone, in UTC: an end that includes that day."""
    if day is None:
        return None
    zone = ZoneInfo("UTC" if span.is_all_day else span.zone)
    last = datetime.combine(day, time(23, 59, 59)).replace(tzinfo=zone)
    return last.astimezone(ZoneInfo("UTC"))


_NO_SPAN = Span.of_days(date(2000, 1, 1), date(2000, 1, 2))
"""Stands where the times were not understood: the form is refused before anybody sees it."""

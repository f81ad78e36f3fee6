"""What an application may ask of calendars, under the server's rules: shared by HTTP and direct ports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from simulator.graph.calendar.calendars import Calendar
from simulator.graph.calendar.events import EventView
from simulator.graph.calendar.invitations import Author
from simulator.graph.calendar.meetings import NewEvent
from simulator.graph.calendar.times import window_of
from simulator.graph.calendar.windowlog import WindowLog
from simulator.graph.delta import Collection, DeltaPage, DeltaReader, lost_cursor
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import duplicate_transaction, stale_version
from simulator.graph.rounds import CursorForgotten
from simulator.graph.tenant import Tenant
from sync_core.calendar.event import Answer, Shape
from sync_core.calendar.window import Window


@dataclass(frozen=True, slots=True)
class MatchOn:
    """The version a write is made on; None: whatever it is now."""

    etag: str | None = None

    def check(self, view: EventView) -> None:
        """Check that the event is still of this version.

        Raises:
            Refusal: it was changed since (412).
        """
        if self.etag not in (None, "*", view.etag):
            raise stale_version()


class CalendarService:
    """A tenant's calendars as its applications see them."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._outlook = tenant.outlook

    # Reading

    def delta(
        self,
        box: Mailbox,
        calendar: Calendar,
        token: str | None,
        options: Mapping[str, str],
        size: int | None,
    ) -> DeltaPage:
        """Return one page of what changed in a window; the first call's options hold it, then the token.

        Raises:
            Refusal: the cursor is lost, or the window cannot be read (400).
        """
        rules, rounds = self._tenant.rules, box.rounds
        path = f"/users/{box.id}/calendars/{calendar.id}/calendarView/delta"
        try:
            fixed = rounds.options_of(token) if token else options
        except CursorForgotten:
            raise lost_cursor(rules, path) from None
        window = window_of(fixed)
        log = WindowLog(box.calendars, calendar, window, removes_outside=rules.outside_told_removed)
        what = Collection(
            scope=f"calendar {calendar.number}",
            log=log,
            location=f"{path}?{urlencode(dict(fixed))}",
            is_endless=box.has_endless_rounds,
        )
        reader = DeltaReader(rounds, rules, self._tenant.surroundings)
        return reader.page(what, token, fixed, size)

    def occurrences(self, box: Mailbox, name: str, window: Window) -> list[EventView]:
        """Return the occurrences of a series in a window; of anything else itself.

        Raises:
            Refusal: it is not there.
        """
        view = box.calendars.find(name)
        if view.shape is not Shape.SERIES:
            return [view] if window.holds(view.says.span) else []
        return box.calendars.occurrences(view.item, window)

    def stamped(self, box: Mailbox, name: str, value: str) -> list[EventView]:
        """Return the events that carry an extended property of this value."""
        found = box.calendars.with_property(name, value)
        return [box.calendars.view(item.number) for item in found]

    # Writing

    def create(self, box: Mailbox, calendar: Calendar, new: NewEvent) -> EventView:
        """Make an event; those it names are invited.

        Raises:
            Refusal: its transactionId was used before (409), or it ends before it begins (400).
        """
        if new.transaction_id and box.calendars.with_transaction(new.transaction_id):
            raise duplicate_transaction()
        item = self._outlook.meetings.create(box, calendar, new, Author.APPLICATION)
        return box.calendars.view(item.number)

    def write(
        self,
        box: Mailbox,
        name: str,
        fields: dict[str, Any],
        extended: dict[str, str],
        match: MatchOn,
    ) -> EventView:
        """Write some fields of an event, and extended properties beside them.

        Raises:
            Refusal: gone (404), changed since (412), or not to be written so (400).
        """
        view = box.calendars.find(name)
        match.check(view)
        if fields or not extended:
            view = self._outlook.meetings.write(box, view, fields, Author.APPLICATION)
        return self._outlook.meetings.mark(box, view, extended) if extended else view

    def delete(self, box: Mailbox, name: str, match: MatchOn) -> None:
        """Delete an event; an organiser's attendees get a cancellation.

        Raises:
            Refusal: gone (404), or changed since (412).
        """
        view = box.calendars.find(name)
        match.check(view)
        self._outlook.meetings.delete(box, view, Author.APPLICATION)

    def cancel(self, box: Mailbox, name: str) -> None:
        """Cancel a meeting.

        Raises:
            Refusal: gone (404), or not to be cancelled by this mailbox (400).
        """
        view = box.calendars.find(name)
        self._outlook.meetings.cancel(box, view, Author.APPLICATION)

    def answer(self, box: Mailbox, name: str, answer: Answer, *, tells: bool) -> None:
        """Answer an invitation.

        Raises:
            Refusal: gone (404), or this mailbox organises it (400).
        """
        view = box.calendars.find(name)
        self._outlook.answering.answer(box, view, answer, Author.APPLICATION, tells=tells)

"""Every recurrence of the shared calendars that Outlook can express, from the tenant to the CRM and back."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.calendarfiles import CalendarFileEvent, load_events, read_calendar
from sync_core.calendar.event import Content, Span
from sync_core.calendar.expansion import expand
from sync_core.calendar.recurrence import settled
from sync_core.calendar.window import Window
from sync_core.work import MailboxId, Stream
from tests.flows.calendar.office import Office
from tests.shared_data import shared_path

PAST_DAYS, FUTURE_DAYS = 2, 366
EVERYTHING: dict[str, Any] = {
    "past_days": PAST_DAYS,
    "future_days": FUTURE_DAYS,
    "internal": True,
    "unmatched": True,
    "private": "full",
    "declined": True,
    "brakes": {
        "preview_first": False,
        "changes": 100_000,
        "share": 1.0,
        "invitation_fuse": 100_000,
        "deletes": 0,
    },
}
"""A policy that lets everything through and holds every deletion."""
APPROVALS_MAX = 50

pytestmark = pytest.mark.slow


def events_by_year() -> dict[int, list[CalendarFileEvent]]:
    """Return the events of all shared files by the year in which they begin."""
    found: dict[int, list[CalendarFileEvent]] = defaultdict(list)
    for path in sorted(shared_path("data/calendars").rglob("*.ics")):
        for event in read_calendar(path).events:
            found[event.content.span.start.year].append(event)
    return found


def window(year: int) -> Window:
    return Window.around(datetime(year, 1, 1, tzinfo=UTC), PAST_DAYS, FUTURE_DAYS)


async def office_of(year: int, patch: pytest.MonkeyPatch) -> tuple[Office, MailboxId]:
    """Return a firm on New Year's Day, with one colleague."""
    patch.setattr("tests.flows.firm.START", datetime(year, 1, 1, 9, tzinfo=UTC))
    office = Office()
    bo = office.user("bo")
    await office.begin(**EVERYTHING)
    return office, bo


async def in_step(office: Office, mailbox: MailboxId) -> None:
    """Compare both sides, approve what the brakes hold of so large a first run, and compare once more."""
    await office.compare(mailbox)
    for _ in range(APPROVALS_MAX):
        if await office.memory.held(mailbox, Stream.CALENDAR) is None:
            break
        await office.answer(mailbox)
    await office.compare(mailbox)

    assert await office.memory.held(mailbox, Stream.CALENDAR) is None


def told(office: Office, mailbox: MailboxId) -> dict[int, Any]:
    """Return everything a mailbox's events say, with the versions that any write would raise."""
    items = office.tenant.mailbox(mailbox).calendars.items
    return {n: (i.version, i.says, set(i.deleted), set(i.exceptions)) for n, i in items.items()}


def shown(office: Office, mailbox: MailboxId, within: Window) -> Iterator[tuple[str, Span]]:
    """Yield subject and span of every single event and occurrence in a window."""
    store = office.tenant.mailbox(mailbox).calendars
    for item in list(store.items.values()):
        if item.series is not None:
            continue
        views = store.occurrences(item, within) if item.is_series else [store.view(item.number)]
        yield from ((v.says.subject, v.says.span) for v in views if within.holds(v.says.span))


async def test_outlooks_events_reach_the_crm_occurrence_by_occurrence_and_stay_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = 0
    for year, events in sorted(events_by_year().items()):
        office, bo = await office_of(year, monkeypatch)
        load_events(office.tenant, bo, events, str(year))
        before = told(office, bo)
        await in_step(office, bo)

        assert told(office, bo) == before, year
        in_outlook = sorted(
            (s.strip(), span.start, span.end) for s, span in shown(office, bo, window(year))
        )
        in_crm = sorted(
            (e.content.subject.strip(), e.content.span.start, e.content.span.end)
            for e in office.events()
        )
        assert in_crm == in_outlook, year
        counted += len(in_crm)

    assert counted == 5793


async def test_series_made_in_the_crm_become_outlooks_with_the_same_occurrences_and_stay_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = 0
    for year, events in sorted(events_by_year().items()):
        contents = [
            replace(e.content, subject=f"{number}", attendees=(), is_cancelled=False)
            for number, e in enumerate(events)
            if e.content.recurrence is not None
        ]
        office, bo = await office_of(year, monkeypatch)
        for content in contents:
            office.make(bo, **{f.name: getattr(content, f.name) for f in fields(Content)})
        before = {e.id: e.content for e in office.events()}
        await in_step(office, bo)

        assert {e.id: e.content for e in office.events()} == before, year
        made = {i.says.subject: i.says for i in office.tenant.mailbox(bo).calendars.items.values()}
        assert len(made) == len(office.masters(bo)) == len(contents), year
        for content in contents:
            says, rule = made[content.subject], content.recurrence
            assert rule is not None
            assert says.recurrence == settled(rule, content.span)
            assert expand(says.span, says.recurrence, window(year)) == expand(
                content.span, rule, window(year)
            ), rule
        assert len(office.tenant.invitations) == 0
        counted += len(contents)

    assert counted == 2156

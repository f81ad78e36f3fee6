"""Where a mailbox's calendar stands: the rules that hold there, and where each side's listing goes on."""

import json
from dataclasses import dataclass
from datetime import datetime

from flows.running import Run
from sync_core.calendar.event import DEFAULT_CALENDAR, CalendarId
from sync_core.calendar.rules import CalendarRules
from sync_core.calendar.window import Window
from sync_core.failures import SkipItem, SkipReason
from sync_core.primaries import is_primary, names_another, own_entry

OUTLOOK_CURSOR = "calendar.outlook"
CRM_CURSOR = "calendar.crm"
READ_CURSOR = "calendar.read."
"""Begins the name under which stands when a side was last read to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookPlace:
    """Where following a calendar's changes goes on, and in which window: the token holds it fixed."""

    window: Window
    token: str

    def encode(self) -> str:
        """Return the cursor's text."""
        since, until = self.window.since.isoformat(), self.window.until.isoformat()
        return json.dumps([since, until, self.token])

    @staticmethod
    def decode(text: str) -> "OutlookPlace | None":
        """Return the place a cursor tells of; None where there is none, or none that can be read."""
        if not text.startswith("["):
            return None
        since, until, token = json.loads(text)
        window = Window(since=datetime.fromisoformat(since), until=datetime.fromisoformat(until))
        return OutlookPlace(window=window, token=token)


async def calendar_rules(run: Run) -> tuple[CalendarRules, CalendarId]:
    """Return the rules that hold in this run's mailbox, and its calendar.

    Raises:
        SkipItem: the policy names a calendar that the mailbox does not have.
    """
    policy = run.rules.policy.calendar
    entry = own_entry(policy.mailboxes, run.record.id)
    name = entry.calendar if entry else ""
    calendar = await _calendar(run, name) if name else DEFAULT_CALENDAR
    window = Window.around(run.started_at, policy.past_days, policy.future_days)
    is_another = names_another(policy.mailboxes, run.record.id)
    records = await run.parts.memory.mailboxes() if is_another else ()
    rules = CalendarRules(
        mailbox=run.record.id,
        owner=run.record.owner,
        is_primary=is_primary(policy.mailboxes, run.record, records),
        is_default_calendar=calendar == DEFAULT_CALENDAR,
        policy=policy,
        window=window,
        insiders=run.rules.insiders,
        plus_tags=run.rules.policy.mail.matching.plus_tags,
    )
    return rules, calendar


async def _calendar(run: Run, name: str) -> CalendarId:
    """Return the id of the calendar the policy names."""
    wanted = name.strip().casefold()
    calendars = await run.parts.calendar.calendars(run.record.id)
    found = [i for i, told in calendars.items() if told.strip().casefold() == wanted]
    if not found:
        raise SkipItem(SkipReason.NOT_AN_ITEM, "calendar.mailboxes.calendar: no such calendar")
    return DEFAULT_CALENDAR if found[0] == next(iter(calendars)) else found[0]


def fingerprint_of(run: Run, rules: CalendarRules) -> str:
    """Return the digest of the rules a whole comparison ran under: other rules ask for another one."""
    told = rules.policy.model_dump_json(exclude={"schedule", "brakes"})
    matching = run.rules.policy.mail.matching.model_dump_json()
    return run.parts.digester.value("rules", f"{told} {matching} {rules.owner} {rules.is_primary}")

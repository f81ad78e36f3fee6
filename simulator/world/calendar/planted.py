"""Planted bugs of calendars: each spoils one real function in memory, and some seed must notice."""

import logging
from dataclasses import replace
from typing import Any

from flows.calendar import applying, gathering, keeping, outlook_writing, planning
from flows.calendar.bearings import OUTLOOK_CURSOR
from flows.ports.remembrance import Remembrance
from flows.ports.tenant import Gone
from flows.running import Run
from simulator.graph.calendar.asking import MatchOn
from simulator.graph.direct import calendar as direct
from simulator.graph.direct.calendar import TenantCalendar
from simulator.memory.crm_calendar import InMemoryCrmCalendar
from simulator.world.plants import Plant
from sync_core.calendar import acting, deciding, judging, projection
from sync_core.reconcile.brakes import Answers
from sync_core.reconcile.decide import Outcome


def _no_intent(sound: Any) -> Any:
    def intended(one: Any, actions: Any, by: Any) -> Any:
        del actions
        return sound(one, (), by)

    return intended


def _cursor_first(sound: Any) -> Any:
    async def draw(run: Run, opens: Any, cursors: Any) -> Any:
        drawn = await sound(run, opens, cursors)
        if drawn.outlook is not None:
            place = drawn.outlook.place.encode()
            await run.remember(Remembrance(cursors={OUTLOOK_CURSOR: place}))
        return drawn

    return draw


def _absence_is_deletion(_: Any) -> Any:
    async def complete(found: Any, concerned: Any) -> None:
        for pair in (found.pairs[key] for key in concerned if key in found.pairs):
            if pair.outlook and pair.outlook not in found.outlook:
                found.outlook[pair.outlook] = Gone.GONE

    return complete


def _first_run_invites(_: Any) -> Any:
    def outgoing(judged: Any, by: Any) -> Any:
        del by
        return judged.crm.content if judged.crm is not None else None

    return outgoing


def _partial_list_pushed(_: Any) -> Any:
    def writable(fields: Any, *_: Any) -> Any:
        return fields, {}

    return writable


def _private_shown(sound: Any) -> Any:
    def hidden(content: Any, rules: Any) -> Any:
        del content, rules
        return frozenset()

    del sound
    return hidden


def _winner_is_last_read(sound: Any) -> Any:
    def decide(outlook: Any, crm: Any, pair: Any, rules: Any) -> Outcome:
        bare = replace(pair, outlook_base={}, crm_base={}) if pair is not None else None
        outcome: Outcome = sound(outlook, crm, bare, rules)
        return outcome

    return decide


def _subject_in_logs(sound: Any) -> Any:
    def judge(twin: Any, by: Any) -> Any:
        if twin.outlook is not None:
            logging.getLogger("rapport").debug("judging %s", twin.outlook.content.subject)
        return sound(twin, by)

    return judge


def _subject_in_held_plan(sound: Any) -> Any:
    async def hold(run: Run, planned: Any, passed: Any) -> Any:
        held = await sound(run, planned, passed)
        texts = [o.twin.outlook.content.subject for o in planned.judged if o.twin.outlook]
        told = replace(held, answered_by=" ".join(texts))
        await run.parts.memory.hold(run.lease, told)
        return told

    return hold


def _series_not_reread(_: Any) -> Any:
    async def read(*_: Any) -> None:
        return None

    return read


def _name_not_written(_: Any) -> Any:
    async def named(run: Run, those: Any, answers: Any) -> dict[str, Any]:
        del run, those, answers
        return {}

    return named


def _key_taken_twice(sound: Any) -> Any:
    def create(self: Any, draft: Any) -> Any:
        self._by_key.pop(draft.key, None)
        return sound(self, draft)

    return create


def _any_version(_: Any) -> Any:
    def matching(etag: str | None = None) -> MatchOn:
        del etag
        return MatchOn()

    return matching


def _any_crm_version(sound: Any) -> Any:
    def update(self: Any, change: Any) -> Any:
        kept = self.kept(change.id)
        return sound(self, replace(change, version=kept.event.version) if kept else change)

    return update


def _stamp_not_sought(_: Any) -> Any:
    async def find(self: Any, mailbox: Any, stamp: str) -> None:
        del self, mailbox, stamp

    return find


def _everything_approved(sound: Any) -> Any:
    def weigh(planned: Any, held: Any, **told: Any) -> Any:
        if held is not None and held.answered_at is not None:
            everything = frozenset(action.fingerprint for action in planned.plan.actions)
            held = replace(held, answers=Answers(approved=everything))
        return sound(planned, held, **told)

    return weigh


def _not_redacted(_: Any) -> Any:
    def must_be(twin: Any, reason: Any) -> bool:
        del twin, reason
        return False

    return must_be


def _slots_forgotten(_: Any) -> Any:
    async def add(found: Any) -> None:
        del found

    return add


_STREAM = "calendar"

PLANTS: dict[str, Plant] = {
    "no-intent": Plant(
        "Writes are begun with nothing remembered.", applying, "intended", _no_intent, _STREAM
    ),
    "calendar-cursor-first": Plant(
        "The cursor is saved before anything is applied.", keeping, "draw", _cursor_first, _STREAM
    ),
    "absence-is-deletion": Plant(
        "What a listing leaves out is gone.",
        gathering,
        "complete",
        _absence_is_deletion,
        _STREAM,
    ),
    "first-run-invites": Plant(
        "Events made by a first run invite.",
        outlook_writing,
        "outgoing",
        _first_run_invites,
        _STREAM,
    ),
    "calendar-gates-open": Plant(
        "Any field is written in Outlook, past, partial or hidden.",
        acting,
        "writable",
        _partial_list_pushed,
        _STREAM,
    ),
    "private-shown": Plant(
        "Privacy hides nothing.", projection, "hidden_by_privacy", _private_shown, _STREAM
    ),
    "base-ignored": Plant(
        "What both agreed on is not looked at.",
        deciding,
        "decide",
        _winner_is_last_read,
        _STREAM,
    ),
    "series-not-reread": Plant(
        "A series is not read when one of its occurrences is told of.",
        gathering,
        "read_series",
        _series_not_reread,
        _STREAM,
    ),
    "subject-in-logs": Plant(
        "A log line names a meeting.", planning, "judge", _subject_in_logs, _STREAM
    ),
    "subject-in-held-plan": Plant(
        "A held plan keeps subjects.", keeping, "hold", _subject_in_held_plan, _STREAM
    ),
    "name-not-written": Plant(
        "The CRM is not told under which name an event is known.",
        outlook_writing,
        "_named",
        _name_not_written,
        _STREAM,
    ),
    "event-key-twice": Plant(
        "The CRM takes an event's key twice.",
        InMemoryCrmCalendar,
        "_create",
        _key_taken_twice,
        _STREAM,
    ),
    "no-if-match": Plant(
        "Events are written in Outlook whatever version they have.",
        direct,
        "MatchOn",
        _any_version,
        _STREAM,
    ),
    "crm-version-ignored": Plant(
        "Events are written in the CRM whatever version they have.",
        InMemoryCrmCalendar,
        "_update",
        _any_crm_version,
        _STREAM,
    ),
    "stamp-not-sought": Plant(
        "Nobody looks for an event by its stamp.",
        TenantCalendar,
        "find",
        _stamp_not_sought,
        _STREAM,
    ),
    "everything-approved": Plant(
        "An answer to a held plan approves everything.",
        keeping,
        "weigh",
        _everything_approved,
        _STREAM,
    ),
    "not-redacted": Plant(
        "What turned private stays as it was in the CRM.",
        judging,
        "may_redact",
        _not_redacted,
        _STREAM,
    ),
    "slots-forgotten": Plant(
        "Changed occurrences of series made in the CRM are not compared.",
        keeping,
        "add_slots",
        _slots_forgotten,
        _STREAM,
    ),
}

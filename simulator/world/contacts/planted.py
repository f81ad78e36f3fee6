"""Planted bugs of contacts: each spoils one real function in memory, and some seed must notice."""

import logging
from dataclasses import replace
from typing import Any

from flows.contacts import applying, crm_writing, gathering, keeping
from flows.contacts.bearings import OUTLOOK_CURSOR
from flows.ports.remembrance import Remembrance
from flows.ports.tenant import Gone
from flows.running import Run
from flows.sharing import gathering as sharing_gathering
from flows.sharing import planning as sharing_planning
from flows.sharing.standing import LIST
from simulator.graph.contacts import asking
from simulator.graph.direct.contacts import TenantContacts
from simulator.memory import InMemoryMemory
from simulator.memory.crm_contacts import InMemoryCrmContacts
from simulator.world.plants import Plant
from sync_core.contacts import asking as questions
from sync_core.contacts import deciding, judging, showing, side_by_side
from sync_core.reconcile.decide import Outcome

_STREAM = "contacts"


def _stamp_not_sought(_: Any) -> Any:
    async def find(self: Any, mailbox: Any, folder: Any, stamp: str) -> tuple[Any, ...]:
        del self, mailbox, folder, stamp
        return ()

    return find


def _as_it_is(_: Any) -> Any:
    def guarded(judged: Any, by: Any) -> Any:
        del by
        return judged

    return guarded


def _never_restored(_: Any) -> Any:
    async def is_restored(run: Any, rules: Any, folder: Any) -> bool:
        del run, rules, folder
        return False

    return is_restored


def _any_version(_: Any) -> Any:
    def check(item: Any, etag: Any) -> None:
        del item, etag

    return check


def _nobody_private(_: Any) -> Any:
    def is_private(entry: Any) -> bool:
        del entry
        return False

    return is_private


def _overflow_dropped(_: Any) -> Any:
    def for_crm(told: Any, held: Any, policy: Any, **rest: Any) -> Any:
        del held, policy, rest
        return told

    return for_crm


def _asks_the_same(_: Any) -> Any:
    def asks(judged: Any, reason: Any, by: Any) -> str:
        del judged, reason, by
        return "0123456789abcdef"

    return asks


def _nothing_comes_down(sound: Any) -> Any:
    def judged(one: Any, run: Any) -> Any:
        told = sound(one, run)
        kept = tuple(a for a in told.actions if a.side is not LIST or not a.fields)
        return replace(told, actions=kept)

    return judged


def _heeded_when_read(sound: Any) -> Any:
    async def answers(self: Any, mailbox: Any, stream: Any) -> Any:
        told = await sound(self, mailbox, stream)
        self._partition(mailbox).answers.pop(stream, None)
        return told

    return answers


def _no_intent(sound: Any) -> Any:
    def intended(one: Any, actions: Any, by: Any) -> Any:
        del actions
        return sound(one, (), by)

    return intended


def _cursor_first(sound: Any) -> Any:
    async def draw(run: Run, cursors: Any) -> Any:
        drawn = await sound(run, cursors)
        if drawn is not None and drawn.outlook.token:
            await run.remember(Remembrance(cursors={OUTLOOK_CURSOR: drawn.outlook.token}))
        return drawn

    return draw


def _absence_is_deletion(_: Any) -> Any:
    async def complete(found: Any, concerned: Any) -> None:
        for pair in (found.pairs[key] for key in concerned if key in found.pairs):
            if pair.outlook and pair.outlook not in found.outlook:
                found.outlook[pair.outlook] = Gone.GONE

    return complete


def _name_in_logs(sound: Any) -> Any:
    def judge(twin: Any, by: Any) -> Any:
        if twin.outlook is not None:
            logging.getLogger("rapport").debug("judging %s", twin.outlook.card.mobile_phone)
        return sound(twin, by)

    return judge


def _base_ignored(sound: Any) -> Any:
    def decide(outlook: Any, crm: Any, pair: Any, rules: Any) -> Outcome:
        bare = replace(pair, outlook_base={}, crm_base={}) if pair is not None else None
        outcome: Outcome = sound(outlook, crm, bare, rules)
        return outcome

    return decide


def _all_notes_shared(_: Any) -> Any:
    def shared_part(text: str) -> str:
        return text

    return shared_part


def _key_taken_twice(sound: Any) -> Any:
    def create(self: Any, draft: Any) -> Any:
        self._by_key.pop(draft.key, None)
        return sound(self, draft)

    return create


_TOLD: tuple[tuple[str, str, object, str, Any], ...] = (
    (
        "contact-stamp-not-sought",
        "Nobody looks for a contact by its stamp before making one.",
        TenantContacts,
        "find",
        _stamp_not_sought,
    ),
    ("guard-ignored", "Anybody may become anybody else.", judging, "guarded", _as_it_is),
    (
        "backup-ignored",
        "A restored backup is not told from edits.",
        keeping,
        "is_restored",
        _never_restored,
    ),
    (
        "contact-etag-ignored",
        "Contacts are written in Outlook whatever version they have.",
        asking,
        "_check",
        _any_version,
    ),
    (
        "private-rises",
        "Private entries are shared as any other.",
        sharing_gathering,
        "_is_private",
        _nobody_private,
    ),
    (
        "overflow-dropped",
        "What Outlook has no place for is taken away in the CRM.",
        crm_writing,
        "for_crm",
        _overflow_dropped,
    ),
    (
        "stale-answers-taken",
        "An answer holds for whatever is asked later.",
        questions,
        "_asks",
        _asks_the_same,
    ),
    (
        "fan-out-forgotten",
        "What the firm changes comes down to nobody.",
        sharing_planning,
        "_judged",
        _nothing_comes_down,
    ),
    (
        "heeded-too-early",
        "An answer is forgotten before it was acted on.",
        InMemoryMemory,
        "answers",
        _heeded_when_read,
    ),
    (
        "contact-no-intent",
        "Contacts are written with nothing remembered.",
        applying,
        "intended",
        _no_intent,
    ),
    (
        "contacts-cursor-first",
        "The cursor is saved before anything is applied.",
        keeping,
        "draw",
        _cursor_first,
    ),
    (
        "contact-absence-is-deletion",
        "What no listing told of is gone.",
        gathering,
        "complete",
        _absence_is_deletion,
    ),
    ("phone-in-logs", "A log line shows a telephone number.", side_by_side, "judge", _name_in_logs),
    (
        "contact-base-ignored",
        "What both agreed on is not looked at.",
        deciding,
        "decide",
        _base_ignored,
    ),
    (
        "own-notes-shared",
        "All of a contact's notes are shared.",
        showing,
        "shared_part",
        _all_notes_shared,
    ),
    (
        "contact-key-twice",
        "The CRM takes a contact's key twice.",
        InMemoryCrmContacts,
        "_create",
        _key_taken_twice,
    ),
)

PLANTS: dict[str, Plant] = {
    name: Plant(sentence, owner, attribute, spoilt, _STREAM)
    for name, sentence, owner, attribute, spoilt in _TOLD
}

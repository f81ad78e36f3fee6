"""Watching one mail that arrives until the engine has decided about it."""

import asyncio
import time
from dataclasses import dataclass

from flows.ports.desk import EmailFilter
from simulator.demo.letters import Letter
from simulator.replay.scene import Scene
from sync_core.decisions import Verdict
from sync_core.mail import ActivityId, MessageId
from sync_core.seen import normalised_message_id
from sync_core.work import MailboxId

WATCH_SECONDS_MAX = 30.0
_LOOK_SECONDS = 0.15
_LOOKS_PER_DECISION = 4  # finding a decision reads more rows than finding an activity
_ROWS_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a mail."""

    told: str
    is_captured: bool
    is_decided: bool


async def what_became(
    scene: Scene, letter: Letter, mailbox: MailboxId, item: MessageId, since: float
) -> Became:
    """Return what became of a mail delivered at a moment (monotonic), after at most WATCH_SECONDS_MAX.

    Args:
        scene: the firm.
        letter: the mail.
        mailbox: object id of one mailbox it was delivered to.
        item: its id there.
        since: when it was delivered.
    """
    known_as = normalised_message_id(letter.copies[0].internet_message_id)
    key = scene.parts.digester.message_key(known_as)
    looks = 0
    while (seconds := time.monotonic() - since) < WATCH_SECONDS_MAX:
        activity = await scene.parts.crm.activity_of(key)
        if activity is not None:
            people = await _people(scene, activity)
            told = f"captured on {people}" if people else "captured; nobody in the CRM matches yet"
            return Became(f"{told} in {seconds:.1f} s", is_captured=True, is_decided=True)
        looks += 1
        if looks % _LOOKS_PER_DECISION == 0:
            seen = await scene.parts.memory.decision(mailbox, item)
            if seen is not None and seen.reason.verdict is not Verdict.CAPTURED:
                told = f"{seen.reason.text.rstrip('.')} ({seconds:.1f} s)"
                return Became(told[0].lower() + told[1:], is_captured=False, is_decided=True)
        await asyncio.sleep(_LOOK_SECONDS)
    return Became("not decided yet; the next sweep finds it", is_captured=False, is_decided=False)


async def _people(scene: Scene, activity: ActivityId) -> str:
    page = await scene.desk.emails(EmailFilter(), 0, _ROWS_LOOKED_AT)
    row = next((r for r in page.rows if r.id == activity), None)
    return ", ".join(name for _, name in row.people) if row else ""

"""Judging: one contact through screening, the questions, projection, decide and every gate.

    screen -> ask? -> project both sides -> decide by field (or join, where the two were just found) -> gates

Pure: what it returns is applied, or shown in a preview, by others.
"""

from dataclasses import replace

from sync_core.contacts.acting import keyed
from sync_core.contacts.asking import likeness_settled
from sync_core.contacts.confirming import confirmed
from sync_core.contacts.deciding import decided, met
from sync_core.contacts.fields import ContactField
from sync_core.contacts.guarding import guarded
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.screening import left_out
from sync_core.contacts.showing import looked_at
from sync_core.contacts.twins import ContactTwin
from sync_core.reconcile.decide import Move
from sync_core.reconcile.sides import Side

_BRINGS_BACK = (Side.CRM, Move.CREATE)
"""What nobody may do with a person who was erased."""


def judge(twin: ContactTwin, by: ContactJudge) -> ContactJudged:
    """Return what becomes of one contact."""
    judged = looked_at(twin, by)
    reason = left_out(twin, by.rules)
    if reason is ContactReason.PRIVATE:
        return _kept_private(judged, by)
    if reason is not None:
        return replace(judged, reason=reason)
    settled = likeness_settled(judged, by)
    if isinstance(settled, ContactJudged):
        return settled
    judged = looked_at(settled, by)
    proposed = met(judged, by) if settled.is_met else decided(judged, by)
    if settled.is_erased and any((a.side, a.move) == _BRINGS_BACK for a in proposed.actions):
        return replace(judged, reason=ContactReason.ERASED)
    return keyed(guarded(proposed, by), by)


def _kept_private(judged: ContactJudged, by: ContactJudge) -> ContactJudged:
    """Return what becomes of a private contact that is kept out: where it has an entry, the mark alone is copied.

    An entry that was made, and whose answer was lost, is there for others to see as much as one agreed on.
    """
    judged = replace(judged, reason=ContactReason.PRIVATE)
    if len(judged.shown) < len(Side) or judged.twin.is_met:
        return judged
    judged = replace(judged, twin=confirmed(judged.twin, judged.shown))
    return decided(judged, by, only=ContactField.PRIVATE)

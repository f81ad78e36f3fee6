"""When a person's answer was acted on, so that it need not be kept: asked once, nobody is asked the same again."""

from sync_core.contacts.judged import ContactJudged
from sync_core.contacts.reasons import ContactReason
from sync_core.reconcile.decide import Move
from sync_core.reconcile.pairs import PairState
from sync_core.reconcile.plan import Action, Withheld
from sync_core.reconcile.settling import Settled

_NOT_ALLOWED = (Withheld.PREVENTED, Withheld.DIRECTION)
"""What another policy may let through later."""


def is_heeded(one: ContactJudged, settled: Settled) -> bool:
    """Return whether an answer was acted on: what waits for a brake, or is tried again, still needs it.

    So does one whose outcome may not be written, who is left out by a rule for now, or who is asked about
    otherwise meanwhile: without it the same would be asked again.
    """
    if one.twin.answer is None or one.reason not in (None, ContactReason.IGNORED):
        return False
    is_refused = settled.pair is not None and settled.pair.state is PairState.FAILED
    return not is_refused and not any(_waits(action) for action in one.actions)


def _waits(action: Action) -> bool:
    is_unmade = action.move is Move.CREATE and action.withheld in _NOT_ALLOWED
    return is_unmade or action.withheld is Withheld.HELD

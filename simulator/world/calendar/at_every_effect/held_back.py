"""What the engine holds back, whole plans and single events: counted, so that no brake and no reason goes unseen."""

from collections.abc import Iterable

from simulator.world.calendar.rules import FirmSettings
from simulator.world.marks import Marks
from sync_core.reconcile.brakes import Brake, HeldPlan
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.reconcile.plan import Withheld


class HeldBack:
    """Counts what the engine did not do."""

    def __init__(self, settings: FirmSettings, marks: Marks) -> None:
        self._settings = settings
        self._marks = marks

    def plan(self, plan: HeldPlan) -> None:
        """Mark why a plan is held; of too much, whether by number or by share."""
        for brake in plan.brakes:
            self._marks.hit(f"brake.{brake.value}")
        is_many = plan.creates + plan.updates + plan.deletes > self._settings.changes
        if Brake.TOO_MANY_CHANGES in plan.brakes:
            self._marks.hit(f"brake.changes_by_{'count' if is_many else 'share'}")
        if Brake.TOO_MANY_DELETES in plan.brakes:
            is_many = plan.deletes > self._settings.deletes
            self._marks.hit(f"brake.deletes_by_{'count' if is_many else 'share'}")

    def pairs(self, pairs: Iterable[Pair]) -> None:
        """Mark why events are left out."""
        for pair in pairs:
            if pair.state in (PairState.LEFT_OUT, PairState.FAILED):
                kind = "withheld" if pair.reason in set(Withheld) else "left"
                self._marks.hit(f"{kind}.{pair.reason}")

"""Proof: what is deleted on one side was deleted by a person on the other."""

from datetime import datetime

from simulator.world.calendar.diary import Birth, Entry
from simulator.world.scheduler import Violation
from sync_core.reconcile.sides import Side


def prove_deletion(where: str, entry: Entry, side: Side, slot: datetime | None) -> None:
    """Check that a person deleted, on one side, what is being deleted on the other.

    Raises:
        Violation: nobody did.
    """
    is_copy_gone = side is Side.OUTLOOK and entry.birth is Birth.OUTSIDE and entry.gone_for
    if not (entry.is_gone(side, slot) or is_copy_gone):
        raise Violation(f"{where}: event {entry.number} is deleted, and nobody deleted it")

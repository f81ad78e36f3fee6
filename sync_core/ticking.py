"""Ticking: when something that is to come round every so often is due, for a timer that looks from tick to tick."""

from datetime import datetime, timedelta

from sync_core import limits


def due_age(every: timedelta) -> timedelta:
    """Return how old a look is at the tick at which the next is due.

    It began a little after its own tick, so the tick of its time counts, though it is not quite over.
    """
    early = timedelta(seconds=limits.DUE_EARLY_SECONDS)
    return every - min(early, every * limits.DUE_EARLY_SHARE)


def is_round(last_at: datetime | None, every: timedelta, now: datetime) -> bool:
    """Return whether its time has come round since it was last done; None: it never was."""
    return last_at is None or now - last_at >= due_age(every)

"""The CRM's ids: whole numbers in its database, text everywhere else."""

_DIGITS_MAX = 18  # what surely fits a bigint


def number(told: str) -> int | None:
    """Return the number an id stands for; None where it can be nothing in this database."""
    fits = told.isascii() and told.isdecimal() and len(told) <= _DIGITS_MAX
    return int(told) if fits else None

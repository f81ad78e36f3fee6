"""A figure: what was measured, beside its target and beside what a naive pipeline costs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number."""

    measured: float
    unit: str
    at_most: float | None = None
    """The target; None: the figure is reported, not judged."""
    naive: float | None = None
    """What a naive pipeline costs, measured in the same run."""

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met."""
        return None if self.at_most is None else self.measured <= self.at_most

    def told(self) -> dict[str, object]:
        """Return the figure as JSON knows it."""
        told = {
            "measured": _rounded(self.measured),
            "unit": self.unit,
            "target": self.at_most,
            "met": self.is_met,
            "naive": None if self.naive is None else _rounded(self.naive),
        }
        return {name: value for name, value in told.items() if value is not None}


Figures = dict[str, Figure]


def _rounded(number: float) -> float:
    """Return a number with the digits that mean something."""
    return round(number, 1 if abs(number) >= 100 else 3)

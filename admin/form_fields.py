"""The fields of a form, read one by one; what was wrong with them is gathered and told at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar

from admin.refusals import Problem, bad_fields
from admin.web import Fields
from admin.zones import NoSuchTime, to_utc

_CHOSEN = ("1", "on", "true")
Choice = TypeVar("Choice", bound=str)


@dataclass(slots=True)
class FormFields:
    """The fields as sent, and what was wrong with them so far."""

    sent: Fields
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, name: str, expected: str) -> None:
        """Add what is wrong with a field."""
        self.problems.append((name, expected))

    def or_refuse(self) -> None:
        """Let a form without problems pass.

        Raises:
            Refused: fields hold something else than expected; names each.
        """
        if self.problems:
            raise bad_fields(*self.problems)

    def text(self, name: str) -> str:
        """Return a field's text without white space at its ends; empty where it was not sent."""
        return next(iter(self.sent.get(name, ())), "").strip()

    def line(self, name: str, characters_max: int) -> str:
        """Return a field's text in one line."""
        text = " ".join(self.text(name).split())
        if len(text) > characters_max:
            self.wrong(name, f"expected at most {characters_max:,} characters")
        return text

    def several(self, name: str) -> tuple[str, ...]:
        """Return the texts of a field that is sent several times."""
        return self.sent.get(name, ())

    def is_ticked(self, name: str) -> bool:
        """Return whether a box is ticked."""
        return self.text(name) in _CHOSEN

    def number(self, name: str, most: int) -> int | None:
        """Return a whole number from 1 on; None: a problem."""
        text = self.text(name)
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= most):
            self.wrong(name, f"expected a number from 1 to {most:,}")
            return None
        return int(text)

    def day(self, name: str) -> date | None:
        """Return a day; None: a problem."""
        try:
            return date.fromisoformat(self.text(name)[:10])
        except ValueError:
            self.wrong(name, "expected a day such as 2026-01-31")
            return None

    def instant(self, name: str, day: date, zone: str) -> datetime | None:
        """Return a time of a day in a zone, in UTC; None: a problem."""
        try:
            at = time.fromisoformat(self.text(name)).replace(tzinfo=None)
        except ValueError:
            self.wrong(name, "expected a time such as 14:30")
            return None
        try:
            return to_utc(day, at, zone)
        except NoSuchTime:
            told = f"expected a time that exists: the clocks in {zone} go forward over it that day"
        except OverflowError:
            told = "expected a year between 1 and 9999"
        self.wrong(name, told)
        return None

    def choice(self, name: str, kinds: Mapping[str, Choice], otherwise: Choice) -> Choice:
        """Return which of some kinds was chosen, by their names; `otherwise` where none was, or none of them."""
        text = self.text(name)
        if text and text not in kinds:
            self.wrong(name, f"expected {', '.join(k for k in kinds if k)}")
        return kinds.get(text, otherwise) if text else otherwise


def fields_of(document: Mapping[str, object]) -> Fields:
    """Return a JSON object as a form tells it; lists are fields sent several times.

    Raises:
        Refused: a field is neither a text, a number, a truth value nor a list of texts.
    """
    told: dict[str, tuple[str, ...]] = {}
    for name, value in document.items():
        several = value if isinstance(value, list) else [value]
        if not all(isinstance(v, str | int | bool) for v in several):
            raise bad_fields((name, "expected a text, a number, true or false, or a list of texts"))
        told[name] = tuple(_as_text(v) for v in several)
    return told


def _as_text(value: object) -> str:
    return ("1" if value else "") if isinstance(value, bool) else str(value)

"""The two sides that are kept in step."""

from enum import StrEnum


class Side(StrEnum):
    """Where an item stands."""

    OUTLOOK = "outlook"
    CRM = "crm"

    @property
    def other(self) -> "Side":
        """The side across."""
        return Side.CRM if self is Side.OUTLOOK else Side.OUTLOOK

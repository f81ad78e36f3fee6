"""What every section of the policy is: frozen, and closed to fields it does not know."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the policy document; an unknown field in it is refused, so a misspelt one changes nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

"""What every listing of Graph's is: items not looked at yet, and links to where it goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.graph.mending import json_of
from sync_core.failures import Unavailable


@dataclass(frozen=True, slots=True)
class Listing:
    """One page as Graph answered it; either link may be empty."""

    items: list[Any]
    following: str
    finished: str

    @staticmethod
    def of(body: bytes) -> "Listing":
        """Return the listing that an answer's body holds.

        Raises:
            Unavailable: the answer is no page at all.
        """
        told = json_of(body)
        items = told.get("value") if isinstance(told, dict) else None
        if not isinstance(items, list):
            raise Unavailable("an answer without a list")
        return Listing(items, _link(told, "@odata.nextLink"), _link(told, "@odata.deltaLink"))


def _link(told: Mapping[str, Any], name: str) -> str:
    link = told.get(name)
    return link if isinstance(link, str) else ""

"""Rooms: an Outlook location that carries the unique name of a CRM resource is that resource.

Both systems know a room by its name alone (facts: features 26-28), so a name that two resources carry
is a clash, and is linked to neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sync_core.calendar.fields import evened
from sync_core.calendar.rules import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """What the places of an event are in the CRM."""

    resources: tuple[str, ...] = ()
    """Ids of the CRM resources of these names."""
    clashes: tuple[str, ...] = ()
    """Names that more than one resource carries."""
    unknown: tuple[str, ...] = ()
    """Names that no resource carries: any place, or a room that the CRM lacks."""


def places_as_resources(places: Iterable[str], known: Known) -> Rooms:
    """Return which CRM resources the places of an event are, each once, and what is wrong with the others."""
    names = list(dict.fromkeys(evened(place) for place in places if place.strip()))
    carried = {name: known.resources.get(name.casefold(), ()) for name in names}
    return Rooms(
        resources=tuple(dict.fromkeys(ids[0] for ids in carried.values() if len(ids) == 1)),
        clashes=tuple(name for name, ids in carried.items() if len(ids) > 1),
        unknown=tuple(name for name, ids in carried.items() if not ids),
    )


def resource_of(name: str, known: Known) -> str | None:
    """Return the CRM resource that alone carries a name."""
    resources = places_as_resources((name,), known).resources
    return resources[0] if resources else None

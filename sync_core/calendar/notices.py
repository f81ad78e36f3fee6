"""What a person should see to in the CRM, found on the way: people and rooms that it lacks, or has twice.

A run tells only how many there are; a preview names them, live.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sync_core.calendar.attending import ambiguous
from sync_core.calendar.event import AttendeeKind, Content
from sync_core.calendar.judged import Judge, Judged
from sync_core.calendar.projection import Projection
from sync_core.calendar.rooms import places_as_resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """What was noticed in the events of a run, each once and in order."""

    unknown_people: tuple[str, ...] = ()
    """Addresses left out because the policy asks for known attendees: to be added as people."""
    ambiguous: tuple[str, ...] = ()
    """Addresses of attendees that more than one person of the CRM has."""
    room_clashes: tuple[str, ...] = ()
    """Places whose name more than one resource of the CRM carries: linked to neither."""
    unknown_rooms: tuple[str, ...] = ()
    """Rooms that were invited and that the CRM has no resource for."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of each there are, where there are any."""
        told = {
            "unknown_people": self.unknown_people,
            "ambiguous": self.ambiguous,
            "room_clashes": self.room_clashes,
            "unknown_rooms": self.unknown_rooms,
        }
        return {name: len(those) for name, those in told.items() if those}


def notices_of(judged: Iterable[Judged], by: Judge) -> Notices:
    """Return what is noticed in the Outlook events that are kept in step, as the CRM may see them."""
    views = [one.outlook for one in judged if one.outlook is not None and one.reason is None]
    contents = [view.content for view in views]
    has_rooms = by.rules.policy.rooms
    return Notices(
        unknown_people=_sorted(a for view in views for a in _unknown(view)),
        ambiguous=_sorted(a for c in contents for a in ambiguous(c, by.known, by.rules)),
        room_clashes=_sorted(n for c in contents if has_rooms for n in _clashes(c, by)),
        unknown_rooms=_sorted(n for c in contents if has_rooms for n in _lacking(c, by)),
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _unknown(view: Projection) -> tuple[str, ...]:
    return tuple(attendee.address for attendee in view.unknown)


def _clashes(content: Content, by: Judge) -> tuple[str, ...]:
    return places_as_resources((*content.places, *_rooms(content)), by.known).clashes


def _lacking(content: Content, by: Judge) -> tuple[str, ...]:
    """Return the rooms without a resource: a place that was merely written down is no room."""
    return places_as_resources(_rooms(content), by.known).unknown


def _rooms(content: Content) -> tuple[str, ...]:
    return tuple(a.name for a in content.attendees if a.kind is AttendeeKind.RESOURCE)

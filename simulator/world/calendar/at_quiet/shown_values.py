"""What each side shows of an event, in one form, so that the two can be compared."""

from typing import Any

from simulator.graph.calendar.events import EventView
from simulator.memory.crm_events import KeptEvent


def outlook_values(view: EventView) -> dict[str, Any]:
    """Return what Outlook shows, field by field."""
    says = view.says
    return {
        "subject": says.subject.strip(),
        "span": (says.span.start, says.span.end),
        "places": tuple(place.name for place in says.places),
        "show_as": says.show_as,
    }


def crm_values(kept: KeptEvent) -> dict[str, Any]:
    """Return what the CRM shows, field by field."""
    content = kept.event.content
    return {
        "subject": content.subject.strip(),
        "span": (content.span.start, content.span.end),
        "places": content.places,
        "show_as": content.show_as,
    }

"""What it means that Graph refuses a write, and what came back where it did not."""

from adapters.graph.client import GraphClient
from adapters.graph.errors import Concern, Refusal, failure_of, refusal_of
from adapters.graph.events.reading import checked, event_of
from adapters.graph.http import Answer
from adapters.graph.mending import json_of
from sync_core.calendar.event import OutlookEvent, UnreadableEvent
from sync_core.failures import Failure, ItemGone, SkipItem, SkipReason, VersionConflict


def refused_write(client: GraphClient, refused: Refusal) -> Failure:
    """Return the failure that the refusal of one item's write amounts to."""
    if refused.is_conflict:
        return VersionConflict(refused.detail)
    if refused.is_gone:
        return ItemGone(refused.detail)
    failure = failure_of(refused, Concern.MAILBOX, client.now())
    is_passing = refused.is_made_already or not refused.is_about_the_value
    return failure if is_passing else SkipItem(SkipReason.REFUSED_BY_OUTLOOK, refused.detail)


def written(client: GraphClient, answer: Answer) -> OutlookEvent:
    """Return an event as it was answered to a write.

    Raises:
        Failure: as refused_write says.
        SkipItem: it was written, and came back in a form that cannot be read.
    """
    if not answer.is_success:
        raise refused_write(client, refusal_of(answer))
    return readable(event_of(checked(json_of(answer.body))))


def readable(event: OutlookEvent | UnreadableEvent) -> OutlookEvent:
    """Return an event that is to be worked on.

    Raises:
        SkipItem: it cannot be read.
    """
    if isinstance(event, UnreadableEvent):
        raise SkipItem(SkipReason.UNREADABLE, event.problem)
    return event

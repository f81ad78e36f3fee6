"""The second half of delivery by Event Grid: what exists only once the app's first subscription has made the partner topic.

Through Azure Resource Manager's REST interface (Learn, "Receive Microsoft Graph API change events through Azure Event Grid",
and the reference of Microsoft.EventGrid 2022-06-15, the first that knows partner topics as final).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deployment.authorized import Authorized

EVENT_SUBSCRIPTION = "rapport"
"""Name of the topic's event subscription that hands events to the app."""
FUNCTION = "graph_events"
"""What takes them (functions/notifications.py)."""
GRAPH_PARTNER = {
    "partnerRegistrationImmutableId": "c02e0126-707c-436d-b6a1-175d2748fb58",
    "partnerName": "MicrosoftGraphAPI",
}
"""Microsoft Graph as a partner of Event Grid, the same everywhere (Learn, "Authorize partner to create a partner topic")."""
_DONE = (200, 201, 202)


class TopicNotReady(Exception):
    """The partner topic does not hand its events over yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where topic and app are; the templates put both into one resource group."""

    subscription: str
    group: str
    topic: str
    app: str

    @property
    def group_id(self) -> str:
        """Id of the resource group."""
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.group}"

    @property
    def topic_id(self) -> str:
        """Id of the partner topic."""
        return f"{self.group_id}/providers/Microsoft.EventGrid/partnerTopics/{self.topic}"

    @property
    def partners_id(self) -> str:
        """Id of what says which partners may make topics in the group."""
        return f"{self.group_id}/providers/Microsoft.EventGrid/partnerConfigurations/default"

    @property
    def delivery(self) -> dict[str, Any]:
        """The event subscription's properties."""
        function = f"{self.group_id}/providers/Microsoft.Web/sites/{self.app}/functions/{FUNCTION}"
        return {
            "destination": {
                "endpointType": "AzureFunction",
                "properties": {"resourceId": function},
            },
            "eventDeliverySchema": "CloudEventSchemaV1_0",
        }


class Manager(Authorized):
    """Azure Resource Manager, for the token of who may change the resource group.

    Each question raises Refused where Azure does not do it.
    """

    api_version = "2022-06-15"
    timeout_seconds = 60

    def properties(self, resource: str) -> dict[str, Any] | None:
        """Return a resource's properties; None where there is none. 1 request."""
        answer = self._asked(f"reading {_last(resource)}", "GET", resource, done=(200, 404))
        if answer.status_code == 404:
            return None
        told: dict[str, Any] = answer.json()["properties"]
        return told

    def put(self, resource: str, body: Mapping[str, Any]) -> None:
        """Make or change a resource. 1 request."""
        self._asked(f"making {_last(resource)}", "PUT", resource, body=body, done=_DONE)

    def act(self, resource: str, action: str, body: Mapping[str, Any] | None = None) -> None:
        """Do something with a resource. 1 request."""
        what = f"{action} of {_last(resource)}"
        self._asked(what, "POST", f"{resource}/{action}", body=body, done=_DONE)


def arrange(manager: Manager, place: Place, *, applies: bool) -> Iterator[str]:
    """Let the topic hand its events to the app, and yield a line for each step.

    Args:
        manager: asked with the rights of who runs this.
        place: where topic and app are.
        applies: False: changes nothing, tells what would be changed.

    Raises:
        Refused: Azure did not do it.
        TopicNotReady: there is no topic yet; Microsoft Graph may make it now, and this is to be run again afterwards.
    """
    topic = manager.properties(place.topic_id)
    if topic is None:
        yield from _authorized(manager, place, applies=applies)
        raise TopicNotReady(
            f"there is no partner topic {place.topic} in {place.group} yet: Microsoft Graph makes it with the app's first "
            "subscription that names it (setting RAPPORT_EVENT_GRID_TOPIC). Run this again then"
        )
    would = "" if applies else "would "
    is_active = topic.get("activationState") == "Activated"
    yield f"keep    topic {place.topic}" if is_active else f"{would}activate topic {place.topic}"
    if applies and not is_active:
        manager.act(place.topic_id, "activate")
    yield from _delivered(manager, place, applies=applies)


def _authorized(manager: Manager, place: Place, *, applies: bool) -> Iterator[str]:
    """Let Microsoft Graph make topics in the resource group; other partners stay as they are."""
    held = manager.properties(place.partners_id)
    listed = ((held or {}).get("partnerAuthorization") or {}).get("authorizedPartnersList") or []
    known = GRAPH_PARTNER["partnerRegistrationImmutableId"]
    if any(one.get("partnerRegistrationImmutableId") == known for one in listed):
        yield "keep    authorization of Microsoft Graph"
        return
    yield f"{'' if applies else 'would '}authorize Microsoft Graph to make topics in {place.group}"
    if not applies:
        return
    if held is None:
        allowed = {"partnerAuthorization": {"authorizedPartnersList": [GRAPH_PARTNER]}}
        manager.put(place.partners_id, {"location": "global", "properties": allowed})
    else:
        manager.act(place.partners_id, "authorizePartner", GRAPH_PARTNER)


def _delivered(manager: Manager, place: Place, *, applies: bool) -> Iterator[str]:
    """Have one event subscription hand events to the function, and no older form of it."""
    path = f"{place.topic_id}/eventSubscriptions/{EVENT_SUBSCRIPTION}"
    held = manager.properties(path)
    stands = held is not None and held.get("provisioningState") != "Failed"
    if held is not None and stands and _is_same(held, place.delivery):
        yield f"keep    event subscription {EVENT_SUBSCRIPTION}"
        return
    verb = "make" if held is None else "change"
    yield f"{'' if applies else 'would '}{verb}    event subscription {EVENT_SUBSCRIPTION}"
    if applies:
        manager.put(path, {"properties": place.delivery})


def _is_same(held: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Return whether events go to the same function in the same schema; Azure minds no capitals in ids."""
    goes, should_go = held.get("destination") or {}, wanted["destination"]
    there = str((goes.get("properties") or {}).get("resourceId", "")).lower()
    return (goes.get("endpointType"), there, held.get("eventDeliverySchema")) == (
        should_go["endpointType"],
        should_go["properties"]["resourceId"].lower(),
        wanted["eventDeliverySchema"],
    )


def _last(resource: str) -> str:
    return resource.rpartition("/")[2]

"""`deployment event-grid` against a pretend Azure Resource Manager on this machine."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

import pytest

from deployment.__main__ import main
from deployment.partner_topic import FUNCTION, GRAPH_PARTNER
from tests.functions.test_indexing import EVENT_GRID, EXPECTED
from tests.infra.pretend_http import JsonAnswer, Service, serving

GROUP = "/subscriptions/s-1/resourceGroups/rg-firm"
TOPIC = f"{GROUP}/providers/Microsoft.EventGrid/partnerTopics/rapport"
EVENTS = f"{TOPIC}/eventSubscriptions/rapport"
PARTNERS = f"{GROUP}/providers/Microsoft.EventGrid/partnerConfigurations/default"
WANTED = {
    "destination": {
        "endpointType": "AzureFunction",
        "properties": {
            "resourceId": f"{GROUP}/providers/Microsoft.Web/sites/func-1/functions/{FUNCTION}"
        },
    },
    "eventDeliverySchema": "CloudEventSchemaV1_0",
}
SAP = {"partnerRegistrationImmutableId": "sap", "partnerName": "SAP"}


class Manager(Service):
    """Azure Resource Manager, as far as the command asks it."""

    def __init__(self) -> None:
        super().__init__(_Answer)
        self.held: dict[str, dict[str, Any]] = {}
        """Properties of resources by id."""
        self.writes: list[str] = []
        self.refuses = False

    def make_topic(self) -> None:
        """Do what Microsoft Graph does with the first subscription that names the topic."""
        self.held[TOPIC] = {"activationState": "NeverActivated", "provisioningState": "Succeeded"}


class _Answer(JsonAnswer, BaseHTTPRequestHandler):
    server: Manager

    def do_GET(self) -> None:
        held = self.server.held.get(self._path())
        if self.server.refuses:
            self.tell(403, {"error": {"code": "AuthorizationFailed", "message": "no"}})
        elif held is None:
            self.tell(404, {"error": {"code": "ResourceNotFound", "message": "none"}})
        else:
            self.tell(200, {"properties": held})

    def do_PUT(self) -> None:
        path, told = self._path(), self.body()
        self.server.writes.append(f"PUT {path}")
        self.server.held[path] = {**told["properties"], "provisioningState": "Creating"}
        self.tell(201, told)

    def do_POST(self) -> None:
        resource, _, action = self._path().rpartition("/")
        held = self.server.held[resource]
        self.server.writes.append(f"POST {resource}/{action}")
        if action == "activate":
            held["activationState"] = "Activated"
        else:
            assert action == "authorizePartner"
            held["partnerAuthorization"]["authorizedPartnersList"].append(self.body())
        self.tell(200, {"properties": held})

    def _path(self) -> str:
        url = urlsplit(self.path)
        assert url.query == "api-version=2022-06-15"
        assert self.headers["Authorization"].startswith("Bearer ")
        return url.path


@pytest.fixture
def manager() -> Iterator[Manager]:
    with serving(Manager()) as manager:
        yield manager


def run(manager: Manager, *more: str) -> int:
    where = ["--subscription", "s-1", "--group", "rg-firm", "--app", "func-1"]
    return main(["event-grid", "--manager-url", manager.url, *where, "--topic", "rapport", *more])


def test_the_function_that_takes_events_is_the_app_s() -> None:
    assert EXPECTED[FUNCTION][0] == EVENT_GRID


def test_a_dry_run_tells_what_it_would_do_and_changes_nothing(
    manager: Manager, capsys: pytest.CaptureFixture[str]
) -> None:
    manager.make_topic()

    assert run(manager) == 0
    told = capsys.readouterr().out
    assert "would activate topic rapport" in told
    assert "would make    event subscription rapport" in told
    assert "nothing was changed" in told
    assert manager.writes == []


def test_the_topic_is_activated_and_hands_events_to_the_function_once(manager: Manager) -> None:
    manager.make_topic()

    assert run(manager, "--apply") == 0
    assert manager.held[TOPIC]["activationState"] == "Activated"
    assert {k: manager.held[EVENTS][k] for k in WANTED} == WANTED
    written = list(manager.writes)
    assert written == [f"POST {TOPIC}/activate", f"PUT {EVENTS}"]
    assert run(manager, "--apply") == 0
    assert manager.writes == written


def test_capitals_of_azure_s_own_make_nothing_different(manager: Manager) -> None:
    manager.held[TOPIC] = {"activationState": "Activated"}
    loud = WANTED["destination"]["properties"]["resourceId"].upper()  # type: ignore[index] # a dict
    goes = {"endpointType": "AzureFunction", "properties": {"resourceId": loud}}
    manager.held[EVENTS] = {**WANTED, "destination": goes, "provisioningState": "Succeeded"}

    assert run(manager, "--apply") == 0
    assert manager.writes == []


@pytest.mark.parametrize(
    "odd",
    [
        {"eventDeliverySchema": "EventGridSchema"},
        {"destination": {"endpointType": "WebHook", "properties": {}}},
        {"provisioningState": "Failed"},
    ],
)
def test_an_event_subscription_that_is_not_as_it_should_be_is_made_so(
    manager: Manager, odd: dict[str, Any]
) -> None:
    manager.held[TOPIC] = {"activationState": "Activated"}
    manager.held[EVENTS] = {**WANTED, **odd}

    assert run(manager, "--apply") == 0
    assert manager.writes == [f"PUT {EVENTS}"]
    assert {k: manager.held[EVENTS][k] for k in WANTED} == WANTED


def test_without_a_topic_microsoft_graph_is_allowed_to_make_it_and_the_rest_waits(
    manager: Manager, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(manager) == 1
    assert manager.writes == []
    assert run(manager, "--apply") == 1
    assert "no partner topic rapport in rg-firm yet" in capsys.readouterr().err
    assert manager.held[PARTNERS]["partnerAuthorization"] == {
        "authorizedPartnersList": [GRAPH_PARTNER]
    }
    assert run(manager, "--apply") == 1
    assert manager.writes == [f"PUT {PARTNERS}"]
    manager.make_topic()
    assert run(manager, "--apply") == 0


def test_partners_that_the_firm_allowed_stay_allowed(manager: Manager) -> None:
    manager.held[PARTNERS] = {"partnerAuthorization": {"authorizedPartnersList": [SAP]}}

    assert run(manager, "--apply") == 1
    listed = manager.held[PARTNERS]["partnerAuthorization"]["authorizedPartnersList"]
    assert listed == [SAP, GRAPH_PARTNER]


def test_who_may_not_is_told_why(manager: Manager, capsys: pytest.CaptureFixture[str]) -> None:
    manager.refuses = True

    assert run(manager, "--apply") == 1
    assert "reading rapport: 403 AuthorizationFailed: no" in capsys.readouterr().err
    assert manager.writes == []

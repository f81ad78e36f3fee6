"""Graph and the CRM in the model: whether a request is let in, and for how long a refusal asks to wait."""

from enum import Enum

from bench.scale.mailbox import Box
from bench.scale.scenario import DAY_SECONDS, Scenario
from bench.scale.watching import Watch

_BUDGET_SECONDS = 10
_AT_ONCE_MAX = 4
"""Requests of one application in one mailbox (facts: graph §5)."""
_MAILBOX_REQUESTS_MAX = 10_000
_MAILBOX_SECONDS = 600


class Answer(Enum):
    """What Graph says."""

    SERVED = "served"
    THROTTLED = "throttled"
    AWAY = "away"


class Outside:
    """What is asked of the outside, and what it allows."""

    def __init__(self, scenario: Scenario, watch: Watch) -> None:
        self._scenario = scenario
        self._watch = watch
        self._window = -1
        self._asked = 0
        self._crm_day = -1
        self._crm_trips = 0.0

    def graph(self, box: Box, now: float, requests: int = 1, at_once: int = 1) -> Answer:
        """Return the answer to requests of one mailbox, all of them the same.

        Args:
            box: the mailbox.
            now: when they are answered.
            requests: how many, counted by the mailbox's and the application's limits; those refused count too.
            at_once: how many of them are under way together.
        """
        self._watch.counts["graph_requests"] += requests
        if self._scenario.outage.holds(now):
            self._watch.counts["graph_away"] += 1
            return Answer.AWAY
        if self._is_too_many(box, now, requests, at_once):
            self._watch.counts["graph_throttled"] += 1
            return Answer.THROTTLED
        return Answer.SERVED

    def crm(self, now: float, trips: float) -> bool:
        """Return whether the CRM takes so many round trips more today."""
        day = int(now // DAY_SECONDS)
        if day != self._crm_day:
            self._crm_day, self._crm_trips = day, 0.0
        most = self._scenario.crm_trips_day
        if most is not None and self._crm_trips + trips > most:
            self._watch.counts["crm_refused"] += 1
            return False
        self._crm_trips += trips
        self._watch.counts["crm_round_trips"] += round(trips)
        return True

    def _is_too_many(self, box: Box, now: float, requests: int, at_once: int) -> bool:
        window = int(now // _BUDGET_SECONDS)
        if window != self._window:
            self._window, self._asked = window, 0
        self._asked += requests
        return (
            self._asked > self._scenario.graph_requests_10s
            or box.in_flight - 1 + at_once > _AT_ONCE_MAX
            or box.asked(int(now // _MAILBOX_SECONDS), requests) > _MAILBOX_REQUESTS_MAX
        )

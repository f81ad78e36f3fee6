"""The model beside the engine: the same small scenario, lived by both, asks and does the same."""

from collections import Counter

import pytest

from bench.scale.scenario import Scenario, Window
from tests.bench.scale.small import GRAPH_SECONDS, both

CALM = Scenario(
    mailboxes=4,
    hours=3,
    notification_seconds=2,
    outage_answer_seconds=GRAPH_SECONDS,
    told_after_outage_seconds=300,
)


def as_the_model_tells(outcomes: Counter[str]) -> dict[str, int]:
    """Return the engine's outcomes in the model's words: stopped is a retry there."""
    told = Counter[str]()
    for name, count in outcomes.items():
        told[name.replace(" stopped", " retry")] += count
    return dict(told)


@pytest.mark.parametrize("seed", [3, 8])
def test_a_calm_time_with_a_burst_is_the_same_request_for_request(seed: int) -> None:
    engine, model = both(CALM, seed)

    assert engine.captured == model.watch.counts["captured"] == 4 * 30 + 24
    assert engine.requests == model.watch.counts["graph_requests"]
    assert as_the_model_tells(engine.outcomes) == dict(model.watch.outcomes)
    assert engine.outcomes["mail.wake busy"] and engine.outcomes["mail.wake coalesced"]


def test_an_outage_is_the_same_request_for_request() -> None:
    scenario = Scenario(
        mailboxes=4,
        hours=3,
        notification_seconds=2,
        outage=Window(3_001, 4_801),
        outage_answer_seconds=GRAPH_SECONDS,
        told_after_outage_seconds=300,
    )
    engine, model = both(scenario, 3)

    assert engine.captured == model.watch.counts["captured"] == 4 * 30 + 24
    assert engine.requests == model.watch.counts["graph_requests"]
    assert as_the_model_tells(engine.outcomes) == dict(model.watch.outcomes)
    assert engine.outcomes["mail.sweep retry"] > 20


def test_a_crm_at_its_limit_is_the_same_but_for_how_far_a_sweep_comes() -> None:
    """The model lets a sweep ask for every folder before it is refused; the engine stops at the inbox."""
    scenario = Scenario(
        mailboxes=4,
        hours=3,
        notification_seconds=2,
        crm_trips_day=60,
        outage_answer_seconds=GRAPH_SECONDS,
    )
    engine, model = both(scenario, 3)

    refused = engine.outcomes["mail.wake stopped"] + engine.outcomes["mail.sweep stopped"]
    assert refused > 20
    assert model.watch.counts["crm_refused"] == pytest.approx(refused, rel=0.1)
    assert model.watch.counts["captured"] == pytest.approx(engine.captured, abs=3)
    assert engine.requests <= model.watch.counts["graph_requests"] <= engine.requests * 1.15
    assert model.watch.outcomes.total() == pytest.approx(engine.outcomes.total(), rel=0.05)

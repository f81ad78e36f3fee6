"""From usage to money: examples reckoned by hand, and what holds whatever was used."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.cost.arithmetic import (
    NOTHING,
    NotMeasured,
    Usage,
    active_seconds,
    alone_seconds,
    bill,
)
from bench.cost.prices import PriceList

PRICES = PriceList()
NAMES = [f.name for f in fields(Usage)]
amounts = st.floats(min_value=0, max_value=1e12)
usages = st.builds(Usage, **{name: amounts for name in NAMES})


def test_a_month_reckoned_by_hand() -> None:
    usage = Usage(
        gb_seconds=2_000_000,  # a million seconds of 2 GB, at 0.000026
        executions=3_000_000,  # at 0.40 a million
        ready_gb_seconds=5_256_000,  # one instance of 2 GB for 730 hours, at 0.000004
        ready_active_gb_seconds=100_000,  # at 0.000016
        queue_operations=5_000_000,  # at 0.004 for ten thousand
        table_operations=10_000_000,  # at 0.00036 for ten thousand
        blob_operations=10_000,  # at 0.055 for ten thousand
        log_bytes=10e9,  # at 2.30 a GB
    )

    told = bill(usage, PRICES)

    assert told.lines == pytest.approx(
        {
            "compute": 52.0,
            "executions": 1.2,
            "always_ready": 21.024 + 1.6,
            "queues": 2.0,
            "tables": 0.36,
            "blobs": 0.055,
            "logs": 23.0,
        }
    )
    assert told.total == pytest.approx(101.239)


def test_free_grants_are_taken_off_what_is_on_demand_alone() -> None:
    usage = replace(
        NOTHING, gb_seconds=150_000, executions=250_000, log_bytes=6e9, ready_gb_seconds=1_000_000
    )

    told = bill(usage, PRICES, with_grants=True)

    assert told.lines["compute"] == pytest.approx(50_000 * 0.000026)
    assert told.lines["executions"] == 0
    assert told.lines["logs"] == pytest.approx(2.30)
    assert told.lines["always_ready"] == pytest.approx(4.0)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_not_measured_is_named_and_never_taken_for_nothing(name: str) -> None:
    with pytest.raises(NotMeasured, match=name):
        bill(replace(NOTHING, **{name: None}), PRICES)
    with pytest.raises(NotMeasured, match=name):
        bill((NOTHING + replace(NOTHING, **{name: None})).times(3), PRICES)


@given(usages, st.sampled_from(NAMES), amounts, st.booleans())
def test_more_of_anything_never_costs_less(
    usage: Usage, name: str, more: float, with_grants: bool
) -> None:
    dearer = replace(usage, **{name: getattr(usage, name) + more})

    assert bill(dearer, PRICES, with_grants=with_grants).total >= (
        bill(usage, PRICES, with_grants=with_grants).total
    )


@given(usages, usages)
def test_two_bills_together_are_the_bill_of_both(one: Usage, other: Usage) -> None:
    together = bill(one + other, PRICES).total

    assert together == pytest.approx(bill(one, PRICES).total + bill(other, PRICES).total)


@given(usages)
def test_grants_only_ever_take_off(usage: Usage) -> None:
    assert 0 <= bill(usage, PRICES, with_grants=True).total <= bill(usage, PRICES).total


def test_an_instance_is_active_while_it_holds_anything() -> None:
    # 3,600 executions of half a second, billed as of one, within an hour: one at a time on average
    assert active_seconds(3_600, 0.5, 3_600, 12) == pytest.approx(3_600 * (1 - 2.718281828**-1))
    # one in the hour: all but never shared
    assert active_seconds(1, 0.5, 3_600, 12) == pytest.approx(1, rel=1e-3)
    # 24 at a time on average need two instances, which are never idle
    assert active_seconds(24 * 3_600, 1.0, 3_600, 12) == pytest.approx(2 * 3_600, rel=1e-4)
    assert alone_seconds(10, 0.2) == 10
    assert alone_seconds(10, 2.0) == 20


@given(
    st.integers(0, 10**7),
    st.integers(0, 10**4),
    st.floats(0, 60),
    st.floats(0, 10),
    st.integers(1, 32),
)
def test_more_or_longer_executions_are_never_active_for_less(
    count: int, more: int, seconds: float, longer: float, at_once: int
) -> None:
    day = 86_400.0
    active = active_seconds(count, seconds, day, at_once)

    assert active <= active_seconds(count + more, seconds, day, at_once) * (1 + 1e-9)
    assert active <= active_seconds(count, seconds + longer, day, at_once) * (1 + 1e-9)
    assert active <= alone_seconds(count, seconds) * (1 + 1e-9)


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="over_seconds"):
        active_seconds(1, 1, 0, 12)
    with pytest.raises(ValueError, match="executions"):
        active_seconds(-1, 1, 60, 12)

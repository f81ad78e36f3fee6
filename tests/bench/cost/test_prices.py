"""The price list and what is stated: each with its source, replaceable from a file, refused by name."""

from pathlib import Path

import pytest

from bench.cost.prices import BadPrices, Price, PriceList, read_file, read_prices
from bench.cost.stated import Stated, read_stated
from sync_core import limits
from sync_core.policy import Policy


def test_every_price_has_a_unit_a_source_and_a_day() -> None:
    prices = [p for p in vars(PriceList()).values() if isinstance(p, Price)]

    assert len(prices) == 8
    assert all(p.unit and p.source and p.read_on for p in prices)
    assert all(p.is_confirmed or "check it" in p.source for p in prices)


def test_a_file_replaces_prices_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text("gb_second: {usd: 0.00003, source: our contract}\nexecution: 0.5\n")

    told = read_prices(read_file(file))

    assert (told.gb_second.usd, told.gb_second.source) == (0.00003, "our contract")
    assert told.execution.of(2e6) == 1.0
    assert told.log_gb == PriceList().log_gb
    assert read_prices({"log_gb": 2.0}).log_gb.is_confirmed


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"gb_second": -1}, r"gb_second\.usd.*greater than or equal"),
        ({"gb_second": {"usd": "much"}}, r"gb_second\.usd.*number"),
        ({"gold": 3}, "gold.*not permitted"),
        ({"free_executions": -1}, "free_executions"),
        ({"execution": {"per": 0}}, r"execution\.per"),
    ],
)
def test_a_price_that_is_none_is_named(told: dict[str, object], named: str) -> None:
    with pytest.raises(BadPrices, match=named):
        read_prices(told)


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    listed = tmp_path / "list.json"
    listed.write_text("[1, 2]")

    with pytest.raises(BadPrices, match="nowhere"):
        read_file(tmp_path / "nowhere")
    with pytest.raises(BadPrices, match="list.json: expected a mapping"):
        read_file(listed)


def test_an_assumption_that_is_none_is_named() -> None:
    with pytest.raises(BadPrices, match="instance_mb"):
        read_stated({"instance_mb": 0})
    with pytest.raises(BadPrices, match="weather"):
        read_stated({"weather": 1})
    assert read_stated({"mails_day": 5}).mails_day == 5


def test_what_is_stated_of_the_policy_is_its_default() -> None:
    policy, stated = Policy.parse({}), Stated()

    assert stated.sweep_minutes == policy.schedule.sweep_minutes
    assert stated.look_minutes * 60 == limits.LOOK_SECONDS

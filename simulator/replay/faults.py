"""Faults of a replay, all drawn from one seed: the tenant's troubles, and when the function app crashes."""

from dataclasses import dataclass
from random import Random

from simulator.processes.control import TenantControl

_PAGE_ITEMS_MIN = 50
"""Smaller pages show nothing that these do not, and a whole company would take hours."""
PROCESSING_SECONDS = 20
"""How soon a message that a killed process held is seen again (Azure: 600)."""


@dataclass(frozen=True, slots=True)
class Crashes:
    """When the function app is killed: shares of the history done and of the arriving mail delivered."""

    in_history: float | None
    in_arriving: float | None

    @staticmethod
    def drawn(seed: int | None) -> "Crashes":
        """Return one or two crashes; none without a seed."""
        if seed is None:
            return Crashes(None, None)
        draw = Random(f"crashes of {seed}")
        which = draw.choice(["history", "arriving", "both"])
        first, second = draw.uniform(0.1, 0.9), draw.uniform(0.1, 0.9)
        return Crashes(
            first if which != "arriving" else None, second if which != "history" else None
        )


async def trouble(tenant: TenantControl, seed: int) -> None:
    """Switch the tenant's faults on."""
    rules = await tenant.set_rules(seed, {})
    if rules["page_items_max"] < _PAGE_ITEMS_MIN:
        await tenant.set_rules(seed, {"page_items_max": _PAGE_ITEMS_MIN})

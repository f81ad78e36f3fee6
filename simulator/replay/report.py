"""The report of a replay: what became of every message, what it cost, how late it was. And the check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.ports.desk import EmailFilter
from simulator.replay.material import Material
from simulator.replay.scene import Scene
from sync_core.decisions import Verdict
from sync_core.mail import ActivityId
from sync_core.seen import Tally, normalised_message_id

_ROWS_PER_PAGE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One replay's outcome."""

    material: Material
    tally: Tally
    totals: Mapping[str, int]
    counted: Mapping[str, int]
    tenant: Mapping[str, Any]
    crashed: bool
    seconds: float
    backfill_seconds: float
    cpu_seconds: float
    latencies: Sequence[float]
    """Seconds from delivery to the CRM, one a message that arrived and was captured first then."""

    def document(self) -> dict[str, Any]:
        """Return the report as one JSON object."""
        tally = self.tally
        left_out = {r.value: n for r, n in tally.by_reason if r.verdict is Verdict.LEFT_OUT and n}
        return {
            "messages": self.material.messages,
            "mailboxes": len(self.material.mailboxes),
            "seen": tally.seen,
            "captured": tally.of_verdict(Verdict.CAPTURED),
            "left_out": left_out,
            "failed": tally.of_verdict(Verdict.FAILED),
            "distinct": self.totals["activities"],
            "matched": self.totals["matched"],
            "unmatched": self.totals["unmatched"],
            "graph_requests": self.counted["graph_requests"],
            "crm_round_trips": self.counted["crm_round_trips"],
            "storage_transactions": self.counted["storage_transactions"],
            "notifications": self.counted["notifications"],
            "seconds": round(self.seconds, 1),
            "cpu_seconds": round(self.cpu_seconds, 1),
            "latency_seconds": {
                f"p{share}": percentile(self.latencies, share) for share in (50, 95, 99)
            },
            "backfill_seconds": round(self.backfill_seconds, 1),
            "arriving": len(self.material.arriving),
            "unreadable_in_file": self.material.unreadable,
            "tenant_requests": self.tenant["http_requests"],
        }

    def faults(self) -> list[str]:
        """Return what does not add up; nothing in a good replay."""
        told = self.document()
        left_out = sum(told["left_out"].values())
        found = []
        if told["seen"] != told["captured"] + left_out + told["failed"]:
            found.append(
                f"seen {told['seen']} is not captured {told['captured']} + left out {left_out} "
                f"+ failed {told['failed']}"
            )
        if told["seen"] != told["messages"]:
            found.append(f"seen {told['seen']} of {told['messages']} messages")
        if told["distinct"] > told["captured"]:
            found.append(f"{told['distinct']} activities of {told['captured']} captured messages")
        if not self.crashed and told["graph_requests"] != told["tenant_requests"]:
            found.append(
                f"the engine counted {told['graph_requests']} requests to Graph, the tenant "
                f"{told['tenant_requests']}"
            )
        return found


async def latencies_of(scene: Scene, delivered: Mapping[str, datetime]) -> list[float]:
    """Return how long each arriving message took from delivery to the CRM, in seconds.

    Messages that are not in the CRM (left out), or were there before (in the past), are passed over.
    """
    synced = await _synced(scene)
    digester, crm = scene.parts.digester, scene.parts.crm
    found = []
    for message_id, moment in delivered.items():
        known_as = normalised_message_id(message_id)
        activity = await crm.activity_of(digester.message_key(known_as)) if known_as else None
        if activity is not None and synced[activity] >= moment:
            found.append((synced[activity] - moment).total_seconds())
    return found


async def _synced(scene: Scene) -> dict[ActivityId, datetime]:
    """Return when each activity was written."""
    rows: dict[ActivityId, datetime] = {}
    while True:
        page = await scene.desk.emails(EmailFilter(), len(rows), _ROWS_PER_PAGE)
        rows.update((row.id, row.synced_at) for row in page.rows)
        if not page.rows or len(rows) >= page.total:
            return rows


def percentile(values: Sequence[float], share: int) -> float | None:
    """Return the smallest value that so many per cent of the values do not exceed; None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[max(0, -(-len(ordered) * share // 100) - 1)], 3)

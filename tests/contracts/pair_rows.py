"""Made-up pairs and held plans for the memory's contract."""

from sync_core.reconcile.brakes import Brake, HeldPlan
from sync_core.reconcile.pairs import FieldDigests, Intent, Pair, PairKey, PairState, Writing
from sync_core.reconcile.plan import Fingerprint
from sync_core.reconcile.sides import Side
from sync_core.work import Stream
from tests.contracts.memory_rows import DIGESTER, NOW, after

CALENDAR = Stream.CALENDAR
_FIELDS = ("subject", "span", "places", "attendees", "answers", "body", "privacy", "show_as")


def pair_key(number: int) -> PairKey:
    """Return the key of the made-up event with this number."""
    return PairKey(DIGESTER.event_key(f"uid-{number}"))


def digests(number: int) -> FieldDigests:
    """Return the digests of a made-up event's fields; its recurrence is blank."""
    told = {name: DIGESTER.value(name, f"{name} {number}") for name in _FIELDS}
    return {**told, "recurrence": ""}


def pair(number: int, state: PairState = PairState.LINKED) -> Pair:
    """Return a pair in step."""
    return Pair(
        key=pair_key(number),
        state=state,
        outlook=f"AAMkAGE{number:06d}=",
        crm=f"event-{number}",
        starts_at=after(3600 * number),
        outlook_base=digests(number),
        crm_base=digests(number),
    )


def fullest(number: int) -> Pair:
    """Return a pair of which every field is set and no two sides show the same."""
    return Pair(
        key=pair_key(number),
        state=PairState.FAILED,
        reason="crm_refused",
        outlook="AAMk/AGE+ä=",
        crm="event/7 'x'",
        series="AAMkAGSeries=",
        original_start=after(0.000001),
        starts_at=NOW.replace(year=2044),
        outlook_base=digests(number),
        crm_base={**digests(number), "body": "00ff00ff00ff00ff"},
        crm_version=12,
        asks="00ff77",
        intents=(
            Intent(side=Side.CRM, writing=Writing.UPDATE, digests=digests(number + 1)),
            Intent(side=Side.OUTLOOK, writing=Writing.CREATE, digests={"subject": ""}),
            Intent(side=Side.OUTLOOK, writing=Writing.DELETE),
        ),
        attempts=7,
        due_at=after(900),
    )


def fingerprint(number: int) -> Fingerprint:
    """Return the fingerprint of the made-up action with this number."""
    return Fingerprint(DIGESTER.value("action", str(number)))


def plan(count: int, plan_id: str = "plan-1") -> HeldPlan:
    """Return a plan of so many actions, as first held."""
    return HeldPlan(
        id=plan_id,
        brakes=(Brake.FIRST_RUN, Brake.INVITATIONS),
        held_at=NOW,
        fingerprints=tuple(fingerprint(number) for number in range(count)),
        creates=count,
        updates=2,
        deletes=1,
        mails_outside=2**40,
    )

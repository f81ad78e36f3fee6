"""Planning: the twins judged, and all that would be done put together as one plan."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Self

from flows.portions import in_portions
from flows.running import Run
from sync_core import limits
from sync_core.calendar.attending import addresses_to_ask
from sync_core.calendar.event import AttendeeKind, CrmEvent, OutlookEvent
from sync_core.calendar.judged import Judge, Judged
from sync_core.calendar.judging import judge
from sync_core.calendar.notices import Notices, notices_of
from sync_core.calendar.policy import CalendarPolicy
from sync_core.calendar.rules import CalendarRules, Known
from sync_core.calendar.twins import Twin
from sync_core.mail import Address, CrmUserId, PersonRef
from sync_core.reconcile.decide import Reconciliation
from sync_core.reconcile.gates import Gates
from sync_core.reconcile.judgement import as_planned, plan_of
from sync_core.reconcile.plan import Plan
from sync_core.reconcile.sides import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with everything it was made from."""

    plan: Plan
    judged: tuple[Judged, ...]
    by: Judge
    notices: Notices = field(default_factory=Notices)
    """What a person should see to in the CRM."""

    def narrowed(self, plan: Plan) -> Self:
        """Return the same with each twin's actions as they stand in a plan, in the same order."""
        return replace(self, plan=plan, judged=as_planned(self.judged, plan))


async def make_plan(
    run: Run,
    rules: CalendarRules,
    twins: Iterable[Twin],
    known_pairs: int,
    closed: frozenset[Side],
) -> Planned:
    """Return what would be done to these twins.

    Args:
        run: the run.
        rules: of its mailbox.
        twins: complete.
        known_pairs: how many pairs the mailbox has.
        closed: sides whose direction is not due now.
    """
    some = sorted(twins, key=lambda twin: twin.key)
    by = Judge(
        rules=rules,
        known=await _known(run, rules, some),
        reconciliation=_reconciliation(rules.policy),
        gates=_gates(rules.policy, closed),
        digester=run.parts.digester,
        now=run.parts.surroundings.now(),  # a run may have stood still for long since it began
        is_first_run=run.record.calendar_started_at is None,
    )
    judged = tuple(judge(twin, by) for twin in some)
    plan = plan_of(judged, known_pairs)
    return Planned(plan=plan, judged=judged, by=by, notices=notices_of(judged, by))


def _reconciliation(policy: CalendarPolicy) -> Reconciliation:
    """Return the rules of deciding that the policy makes."""
    return Reconciliation(
        winner=policy.winner,
        edit_survives=policy.deletions.edit_survives,
        on_delete={
            Side.OUTLOOK: policy.deletions.in_outlook,
            Side.CRM: policy.deletions.in_crm,
        },
    )


def _gates(policy: CalendarPolicy, closed: frozenset[Side]) -> Gates:
    """Return the gates that the policy makes."""
    return Gates(prevented=policy.prevent.operations, direction=policy.direction, closed=closed)


async def _known(run: Run, rules: CalendarRules, twins: Iterable[Twin]) -> Known:
    """Return what the CRM knows of everybody in these events: one lookup for many of them."""
    events = [e for twin in twins for e in (twin.outlook, twin.crm) if e is not None]
    asked = tuple(dict.fromkeys(a for event in events for a in _asked(event, rules)))
    people: dict[Address, tuple[PersonRef, ...]] = {}
    users: dict[Address, CrmUserId] = {}
    for some in in_portions(asked, limits.ADDRESSES_PER_LOOKUP_MAX):
        people.update(await run.parts.crm.find_people(some, run.rules.policy.mail.matching))
        users.update(await run.parts.crm.find_users(some))
    has_rooms = rules.policy.rooms and any(_may_have_room(event) for event in events)
    resources = await run.parts.crm_calendar.resources() if has_rooms else {}
    colleagues = {
        *users.values(),
        *(e.owner for e in events if isinstance(e, CrmEvent) and e.owner),
    }
    owners = await _owners_in_step(run, colleagues - {rules.owner})
    return Known(
        people=people,
        users=users,
        resources=resources,
        in_step=frozenset(address for address, user in users.items() if user in owners),
        owners_in_step=owners,
    )


def _asked(event: OutlookEvent | CrmEvent, rules: CalendarRules) -> tuple[Address, ...]:
    return addresses_to_ask(event.content, event.organiser, rules)


def _may_have_room(event: OutlookEvent | CrmEvent) -> bool:
    kinds = (attendee.kind for attendee in event.content.attendees)
    return bool(event.content.places) or AttendeeKind.RESOURCE in kinds


async def _owners_in_step(run: Run, colleagues: Collection[CrmUserId]) -> frozenset[CrmUserId]:
    """Return the colleagues whose own calendar is in step: they bring in what they organise."""
    if not colleagues:
        return frozenset()
    is_few = len(colleagues) <= limits.COLLEAGUES_ASKED_MAX
    memory = run.parts.memory
    records = await (memory.mailboxes_of(colleagues) if is_few else memory.mailboxes())
    return frozenset(
        r.owner
        for r in records
        if r.owner is not None
        and r.owner in colleagues
        and r.is_active
        and r.calendar_enabled
        and r.calendar_started_at
        and r.id != run.record.id
    )

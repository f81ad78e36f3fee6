"""The made-up firm's calendar: a week of one of its people, and plans that wait for an answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flows.calendar.preview import Preview, PreviewRow
from flows.looking import FieldShown
from flows.ports.calendar_desk import Guest, Meeting
from flows.ports.crm_calendar import CrmEventDraft
from sync_core.calendar.event import (
    Answer,
    Attendee,
    AttendeeKind,
    Content,
    CrmAttendee,
    EventKey,
    Privacy,
    Recurrence,
    ShowAs,
    Span,
)
from sync_core.mail import Address, PersonRef
from sync_core.reconcile.brakes import Brake, HeldPlan
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Fingerprint, Why, Withheld
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId
from tests.admin.firm import START, Firm

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def at(day: int, begin: str, end: str) -> Span:
    """Return a span of the week shown: day 0 is Monday, hours as 09:30."""
    start, until = (
        MONDAY + timedelta(days=day, hours=int(t[:2]), minutes=int(t[3:])) for t in (begin, end)
    )
    return Span(start=start, end=until, zone="Europe/London")


def days(first: int, count: int) -> Span:
    """Return a span of whole days of the week shown."""
    begin = (MONDAY + timedelta(days=first)).date()
    return Span.of_days(begin, begin + timedelta(days=count))


async def meet(
    firm: Firm, subject: str, span: Span, owner: str = "Priya Shah", **told: Any
) -> Meeting:
    """Put a meeting into a colleague's calendar; of a series, return its first occurrence."""
    guests: tuple[Guest, ...] = told.pop("guests", ())
    rule = told.pop("rule", "")
    draft = CrmEventDraft(
        key=EventKey(f"{subject}.{span.start.isoformat()}"),
        owner=await firm.staff(owner),
        attendees=tuple(_attending(guest) for guest in guests),
        attendees_total=told.pop("attendees_total", len(guests)),
        organiser=told.pop("organiser", None),
        content=Content(
            subject=subject,
            span=span,
            attendees=tuple(_attending(guest).attendee for guest in guests),
            places=tuple(told.pop("places", ())),
            recurrence=Recurrence(rule=rule) if rule else None,
            **told,
        ),
    )
    (written,) = await firm.crm.calendar.create_events([draft])
    assert written.event is not None, written
    slot = span.start if rule else None
    meeting = await firm.crm.calendar.meeting(written.event.id, slot)
    assert meeting is not None
    return meeting


def _attending(guest: Guest) -> CrmAttendee:
    attendee = Attendee(
        address=guest.address, name=guest.name, kind=guest.kind, answer=guest.answer
    )
    person = PersonRef(guest.person, "email") if guest.person else None
    return CrmAttendee(attendee=attendee, person=person, user=guest.user)


async def client(firm: Firm, name: str, answer: Answer = Answer.ACCEPTED) -> Guest:
    """Return a person of the CRM as somebody who attends."""
    (card, *_) = await firm.crm.search_people(name, 1)
    return Guest(
        address=card.addresses[0][1], name=card.name, kind=AttendeeKind.REQUIRED, answer=answer,
        person=card.id, person_name=card.name,
    )  # fmt: skip


async def colleague(firm: Firm, name: str, answer: Answer = Answer.NONE) -> Guest:
    """Return a member of staff as somebody who attends."""
    user = await firm.staff(name)
    member = (await firm.crm.staff())[user]
    return Guest(
        address=member.address, name=member.name, kind=AttendeeKind.OPTIONAL, answer=answer,
        user=user, user_name=member.name,
    )  # fmt: skip


def stranger(address: str, name: str = "") -> Guest:
    """Return somebody whom the CRM does not know."""
    return Guest(
        address=Address(address), name=name, kind=AttendeeKind.REQUIRED, answer=Answer.TENTATIVE
    )


async def show_calendar(firm: Firm) -> None:
    """Fill the firm's calendar, and let two mailboxes wait."""
    ana, ben, kim = [await client(firm, name) for name in ("Ana", "Ben", "Kim")]
    tomas, mei = await colleague(firm, "Tomas Lindqvist"), await colleague(firm, "Mei Tanaka")
    await meet(
        firm,
        "Annual review, Contoso Family Office",
        at(0, "10:00", "11:30"),
        guests=(ana, tomas),
        places=("Boardroom 2",),
    )
    await meet(
        firm,
        "Trust deed: signatures",
        at(1, "09:00", "09:45"),
        guests=(ben, stranger("notary@harbour.test", "R. Okoye")),
        places=("Notary's office",),
    )
    await meet(
        firm,
        "Portfolio call",
        at(1, "09:30", "10:30"),
        guests=(kim,),
        show_as=ShowAs.TENTATIVE,
        places=("Teams",),
    )
    await meet(
        firm, "Lunch with Ana", at(1, "12:30", "13:45"), guests=(ana,), places=("Café Marly",)
    )
    await meet(firm, "Dentist", at(2, "08:30", "09:30"), privacy=Privacy.PRIVATE)
    await meet(
        firm, "Larsen Estate: transfer", at(2, "14:00", "15:00"), guests=(kim,), is_cancelled=True
    )
    await meet(firm, "Fee schedule", at(2, "14:00", "15:30"), guests=(ana, mei))
    await meet(
        firm,
        "Investment committee",
        at(3, "09:00", "12:00"),
        guests=(tomas, mei),
        places=("Boardroom 1",),
    )
    await meet(firm, "Fabrikam: mandate", at(3, "11:00", "12:00"), guests=(ben,))
    await meet(firm, "Read the deed", at(4, "15:00", "16:30"), show_as=ShowAs.FREE)
    await meet(
        firm, "Zurich: family days", days(3, 2), show_as=ShowAs.ELSEWHERE, places=("Zurich",)
    )
    await meet(
        firm,
        "Quarterly dinner",
        at(9, "18:00", "21:00"),
        guests=(ana, ben),
        owner="Tomas Lindqvist",
    )
    await meet(
        firm, "First meeting", at(-20, "10:00", "11:00"), guests=(ana,), places=("Boardroom 2",)
    )
    rule = "FREQ=WEEKLY;BYDAY=MO,WE,FR"
    await meet(firm, "Stand-up", at(0, "08:30", "09:00"), rule=rule, guests=(tomas, mei))
    for room in ("Boardroom 1", "Boardroom 2"):
        await firm.crm.calendar.add_room(room)
    await _show_plans(firm)


async def _show_plans(firm: Firm) -> None:
    boxes = {r.owner: r.id for r in await firm.memory.mailboxes()}
    priya, mei = boxes[await firm.staff("Priya Shah")], boxes[await firm.staff("Mei Tanaka")]
    luca = boxes[await firm.staff("Luca Romano")]
    started = START - timedelta(days=20)
    for box in (priya, luca):
        await firm.memory.change_mailbox(
            box, calendar_enabled=True, calendar_started_at=started, calendar_read_at=START,
            calendar_swept_at=START, calendar_pairs=214,
        )  # fmt: skip
    await firm.hold(priya, plan_of(deleting(), Brake.TOO_MANY_DELETES, Brake.INVITATIONS))
    firm.previews[priya] = preview_of(priya, deleting())
    await firm.hold(mei, plan_of(deleting()[-2:], Brake.FIRST_RUN, id="first"))
    firm.previews[mei] = preview_of(mei, deleting()[-2:])


def deleting() -> tuple[PreviewRow, ...]:
    """Return the rows of a plan with a little of everything."""
    rows = [
        row(n, f"Weekly with Larsen {n}", Side.OUTLOOK, Move.DELETE, Why.DELETED, mails_outside=1)
        for n in range(1, 4)
    ]
    moved = (
        FieldShown(name="span", before="Tue 10 Mar 2026 10:00 to 11:00", after="Wed 11 Mar 2026 14:00 to 15:00"),
        FieldShown(name="places", before="Boardroom 2", after=""),
    )  # fmt: skip
    rows.append(
        row(
            7,
            "Annual review",
            Side.OUTLOOK,
            Move.UPDATE,
            Why.CHANGED,
            moved,
            mails_outside=6,
            day=1,
        )
    )
    cancelled = (FieldShown(name="cancelled", before="", after="cancelled"),)
    rows.append(row(8, "Fee schedule", Side.CRM, Move.CANCEL, Why.DELETED, cancelled))
    text = (FieldShown(name="body", before="Please bring the deed.\nAnd a pen.", after="Please bring the deed, the passports and a pen."),)  # fmt: skip
    rows.append(
        row(
            9,
            "Trust deed",
            Side.OUTLOOK,
            Move.UPDATE,
            Why.CONFLICT,
            text,
            withheld=Withheld.RICH_BODY,
        )
    )
    made = (
        FieldShown(name="subject", before="", after="Lunch with Ana Alvarez"),
        FieldShown(name="span", before="", after="Thu 12 Mar 2026 12:30 to 13:45"),
        FieldShown(name="attendees", before="", after="ana.alvarez@contoso.test"),
    )
    rows.append(row(10, "Lunch with Ana Alvarez", Side.CRM, Move.CREATE, Why.NEW, made, day=3))
    call = (FieldShown(name="subject", before="", after="Portfolio call"),)
    rows.append(row(11, "Portfolio call", Side.CRM, Move.CREATE, Why.NEW, call))
    return tuple(rows)


def row(
    number: int,
    subject: str,
    side: Side,
    move: Move,
    why: Why,
    fields: tuple[FieldShown, ...] = (),
    *,
    mails_outside: int = 0,
    withheld: Withheld | None = None,
    day: int | None = None,
) -> PreviewRow:
    """Return one row of a preview."""
    return PreviewRow(
        fingerprint=Fingerprint(f"{number:016x}"), subject=subject, side=side, move=move, why=why,
        starts_at=MONDAY + timedelta(days=7 + (number if day is None else day), hours=10), fields=fields,
        mails_outside=mails_outside, withheld=withheld,
    )  # fmt: skip


def plan_of(rows: tuple[PreviewRow, ...], *brakes: Brake, id: str = "plan-1") -> HeldPlan:
    """Return the plan held for rows."""
    to_do = [r for r in rows if r.withheld is None]
    return HeldPlan(
        id=id,
        brakes=brakes,
        held_at=START - timedelta(hours=3),
        fingerprints=tuple(r.fingerprint for r in to_do),
        creates=sum(r.move is Move.CREATE for r in to_do),
        updates=sum(r.move is Move.UPDATE for r in to_do),
        deletes=sum(r.move in (Move.DELETE, Move.CANCEL) for r in to_do),
        mails_outside=sum(r.mails_outside for r in to_do),
    )


def preview_of(mailbox: MailboxId, rows: tuple[PreviewRow, ...]) -> Preview:
    """Return the preview that shows rows."""
    return Preview(
        mailbox=mailbox,
        is_first_run=False,
        rows=rows,
        left_out={"private": 4, "internal": 31, "outside_window": 2},
        mails_outside=sum(r.mails_outside for r in rows if r.withheld is None),
    )

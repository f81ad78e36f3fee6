"""The calendar port straight over the tenant: the same rules, sorted into the flows' failures."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from flows.ports.calendar import EventDraft, EventPage, Series
from flows.ports.tenant import DeltaToken, Gone
from simulator.graph import (
    Author,
    Consent,
    MailboxState,
    Place,
    Recipient,
    Sensitivity,
    ServerRules,
    Tenant,
    TenantCalendar,
)
from simulator.graph.calendar.appointment import Invitee
from simulator.graph.calendar.events import Damage
from sync_core.calendar.event import (
    DEFAULT_CALENDAR,
    Answer,
    Attendee,
    AttendeeKind,
    CalendarId,
    Content,
    EventId,
    OutlookEvent,
    Privacy,
    Recurrence,
    Shape,
    UnreadableEvent,
)
from sync_core.calendar.fields import EventField
from sync_core.failures import (
    ConsentNeeded,
    CursorLost,
    Failure,
    ItemGone,
    SkipItem,
    StopMailbox,
    Throttled,
    Unavailable,
    VersionConflict,
)
from sync_core.mail import Address
from sync_core.work import MailboxId
from tests.simulator.graph.calendar_acts import (
    CARLA,
    DAILY,
    WINDOW,
    at,
    event,
    invited,
    mails,
    slots,
)


@pytest.fixture
def port(tenant: Tenant) -> TenantCalendar:
    return TenantCalendar(tenant)


async def read(port: TenantCalendar, mailbox: MailboxId, name: EventId) -> OutlookEvent:
    found = (await port.read(mailbox, [name]))[name]
    assert isinstance(found, OutlookEvent)
    return found


async def series_of(port: TenantCalendar, mailbox: MailboxId, name: EventId) -> Series:
    found = await port.series(mailbox, name, WINDOW)
    assert isinstance(found, Series)
    return found


async def round_of(
    port: TenantCalendar,
    mailbox: MailboxId,
    token: DeltaToken | None = None,
    calendar: CalendarId = DEFAULT_CALENDAR,
) -> tuple[list[EventPage], DeltaToken]:
    pages: list[EventPage] = []
    for _ in range(300):
        page = await port.changed(mailbox, calendar, WINDOW, token)
        pages.append(page)
        token = page.next
        if page.is_complete:
            return pages, token
    raise AssertionError("the round never ended")


def content(**fields: Any) -> Content:
    return replace(Content(subject="Review", span=at(24)), **fields)


def attending(*addresses: str) -> tuple[Attendee, ...]:
    return tuple(Attendee(address=Address(a), name=a) for a in addresses)


async def test_a_round_tells_single_events_and_masters_whole_and_occurrences_by_their_series(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    single = tenant.outlook.create(ana, event())
    series = tenant.outlook.create(ana, event("Stand-up", recurrence=DAILY))
    pages, _ = await round_of(port, ana)
    assert {e.id for p in pages for e in p.events} == {single, series}
    assert {s for p in pages for s in p.series} == {series}


async def test_an_idle_round_is_one_empty_page(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.outlook.create(ana, event(recurrence=DAILY))
    _, token = await round_of(port, ana)
    pages, _ = await round_of(port, ana, token)
    assert [(p.events, p.series, p.removed) for p in pages] == [((), (), ())]


@pytest.mark.parametrize("seed", range(20))
async def test_a_troubled_server_s_rounds_lead_to_what_is_there(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId, seed: int
) -> None:
    tenant.rules = replace(
        ServerRules.troubled(seed), throttle_chance=0.0, fault_chance=0.0, cursor_loss_chance=0.0
    )
    known: set[EventId] = set()
    token: DeltaToken | None = None
    for turn in range(5):
        for day in range(1, 6):
            rule = DAILY if day == 1 else None
            tenant.outlook.create(ana, event(f"{turn}-{day}", at(day), recurrence=rule))
        there = list(tenant.mailbox(ana).calendars.default.items)
        gone = tenant.mailbox(ana).ids.immutable(there[turn])
        tenant.outlook.delete(ana, EventId(gone))
        pages, token = await round_of(port, ana, token)
        for page in pages:
            known |= {e.id for e in page.events}
        for name in {r for p in pages for r in p.removed} & known:
            if (await port.read(ana, [name]))[name] is Gone.GONE:
                known.discard(name)
        held = tenant.mailbox(ana)
        assert known == {held.ids.immutable(n) for n in held.calendars.default.items}, seed


async def test_a_read_tells_what_is_gone_from_what_is_there(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    there, gone, odd = (tenant.outlook.create(ana, event(name)) for name in ("A", "B", "C"))
    tenant.outlook.delete(ana, gone)
    tenant.outlook.damage(ana, odd, Damage.BACKWARDS)
    found = await port.read(ana, [there, gone, odd, EventId("nonsense")])
    kinds = [type(found[name]) for name in (there, gone, odd, EventId("nonsense"))]
    assert kinds == [OutlookEvent, Gone, UnreadableEvent, UnreadableEvent]


async def test_an_event_is_read_with_everything_the_flows_know_of(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    entries = (*invited("B@client.test", "/o=ExchangeLabs/cn=x"), Invitee(who=CARLA))
    said = event(
        attendees=entries,
        places=(Place(name="Room 1"), Place(name="", uri="https://join.test")),
        sensitivity=Sensitivity.CONFIDENTIAL,
        body="<p>Agenda</p>",
        body_is_html=True,
        categories=("Red",),
    )
    found = await read(port, ana, tenant.outlook.create(ana, said))
    assert [a.address for a in found.content.attendees] == ["b@client.test", "carla@client.test"]
    assert (found.unusable_entries, found.organiser) == (1, "ana.lima@northwind.test")
    assert found.content.places == ("Room 1", "https://join.test")
    assert (found.content.privacy, found.content.body) == (Privacy.PRIVATE, "Agenda")
    assert (found.body_is_rich, found.is_organiser, found.answer) == (
        False,
        True,
        Answer.ORGANISER,
    )
    assert (found.shape, found.content.span, found.categories) == (Shape.SINGLE, at(24), ("Red",))


@pytest.mark.parametrize("body", ["<p><b>x</b></p>", '<img src="x">', "<table><tr><td>x"])
async def test_formatting_makes_a_body_rich(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId, body: str
) -> None:
    found = await read(port, ana, tenant.outlook.create(ana, event(body=body, body_is_html=True)))
    assert found.body_is_rich


async def test_a_series_tells_its_occurrences_and_its_deleted_slots(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    name = tenant.outlook.create(ana, event(recurrence=DAILY))
    first, second, *_ = slots(tenant, ana, name)
    changed = tenant.outlook.edit_occurrence(ana, name, first, subject="Kick-off")
    tenant.outlook.cancel_occurrence(ana, name, second)
    found = await series_of(port, ana, name)
    assert found.cancelled == (second,)
    assert len(found.occurrences) == 9
    exception = found.occurrences[0]
    assert (exception.id, exception.shape) == (changed, Shape.EXCEPTION)
    assert (exception.series, exception.original_start) == (name, first)
    assert found.master.content.recurrence == Recurrence(rule="FREQ=DAILY;COUNT=10")
    tenant.outlook.delete(ana, name)
    assert await port.series(ana, name, WINDOW) is Gone.GONE


async def test_a_created_event_is_found_by_its_stamp_and_made_once(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    draft = EventDraft(content=content(attendees=attending("c@client.test")), stamp="5a")
    made = await port.create(ana, DEFAULT_CALENDAR, draft)
    again = await port.create(ana, DEFAULT_CALENDAR, draft)
    found = await port.find(ana, "5a")
    assert found and (made.id, made.version) == (again.id, again.version) == (
        found.id,
        found.version,
    )
    assert await port.find(ana, "5b") is None
    assert mails(tenant) == [("invitation", "c@client.test")]
    assert [mail.by for mail in tenant.invitations.mails] == [Author.APPLICATION]


async def test_an_update_writes_the_fields_named_and_no_others(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    now = await read(port, ana, tenant.outlook.create(ana, event(body="Old")))
    wanted = content(subject="New", span=at(26), body="New", places=("Room 1",))
    after = await port.update(ana, now, wanted, frozenset({EventField.SUBJECT, EventField.PLACES}))
    assert (after.content.subject, after.content.places) == ("New", ("Room 1",))
    assert (after.content.span, after.content.body) == (at(24), "Old")
    assert after.version != now.version


async def test_rooms_unusable_entries_and_known_places_survive_a_write(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    room = Invitee(who=Recipient("room@northwind.test"), kind=AttendeeKind.RESOURCE)
    place = Place(name="Room 1", address="room@northwind.test")
    said = event(attendees=(*invited("c@client.test", "/o=x"), room), places=(place,))
    name = tenant.outlook.create(ana, said)
    now = await read(port, ana, name)
    wanted = content(attendees=attending("d@client.test"), places=("Room 1", "Lobby"))
    both = frozenset({EventField.ATTENDEES, EventField.PLACES})
    await port.update(ana, now, wanted, both)
    says = tenant.outlook.look(ana, name).says
    assert [a.address for a in says.attendees] == ["d@client.test", "/o=x", "room@northwind.test"]
    assert says.places == (place, Place(name="Lobby"))


async def test_a_write_on_what_was_changed_since_is_a_conflict_and_changes_nothing(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    name = tenant.outlook.create(ana, event())
    now = await read(port, ana, name)
    tenant.outlook.edit(ana, name, subject="Meanwhile")
    with pytest.raises(VersionConflict):
        await port.update(ana, now, content(subject="Mine"), frozenset({EventField.SUBJECT}))
    with pytest.raises(VersionConflict):
        await port.delete(ana, now)
    assert tenant.outlook.look(ana, name).says.subject == "Meanwhile"


async def test_a_write_on_what_is_gone_says_so_and_its_deletion_is_no_error(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    name = tenant.outlook.create(ana, event())
    now = await read(port, ana, name)
    await port.delete(ana, now)
    await port.delete(ana, now)
    with pytest.raises(ItemGone):
        await port.update(ana, now, content(subject="Mine"), frozenset({EventField.SUBJECT}))


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"span": at(24, hours=-1)}, EventField.SPAN),
        ({"recurrence": Recurrence(rule="FREQ=HOURLY")}, EventField.RECURRENCE),
    ],
)
async def test_what_outlook_refuses_is_left_with_a_reason(
    port: TenantCalendar,
    tenant: Tenant,
    ana: MailboxId,
    wanted: dict[str, Any],
    field: EventField,
) -> None:
    now = await read(port, ana, tenant.outlook.create(ana, event()))
    with pytest.raises(SkipItem):
        await port.update(ana, now, content(**wanted), frozenset({field}))
    with pytest.raises(SkipItem):
        await port.create(ana, DEFAULT_CALENDAR, EventDraft(content=content(**wanted), stamp="1"))
    assert len(tenant.mailbox(ana).calendars.items) == 1


async def test_an_online_meeting_s_text_is_never_written(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    now = await read(port, ana, tenant.outlook.create(ana, event(is_online=True)))
    assert now.body_is_rich and now.join_url
    with pytest.raises(SkipItem):
        await port.update(ana, now, content(body="x"), frozenset({EventField.BODY}))


async def test_an_invited_copy_takes_an_answer_and_refuses_a_new_time(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    said = event(attendees=invited("ana.lima@northwind.test"))
    name = tenant.outlook.copy(ana, tenant.outlook.invite_from_outside(CARLA, said))
    assert name
    now = await read(port, ana, name)
    assert (now.is_organiser, now.organiser) == (False, CARLA.address)
    with pytest.raises(SkipItem):
        await port.update(ana, now, content(span=at(26)), frozenset({EventField.SPAN}))
    await port.answer(ana, now, Answer.ACCEPTED)
    assert (await read(port, ana, name)).answer is Answer.ACCEPTED
    assert mails(tenant) == [("response", CARLA.address)]


async def test_a_meeting_written_as_cancelled_is_cancelled(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    name = tenant.outlook.create(ana, event(attendees=invited(CARLA.address)))
    now = await read(port, ana, name)
    tenant.invitations.clear()
    cancelled = content(is_cancelled=True)
    after = await port.update(ana, now, cancelled, frozenset({EventField.CANCELLED}))
    assert after.content.is_cancelled
    assert mails(tenant) == [("cancellation", CARLA.address)]
    assert (await port.read(ana, [name]))[name] is Gone.GONE


async def test_one_occurrence_is_written_and_deleted_by_its_own_id(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    name = tenant.outlook.create(ana, event(recurrence=DAILY))
    first, second, *_ = (await series_of(port, ana, name)).occurrences
    moved = await port.update(ana, first, content(span=at(24, 15)), frozenset({EventField.SPAN}))
    assert (moved.id, moved.ical_uid, moved.shape) == (first.id, first.ical_uid, Shape.EXCEPTION)
    await port.delete(ana, second)
    after = await series_of(port, ana, name)
    assert after.cancelled == (second.original_start,)
    with pytest.raises(SkipItem):
        crossing = content(span=at(27))
        await port.update(ana, after.occurrences[0], crossing, frozenset({EventField.SPAN}))


async def test_calendars_are_named_and_a_chosen_one_is_written_to(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    team = tenant.outlook.add_calendar(ana, "Team")
    assert list((await port.calendars(ana)).values()) == ["Calendar", "Team"]
    made = await port.create(ana, team, EventDraft(content=content(), stamp="1"))
    pages, _ = await round_of(port, ana, calendar=team)
    assert [e.id for p in pages for e in p.events] == [made.id]
    pages, _ = await round_of(port, ana)
    assert not any(p.events for p in pages)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Europe/Paris", "Europe/Paris"),
        ("tzone://Microsoft/Custom", "UTC"),
    ],
)
async def test_a_mailbox_s_zone_is_told_by_its_iana_name(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId, name: str, known: str
) -> None:
    tenant.outlook.set_zone(ana, name)
    assert await port.zone(ana) == known


async def test_a_lost_cursor_is_a_failure_of_its_own(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    _, token = await round_of(port, ana)
    tenant.forget_cursors(ana)
    for lost in (token, DeltaToken("nonsense")):
        with pytest.raises(CursorLost):
            await port.changed(ana, DEFAULT_CALENDAR, WINDOW, lost)


@pytest.mark.parametrize(
    ("rules", "state", "failure"),
    [
        ({"throttle_chance": 1.0}, MailboxState.ACTIVE, Throttled),
        ({"fault_chance": 1.0}, MailboxState.ACTIVE, Unavailable),
        ({"consent": Consent.REVOKED}, MailboxState.ACTIVE, ConsentNeeded),
        ({}, MailboxState.ACCESS_DENIED, StopMailbox),
        ({}, MailboxState.NO_LICENCE, StopMailbox),
    ],
)
async def test_refusals_are_the_flows_failures_and_nothing_is_written(
    port: TenantCalendar,
    tenant: Tenant,
    ana: MailboxId,
    rules: dict[str, Any],
    state: MailboxState,
    failure: type[Failure],
) -> None:
    now = await read(port, ana, tenant.outlook.create(ana, event()))
    tenant.change_rules(**rules)
    tenant.set_state(ana, state)
    fields = frozenset({EventField.SUBJECT})
    for asked in (
        port.changed(ana, DEFAULT_CALENDAR, WINDOW, None),
        port.read(ana, [now.id]),
        port.series(ana, now.id, WINDOW),
        port.find(ana, "1"),
        port.create(ana, DEFAULT_CALENDAR, EventDraft(content=content(), stamp="1")),
        port.update(ana, now, content(subject="x"), fields),
        port.answer(ana, now, Answer.ACCEPTED),
        port.delete(ana, now),
        port.calendars(ana),
        port.zone(ana),
    ):
        with pytest.raises(failure):
            await asked
    assert len(tenant.mailbox(ana).calendars.items) == 1


async def test_a_write_that_strikes_a_stray_conflict_is_read_again_by_the_flows(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    now = await read(port, ana, tenant.outlook.create(ana, event()))
    tenant.change_rules(stray_conflict_chance=1.0)
    with pytest.raises(VersionConflict):
        await port.update(ana, now, content(subject="x"), frozenset({EventField.SUBJECT}))
    with pytest.raises(Unavailable):
        await port.read(ana, [now.id])


async def test_the_day_a_month_lacks_is_its_last_one(
    port: TenantCalendar, tenant: Tenant, ana: MailboxId
) -> None:
    rule = Recurrence(rule="FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1")
    name = tenant.outlook.create(ana, event(span=at(30), recurrence=rule))
    found = await series_of(port, ana, name)
    starts = [o.content.span.start for o in found.occurrences]
    february = datetime(2027, 2, 28, 9, tzinfo=UTC)
    assert february in starts
    assert len(starts) == 12

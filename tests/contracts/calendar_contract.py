"""What every MailboxCalendar does, asked of a pretend firm whose people act in Outlook."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.ports.calendar import EventDraft
from flows.ports.tenant import DeltaToken, Gone
from simulator.graph import (
    Consent,
    Invitee,
    MailboxState,
    MailSort,
    Place,
    Recipient,
    Sensitivity,
)
from simulator.graph.calendar.events import Damage
from sync_core import limits
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
    ShowAs,
    Span,
    UnreadableEvent,
)
from sync_core.calendar.fields import EventField
from sync_core.calendar.window import Window
from sync_core.failures import (
    ConsentNeeded,
    CursorLost,
    ItemGone,
    ParkReason,
    SkipItem,
    SkipReason,
    StopMailbox,
    Throttled,
    VersionConflict,
)
from sync_core.mail import Address
from tests.contracts.calendar_firm import (
    ANA,
    BERLIN,
    CY,
    MONDAY,
    NOW,
    SLOTS,
    WEEKLY,
    WINDOW,
    CalendarFirm,
    at,
    days,
    hour_from,
    ids,
)

DAY = timedelta(days=1)
LATER = hour_from(at(24, 13), BERLIN)
ANA_INVITED = Attendee(address=Address("ana@client.test"), name="Ana Client")
CY_INVITED = Attendee(address=Address("cy@client.test"), name="Cy Client")
UNKNOWN = EventId("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AnoneA==")


class ChangesContract:
    """What changed in a window."""

    async def test_the_first_round_lists_the_window_and_nothing_beside_it(
        self, firm: CalendarFirm
    ) -> None:
        there = firm.made()
        firm.made(span=hour_from(WINDOW.since - timedelta(hours=1)))
        firm.made(span=hour_from(WINDOW.until))
        touching = firm.made(span=hour_from(WINDOW.since - timedelta(minutes=30)))

        told = await firm.round()

        assert ids(told.events) == sorted([there, touching])
        assert (told.series, told.is_complete) == ((), True)

    async def test_a_quiet_calendar_tells_nothing_in_one_page(self, firm: CalendarFirm) -> None:
        firm.made()
        first = await firm.round()

        told = await firm.calendar.changed(firm.box, DEFAULT_CALENDAR, WINDOW, first.next)

        assert (told.events, told.series, told.removed, told.is_complete) == ((), (), (), True)

    async def test_what_is_made_and_changed_comes_whole_in_the_next_round(
        self, firm: CalendarFirm
    ) -> None:
        old = firm.made()
        first = await firm.round()
        new = firm.made(subject="New")
        firm.tenant.outlook.edit(firm.box, old, subject="Changed")

        told = await firm.round(first.next)

        subjects = {e.id: e.content.subject for e in told.events if isinstance(e, OutlookEvent)}
        assert subjects == {old: "Changed", new: "New"}
        assert (await firm.round(told.next)).events == ()

    async def test_a_deleted_event_is_told_as_removed(self, firm: CalendarFirm) -> None:
        event = firm.made()
        first = await firm.round()
        firm.tenant.outlook.delete(firm.box, event)

        told = await firm.round(first.next)

        assert told.removed == (event,)
        assert await firm.is_gone(event)

    async def test_an_event_that_left_the_window_is_told_as_removed_and_is_still_there(
        self, firm: CalendarFirm
    ) -> None:
        event = firm.made()
        first = await firm.round()
        firm.tenant.outlook.edit(firm.box, event, span=hour_from(WINDOW.until + DAY))

        told = await firm.round(first.next)

        assert told.removed == (event,)
        assert (await firm.read(event)).content.span.start == WINDOW.until + DAY

    async def test_a_series_comes_as_its_master_and_its_occurrences_by_its_id_alone(
        self, firm: CalendarFirm
    ) -> None:
        series = firm.series()

        told = await firm.round()

        assert ids(told.events) == [series]
        (master,) = told.events
        assert isinstance(master, OutlookEvent)
        assert (master.shape, master.content.recurrence) == (Shape.SERIES, WEEKLY)
        assert told.series == (series,)

    async def test_a_changed_or_deleted_occurrence_calls_for_its_series(
        self, firm: CalendarFirm
    ) -> None:
        series = firm.series()
        first = await firm.round()
        firm.tenant.outlook.move_occurrence(firm.box, series, SLOTS[1], hour_from(SLOTS[1] + DAY))
        second = await firm.round(first.next)
        firm.tenant.outlook.cancel_occurrence(firm.box, series, SLOTS[2])
        third = await firm.round(second.next)

        assert series in second.series
        assert series in third.series
        assert not {e.id for e in (*second.events, *third.events)} - {series}

    async def test_pages_go_on_until_everything_was_listed(self, firm: CalendarFirm) -> None:
        firm.tenant.change_rules(page_items_max=3)
        made = [firm.made(span=hour_from(at(23, n))) for n in range(8)]

        first = await firm.calendar.changed(firm.box, DEFAULT_CALENDAR, WINDOW, None)

        assert (len(first.events), first.is_complete) == (3, False)
        assert ids((await firm.round()).events) == sorted(made)

    async def test_an_empty_page_may_go_on(self, firm: CalendarFirm) -> None:
        event = firm.made()
        firm.tenant.change_rules(empty_page_chance=1.0)
        empty = await firm.calendar.changed(firm.box, DEFAULT_CALENDAR, WINDOW, None)
        firm.tenant.change_rules(empty_page_chance=0.0)

        told = await firm.round(empty.next)

        assert (empty.events, empty.is_complete) == ((), False)
        assert ids(told.events) == [event]

    async def test_an_event_told_in_part_is_told_whole(self, firm: CalendarFirm) -> None:
        event = firm.made(attendees=(ANA,))
        first = await firm.round()
        firm.tenant.change_rules(partial_item_chance=1.0)
        firm.tenant.outlook.edit(firm.box, event, subject="Changed")

        told = await firm.round(first.next)

        assert told.events == (await firm.read(event),)

    async def test_each_calendar_has_changes_of_its_own(self, firm: CalendarFirm) -> None:
        other = firm.tenant.outlook.add_calendar(firm.box, "Deals")
        mine, theirs = firm.made(), firm.made(other)

        assert ids((await firm.round()).events) == [mine]
        assert ids((await firm.round(calendar=other)).events) == [theirs]

    async def test_a_calendar_is_known_by_its_own_id_too(self, firm: CalendarFirm) -> None:
        event = firm.made()
        default = next(iter(await firm.calendar.calendars(firm.box)))

        assert ids((await firm.round(calendar=default)).events) == [event]

    async def test_a_token_of_another_kind_is_a_lost_cursor(self, firm: CalendarFirm) -> None:
        with pytest.raises(CursorLost):
            await firm.round(DeltaToken("http://elsewhere.test/v1.0/users"))

    async def test_a_token_that_was_forgotten_is_a_lost_cursor(self, firm: CalendarFirm) -> None:
        first = await firm.round()
        firm.tenant.change_rules(cursor_loss_chance=1.0)

        with pytest.raises(CursorLost):
            await firm.round(first.next)

    @pytest.mark.parametrize("how", list(Damage))
    async def test_a_damaged_event_stands_alone(self, firm: CalendarFirm, how: Damage) -> None:
        good, bad = firm.made(), firm.made(subject="canary")
        firm.tenant.outlook.damage(firm.box, bad, how)

        told = {e.id: e for e in (await firm.round()).events}

        assert isinstance(told[good], OutlookEvent)
        unreadable = told[bad]
        assert isinstance(unreadable, UnreadableEvent)
        assert unreadable.problem.partition(":")[0] in ("start", "end")
        assert "canary" not in unreadable.problem
        assert (await firm.calendar.read(firm.box, [bad]))[bad] == unreadable


class EventContract:
    """What is told of one event."""

    async def test_an_event_is_told_whole(self, firm: CalendarFirm) -> None:
        event = firm.made(
            body="Dear all\n\nfirst & second",
            places=(Place(name="Room 1", address="room1@northwind.test"), Place(name="Bar")),
            attendees=(ANA, replace(CY, kind=AttendeeKind.OPTIONAL)),
            show_as=ShowAs.TENTATIVE,
            categories=("Client",),
        )

        told = await firm.read(event)

        assert (told.id, told.shape, told.series, told.original_start) == (
            event,
            Shape.SINGLE,
            None,
            None,
        )
        assert told.ical_uid
        assert told.version
        assert told.content == Content(
            subject="Review",
            span=MONDAY,
            places=("Room 1", "Bar"),
            attendees=(ANA_INVITED, replace(CY_INVITED, kind=AttendeeKind.OPTIONAL)),
            body="Dear all\n\nfirst & second",
            show_as=ShowAs.TENTATIVE,
        )
        assert (told.organiser, told.organiser_name) == ("bo@northwind.test", "Bo")
        assert (told.is_organiser, told.answer) == (True, Answer.ORGANISER)
        assert told.categories == ("Client",)
        assert (told.created_at, told.modified_at) == (NOW, NOW)
        assert not (told.is_draft or told.is_online or told.body_is_rich or told.unusable_entries)

    async def test_every_id_asked_for_is_answered(self, firm: CalendarFirm) -> None:
        there, deleted = firm.made(), firm.made()
        firm.tenant.outlook.delete(firm.box, deleted)

        told = await firm.calendar.read(firm.box, [there, deleted])

        assert list(told) == [there, deleted]
        assert isinstance(told[there], OutlookEvent)
        assert told[deleted] is Gone.GONE

    async def test_more_ids_than_a_request_holds_are_a_mistake(self, firm: CalendarFirm) -> None:
        with pytest.raises(ValueError, match="at most"):
            await firm.calendar.read(firm.box, [UNKNOWN] * (limits.READ_BATCH_EVENTS + 1))

    async def test_a_version_changes_with_every_write(self, firm: CalendarFirm) -> None:
        event = firm.made()
        first = await firm.read(event)
        firm.surroundings.advance(60)
        firm.tenant.outlook.edit(firm.box, event, subject="Changed")
        second = await firm.read(event)

        assert first.version != second.version
        assert second.modified_at == NOW + timedelta(minutes=1)

    @pytest.mark.parametrize("mark", list(Sensitivity))
    async def test_private_events_are_told(self, firm: CalendarFirm, mark: Sensitivity) -> None:
        told = await firm.read(firm.made(sensitivity=mark))

        is_normal = mark is Sensitivity.NORMAL
        assert told.content.privacy is (Privacy.NORMAL if is_normal else Privacy.PRIVATE)

    @pytest.mark.parametrize("shown", list(ShowAs))
    async def test_what_is_shown_of_the_time_is_told(
        self, firm: CalendarFirm, shown: ShowAs
    ) -> None:
        assert (await firm.read(firm.made(show_as=shown))).content.show_as is shown

    @pytest.mark.parametrize("is_shifted", [False, True])
    @pytest.mark.parametrize(
        "zone", ["UTC", "W. Europe Standard Time", "New Zealand Standard Time"]
    )
    async def test_days_are_the_same_days_in_every_zone(
        self, firm: CalendarFirm, zone: str, is_shifted: bool
    ) -> None:
        firm.tenant.change_rules(all_day_shifted=is_shifted)
        told = await firm.read(firm.made(span=days(24, 26), zone_name=zone))

        assert told.content.span == days(24, 26)

    @pytest.mark.parametrize("zone", ["W. Europe Standard Time", "Europe/Berlin"])
    async def test_the_zone_an_event_was_made_in_has_its_iana_name(
        self, firm: CalendarFirm, zone: str
    ) -> None:
        told = await firm.read(firm.made(zone_name=zone))

        assert told.content.span == MONDAY

    async def test_a_text_without_formatting_may_be_written_over(self, firm: CalendarFirm) -> None:
        plain = firm.made(body="<html><body><p>Dear</p><p>all</p></body></html>", body_is_html=True)

        told = await firm.read(plain)

        assert (told.content.body.split(), told.body_is_rich) == (["Dear", "all"], False)

    async def test_formatting_is_told_and_its_text_read(self, firm: CalendarFirm) -> None:
        html = "<html><body><p>Dear <b>all</b></p></body></html>"
        told = await firm.read(firm.made(body=html, body_is_html=True))

        assert (told.content.body, told.body_is_rich) == ("Dear all", True)

    async def test_an_online_meeting_tells_how_to_join_and_its_text_is_protected(
        self, firm: CalendarFirm
    ) -> None:
        told = await firm.read(firm.made(is_online=True, body="Dear all"))

        assert told.is_online
        assert told.body_is_rich
        assert told.join_url.startswith("https://")
        assert told.content.body.startswith("Dear all")

    async def test_entries_without_a_usable_address_are_counted(self, firm: CalendarFirm) -> None:
        group = Invitee(who=Recipient("/o=ExchangeLabs/ou=x/cn=group", "Former list"))
        nobody = Invitee(who=Recipient("", "Nobody"))
        told = await firm.read(firm.made(attendees=(group, ANA, nobody)))

        assert told.content.attendees == (ANA_INVITED,)
        assert told.unusable_entries == 2

    async def test_an_organiser_who_is_listed_is_no_attendee(self, firm: CalendarFirm) -> None:
        firm.tenant.change_rules(organiser_among_attendees=True)

        assert (await firm.read(firm.made(attendees=(ANA,)))).content.attendees == (ANA_INVITED,)

    async def test_a_draft_is_told(self, firm: CalendarFirm) -> None:
        from simulator.graph import Appointment

        draft = firm.tenant.outlook.draft(
            firm.box, Appointment(subject="x", span=MONDAY, attendees=(ANA,))
        )

        assert (await firm.read(draft)).is_draft

    async def test_copies_of_a_meeting_share_their_identity_and_not_their_ids(
        self, firm: CalendarFirm
    ) -> None:
        colleague = Invitee(who=Recipient("di@northwind.test", "Di"))
        event = await firm.read(firm.made(attendees=(colleague, ANA)))
        copied = firm.tenant.outlook.copy(firm.colleague, event.ical_uid)
        assert copied is not None

        copy = await firm.read(copied, firm.colleague)

        assert copy.ical_uid == event.ical_uid
        assert copy.id != event.id
        assert (copy.is_organiser, copy.organiser, copy.answer) == (
            False,
            "bo@northwind.test",
            Answer.NONE,
        )
        assert [a.address for a in copy.content.attendees] == [
            "di@northwind.test",
            "ana@client.test",
        ]

    async def test_a_cancelled_meeting_stays_in_its_attendees_calendar_and_says_so(
        self, firm: CalendarFirm
    ) -> None:
        uid = _invited(firm)
        copy = firm.tenant.outlook.copy(firm.box, uid)
        assert copy is not None
        firm.tenant.outlook.cancel_outside(uid)

        assert (await firm.read(copy)).content.is_cancelled


class SeriesContract:
    """Series and their occurrences."""

    async def test_a_series_is_told_with_its_occurrences(self, firm: CalendarFirm) -> None:
        told = await firm.read_series(firm.series(attendees=(ANA,)))

        assert told.master.content.recurrence == WEEKLY
        assert [o.original_start for o in told.occurrences] == [
            SLOTS[0],
            *(slot + timedelta(0) for slot in SLOTS[1:]),
        ]
        assert {o.shape for o in told.occurrences} == {Shape.OCCURRENCE}
        assert {o.series for o in told.occurrences} == {told.master.id}
        assert len({o.ical_uid for o in told.occurrences} | {told.master.ical_uid}) == 6
        assert {o.content.attendees for o in told.occurrences} == {(ANA_INVITED,)}
        assert all(o.content.recurrence is None for o in told.occurrences)
        assert (told.cancelled, told.unreadable) == ((), ())

    async def test_a_moved_occurrence_stands_for_the_slot_it_left(self, firm: CalendarFirm) -> None:
        series = firm.series()
        moved = firm.tenant.outlook.move_occurrence(
            firm.box, series, SLOTS[1], hour_from(SLOTS[1] + DAY, BERLIN)
        )

        told = {o.id: o for o in (await firm.read_series(series)).occurrences}

        assert told[moved].shape is Shape.EXCEPTION
        assert told[moved].original_start == SLOTS[1]
        assert told[moved].content.span.start == SLOTS[1] + DAY
        assert len(told) == 5

    async def test_a_deleted_occurrence_is_proved_by_its_slot(self, firm: CalendarFirm) -> None:
        series = firm.series()
        deleted = firm.tenant.outlook.occurrence(firm.box, series, SLOTS[2])
        firm.tenant.outlook.cancel_occurrence(firm.box, series, SLOTS[2])

        told = await firm.read_series(series)

        assert told.cancelled == (SLOTS[2],)
        assert [o.original_start for o in told.occurrences] == [*SLOTS[:2], *SLOTS[3:]]
        assert await firm.is_gone(deleted)

    async def test_deleted_slots_outside_the_window_are_told_too(self, firm: CalendarFirm) -> None:
        series = firm.series()
        firm.tenant.outlook.cancel_occurrence(firm.box, series, SLOTS[4])

        told = await firm.read_series(series, Window(since=at(22), until=at(29)))

        assert told.cancelled == (SLOTS[4],)
        assert [o.original_start for o in told.occurrences] == [SLOTS[0]]

    async def test_a_slot_keeps_its_hour_when_the_clocks_change(self, firm: CalendarFirm) -> None:
        summer = hour_from(at(19, 7, month=10), BERLIN)
        series = firm.series(span=summer)
        winter = at(26, 8, month=10)
        firm.tenant.outlook.cancel_occurrence(firm.box, series, winter)

        told = await firm.read_series(series, Window(since=at(1, month=10), until=at(30)))

        assert told.cancelled == (winter,)
        assert [o.content.span.start for o in told.occurrences] == [
            at(19, 7, month=10),
            at(2, 8),
            at(9, 8),
            at(16, 8),
        ]

    @pytest.mark.parametrize("is_shifted", [False, True])
    async def test_a_series_of_days_has_slots_of_days(
        self, firm: CalendarFirm, is_shifted: bool
    ) -> None:
        firm.tenant.change_rules(all_day_shifted=is_shifted)
        series = firm.series(span=days(23, 24), zone_name="W. Europe Standard Time")
        firm.tenant.outlook.cancel_occurrence(firm.box, series, at(30))

        told = await firm.read_series(series)

        assert [o.original_start for o in told.occurrences] == [
            at(23),
            at(7, month=12),
            at(14, month=12),
            at(21, month=12),
        ]
        assert told.occurrences[0].content.span == days(23, 24)
        assert told.cancelled == (at(30),)

    async def test_an_occurrence_is_read_by_its_id(self, firm: CalendarFirm) -> None:
        series = firm.series()
        told = await firm.read_series(series)

        for occurrence in told.occurrences[:2]:
            assert await firm.read(occurrence.id) == occurrence

    async def test_a_long_series_is_told_within_the_window_alone(self, firm: CalendarFirm) -> None:
        series = firm.series(
            span=hour_from(at(1, 9, month=1), BERLIN), recurrence=Recurrence(rule="FREQ=DAILY")
        )

        told = await firm.read_series(series)

        assert len(told.occurrences) == (WINDOW.until - WINDOW.since).days
        assert all(WINDOW.holds(o.content.span) for o in told.occurrences)

    async def test_a_series_that_became_single_has_no_occurrences(self, firm: CalendarFirm) -> None:
        series = firm.series()
        firm.tenant.outlook.make_single(firm.box, series)

        told = await firm.read_series(series)

        assert (told.master.shape, told.occurrences, told.cancelled) == (Shape.SINGLE, (), ())

    async def test_a_deleted_series_is_gone(self, firm: CalendarFirm) -> None:
        series = firm.series()
        firm.tenant.outlook.delete(firm.box, series)

        assert await firm.calendar.series(firm.box, series, WINDOW) is Gone.GONE

    async def test_a_damaged_series_is_unreadable(self, firm: CalendarFirm) -> None:
        series = firm.series()
        firm.tenant.outlook.damage(firm.box, series)

        told = await firm.calendar.series(firm.box, series, WINDOW)

        assert isinstance(told, UnreadableEvent)


class MakingContract:
    """Events made through the port."""

    async def test_what_is_made_is_there_as_it_was_written(self, firm: CalendarFirm) -> None:
        content = Content(
            subject="Offer",
            span=LATER,
            places=("Room 1", "Bar"),
            attendees=(ANA_INVITED, replace(CY_INVITED, kind=AttendeeKind.OPTIONAL)),
            body="Dear all\n\nfirst & second",
            privacy=Privacy.PRIVATE,
            show_as=ShowAs.OUT_OF_OFFICE,
        )
        made = await firm.calendar.create(
            firm.box, DEFAULT_CALENDAR, EventDraft(content=content, stamp="5ta3p")
        )

        assert made.content == content
        assert made.is_organiser
        assert made == await firm.read(made.id)

    async def test_its_attendees_are_invited_once(self, firm: CalendarFirm) -> None:
        made = await firm.create(attendees=(ANA_INVITED,))

        assert [(m.sort, m.to, m.uid) for m in firm.mailed()] == [
            (MailSort.INVITATION, "ana@client.test", made.ical_uid)
        ]

    async def test_made_twice_with_one_stamp_the_first_is_returned(
        self, firm: CalendarFirm
    ) -> None:
        first = await firm.create(attendees=(ANA_INVITED,))
        second = await firm.create(subject="Other", attendees=(ANA_INVITED,))

        assert second == first
        assert ids((await firm.round()).events) == [first.id]
        assert len(firm.mailed()) == 1

    async def test_another_stamp_is_another_event(self, firm: CalendarFirm) -> None:
        first, second = await firm.create("aa"), await firm.create("bb")

        assert first.id != second.id

    async def test_an_event_is_found_by_its_stamp(self, firm: CalendarFirm) -> None:
        made = await firm.create()

        assert await firm.calendar.find(firm.box, "5ta3p") == made
        assert await firm.calendar.find(firm.box, "other") is None
        assert await firm.calendar.find(firm.colleague, "5ta3p") is None

    @pytest.mark.parametrize("how", list(Damage))
    async def test_a_damaged_event_is_not_taken_for_one_that_was_never_made(
        self, firm: CalendarFirm, how: Damage
    ) -> None:
        made = await firm.create()
        firm.tenant.outlook.damage(firm.box, made.id, how)

        with pytest.raises(SkipItem) as refused:
            await firm.calendar.find(firm.box, "5ta3p")
        assert refused.value.reason is SkipReason.UNREADABLE

    async def test_an_event_is_found_in_any_calendar(self, firm: CalendarFirm) -> None:
        other = firm.tenant.outlook.add_calendar(firm.box, "Deals")
        draft = EventDraft(content=Content(subject="x", span=MONDAY), stamp="5ta3p")
        made = await firm.calendar.create(firm.box, other, draft)

        assert await firm.calendar.find(firm.box, "5ta3p") == made
        assert ids((await firm.round(calendar=other)).events) == [made.id]
        assert (await firm.round()).events == ()

    async def test_a_deleted_event_is_found_no_more_and_may_be_made_again(
        self, firm: CalendarFirm
    ) -> None:
        first = await firm.create()
        firm.tenant.outlook.delete(firm.box, first.id)

        assert await firm.calendar.find(firm.box, "5ta3p") is None
        assert (await firm.create()).id != first.id

    async def test_a_stamp_stays_when_the_event_is_changed(self, firm: CalendarFirm) -> None:
        made = await firm.create()
        firm.tenant.outlook.edit(firm.box, made.id, subject="Changed")

        found = await firm.calendar.find(firm.box, "5ta3p")

        assert found is not None
        assert (found.id, found.content.subject) == (made.id, "Changed")

    @pytest.mark.parametrize("zone", ["UTC", "W. Europe Standard Time", "Pacific Standard Time"])
    @pytest.mark.parametrize("is_shifted", [False, True])
    async def test_days_are_made_as_days_of_the_mailboxs_zone(
        self, firm: CalendarFirm, zone: str, is_shifted: bool
    ) -> None:
        firm.tenant.outlook.set_zone(firm.box, zone)
        firm.tenant.change_rules(all_day_shifted=is_shifted)

        made = await firm.create(span=days(24, 26))

        assert made.content.span == days(24, 26)
        assert firm.tenant.outlook.look(firm.box, made.id).says.span == days(24, 26)

    async def test_a_series_is_made_with_one_write(self, firm: CalendarFirm) -> None:
        before = firm.tenant.requests.total()
        made = await firm.create(recurrence=WEEKLY, attendees=(ANA_INVITED,))

        assert firm.tenant.requests.total() == before + 1
        assert (made.shape, made.content.recurrence) == (Shape.SERIES, WEEKLY)
        assert made.content.span == MONDAY
        assert [o.original_start for o in (await firm.read_series(made.id)).occurrences] == list(
            SLOTS
        )
        assert len(firm.mailed()) == 1

    async def test_a_series_of_days_is_made_in_days(self, firm: CalendarFirm) -> None:
        firm.tenant.outlook.set_zone(firm.box, "W. Europe Standard Time")

        made = await firm.create(span=days(23, 24), recurrence=WEEKLY)

        assert made.content.recurrence == WEEKLY
        assert [o.content.span for o in (await firm.read_series(made.id)).occurrences][:2] == [
            days(23, 24),
            Span.of_days(at(30).date(), at(1, month=12).date()),
        ]

    async def test_a_rule_that_outlook_cannot_express_is_refused_whole(
        self, firm: CalendarFirm
    ) -> None:
        with pytest.raises(SkipItem):
            await firm.create(recurrence=Recurrence(rule="FREQ=HOURLY;COUNT=3"))
        every_31st = Recurrence(rule="FREQ=MONTHLY;BYMONTHDAY=31")
        with pytest.raises(SkipItem):  # Outlook would put it on the 30th, the rule skips the month
            await firm.create(recurrence=every_31st, span=hour_from(at(31, 9, month=12)))
        assert (await firm.round()).events == ()

    async def test_the_last_day_of_each_month_is_written_and_read_as_that(
        self, firm: CalendarFirm
    ) -> None:
        last = Recurrence(rule="FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-1")
        made = await firm.create(recurrence=last, span=hour_from(at(30, 9)))
        told = await firm.read_series(made.id, Window(since=at(1), until=at(1, month=12)))
        year = Window(since=at(1), until=at(30) + timedelta(days=90))
        starts = [o.content.span.start for o in (await firm.read_series(made.id, year)).occurrences]

        assert told.master.content.recurrence == last
        assert [(start.month, start.day) for start in starts] == [(11, 30), (12, 31), (1, 31)]

    async def test_what_outlook_refuses_is_left_with_a_reason(self, firm: CalendarFirm) -> None:
        backwards = Span(start=MONDAY.end, end=MONDAY.start)

        with pytest.raises(SkipItem):
            await firm.create(span=backwards)
        assert (await firm.round()).events == ()


class ChangingContract:
    """Events changed through the port."""

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            (EventField.SUBJECT, {"subject": "Changed"}),
            (EventField.SPAN, {"span": LATER}),
            (EventField.SPAN, {"span": days(24, 26)}),
            (EventField.PLACES, {"places": ("Bar",)}),
            (EventField.PLACES, {"places": ("Room 1", "Bar", "Café")}),
            (EventField.PLACES, {"places": ()}),
            (EventField.ATTENDEES, {"attendees": (ANA_INVITED, CY_INVITED)}),
            (EventField.ATTENDEES, {"attendees": ()}),
            (EventField.BODY, {"body": "Dear all\n\nsecond"}),
            (EventField.PRIVACY, {"privacy": Privacy.PRIVATE}),
            (EventField.SHOW_AS, {"show_as": ShowAs.FREE}),
        ],
    )
    async def test_a_field_is_written_and_the_others_stay(
        self, firm: CalendarFirm, field: EventField, value: dict[str, object]
    ) -> None:
        event = firm.made(
            places=(Place(name="Room 1"),), attendees=(ANA,), body="Dear", categories=("Client",)
        )
        before = await firm.read(event)

        told = await firm.update(event, field, **value, **_elsewhere(field))

        assert told.content == replace(before.content, **value)  # type: ignore[arg-type] # by parameter
        assert told == await firm.read(event)
        assert told.version != before.version
        assert told.categories == ("Client",)

    async def test_a_change_on_another_version_is_a_conflict_and_writes_nothing(
        self, firm: CalendarFirm
    ) -> None:
        event = await firm.read(firm.made())
        firm.tenant.outlook.edit(firm.box, event.id, subject="Theirs")

        for fields in ({EventField.SUBJECT}, {EventField.ATTENDEES}, {EventField.PLACES}):
            with pytest.raises(VersionConflict):
                await firm.calendar.update(
                    firm.box,
                    event,
                    replace(event.content, subject="Ours", attendees=(ANA_INVITED,)),
                    frozenset(map(str, fields)),
                )
        assert (await firm.read(event.id)).content.subject == "Theirs"

    async def test_what_is_gone_is_not_changed(self, firm: CalendarFirm) -> None:
        event = await firm.read(firm.made())
        firm.tenant.outlook.delete(firm.box, event.id)

        for field in (EventField.SUBJECT, EventField.ATTENDEES):
            with pytest.raises(ItemGone):
                await firm.calendar.update(firm.box, event, event.content, frozenset({field}))

    async def test_what_outlook_refuses_is_left_and_nothing_written(
        self, firm: CalendarFirm
    ) -> None:
        event = firm.made()

        with pytest.raises(SkipItem):
            await firm.update(event, "span", span=Span(start=MONDAY.end, end=MONDAY.start))
        assert (await firm.read(event)).content.span == MONDAY

    async def test_attendees_who_stay_keep_their_answers_and_only_those_concerned_are_mailed(
        self, firm: CalendarFirm
    ) -> None:
        accepted = replace(ANA, answer=Answer.ACCEPTED)
        event = firm.made(attendees=(accepted,))

        told = await firm.update(event, "attendees", attendees=(ANA_INVITED, CY_INVITED))

        assert told.content.attendees == (
            replace(ANA_INVITED, answer=Answer.ACCEPTED),
            CY_INVITED,
        )
        assert [(m.sort, m.to) for m in firm.mailed()] == [(MailSort.INVITATION, "cy@client.test")]

    async def test_rooms_and_entries_without_an_address_stay_in_the_list(
        self, firm: CalendarFirm
    ) -> None:
        room = Invitee(who=Recipient("room1@x.test", "Room 1"), kind=AttendeeKind.RESOURCE)
        group = Invitee(who=Recipient("/o=ExchangeLabs/ou=x/cn=group", "Former list"))
        event = firm.made(attendees=(room, group, ANA))

        told = await firm.update(event, "attendees", attendees=(CY_INVITED,))

        assert {a.address for a in told.content.attendees} == {"room1@x.test", "cy@client.test"}
        assert told.unusable_entries == 1
        assert [(m.sort, m.to) for m in firm.mailed() if m.to.endswith("client.test")] == [
            (MailSort.INVITATION, "cy@client.test"),
            (MailSort.CANCELLATION, "ana@client.test"),
        ]

    async def test_a_place_keeps_its_address_and_a_join_link_its_link(
        self, firm: CalendarFirm
    ) -> None:
        room = Place(name="Room 1", address="room1@northwind.test")
        link = Place(name="", uri="https://join.test/1")
        event = firm.made(places=(room, link))
        before = await firm.read(event)

        await firm.update(event, "places", places=("Bar", *before.content.places))

        told = firm.tenant.outlook.look(firm.box, event).says.places
        assert told == (Place(name="Bar"), room, link)

    async def test_fields_that_mail_nobody_mail_nobody(self, firm: CalendarFirm) -> None:
        event = firm.made(attendees=(ANA,))
        await firm.update(event, "privacy", "show_as", privacy=Privacy.PRIVATE, show_as=ShowAs.FREE)

        assert firm.mailed() == []

    async def test_the_text_of_an_online_meeting_stays_and_its_time_may_move(
        self, firm: CalendarFirm
    ) -> None:
        event = firm.made(is_online=True, body="Dear")
        before = await firm.read(event)

        moved = await firm.update(event, "span", span=LATER)

        assert moved.is_online
        assert moved.join_url == before.join_url
        assert moved.content.body == before.content.body
        assert moved.content.span == LATER

    async def test_a_series_moves_with_its_rule(self, firm: CalendarFirm) -> None:
        series = firm.series()
        later = hour_from(at(30, 14), BERLIN)

        told = await firm.update(series, "span", span=later)

        assert (told.content.span, told.content.recurrence) == (later, WEEKLY)
        assert (await firm.read_series(series)).occurrences[0].content.span == later

    async def test_a_rule_is_changed_and_taken_away(self, firm: CalendarFirm) -> None:
        series = firm.series()
        shorter = Recurrence(rule="FREQ=WEEKLY;COUNT=2;BYDAY=MO")

        changed = await firm.update(series, "recurrence", recurrence=shorter)
        count = len((await firm.read_series(series)).occurrences)
        single = await firm.update(series, "recurrence", recurrence=None)

        assert (changed.content.recurrence, count) == (shorter, 2)
        assert (single.shape, single.content.span) == (Shape.SINGLE, MONDAY)

    async def test_a_single_event_becomes_a_series(self, firm: CalendarFirm) -> None:
        told = await firm.update(firm.made(), "recurrence", recurrence=WEEKLY)

        assert (told.shape, told.content.recurrence) == (Shape.SERIES, WEEKLY)

    async def test_an_occurrence_is_changed_by_its_id_and_the_others_stay(
        self, firm: CalendarFirm
    ) -> None:
        series = firm.series()
        second = (await firm.read_series(series)).occurrences[1]
        moved = hour_from(SLOTS[1] + DAY, BERLIN)

        told = await firm.update(second.id, "span", "subject", span=moved, subject="Moved")

        assert (told.shape, told.original_start) == (Shape.EXCEPTION, SLOTS[1])
        others = [o for o in (await firm.read_series(series)).occurrences if o.id != second.id]
        assert {o.content.subject for o in others} == {"Review"}
        assert len(others) == 4

    async def test_an_occurrence_cannot_pass_its_neighbour(self, firm: CalendarFirm) -> None:
        second = (await firm.read_series(firm.series())).occurrences[1]

        with pytest.raises(SkipItem):
            await firm.update(second.id, "span", span=hour_from(SLOTS[2] + DAY, BERLIN))

    async def test_a_meeting_that_is_cancelled_is_gone_and_its_attendees_told(
        self, firm: CalendarFirm
    ) -> None:
        event = firm.made(attendees=(ANA,))

        told = await firm.update(event, "cancelled", is_cancelled=True)

        assert told.content.is_cancelled
        assert await firm.is_gone(event)
        assert [(m.sort, m.to) for m in firm.mailed()] == [
            (MailSort.CANCELLATION, "ana@client.test")
        ]


class AnswerContract:
    """Invitations answered, events deleted."""

    @pytest.mark.parametrize("answer", [Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED])
    async def test_an_invitation_is_answered_and_its_organiser_told(
        self, firm: CalendarFirm, answer: Answer
    ) -> None:
        copy = firm.tenant.outlook.copy(firm.box, _invited(firm))
        assert copy is not None

        await firm.calendar.answer(firm.box, await firm.read(copy), answer)

        assert (await firm.read(copy)).answer is answer
        assert [(m.sort, m.to) for m in firm.mailed()] == [(MailSort.RESPONSE, "ana@client.test")]

    async def test_an_invited_copy_is_not_written(self, firm: CalendarFirm) -> None:
        copy = firm.tenant.outlook.copy(firm.box, _invited(firm))
        assert copy is not None

        with pytest.raises(SkipItem):
            await firm.update(copy, "span", span=LATER)

    async def test_an_event_of_ones_own_is_not_answered(self, firm: CalendarFirm) -> None:
        event = await firm.read(firm.made(attendees=(ANA,)))

        with pytest.raises(SkipItem):
            await firm.calendar.answer(firm.box, event, Answer.ACCEPTED)

    async def test_what_is_gone_is_not_answered(self, firm: CalendarFirm) -> None:
        copy = firm.tenant.outlook.copy(firm.box, _invited(firm))
        assert copy is not None
        event = await firm.read(copy)
        firm.tenant.outlook.delete(firm.box, copy)

        with pytest.raises(ItemGone):
            await firm.calendar.answer(firm.box, event, Answer.ACCEPTED)

    async def test_a_deleted_event_is_gone_and_deleting_it_again_is_no_error(
        self, firm: CalendarFirm
    ) -> None:
        event = await firm.read(firm.made(attendees=(ANA,)))

        await firm.calendar.delete(firm.box, event)
        await firm.calendar.delete(firm.box, event)

        assert await firm.is_gone(event.id)
        assert [(m.sort, m.to) for m in firm.mailed()] == [
            (MailSort.CANCELLATION, "ana@client.test")
        ]

    async def test_an_event_changed_since_is_not_deleted(self, firm: CalendarFirm) -> None:
        event = await firm.read(firm.made())
        firm.tenant.outlook.edit(firm.box, event.id, subject="Theirs")

        with pytest.raises(VersionConflict):
            await firm.calendar.delete(firm.box, event)
        assert not await firm.is_gone(event.id)

    async def test_one_occurrence_is_deleted_by_its_id(self, firm: CalendarFirm) -> None:
        series = firm.series()
        second = (await firm.read_series(series)).occurrences[1]

        await firm.calendar.delete(firm.box, second)

        assert (await firm.read_series(series)).cancelled == (SLOTS[1],)

    async def test_an_invited_copy_goes_silently(self, firm: CalendarFirm) -> None:
        copy = firm.tenant.outlook.copy(firm.box, _invited(firm))
        assert copy is not None

        await firm.calendar.delete(firm.box, await firm.read(copy))

        assert firm.mailed() == []


class MailboxContract:
    """The mailbox itself."""

    async def test_calendars_are_told_by_name_the_default_one_first(
        self, firm: CalendarFirm
    ) -> None:
        deals = firm.tenant.outlook.add_calendar(firm.box, "Deals")

        told = await firm.calendar.calendars(firm.box)

        assert list(told.values()) == ["Calendar", "Deals"]
        assert list(told)[1] == deals
        assert CalendarId("") not in told

    @pytest.mark.parametrize(
        ("name", "zone"),
        [
            ("W. Europe Standard Time", "Europe/Berlin"),
            ("Europe/Paris", "Europe/Paris"),
            ("UTC", "UTC"),
            ("tzone://Microsoft/Custom", "UTC"),
        ],
    )
    async def test_the_mailboxs_zone_is_told_by_its_iana_name(
        self, firm: CalendarFirm, name: str, zone: str
    ) -> None:
        firm.tenant.outlook.set_zone(firm.box, name)

        assert await firm.calendar.zone(firm.box) == zone

    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            (MailboxState.NO_LICENCE, ParkReason.NO_MAILBOX),
            (MailboxState.ACCESS_DENIED, ParkReason.ACCESS_DENIED),
            (MailboxState.MOVING, ParkReason.MAILBOX_MOVING),
        ],
    )
    async def test_a_mailbox_that_cannot_be_had_is_parked(
        self, firm: CalendarFirm, state: MailboxState, reason: ParkReason
    ) -> None:
        event = await firm.read(firm.made())
        firm.tenant.set_state(firm.box, state)

        for ask in (
            firm.round(),
            firm.calendar.read(firm.box, [event.id]),
            firm.calendar.series(firm.box, event.id, WINDOW),
            firm.calendar.find(firm.box, "5ta3p"),
            firm.create(),
            firm.calendar.update(firm.box, event, event.content, frozenset({"subject"})),
            firm.calendar.answer(firm.box, event, Answer.ACCEPTED),
            firm.calendar.delete(firm.box, event),
            firm.calendar.calendars(firm.box),
            firm.calendar.zone(firm.box),
        ):
            with pytest.raises(StopMailbox) as caught:
                await ask
            assert caught.value.reason is reason

    async def test_a_tenant_that_refuses_the_app_needs_consent(self, firm: CalendarFirm) -> None:
        firm.tenant.change_rules(consent=Consent.REVOKED)

        for ask in (firm.round(), firm.create(), firm.calendar.calendars(firm.box)):
            with pytest.raises(ConsentNeeded):
                await ask

    async def test_a_tenant_that_asks_to_wait_says_how_long(self, firm: CalendarFirm) -> None:
        firm.tenant.change_rules(throttle_chance=1.0, retry_after_seconds=7)

        for ask in (firm.round(), firm.create(), firm.calendar.read(firm.box, [UNKNOWN])):
            with pytest.raises(Throttled) as caught:
                await ask
            assert caught.value.seconds == 7


class MailboxCalendarContract(
    ChangesContract,
    EventContract,
    SeriesContract,
    MakingContract,
    ChangingContract,
    AnswerContract,
    MailboxContract,
):
    """All of it."""


def _invited(firm: CalendarFirm) -> str:
    """Let somebody of another firm invite the mailbox; return the meeting's identity."""
    from simulator.graph import Appointment

    bo = Invitee(who=Recipient("bo@northwind.test", "Bo"))
    says = Appointment(subject="Lunch", span=MONDAY, attendees=(bo,))
    uid = firm.tenant.outlook.invite_from_outside(ANA.who, says)
    firm.tenant.outlook.invitations.clear()
    return uid


def _elsewhere(field: EventField) -> dict[str, object]:
    """Return values of other fields, which are not to be written."""
    return {} if field is EventField.SUBJECT else {"subject": "not to be written"}

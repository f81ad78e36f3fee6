"""What every calendar behind the CrmCalendar port does; each CRM's tests inherit it all."""

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from flows.ports.crm_calendar import Wrote
from flows.ports.desk import NewPerson
from sync_core.calendar.event import (
    Answer,
    Attendee,
    AttendeeKind,
    CrmEvent,
    CrmEventId,
    Origin,
    Privacy,
    Recurrence,
    ShowAs,
    Span,
)
from sync_core.calendar.fields import EventField
from sync_core.mail import Address, CrmUserId, PersonId
from tests.contracts.crm_calendar_firm import (
    DAY,
    HOUR,
    MONDAY,
    NOBODY,
    WEEK,
    CalendarFirm,
    change,
    draft,
    guest,
    key,
    span,
)

ANA = Address("ana@client.test")
BO = Address("bo@firm.test")


class CrmCalendarContract(ABC):
    """The calendar as the engine sees it."""

    @pytest.fixture
    @abstractmethod
    def calendar_firm(self) -> CalendarFirm:
        """Return a firm with nobody in it and no event."""

    async def _make(
        self, firm: CalendarFirm, number: int = 1, *args: object, **told: object
    ) -> CrmEvent:
        (answer,) = await firm.calendar.create_events([draft(number, *args, **told)])  # type: ignore[arg-type]  # passed on as told
        assert answer.result is Wrote.WRITTEN
        assert answer.event is not None
        return answer.event

    async def test_an_event_is_read_back_as_it_was_written(
        self, calendar_firm: CalendarFirm
    ) -> None:
        ana = await calendar_firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        bo = await calendar_firm.add_staff("Bo", BO)
        room = await calendar_firm.put_resource("Blue room")
        guests = (
            guest("zed@x.test", name="Zed", kind=AttendeeKind.OPTIONAL),
            guest(ANA, ana, name="Ana", answer=Answer.ACCEPTED),
            guest("blue@firm.test", kind=AttendeeKind.RESOURCE, resource=room),
            guest(BO, user=bo),
        )
        told = draft(
            1,
            bo,
            guests,
            places=("Blue room", "https://meet.test/1"),
            body="Line one\nLine two 🙂",
            privacy=Privacy.PRIVATE,
            show_as=ShowAs.TENTATIVE,
            is_cancelled=True,
            attendees_total=63,
            organiser=BO,
        )
        (answer,) = await calendar_firm.calendar.create_events([told])
        event = answer.event
        assert event is not None
        assert (event.key, event.owner, event.origin, event.version) == (key(1), bo, Origin.SYNC, 1)
        assert event.content == told.content
        assert (event.attendees_total, event.organiser, event.is_partial) == (63, BO, True)
        assert event.is_related
        assert event.modified_at is not None
        assert await calendar_firm.calendar.events([event.id]) == {event.id: event}
        assert await calendar_firm.calendar.events_by_key([key(1)]) == {key(1): event}
        assert await calendar_firm.attendees(event.id) == guests

    async def test_an_all_day_event_keeps_its_days(self, calendar_firm: CalendarFirm) -> None:
        days = Span.of_days(MONDAY.date(), (MONDAY + 2 * DAY).date())
        event = await self._make(calendar_firm, 1, span=days)
        assert event.content.span == days

    async def test_a_time_of_another_zone_is_the_same_instant(
        self, calendar_firm: CalendarFirm
    ) -> None:
        far = MONDAY.astimezone(timezone(timedelta(hours=13)))
        event = await self._make(calendar_firm, 1, span=span(far))
        assert event.content.span.start == MONDAY
        assert event.content.span.start.tzinfo is UTC

    async def test_events_that_do_not_exist_are_left_out(self, calendar_firm: CalendarFirm) -> None:
        event = await self._make(calendar_firm)
        odd = [NOBODY, CrmEventId("no number"), CrmEventId(""), CrmEventId("9" * 40)]
        assert await calendar_firm.calendar.events([*odd, event.id]) == {event.id: event}
        assert await calendar_firm.calendar.events([]) == {}
        assert await calendar_firm.calendar.events_by_key([key(7), key(1)]) == {key(1): event}
        assert await calendar_firm.calendar.events_by_key([]) == {}

    async def test_a_key_is_in_the_crm_once(self, calendar_firm: CalendarFirm) -> None:
        first = await self._make(calendar_firm, 1, subject="first")
        answers = await calendar_firm.calendar.create_events(
            [draft(2), draft(1, subject="second"), draft(2, subject="third"), draft(3)]
        )
        assert [a.result for a in answers] == [
            Wrote.WRITTEN,
            Wrote.ALREADY_THERE,
            Wrote.ALREADY_THERE,
            Wrote.WRITTEN,
        ]
        assert answers[1].event == first
        assert answers[2].event == answers[0].event

    async def test_what_cannot_be_kept_is_refused_and_costs_no_other(
        self, calendar_firm: CalendarFirm
    ) -> None:
        naive = span(datetime(2026, 5, 4, 9))  # noqa: DTZ001 - what is to be refused
        told = [
            draft(1),
            draft(2, span=span(hours=-1)),
            draft(3, span=naive),
            draft(4, guests=(guest(""),)),
            draft(5, guests=(guest("a" * 321),)),
            draft(6, key=""),
            draft(7, series=NOBODY, original_start=MONDAY),
            draft(8, original_start=MONDAY),
            draft(9),
        ]
        answers = await calendar_firm.calendar.create_events(told)
        assert [a.result is Wrote.WRITTEN for a in answers] == [True, *[False] * 7, True]
        assert {a.result for a in answers[1:-1]} == {Wrote.REFUSED}
        assert await calendar_firm.calendar.create_events([]) == ()

    async def test_text_that_no_database_takes_is_kept_without_it(
        self, calendar_firm: CalendarFirm
    ) -> None:
        guests = (guest(ANA, name="A\x00na"),)
        event = await self._make(
            calendar_firm, 1, None, guests, subject="a\x00b\ud800", body="\udfff", places=("x\x00",)
        )
        assert (event.content.subject, event.content.body) == ("ab�", "�")
        assert event.content.places == ("x",)
        assert event.content.attendees[0].name == "Ana"

    async def test_people_users_and_rooms_that_the_crm_lacks_are_left_out(
        self, calendar_firm: CalendarFirm
    ) -> None:
        guests = (guest(ANA, PersonId("77"), user=CrmUserId("78"), resource="79"),)
        event = await self._make(calendar_firm, 1, CrmUserId("80"), guests)
        assert (event.owner, event.is_related) == (None, False)
        assert await calendar_firm.attendees(event.id) == (guest(ANA),)

    async def test_a_write_changes_the_named_fields_alone(
        self, calendar_firm: CalendarFirm
    ) -> None:
        event = await self._make(calendar_firm, 1, body="old", places=("Old",))
        (answer,) = await calendar_firm.calendar.update_events(
            [change(event, EventField.SUBJECT, subject="New", body="not looked at")]
        )
        assert answer.result is Wrote.WRITTEN
        assert answer.event is not None
        expected = replace(event.content, subject="New")
        assert (answer.event.content, answer.event.version) == (expected, event.version + 1)
        assert await calendar_firm.calendar.events([event.id]) == {event.id: answer.event}

    async def test_every_field_can_be_written(self, calendar_firm: CalendarFirm) -> None:
        event = await self._make(calendar_firm, 1)
        later = span(MONDAY + 30 * HOUR, 2, zone="Asia/Kathmandu")
        told: dict[str, Any] = {
            "subject": "New",
            "span": later,
            "places": ("A", "B"),
            "body": "text",
            "privacy": Privacy.PRIVATE,
            "show_as": ShowAs.OUT_OF_OFFICE,
            "is_cancelled": True,
            "recurrence": Recurrence(rule="FREQ=DAILY;COUNT=3"),
        }
        fields = [f for f in EventField if f is not EventField.OWN_ANSWER]
        people = (guest(ANA, answer=Answer.DECLINED), guest(BO))
        (answer,) = await calendar_firm.calendar.update_events(
            [change(event, *fields, attendees=people, attendees_total=9, **told)]
        )
        assert answer.event is not None
        assert answer.event.content == replace(
            event.content, attendees=tuple(g.attendee for g in people), **told
        )
        assert answer.event.attendees_total == 9

    async def test_who_attends_and_what_they_answered_are_written_apart(
        self, calendar_firm: CalendarFirm
    ) -> None:
        guests = (guest(ANA, answer=Answer.ACCEPTED), guest("out@x.test"))
        event = await self._make(calendar_firm, 1, None, guests)
        new = (guest(BO, answer=Answer.DECLINED), guest(ANA, answer=Answer.DECLINED))
        (answer,) = await calendar_firm.calendar.update_events(
            [change(event, EventField.ATTENDEES, attendees=new)]
        )
        assert answer.event is not None
        assert answer.event.content.attendees == (
            Attendee(address=BO),
            Attendee(address=ANA, answer=Answer.ACCEPTED),
        )
        (answer,) = await calendar_firm.calendar.update_events(
            [change(answer.event, EventField.ANSWERS, attendees=new)]
        )
        assert answer.event is not None
        assert [a.answer for a in answer.event.content.attendees] == [Answer.DECLINED] * 2
        assert answer.event.attendees_total == 2

    async def test_a_write_on_an_older_version_changes_nothing(
        self, calendar_firm: CalendarFirm
    ) -> None:
        event = await self._make(calendar_firm, 1)
        one = change(event, EventField.SUBJECT, subject="one")
        two = change(event, EventField.SUBJECT, subject="two")
        answers = await calendar_firm.calendar.update_events([one, two])
        assert [a.result for a in answers] == [Wrote.WRITTEN, Wrote.CONFLICT]
        assert answers[0].event == answers[1].event
        assert answers[1].event is not None
        assert answers[1].event.content.subject == "one"

    async def test_a_second_write_in_one_call_follows_the_first(
        self, calendar_firm: CalendarFirm
    ) -> None:
        event = await self._make(calendar_firm, 1)
        one = change(event, EventField.SUBJECT, subject="one")
        two = change(event, EventField.BODY, body="two", version=event.version + 1)
        answers = await calendar_firm.calendar.update_events([one, two])
        assert [a.result for a in answers] == [Wrote.WRITTEN, Wrote.WRITTEN]
        assert answers[1].event is not None
        assert (answers[1].event.content.subject, answers[1].event.content.body) == ("one", "two")

    async def test_writes_answer_each_for_itself(self, calendar_firm: CalendarFirm) -> None:
        events = [await self._make(calendar_firm, number) for number in range(4)]
        gone = replace(events[0], id=NOBODY)
        broken = change(events[1], EventField.SPAN, span=span(hours=-2))
        unknown = replace(change(events[2]), fields=frozenset({"colour"}))
        no_address = change(events[2], EventField.ATTENDEES, attendees=(guest(""),))
        fine = change(events[3], EventField.SUBJECT, subject="fine")
        answers = await calendar_firm.calendar.update_events(
            [change(gone, EventField.SUBJECT), broken, unknown, no_address, fine]
        )
        assert [a.result for a in answers] == [
            Wrote.GONE,
            Wrote.REFUSED,
            Wrote.REFUSED,
            Wrote.REFUSED,
            Wrote.WRITTEN,
        ]
        held = await calendar_firm.calendar.events([e.id for e in events])
        assert [held[e.id].version for e in events] == [1, 1, 1, 2]
        assert await calendar_firm.calendar.update_events([]) == ()

    async def test_a_key_is_set_where_there_is_none_and_belongs_to_one_event(
        self, calendar_firm: CalendarFirm
    ) -> None:
        series = await self._make(calendar_firm, 1)
        one, two = [
            await self._make(
                calendar_firm, 0, key="", series=series.id, original_start=MONDAY + n * DAY
            )
            for n in range(2)
        ]
        assert one.key is None
        answers = await calendar_firm.calendar.update_events(
            [change(one, key=key(5)), change(two, key=key(5)), change(series, key=key(6))]
        )
        assert [a.result for a in answers] == [Wrote.WRITTEN, Wrote.CONFLICT, Wrote.CONFLICT]
        assert answers[0].event is not None
        assert (answers[0].event.key, answers[0].event.content) == (key(5), one.content)
        taken = await calendar_firm.calendar.update_events([change(two, key=key(1))])
        assert taken[0].result is Wrote.CONFLICT
        found = await calendar_firm.calendar.events_by_key([key(5)])
        assert found[key(5)].id == one.id

    async def test_a_deleted_event_is_gone(self, calendar_firm: CalendarFirm) -> None:
        event = await self._make(calendar_firm, 1)
        answers = await calendar_firm.calendar.delete_events(
            [(event.id, 7), (event.id, 1), (event.id, 1), (NOBODY, 1)]
        )
        assert [a.result for a in answers] == [
            Wrote.CONFLICT,
            Wrote.WRITTEN,
            Wrote.GONE,
            Wrote.GONE,
        ]
        assert answers[0].event == event
        assert await calendar_firm.calendar.events([event.id]) == {}
        assert await calendar_firm.calendar.events_by_key([key(1)]) == {}
        again = await self._make(calendar_firm, 1)
        assert again.id != event.id

    async def test_what_people_deleted_is_known_by_its_key_until_an_event_has_it_again(
        self, calendar_firm: CalendarFirm
    ) -> None:
        event = await self._make(calendar_firm, 1)
        await self._make(calendar_firm, 2, series=event.id, original_start=MONDAY + 9 * HOUR)
        assert await calendar_firm.calendar.deleted_by_key([key(1), key(2)]) == {}
        desk: Any = calendar_firm.calendar  # the same calendar, as its page sees it
        await desk.delete(event.id, (await desk.events([event.id]))[event.id].version)
        told = await calendar_firm.calendar.deleted_by_key([key(1), key(2), key(3)])
        assert set(told) == {key(1), key(2)}
        assert all(at.utcoffset() is not None for at in told.values())
        await self._make(calendar_firm, 1)
        assert set(await calendar_firm.calendar.deleted_by_key([key(1), key(2)])) == {key(2)}
        assert await calendar_firm.calendar.deleted_by_key([]) == {}

    async def test_what_was_deleted_after_outlook_may_come_again(
        self, calendar_firm: CalendarFirm
    ) -> None:
        event = await self._make(calendar_firm, 1)
        await self._make(calendar_firm, 2, series=event.id, original_start=MONDAY + 9 * HOUR)
        version = (await calendar_firm.calendar.events([event.id]))[event.id].version
        (answer,) = await calendar_firm.calendar.delete_events([(event.id, version)])
        assert answer.result is Wrote.WRITTEN
        assert await calendar_firm.calendar.deleted_by_key([key(1), key(2)]) == {}

    async def test_a_slot_of_a_series_has_one_changed_occurrence(
        self, calendar_firm: CalendarFirm
    ) -> None:
        series = await self._make(calendar_firm, 1, recurrence=Recurrence(rule="FREQ=DAILY"))
        slots = [MONDAY + 9 * HOUR + n * DAY for n in (2, 1)]
        made = [
            await self._make(calendar_firm, 2 + n, series=series.id, original_start=slot)
            for n, slot in enumerate(slots)
        ]
        doubled = draft(9, series=series.id, original_start=slots[0])
        (answer,) = await calendar_firm.calendar.create_events([doubled])
        assert (answer.result, answer.event) == (Wrote.ALREADY_THERE, made[0])
        found = await calendar_firm.calendar.overrides([series.id, NOBODY])
        assert found == {series.id: (made[1], made[0])}
        assert [(e.series, e.original_start) for e in found[series.id]] == [
            (series.id, slots[1]),
            (series.id, slots[0]),
        ]

    async def test_a_deleted_series_takes_its_changed_occurrences_along(
        self, calendar_firm: CalendarFirm
    ) -> None:
        bo = await calendar_firm.add_staff("Bo", BO)
        series = await self._make(calendar_firm, 1, bo)
        one = await self._make(calendar_firm, 2, bo, series=series.id, original_start=MONDAY)
        cursor = (await calendar_firm.calendar.changed_events(bo, "", 9)).cursor
        await calendar_firm.calendar.delete_events([(series.id, 1)])
        assert await calendar_firm.calendar.events([series.id, one.id]) == {}
        feed = await calendar_firm.calendar.changed_events(bo, cursor, 9)
        assert (feed.ids, set(feed.deleted)) == ((), {series.id, one.id})

    async def test_a_users_events_of_a_window_come_page_by_page(
        self, calendar_firm: CalendarFirm
    ) -> None:
        bo, cy = [await calendar_firm.add_staff(n, f"{n}@firm.test") for n in ("bo", "cy")]
        inside = [
            span(MONDAY - HOUR, 2),
            span(MONDAY, 0),
            Span.of_days(MONDAY.date(), (MONDAY + DAY).date()),
            span(WEEK.until - HOUR, 5),
            span(MONDAY - 99 * DAY, 24 * 300),
        ]
        outside = [
            span(MONDAY - HOUR),
            span(WEEK.until),
            span(WEEK.until, 0),
            span(MONDAY - HOUR, 0),
        ]
        made = [
            await self._make(calendar_firm, n, bo, span=told)
            for n, told in enumerate([*inside, *outside])
        ]
        await self._make(calendar_firm, 77, cy)
        expected = [e.id for e in made[: len(inside)]]
        pages = []
        after: CrmEventId | None = None
        while True:
            page = await calendar_firm.calendar.events_of(bo, WEEK, after, 2)
            pages.append([e.id for e in page])
            if len(page) < 2:
                break
            after = page[-1].id
        assert [one for page in pages for one in page] == expected
        assert [len(p) for p in pages] == [2, 2, 1]
        assert await calendar_firm.calendar.events_of(CrmUserId("404"), WEEK, None, 9) == ()

    async def test_series_and_slots_that_reach_into_a_window_belong_to_it(
        self, calendar_firm: CalendarFirm
    ) -> None:
        bo = await calendar_firm.add_staff("Bo", BO)
        rule = Recurrence(rule="FREQ=WEEKLY")
        old = await self._make(calendar_firm, 1, bo, span=span(MONDAY - 70 * DAY), recurrence=rule)
        await self._make(calendar_firm, 2, bo, span=span(WEEK.until), recurrence=rule)
        moved_away = await self._make(
            calendar_firm, 3, bo, span=span(MONDAY + 90 * DAY), series=old.id, original_start=MONDAY
        )
        await self._make(
            calendar_firm, 4, bo, span=span(WEEK.until), series=old.id, original_start=WEEK.until
        )
        found = await calendar_firm.calendar.events_of(bo, WEEK, None, 9)
        assert [e.id for e in found] == [old.id, moved_away.id]

    async def test_the_feed_begins_now_and_tells_of_each_event_once(
        self, calendar_firm: CalendarFirm
    ) -> None:
        bo, cy = [await calendar_firm.add_staff(n, f"{n}@firm.test") for n in ("bo", "cy")]
        calendar = calendar_firm.calendar
        await self._make(calendar_firm, 1, bo)
        begin = await calendar.changed_events(bo, "", 9)
        assert (begin.ids, begin.deleted, begin.has_more) == ((), (), False)
        assert (await calendar.changed_events(bo, begin.cursor, 9)).ids == ()
        one, two, three = [await self._make(calendar_firm, n, bo) for n in (2, 3, 4)]
        await self._make(calendar_firm, 5, cy)
        await calendar.update_events([change(one, EventField.SUBJECT, subject="again")])
        await calendar.delete_events([(two.id, 1)])
        feed = await calendar.changed_events(bo, begin.cursor, 9)
        assert (feed.ids, feed.deleted, feed.has_more) == ((three.id, one.id), (two.id,), False)
        end = await calendar.changed_events(bo, feed.cursor, 9)
        assert (end.ids, end.deleted, end.cursor) == ((), (), feed.cursor)

    async def test_the_feed_goes_on_page_by_page(self, calendar_firm: CalendarFirm) -> None:
        bo = await calendar_firm.add_staff("Bo", BO)
        calendar = calendar_firm.calendar
        cursor = (await calendar.changed_events(bo, "", 9)).cursor
        made = [(await self._make(calendar_firm, n, bo)).id for n in range(5)]
        told: list[CrmEventId] = []
        more: list[bool] = []
        for _ in range(3):
            page = await calendar.changed_events(bo, cursor, 2)
            told += page.ids
            more.append(page.has_more)
            cursor = page.cursor
        assert (told, more) == (made, [True, True, False])

    async def test_a_write_of_nothing_that_was_kept_is_not_in_the_feed(
        self, calendar_firm: CalendarFirm
    ) -> None:
        bo = await calendar_firm.add_staff("Bo", BO)
        calendar = calendar_firm.calendar
        event = await self._make(calendar_firm, 1, bo)
        cursor = (await calendar.changed_events(bo, "", 9)).cursor
        await calendar.update_events([change(event, EventField.SUBJECT, version=9)])
        await calendar.update_events([change(event, EventField.SPAN, span=span(hours=-1))])
        await calendar.create_events([draft(1, bo)])
        await calendar.delete_events([(event.id, 9)])
        feed = await calendar.changed_events(bo, cursor, 9)
        assert (feed.ids, feed.deleted) == ((), ())

    async def test_a_changed_occurrence_tells_of_its_series_too(
        self, calendar_firm: CalendarFirm
    ) -> None:
        bo = await calendar_firm.add_staff("Bo", BO)
        calendar = calendar_firm.calendar
        series = await self._make(calendar_firm, 1, bo)
        cursor = (await calendar.changed_events(bo, "", 9)).cursor
        one = await self._make(calendar_firm, 2, bo, series=series.id, original_start=MONDAY)
        feed = await calendar.changed_events(bo, cursor, 9)
        assert set(feed.ids) == {series.id, one.id}
        await calendar.delete_events([(one.id, 1)])
        feed = await calendar.changed_events(bo, feed.cursor, 9)
        assert (feed.ids, feed.deleted) == ((series.id,), (one.id,))
        assert (await calendar.events([series.id]))[series.id].version == series.version

    async def test_owners_are_told_each_once_by_their_newest_change(
        self, calendar_firm: CalendarFirm
    ) -> None:
        bo, cy, di = [await calendar_firm.add_staff(n, f"{n}@firm.test") for n in ("b", "c", "d")]
        calendar = calendar_firm.calendar
        await self._make(calendar_firm, 1, di)
        cursor = (await calendar.changed_owners("", 9)).cursor
        assert (await calendar.changed_owners(cursor, 9)).owners == ()
        for n, owner in enumerate((bo, cy, bo, None, bo), start=2):
            await self._make(calendar_firm, n, owner)
        page = await calendar.changed_owners(cursor, 1)
        assert (page.owners, page.has_more) == ((cy,), True)
        last = await calendar.changed_owners(page.cursor, 1)
        assert (last.owners, last.has_more) == ((bo,), False)
        assert (await calendar.changed_owners(last.cursor, 9)).owners == ()

    async def test_a_cursor_of_another_database_tells_of_all_again(
        self, calendar_firm: CalendarFirm
    ) -> None:
        bo = await calendar_firm.add_staff("Bo", BO)
        event = await self._make(calendar_firm, 1, bo)
        for cursor in ("999999999999.999999999999", "nonsense"):
            feed = await calendar_firm.calendar.changed_events(bo, cursor, 9)
            assert feed.ids == (event.id,)
            assert (await calendar_firm.calendar.changed_owners(cursor, 9)).owners == (bo,)

    async def test_rooms_are_known_by_name_and_clash_when_two_have_it(
        self, calendar_firm: CalendarFirm
    ) -> None:
        told = [await calendar_firm.put_resource(n) for n in ("Blue Room", "STRASSE", " straße ")]
        assert await calendar_firm.calendar.resources() == {
            "blue room": (told[0],),
            "strasse": (told[1], told[2]),
        }

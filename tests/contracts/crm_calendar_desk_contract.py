"""What every calendar desk does: what people see of the CRM's calendar and do to it."""

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest

from flows.ports.calendar_desk import (
    CalendarDesk,
    EventEdit,
    Meeting,
    MeetingFilter,
    NewEvent,
    NewGuest,
)
from flows.ports.crm_calendar import CrmCalendar
from flows.ports.desk import NewPerson
from sync_core.calendar.event import (
    Answer,
    AttendeeKind,
    CrmEventId,
    Origin,
    Privacy,
    Recurrence,
    ShowAs,
    Span,
)
from sync_core.calendar.fields import EventField
from sync_core.calendar.window import Window
from sync_core.failures import ItemGone, SkipItem, VersionConflict
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
    span,
)

ANA = Address("ana@client.test")
NINE = MONDAY + 9 * HOUR
EVERYBODY = MeetingFilter()


class CrmDeskCalendar(CrmCalendar, CalendarDesk, Protocol):
    """One calendar behind both ports."""


class DeskFirm(CalendarFirm, Protocol):
    """A firm whose calendar is a desk too."""

    @property
    def calendar(self) -> CrmDeskCalendar:
        """The calendar."""
        ...


class CalendarDeskContract(ABC):
    """The calendar as pages use it."""

    @pytest.fixture
    @abstractmethod
    def calendar_firm(self) -> DeskFirm:
        """Return a firm with nobody in it and no event."""

    async def _bo(self, firm: DeskFirm, name: str = "Bo") -> CrmUserId:
        return await firm.add_staff(name, f"{name.lower()}@firm.test")

    async def _ana(self, firm: DeskFirm, name: str = "Ana", client: str = "Acme") -> PersonId:
        addresses = (
            ("contact_point", Address(f"{name.lower()}@home.test")),
            ("email", Address(f"{name.lower()}@client.test")),
        )
        return await firm.add_person(NewPerson(name=name, client=client, addresses=addresses))

    async def _add(self, firm: DeskFirm, owner: CrmUserId, **told: Any) -> Meeting:
        told = {"subject": "Review", "span": span(), **told}
        (one,) = await firm.calendar.add_events([NewEvent(owner=owner, **told)])
        return await self._see(firm, one)

    async def _see(self, firm: DeskFirm, one: CrmEventId, slot: datetime | None = None) -> Meeting:
        meeting = await firm.calendar.meeting(one, slot)
        assert meeting is not None
        return meeting

    async def _week(self, firm: DeskFirm, **which: Any) -> list[tuple[str, datetime]]:
        found = await firm.calendar.meetings(MeetingFilter(**which), WEEK, 99)
        return [(m.event.content.subject, m.span.start) for m in found.rows]

    async def test_an_event_made_at_the_desk_is_shown_whole(self, calendar_firm: DeskFirm) -> None:
        bo, cy = await self._bo(calendar_firm), await self._bo(calendar_firm, "Cy")
        ana, dan = await self._ana(calendar_firm), await self._ana(calendar_firm, "Dan")
        made = await self._add(
            calendar_firm,
            bo,
            places=(" Blue room ", "", "Blue room"),
            guests=(
                NewGuest(person=ana),
                NewGuest(user=cy, kind=AttendeeKind.OPTIONAL),
                NewGuest(address="New@X.test", name="New"),
                NewGuest(address="CY@firm.test"),
                NewGuest(user=bo),
            ),
            people=(dan, ana, dan),
            body="text",
            privacy=Privacy.PRIVATE,
            show_as=ShowAs.TENTATIVE,
        )
        event = made.event
        assert (event.owner, event.origin, event.key, event.version) == (bo, Origin.PAGE, None, 1)
        assert (event.organiser, event.attendees_total) == ("bo@firm.test", 3)
        assert (event.content.places, event.content.body) == (("Blue room",), "text")
        assert (event.content.privacy, event.content.show_as) == (Privacy.PRIVATE, ShowAs.TENTATIVE)
        assert [
            (g.address, g.name, g.kind, g.person, g.person_name, g.user, g.user_name)
            for g in made.guests
        ] == [
            (ANA, "Ana", AttendeeKind.REQUIRED, ana, "Ana", None, ""),
            ("cy@firm.test", "Cy", AttendeeKind.OPTIONAL, None, "", cy, "Cy"),
            ("new@x.test", "New", AttendeeKind.REQUIRED, None, "", None, ""),
        ]
        assert made.people == ((ana, "Ana"), (dan, "Dan"))
        assert event.is_related

    async def test_a_guest_told_by_address_is_the_person_or_user_who_has_it(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo, cy = await self._bo(calendar_firm), await self._bo(calendar_firm, "Cy")
        ana = await self._ana(calendar_firm)
        guests = (NewGuest(address="ANA@home.test"), NewGuest(address="cy@firm.test"))
        made = await self._add(calendar_firm, bo, guests=guests)
        assert [(g.address, g.person, g.user) for g in made.guests] == [
            ("ana@home.test", ana, None),
            ("cy@firm.test", None, cy),
        ]

    async def test_an_event_carries_where_it_came_from(self, calendar_firm: DeskFirm) -> None:
        bo = await self._bo(calendar_firm)
        told = [NewEvent(owner=bo, subject=f"S{n}", span=span()) for n in range(3)]
        for origin in (Origin.IMPORT, Origin.API):
            ids = await calendar_firm.calendar.add_events(told, origin)
            events = await calendar_firm.calendar.events(ids)
            assert [events[one].content.subject for one in ids] == ["S0", "S1", "S2"]
            assert {event.origin for event in events.values()} == {origin}
        assert await calendar_firm.calendar.add_events([]) == ()

    @pytest.mark.parametrize(
        ("field", "told"),
        [
            ("subject", {"subject": "  "}),
            ("subject", {"subject": "x" * 4001}),
            ("span.end", {"span": span(hours=-1)}),
            ("span.start", {"span": span(datetime(2026, 5, 4))}),  # noqa: DTZ001 - to be refused
            ("span.zone", {"span": span(zone="Mars/Olympus")}),
            ("span", {"span": span(is_all_day=True, zone="UTC")}),
            ("rule", {"rule": "EVERY DAY"}),
            ("rule", {"rule": "FREQ=DAILY;COUNT=x"}),
            ("owner", {"owner": CrmUserId("404")}),
            ("people.0", {"people": (PersonId("404"),)}),
            ("guests.0", {"guests": (NewGuest(),)}),
            ("guests.0", {"guests": (NewGuest(address="a@x.test", user=CrmUserId("1")),)}),
            ("guests.0.address", {"guests": (NewGuest(address="nobody"),)}),
            ("guests.0.person", {"guests": (NewGuest(person=PersonId("404")),)}),
            ("guests.0.user", {"guests": (NewGuest(user=CrmUserId("404")),)}),
        ],
    )
    async def test_what_cannot_be_taken_is_named_and_nothing_is_written(
        self, calendar_firm: DeskFirm, field: str, told: dict[str, Any]
    ) -> None:
        bo = await self._bo(calendar_firm)
        fine = NewEvent(owner=bo, subject="Fine", span=span())
        with pytest.raises(SkipItem) as one:
            await calendar_firm.calendar.add_events([replace(fine, **told)])
        assert one.value.detail.startswith(f"{field}: ")
        with pytest.raises(SkipItem) as second:
            await calendar_firm.calendar.add_events([fine, replace(fine, **told)])
        assert second.value.detail.startswith(f"events.1.{field}: ")
        assert await self._week(calendar_firm) == []

    async def test_a_person_without_address_cannot_be_invited(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo = await self._bo(calendar_firm)
        eve = await calendar_firm.add_person(NewPerson(name="Eve"))
        with pytest.raises(SkipItem, match=r"guests\.0\.person"):
            await self._add(calendar_firm, bo, guests=(NewGuest(person=eve),))
        made = await self._add(calendar_firm, bo, people=(eve,))
        assert made.people == ((eve, "Eve"),)

    async def test_a_week_shows_what_each_user_owns_or_attends(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo, cy = await self._bo(calendar_firm), await self._bo(calendar_firm, "Cy")
        await self._add(calendar_firm, bo, subject="own", span=span(NINE + DAY))
        await self._add(calendar_firm, cy, subject="asked", guests=(NewGuest(user=bo),))
        await self._add(calendar_firm, cy, subject="other's", span=span(NINE + 2 * DAY))
        await self._add(calendar_firm, bo, subject="next week", span=span(WEEK.until))
        assert await self._week(calendar_firm, user=bo) == [("asked", NINE), ("own", NINE + DAY)]
        assert [s for s, _ in await self._week(calendar_firm)] == ["asked", "own", "other's"]

    async def test_a_long_list_is_cut_and_says_so(self, calendar_firm: DeskFirm) -> None:
        bo = await self._bo(calendar_firm)
        await self._add(calendar_firm, bo, subject="daily", rule="FREQ=DAILY;COUNT=3")
        await self._add(calendar_firm, bo, subject="once", span=span(NINE + HOUR))
        for limit, more in ((3, True), (4, False)):
            found = await calendar_firm.calendar.meetings(EVERYBODY, WEEK, limit)
            assert (len(found.rows), found.has_more) == (limit, more)
            told = [m.event.content.subject for m in found.rows[:3]]
            assert told == ["daily", "once", "daily"]

    async def test_a_series_is_shown_as_its_occurrences(self, calendar_firm: DeskFirm) -> None:
        bo = await self._bo(calendar_firm)
        started = span(NINE - 70 * DAY)
        made = await self._add(calendar_firm, bo, span=started, rule="freq=weekly;byday=MO,WE")
        assert made.event.content.recurrence == Recurrence(rule="FREQ=WEEKLY;BYDAY=MO,WE")
        found = (await calendar_firm.calendar.meetings(EVERYBODY, WEEK, 9)).rows
        # Clocks were changed since it started: it still begins at the same hour in Berlin.
        starts = [NINE - HOUR, NINE - HOUR + 2 * DAY]
        assert [(m.span.start, m.slot, m.event.id) for m in found] == [
            (start, start, made.event.id) for start in starts
        ]
        assert await self._see(calendar_firm, made.event.id, starts[1]) == found[1]
        assert await calendar_firm.calendar.meeting(made.event.id, NINE) is None
        assert await calendar_firm.calendar.meeting(NOBODY) is None

    async def test_one_occurrence_is_moved_edited_and_cancelled_alone(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo, ana = await self._bo(calendar_firm), await self._ana(calendar_firm)
        series = await self._add(
            calendar_firm, bo, guests=(NewGuest(person=ana),), rule="FREQ=DAILY;COUNT=5"
        )
        desk, one = calendar_firm.calendar, series.event.id
        moved = await desk.move(one, 1, span(NINE + 5 * HOUR), NINE)
        edited = await desk.edit(one, 1, EventEdit(subject="New", places=("A",)), NINE + DAY)
        cancelled = await desk.cancel(one, 1, NINE + 2 * DAY)
        away = await desk.move(one, 1, span(NINE + 30 * DAY), NINE + 3 * DAY)
        assert len({one, moved, edited, cancelled, away}) == 5
        week = (await desk.meetings(EVERYBODY, WEEK, 99)).rows
        assert [(m.event.id, m.span.start, m.slot, m.event.content.is_cancelled) for m in week] == [
            (moved, NINE + 5 * HOUR, None, False),
            (edited, NINE + DAY, None, False),
            (cancelled, NINE + 2 * DAY, None, True),
            (one, NINE + 4 * DAY, NINE + 4 * DAY, False),
        ]
        assert {m.people for m in week} == {((ana, "Ana"),)}
        assert week[1].event.content.subject == "New"
        assert (week[0].event.series, week[0].event.original_start) == (one, NINE)
        assert week[0].event.content.recurrence is None
        assert week[0].event.organiser == "bo@firm.test"
        assert (await self._see(calendar_firm, one, NINE)).event.id == moved
        shown = await self._week(calendar_firm, with_cancelled=False)
        assert len(shown) == 3

    async def test_an_occurrence_already_changed_is_changed_by_its_own_record(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo = await self._bo(calendar_firm)
        series = (await self._add(calendar_firm, bo, rule="FREQ=DAILY;COUNT=5")).event
        desk = calendar_firm.calendar
        moved = await desk.move(series.id, 1, span(NINE + HOUR), NINE)
        with pytest.raises(VersionConflict):
            await desk.move(series.id, 1, span(NINE + 2 * HOUR), NINE)
        assert await desk.move(moved, 1, span(NINE + 2 * HOUR)) == moved
        with pytest.raises(SkipItem, match=r"\[rule: "):
            await desk.edit(moved, 2, EventEdit(rule="FREQ=DAILY"))
        with pytest.raises(SkipItem, match=r"\[event: "):
            await desk.delete(moved, 2)
        with pytest.raises(SkipItem, match=r"\[slot: "):
            await desk.cancel(moved, 2, NINE)
        assert (await self._week(calendar_firm))[0] == ("Review", NINE + 2 * HOUR)

    async def test_a_slot_that_a_series_does_not_have_is_refused(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo = await self._bo(calendar_firm)
        series = (await self._add(calendar_firm, bo, rule="FREQ=DAILY;COUNT=5")).event
        single = (await self._add(calendar_firm, bo)).event
        desk = calendar_firm.calendar
        for one, slot in ((series.id, NINE + HOUR), (series.id, NINE + 9 * DAY), (single.id, NINE)):
            with pytest.raises(SkipItem, match=r"\[slot: "):
                await desk.cancel(one, 1, slot)

    async def test_a_series_moved_whole_takes_its_changed_slots_along(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo = await self._bo(calendar_firm)
        series = (await self._add(calendar_firm, bo, rule="FREQ=DAILY;COUNT=4")).event
        desk = calendar_firm.calendar
        cancelled = await desk.cancel(series.id, 1, NINE + DAY)
        again = await desk.cancel(series.id, 1, NINE + 2 * DAY)
        moved = await desk.move(series.id, 1, span(NINE + 3 * DAY), NINE)
        for version, shift in ((1, DAY), (2, DAY + 2 * HOUR), (3, -DAY), (4, timedelta())):
            await desk.move(series.id, version, span(NINE + shift))
            changed = await desk.overrides([series.id])
            assert [(e.id, e.original_start) for e in changed[series.id]] == [
                (moved, NINE + shift),
                (cancelled, NINE + DAY + shift),
                (again, NINE + 2 * DAY + shift),
            ]
        assert (
            await self._week(calendar_firm, with_cancelled=False)
            == [("Review", NINE + 3 * DAY)] * 2
        )

    async def test_changed_occurrences_go_with_the_slots_of_a_former_rule(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo = await self._bo(calendar_firm)
        series = (await self._add(calendar_firm, bo, rule="FREQ=DAILY;COUNT=4")).event
        desk = calendar_firm.calendar
        kept = await desk.cancel(series.id, 1, NINE + 2 * DAY)
        gone = await desk.cancel(series.id, 1, NINE + DAY)
        await desk.edit(series.id, 1, EventEdit(rule="FREQ=DAILY;INTERVAL=2;COUNT=4"))
        assert [e.id for e in (await desk.overrides([series.id]))[series.id]] == [kept]
        assert await desk.meeting(gone) is None
        await desk.edit(series.id, 2, EventEdit(rule=""))
        assert await desk.overrides([series.id]) == {}
        assert await self._week(calendar_firm) == [("Review", NINE)]

    async def test_an_event_is_moved_edited_cancelled_and_deleted_on_its_version(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo, ana = await self._bo(calendar_firm), await self._ana(calendar_firm)
        made = await self._add(calendar_firm, bo, guests=(NewGuest(address="old@x.test"),))
        desk, one = calendar_firm.calendar, made.event.id
        assert await desk.move(one, 1, span(NINE + HOUR, zone="UTC")) == one
        edit = EventEdit(
            subject="New",
            places=("A", "B"),
            guests=(NewGuest(person=ana), NewGuest(address="old@x.test")),
            body="b",
            privacy=Privacy.PRIVATE,
            show_as=ShowAs.FREE,
            rule="FREQ=DAILY;COUNT=2",
        )
        await desk.edit(one, 2, edit)
        await desk.edit(one, 3, EventEdit())
        await desk.cancel(one, 4)
        seen = (await self._see(calendar_firm, one)).event
        assert (seen.version, seen.content.span) == (5, span(NINE + HOUR, zone="UTC"))
        assert (seen.content.subject, seen.content.places) == ("New", ("A", "B"))
        assert (seen.content.body, seen.content.is_cancelled) == ("b", True)
        assert (seen.content.privacy, seen.content.show_as) == (Privacy.PRIVATE, ShowAs.FREE)
        assert [a.address for a in seen.content.attendees] == [ANA, "old@x.test"]
        assert (seen.attendees_total, seen.is_related) == (2, True)
        for stale in (
            desk.move(one, 4, span()),
            desk.edit(one, 4, EventEdit(subject="x")),
            desk.cancel(one, 4),
            desk.delete(one, 4),
            desk.relate_event(one, 4, ana),
        ):
            with pytest.raises(VersionConflict):
                await stale
        await desk.delete(one, 5)
        assert await desk.meeting(one) is None
        for late in (
            desk.move(one, 5, span()),
            desk.edit(one, 5, EventEdit()),
            desk.cancel(one, 5),
            desk.delete(one, 5),
            desk.relate_event(one, 5, ana),
        ):
            with pytest.raises(ItemGone):
                await late

    async def test_a_move_or_an_edit_that_cannot_be_taken_changes_nothing(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo = await self._bo(calendar_firm)
        made = await self._add(calendar_firm, bo)
        desk, one = calendar_firm.calendar, made.event.id
        with pytest.raises(SkipItem, match=r"\[span\.end: "):
            await desk.move(one, 1, span(hours=-1))
        with pytest.raises(SkipItem, match=r"\[subject: "):
            await desk.edit(one, 1, EventEdit(subject=" ", body="new"))
        with pytest.raises(SkipItem, match=r"\[rule: "):
            await desk.edit(one, 1, EventEdit(rule="no rule", body="new"))
        with pytest.raises(SkipItem, match=r"\[guests\.0\.address: "):
            await desk.edit(one, 1, EventEdit(guests=(NewGuest(address="?"),), body="new"))
        assert await self._see(calendar_firm, one) == made

    async def test_guests_who_stay_keep_the_answer_they_gave(self, calendar_firm: DeskFirm) -> None:
        told = draft(1, None, (guest(ANA, answer=Answer.ACCEPTED), guest("b@x.test")))
        desk = calendar_firm.calendar
        (made,) = await desk.create_events([told])
        assert made.event is not None
        new = (NewGuest(address="c@x.test"), NewGuest(address=ANA))
        await desk.edit(made.event.id, 1, EventEdit(guests=new))
        seen = await self._see(calendar_firm, made.event.id)
        assert [(g.address, g.answer) for g in seen.guests] == [
            ("c@x.test", Answer.NONE),
            (ANA, Answer.ACCEPTED),
        ]

    async def test_guests_of_an_event_known_in_part_are_not_edited(
        self, calendar_firm: DeskFirm
    ) -> None:
        desk = calendar_firm.calendar
        (made,) = await desk.create_events([draft(1, None, (guest(ANA),), attendees_total=63)])
        assert made.event is not None
        with pytest.raises(SkipItem, match=r"\[guests: "):
            await desk.edit(made.event.id, 1, EventEdit(guests=()))
        await desk.edit(made.event.id, 1, EventEdit(subject="New"))
        assert (await self._see(calendar_firm, made.event.id)).event.attendees_total == 63

    async def test_every_act_comes_up_in_the_feed(self, calendar_firm: DeskFirm) -> None:
        bo, ana = await self._bo(calendar_firm), await self._ana(calendar_firm)
        desk = calendar_firm.calendar
        cursor = (await desk.changed_events(bo, "", 9)).cursor

        async def told() -> tuple[set[str], set[str]]:
            nonlocal cursor
            page = await desk.changed_events(bo, cursor, 9)
            cursor = page.cursor
            return set(page.ids), set(page.deleted)

        one = (await self._add(calendar_firm, bo, rule="FREQ=DAILY;COUNT=3")).event.id
        assert await told() == ({one}, set())
        override = await desk.cancel(one, 1, NINE)
        assert await told() == ({one, override}, set())
        await desk.relate_event(one, 1, ana)
        assert await told() == ({one}, set())
        await desk.move(one, 2, span(NINE + HOUR))
        assert await told() == ({one, override}, set())
        await desk.delete(one, 3)
        assert await told() == (set(), {one, override})

    async def test_a_guest_of_the_firm_answers_for_themselves_alone(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo, cy = await self._bo(calendar_firm), await self._bo(calendar_firm, "Cy")
        guests = (NewGuest(user=cy), NewGuest(address=ANA))
        made = await self._add(calendar_firm, bo, guests=guests, rule="FREQ=DAILY;COUNT=3")
        desk, one = calendar_firm.calendar, made.event.id
        for version, answer in enumerate((Answer.DECLINED, Answer.ACCEPTED), made.event.version):
            await desk.answer(one, version, cy, answer)
            held = await self._see(calendar_firm, one)
            assert [g.answer for g in held.guests] == [answer, Answer.NONE]
            assert [g.user for g in held.guests] == [cy, None]
            assert held.event.version == version + 1
        await desk.answer(one, held.event.version, cy, Answer.ACCEPTED)
        assert (await self._see(calendar_firm, one)).event == held.event

    async def test_a_user_answers_an_invitation_from_outside_that_is_in_their_calendar(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo = await self._bo(calendar_firm)
        told = draft(1, bo, (guest("bo@firm.test"), guest("x@x.test")), organiser=ANA)
        (written,) = await calendar_firm.calendar.create_events([told])
        assert written.event is not None
        await calendar_firm.calendar.answer(written.event.id, 1, bo, Answer.TENTATIVE)
        held = await self._see(calendar_firm, written.event.id)
        assert [g.answer for g in held.guests] == [Answer.TENTATIVE, Answer.NONE]

    async def test_who_is_not_invited_does_not_answer_and_nothing_is_written(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo, cy, di = [await self._bo(calendar_firm, name) for name in ("Bo", "Cy", "Di")]
        made = await self._add(calendar_firm, bo, guests=(NewGuest(user=cy),))
        own = draft(1, di, (guest("bo@firm.test"), guest("cy@firm.test")), organiser="bo@firm.test")
        (written,) = await calendar_firm.calendar.create_events([own])
        assert written.event is not None
        desk, one = calendar_firm.calendar, made.event
        for event, user, answer, field in (
            (one, bo, Answer.ACCEPTED, "user"),
            (one, di, Answer.ACCEPTED, "user"),
            (one, CrmUserId("nobody"), Answer.ACCEPTED, "user"),
            (one, cy, Answer.NONE, "answer"),
            (one, cy, Answer.ORGANISER, "answer"),
            (written.event, bo, Answer.ACCEPTED, "user"),
        ):
            with pytest.raises(SkipItem, match=rf"\[{field}: expected "):
                await desk.answer(event.id, event.version, user, answer)
            assert (await self._see(calendar_firm, event.id)).event == event
        with pytest.raises(VersionConflict):
            await desk.answer(one.id, one.version + 1, cy, Answer.ACCEPTED)
        with pytest.raises(ItemGone):
            await desk.answer(NOBODY, 1, cy, Answer.ACCEPTED)
        await desk.cancel(one.id, one.version)
        with pytest.raises(SkipItem, match=r"\[event: expected "):
            await desk.answer(one.id, one.version + 1, cy, Answer.ACCEPTED)

    async def test_relating_a_person_counts_once(self, calendar_firm: DeskFirm) -> None:
        bo, ana = await self._bo(calendar_firm), await self._ana(calendar_firm)
        desk = calendar_firm.calendar
        made = await self._add(calendar_firm, bo)
        assert not made.event.is_related
        await desk.relate_event(made.event.id, 1, ana)
        await desk.relate_event(made.event.id, 2, ana)
        seen = await self._see(calendar_firm, made.event.id)
        assert (seen.event.version, seen.event.is_related, seen.people) == (
            2,
            True,
            ((ana, "Ana"),),
        )
        with pytest.raises(SkipItem, match=r"\[person: "):
            await desk.relate_event(made.event.id, 2, PersonId("404"))

    async def test_a_persons_meetings_are_told_past_and_ahead(
        self, calendar_firm: DeskFirm
    ) -> None:
        bo, ana = await self._bo(calendar_firm), await self._ana(calendar_firm)
        with_ana: dict[str, Any] = {"guests": (NewGuest(person=ana),)}
        await self._add(
            calendar_firm,
            bo,
            subject="daily",
            span=span(NINE - 3 * DAY),
            rule="FREQ=DAILY",
            **with_ana,
        )
        await self._add(calendar_firm, bo, subject="begun", span=span(NINE - HOUR, 9), **with_ana)
        await self._add(calendar_firm, bo, subject="by hand", span=span(NINE + HOUR), people=(ana,))
        await self._add(calendar_firm, bo, subject="without", span=span(NINE + HOUR))
        gone = await self._add(
            calendar_firm, bo, subject="gone", span=span(NINE + HOUR), **with_ana
        )
        await calendar_firm.calendar.cancel(gone.event.id, 1)
        found = await calendar_firm.calendar.meetings_of(ana, NINE, 3)
        assert [(m.event.content.subject, m.span.start) for m in found.past] == [
            ("begun", NINE - HOUR),
            ("daily", NINE - DAY),
            ("daily", NINE - 2 * DAY),
        ]
        assert [(m.event.content.subject, m.span.start) for m in found.ahead] == [
            ("daily", NINE),
            ("by hand", NINE + HOUR),
            ("daily", NINE + DAY),
        ]
        nobody = await calendar_firm.calendar.meetings_of(PersonId("404"), NINE, 3)
        assert (nobody.past, nobody.ahead) == ((), ())

    async def test_all_meetings_of_one_company_are_found(self, calendar_firm: DeskFirm) -> None:
        bo = await self._bo(calendar_firm)
        ana = await self._ana(calendar_firm)
        dan = await self._ana(calendar_firm, "Dan")
        eve = await self._ana(calendar_firm, "Eve", "Other")
        await self._add(calendar_firm, bo, subject="a", guests=(NewGuest(person=ana),))
        await self._add(calendar_firm, bo, subject="d", people=(dan,), span=span(NINE + HOUR))
        await self._add(calendar_firm, bo, subject="e", guests=(NewGuest(person=eve),))
        assert [s for s, _ in await self._week(calendar_firm, client="ACME")] == ["a", "d"]
        assert [s for s, _ in await self._week(calendar_firm, person=eve)] == ["e"]
        assert await self._week(calendar_firm, client="Nobody") == []

    async def test_who_meets_a_client_is_told_with_how_often(self, calendar_firm: DeskFirm) -> None:
        bo, cy, di = [await self._bo(calendar_firm, n) for n in ("Bo", "Cy", "Di")]
        ana, eve = await self._ana(calendar_firm), await self._ana(calendar_firm, "Eve", "Other")
        desk = calendar_firm.calendar
        both = (NewGuest(person=ana), NewGuest(user=cy))
        series = await self._add(calendar_firm, bo, guests=both, rule="FREQ=DAILY;COUNT=9")
        await desk.cancel(series.event.id, 1, NINE + DAY)
        await desk.move(series.event.id, 1, span(NINE + 8 * HOUR), NINE)
        await self._add(calendar_firm, cy, guests=(NewGuest(person=ana),), span=span(NINE + HOUR))
        await self._add(calendar_firm, di, guests=(NewGuest(person=eve),))
        late = await self._add(calendar_firm, di, guests=(NewGuest(person=ana),))
        await desk.cancel(late.event.id, 1)
        found = await desk.who_meets(WEEK, ana)
        assert [(e.user, e.name, e.meetings) for e in found] == [(cy, "Cy", 7), (bo, "Bo", 6)]
        assert (found[0].first, found[0].last) == (NINE + HOUR, NINE + 6 * DAY)
        assert found[1].first == NINE + 8 * HOUR
        assert await desk.who_meets(WEEK, client=" acme ") == found
        assert await desk.who_meets(Window(since=MONDAY - DAY, until=MONDAY), ana) == ()
        with pytest.raises(SkipItem, match=r"\[person: "):
            await desk.who_meets(WEEK)

    async def test_who_has_the_most_meetings_is_told(self, calendar_firm: DeskFirm) -> None:
        bo, cy, di = [await self._bo(calendar_firm, n) for n in ("Bo", "Cy", "Di")]
        desk = calendar_firm.calendar
        await self._add(calendar_firm, bo, guests=(NewGuest(user=cy),))
        await self._add(calendar_firm, bo, guests=(NewGuest(address="x@x.test"),))
        for n in range(5):
            await self._add(calendar_firm, di, subject="alone", span=span(NINE + n * HOUR))
        await self._add(calendar_firm, di, subject="alone", rule="FREQ=DAILY")
        told = [(e.user, e.meetings) for e in await desk.busiest(WEEK, 9)]
        assert told == [(bo, 2), (cy, 1)]
        assert [e.user for e in await desk.busiest(WEEK, 1)] == [bo]
        (held,) = (await desk.meetings(MeetingFilter(user=cy), WEEK, 9)).rows
        no = (guest("cy@firm.test", user=cy, answer=Answer.DECLINED),)
        fields = (EventField.ATTENDEES, EventField.ANSWERS)
        await desk.update_events([change(held.event, *fields, attendees=no)])
        assert [(e.user, e.meetings) for e in await desk.busiest(WEEK, 9)] == [(bo, 2)]

    async def test_days_are_listed_by_their_dates(self, calendar_firm: DeskFirm) -> None:
        bo = await self._bo(calendar_firm)
        days = Span.of_days(MONDAY.date(), (MONDAY + DAY).date())
        await self._add(calendar_firm, bo, span=days, rule="FREQ=WEEKLY;BYDAY=MO,TU")
        assert [at for _, at in await self._week(calendar_firm)] == [MONDAY, MONDAY + DAY]

    async def test_rooms_are_added_by_unique_names(self, calendar_firm: DeskFirm) -> None:
        desk = calendar_firm.calendar
        blue = await desk.add_room("  Blue   Room ")
        for name in ("blue room", "BLUE ROOM"):
            with pytest.raises(SkipItem, match=r"\[name: "):
                await desk.add_room(name)
        for name in ("", "  ", "x" * 256):
            with pytest.raises(SkipItem, match=r"\[name: "):
                await desk.add_room(name)
        red = await calendar_firm.put_resource("Red")
        twin = await calendar_firm.put_resource("RED")
        assert [(r.id, r.name, r.is_clash) for r in await desk.rooms()] == [
            (blue, "Blue Room", False),
            (red, "Red", True),
            (twin, "RED", True),
        ]
        assert (await desk.resources())["red"] == (red, twin)

"""What the embedded CRM's calendar does beyond the port's contract, on either database."""

import asyncio
from abc import ABC, abstractmethod
from dataclasses import replace

import pytest

from flows.ports.calendar_desk import EventEdit, NewEvent
from flows.ports.crm_calendar import Wrote
from flows.ports.desk import NewPerson
from sync_core.calendar.fields import EventField
from sync_core.failures import SkipItem, VersionConflict
from sync_core.mail import Address
from tests.contracts.crm_calendar_firm import HOUR, MONDAY, change, draft, guest, key, span
from tests.contracts.crm_calendar_sql_firm import SqlCalendarFirm

ANA = Address("ana@client.test")
BO = Address("bo@firm.test")


class SqlCalendarContract(ABC):
    """Round trips, processes side by side, and other people's writing."""

    @pytest.fixture
    @abstractmethod
    def calendar_firm(self) -> SqlCalendarFirm:
        """Return a firm with nobody in it and no event."""

    async def test_many_events_take_as_many_round_trips_as_one(
        self, calendar_firm: SqlCalendarFirm
    ) -> None:
        bo = await calendar_firm.add_staff("Bo", BO)
        ana = await calendar_firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        calendar = calendar_firm.calendar
        costs: list[list[int]] = []
        for numbers in (range(1), range(1, 200)):
            spent = []
            told = [draft(n, bo, (guest(ANA, ana),), places=("A",)) for n in numbers]
            before = calendar_firm.round_trips
            made = [a.event for a in await calendar.create_events(told) if a.event]
            spent.append(calendar_firm.round_trips - before)
            fields = (EventField.SUBJECT, EventField.ATTENDEES, EventField.PLACES)
            writes = [change(e, *fields, attendees=(guest(ANA),), places=("B",)) for e in made]
            before = calendar_firm.round_trips
            answers = await calendar.update_events(writes)
            spent.append(calendar_firm.round_trips - before)
            assert {a.result for a in answers} == {Wrote.WRITTEN}
            before = calendar_firm.round_trips
            await calendar.events([e.id for e in made])
            spent.append(calendar_firm.round_trips - before)
            before = calendar_firm.round_trips
            await calendar.delete_events([(e.id, 2) for e in made])
            spent.append(calendar_firm.round_trips - before)
            costs.append(spent)
        assert costs[0] == costs[1]
        assert max(costs[0]) <= 11
        assert costs[0][2] == 1

    async def test_processes_writing_the_same_events_make_each_once(
        self, calendar_firm: SqlCalendarFirm
    ) -> None:
        bo = await calendar_firm.add_staff("Bo", BO)
        crms = [calendar_firm.another() for _ in range(3)]
        told = [draft(n, bo, (guest(ANA),)) for n in range(40)]
        try:
            answers = await asyncio.gather(
                crms[0].calendar.create_events(told),
                crms[1].calendar.create_events(told[::-1]),
                crms[2].calendar.create_events(told[20:] + told[:20]),
            )
        finally:
            for crm in crms:
                await crm.close()
        results = [a.result for answer in answers for a in answer]
        assert (results.count(Wrote.WRITTEN), results.count(Wrote.ALREADY_THERE)) == (40, 80)
        made = {a.event.id for answer in answers for a in answer if a.event}
        assert len(made) == 40

    async def test_of_writers_on_the_same_version_one_wins(
        self, calendar_firm: SqlCalendarFirm
    ) -> None:
        answers = await calendar_firm.calendar.create_events([draft(n) for n in range(20)])
        events = [a.event for a in answers if a.event]
        crms = [calendar_firm.another() for _ in range(4)]

        async def write(place: int) -> list[Wrote]:
            own = [change(e, EventField.SUBJECT, subject=f"by {place}") for e in events]
            order = own[place * 5 :] + own[: place * 5]
            told = await crms[place].calendar.update_events(order)
            return [a.result for a in told]

        try:
            results = await asyncio.gather(*(write(place) for place in range(4)))
        finally:
            for crm in crms:
                await crm.close()
        flat = [one for some in results for one in some]
        assert (flat.count(Wrote.WRITTEN), flat.count(Wrote.CONFLICT)) == (20, 60)
        held = await calendar_firm.calendar.events([e.id for e in events])
        assert {e.version for e in held.values()} == {2}

    async def test_another_program_raises_the_version_and_comes_up_in_the_feed(
        self, calendar_firm: SqlCalendarFirm
    ) -> None:
        bo = await calendar_firm.add_staff("Bo", BO)
        cy = await calendar_firm.add_staff("Cy", "cy@firm.test")
        calendar = calendar_firm.calendar
        (made,) = await calendar.create_events([draft(1, bo)])
        assert made.event is not None
        of_bo = (await calendar.changed_events(bo, "", 9)).cursor
        await calendar_firm.execute("UPDATE event SET subject = 'typed in'")
        feed = await calendar.changed_events(bo, of_bo, 9)
        assert feed.ids == (made.event.id,)
        stale = await calendar.update_events([change(made.event, EventField.SUBJECT)])
        assert stale[0].result is Wrote.CONFLICT
        await calendar_firm.execute("UPDATE event SET owner_id = :cy", cy=int(cy))
        for owner in (bo, cy):
            assert (await calendar.changed_events(owner, feed.cursor, 9)).ids == (made.event.id,)
        await calendar_firm.execute("DELETE FROM event")
        feed = await calendar.changed_events(cy, feed.cursor, 9)
        assert (feed.ids, feed.deleted) == ((), (made.event.id,))

    async def test_an_event_that_the_database_alone_refuses_costs_no_other(
        self, calendar_firm: SqlCalendarFirm
    ) -> None:
        await self._refuse_subject(calendar_firm, "poison")
        calendar = calendar_firm.calendar
        told = [draft(n, subject="poison" if n in (3, 17) else "fine") for n in range(25)]
        answers = await calendar.create_events(told)
        refused = {n for n, a in enumerate(answers) if a.result is Wrote.REFUSED}
        events = [a.event for a in answers if a.event]
        assert (refused, len(events)) == ({3, 17}, 23)
        writes = [
            change(e, EventField.SUBJECT, subject="poison" if n == 5 else "new")
            for n, e in enumerate(events)
        ]
        results = [a.result for a in await calendar.update_events(writes)]
        assert [n for n, r in enumerate(results) if r is Wrote.REFUSED] == [5]
        assert results.count(Wrote.WRITTEN) == 22

    @abstractmethod
    async def _refuse_subject(self, firm: SqlCalendarFirm, subject: str) -> None:
        """Let the database refuse events with this subject."""

    async def test_a_person_who_is_removed_stays_an_attendee_by_address(
        self, calendar_firm: SqlCalendarFirm
    ) -> None:
        ana = await calendar_firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        calendar = calendar_firm.calendar
        (made,) = await calendar.create_events([draft(1, None, (guest(ANA, ana),))])
        assert made.event is not None
        await calendar_firm.execute("DELETE FROM person")
        event = (await calendar.events([made.event.id]))[made.event.id]
        assert (event.is_related, event.content) == (False, made.event.content)
        assert (await calendar.events_by_key([key(1)]))[key(1)] == event

    async def test_of_users_moving_the_same_occurrence_at_once_one_is_told_to_look_again(
        self, calendar_firm: SqlCalendarFirm
    ) -> None:
        bo = await calendar_firm.add_staff("Bo", BO)
        told = NewEvent(owner=bo, subject="S", span=span(), rule="FREQ=DAILY;COUNT=9")
        (series,) = await calendar_firm.calendar.add_events([told])
        crms = [calendar_firm.another() for _ in range(4)]
        later = [span(MONDAY + (10 + n) * HOUR) for n in range(4)]
        try:
            done = await asyncio.gather(
                *(
                    crm.calendar.move(series, 1, at, MONDAY + 9 * HOUR)
                    for crm, at in zip(crms, later, strict=True)
                ),
                return_exceptions=True,
            )
        finally:
            for crm in crms:
                await crm.close()
        refused = [one for one in done if isinstance(one, VersionConflict)]
        assert len(refused) == 3
        assert len((await calendar_firm.calendar.overrides([series]))[series]) == 1

    async def test_of_users_adding_the_same_room_at_once_one_does(
        self, calendar_firm: SqlCalendarFirm
    ) -> None:
        crms = [calendar_firm.another() for _ in range(4)]
        try:
            done = await asyncio.gather(
                *(crm.calendar.add_room(name) for crm, name in zip(crms, "AaAa", strict=True)),
                return_exceptions=True,
            )
        finally:
            for crm in crms:
                await crm.close()
        assert len([one for one in done if isinstance(one, SkipItem)]) == 3
        assert len(await calendar_firm.calendar.rooms()) == 1

    async def test_an_act_that_fails_midway_leaves_nothing_behind(
        self, calendar_firm: SqlCalendarFirm
    ) -> None:
        bo = await calendar_firm.add_staff("Bo", BO)
        desk = calendar_firm.calendar
        told = NewEvent(owner=bo, subject="fine", span=span(), rule="FREQ=DAILY;COUNT=9")
        (series,) = await desk.add_events([told])
        override = await desk.cancel(series, 1, MONDAY + 9 * HOUR)
        await self._refuse_subject(calendar_firm, "poison")
        cursor = (await desk.changed_events(bo, "", 9)).cursor
        with pytest.raises(SkipItem):
            await desk.edit(series, 1, EventEdit(subject="poison", rule="", places=("x",)))
        with pytest.raises(SkipItem):
            await desk.add_events([told, replace(told, subject="poison")])
        held = await desk.events([series, override])
        assert [e.version for e in held.values()] == [1, 1]
        feed = await desk.changed_events(bo, cursor, 9)
        assert (feed.ids, feed.deleted) == ((), ())

"""What the embedded CRM tells of the work item that wrote a row, on either database."""

from abc import ABC, abstractmethod

import pytest

from flows.tracing import under
from sync_core.calendar.fields import EventField
from sync_core.mail import Address
from sync_core.work import TraceId
from tests.contracts.crm_calendar_firm import change as event_change
from tests.contracts.crm_calendar_firm import draft as event_draft
from tests.contracts.crm_contacts_firm import ANA, card, change, draft, made, person_change
from tests.contracts.crm_contacts_sql_firm import SqlContactsFirm
from tests.contracts.crm_firm import mail

FIRST, SECOND = TraceId("1" * 32), TraceId("2" * 32)
BO = "bo@firm.test"


async def written(firm: SqlContactsFirm, trace: str) -> list[tuple[str, str]]:
    return [(row.kind.value, row.id) for row in await firm.crm.traced(trace, 10)]


class SqlTracesContract(ABC):
    """Rows and traces."""

    @pytest.fixture
    @abstractmethod
    def firm(self) -> SqlContactsFirm:
        """Return a firm with nobody in it."""

    async def test_every_row_that_a_work_item_makes_is_found_by_its_trace(
        self, firm: SqlContactsFirm
    ) -> None:
        bo = await firm.add_staff("Bo", BO)
        with under(FIRST):
            await firm.crm.log_mail([mail(1), mail(2)])
            await firm.crm.calendar.create_events([event_draft(1, bo)])
            (entry,) = await made(firm.contacts, draft(bo, 1, card("Ana", Address(ANA))))
            await firm.contacts.create_people([(card("Ana", Address(ANA)), entry.id)])
        await firm.crm.log_mail([mail(3)])

        found = await firm.crm.traced(FIRST, 10)
        assert [row.kind.value for row in found] == ["email", "email", "event", "contact", "person"]
        assert all(row.written_at for row in found)
        assert await written(firm, SECOND) == []
        assert [row.kind.value for row in await firm.crm.traced(FIRST, 1)].count("email") == 1

    async def test_an_email_tells_what_brought_it_however_often_it_comes(
        self, firm: SqlContactsFirm
    ) -> None:
        for trace in (FIRST, SECOND):
            with under(trace):
                await firm.crm.log_mail([mail(1)])

        assert await written(firm, FIRST) == [("email", "1")]
        assert await written(firm, SECOND) == []

    async def test_an_event_and_a_contact_tell_who_wrote_them_last_and_nothing_after_a_person(
        self, firm: SqlContactsFirm
    ) -> None:
        bo = await firm.add_staff("Bo", BO)
        with under(FIRST):
            (event,) = await firm.crm.calendar.create_events([event_draft(1, bo)])
            (entry,) = await made(firm.contacts, draft(bo, 1, card("Ana", Address(ANA))))
            (person,) = await firm.contacts.create_people([(card("Ana", Address(ANA)), entry.id)])
        assert event.event is not None
        assert person.person is not None
        linked = (await firm.contacts.entries([entry.id]))[entry.id]
        with under(SECOND):
            (event,) = await firm.crm.calendar.update_events(
                [event_change(event.event, EventField.SUBJECT, subject="New")]
            )
            await firm.contacts.update_entries([change(linked, card("Anna"), "given_name")])
            await firm.contacts.update_people(
                [person_change(person.person, card("Anna"), "given_name")]
            )
        assert await written(firm, FIRST) == []
        assert [kind for kind, _ in await written(firm, SECOND)] == ["event", "contact", "person"]
        assert event.event is not None
        await firm.crm.calendar.update_events(
            [event_change(event.event, EventField.SUBJECT, subject="By hand")]
        )

        assert [kind for kind, _ in await written(firm, SECOND)] == ["contact", "person"]

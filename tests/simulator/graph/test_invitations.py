"""Who would be mailed because of which write."""

from typing import Any

import httpx
import pytest

from simulator.graph import Author, Invitee, Place, Recipient, Sensitivity, Tenant
from sync_core.calendar.event import Answer, AttendeeKind, EventId, ShowAs
from sync_core.work import MailboxId
from tests.simulator.graph.calendar_acts import (
    DAILY,
    WEEKLY,
    at,
    event,
    invited,
    mails,
    slots,
)

ONE, TWO, THREE = "one@client.test", "two@client.test", "three@client.test"


@pytest.fixture
def meeting(tenant: Tenant, ana: MailboxId) -> EventId:
    name = tenant.outlook.create(ana, event(attendees=invited(ONE, TWO)))
    tenant.invitations.clear()
    return name


def test_a_new_meeting_invites_everybody_it_names_but_not_its_organiser(
    tenant: Tenant, ana: MailboxId
) -> None:
    own = "ana.lima@northwind.test"
    tenant.outlook.create(ana, event(attendees=invited(ONE, own, TWO)))
    assert mails(tenant) == [("invitation", ONE), ("invitation", TWO)]
    assert {mail.sender for mail in tenant.invitations.mails} == {own}


def test_an_event_without_attendees_mails_nobody(tenant: Tenant, ana: MailboxId) -> None:
    name = tenant.outlook.create(ana, event())
    tenant.outlook.edit(ana, name, subject="New", span=at(25))
    tenant.outlook.delete(ana, name)
    assert mails(tenant) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "New"},
        {"span": at(25)},
        {"body": "Agenda"},
        {"places": (Place(name="Room"),)},
        {"recurrence": DAILY},
        {"is_online": True},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_change_that_matters_mails_everybody(
    tenant: Tenant, ana: MailboxId, meeting: EventId, fields: dict[str, Any]
) -> None:
    tenant.outlook.edit(ana, meeting, **fields)
    assert mails(tenant) == [("update", ONE), ("update", TWO)]
    assert next(iter(fields)) in tenant.invitations.mails[0].because


@pytest.mark.parametrize(
    "fields",
    [
        {"categories": ("Red",)},
        {"show_as": ShowAs.FREE},
        {"sensitivity": Sensitivity.PRIVATE},
        {"reminder_minutes": None},
        {"importance": "high"},
        {"subject": "Review", "span": at(24)},
    ],
    ids=["categories", "show_as", "sensitivity", "reminder", "importance", "equal"],
)
def test_a_silent_or_an_equal_change_mails_nobody(
    tenant: Tenant, ana: MailboxId, meeting: EventId, fields: dict[str, Any]
) -> None:
    tenant.outlook.edit(ana, meeting, **fields)
    assert mails(tenant) == []


def test_a_change_of_attendees_alone_mails_only_those_whom_it_concerns(
    tenant: Tenant, ana: MailboxId, meeting: EventId
) -> None:
    optional = Invitee(who=Recipient(TWO), kind=AttendeeKind.OPTIONAL)
    tenant.outlook.edit(ana, meeting, attendees=(*invited(ONE, THREE), optional))
    assert mails(tenant) == [("invitation", THREE), ("update", TWO)]


def test_attendees_left_out_of_the_list_get_a_cancellation(
    tenant: Tenant, ana: MailboxId, meeting: EventId
) -> None:
    tenant.outlook.edit(ana, meeting, attendees=invited(TWO))
    assert mails(tenant) == [("cancellation", ONE)]


def test_attendees_changed_with_something_else_mail_everybody_in_their_own_way(
    tenant: Tenant, ana: MailboxId, meeting: EventId
) -> None:
    tenant.outlook.edit(ana, meeting, subject="New", attendees=invited(TWO, THREE))
    assert mails(tenant) == [("cancellation", ONE), ("invitation", THREE), ("update", TWO)]


def test_the_same_attendees_in_another_order_mail_nobody(
    tenant: Tenant, ana: MailboxId, meeting: EventId
) -> None:
    tenant.outlook.edit(ana, meeting, attendees=invited(TWO, ONE.upper()))
    assert mails(tenant) == []


def test_a_deleted_meeting_is_cancelled_for_everybody(
    tenant: Tenant, ana: MailboxId, meeting: EventId
) -> None:
    tenant.outlook.delete(ana, meeting)
    assert mails(tenant) == [("cancellation", ONE), ("cancellation", TWO)]


def test_a_draft_mails_nobody_before_it_is_sent(tenant: Tenant, ana: MailboxId) -> None:
    name = tenant.outlook.draft(ana, event(attendees=invited(ONE)))
    tenant.outlook.edit(ana, name, subject="New")
    assert mails(tenant) == []
    tenant.outlook.send_draft(ana, name)
    assert mails(tenant) == [("invitation", ONE)]
    dropped = tenant.outlook.draft(ana, event(attendees=invited(TWO)))
    tenant.outlook.delete(ana, dropped)
    assert mails(tenant) == [("invitation", ONE)]


def test_a_changed_or_cancelled_occurrence_mails_about_that_one(
    tenant: Tenant, ana: MailboxId
) -> None:
    series = tenant.outlook.create(
        ana, event(span=at(23), attendees=invited(ONE), recurrence=WEEKLY)
    )
    first, second, *_ = slots(tenant, ana, series)
    tenant.invitations.clear()
    one = tenant.outlook.move_occurrence(ana, series, first, at(24))
    tenant.outlook.cancel_occurrence(ana, series, second)
    assert mails(tenant) == [("cancellation", ONE), ("update", ONE)]
    assert tenant.invitations.mails[0].uid == tenant.outlook.look(ana, one).uid


def test_a_series_update_mails_once_more_for_each_exception_it_reaches(
    tenant: Tenant, ana: MailboxId
) -> None:
    series = tenant.outlook.create(ana, event(attendees=invited(ONE), recurrence=DAILY))
    first, second, *_ = slots(tenant, ana, series)
    tenant.outlook.edit_occurrence(ana, series, first, body="Kick-off")
    tenant.outlook.edit_occurrence(ana, series, second, subject="Own")
    tenant.invitations.clear()
    tenant.outlook.edit(ana, series, subject="New")
    assert mails(tenant) == [("update", ONE), ("update", ONE)]
    assert len({mail.uid for mail in tenant.invitations.mails}) == 2


def test_an_answer_mails_the_organiser_unless_it_is_not_to_be_sent(
    tenant: Tenant, ana: MailboxId
) -> None:
    uid = tenant.outlook.invite_from_outside(
        Recipient(ONE), event(attendees=invited("ana.lima@northwind.test"))
    )
    copy = tenant.outlook.copy(ana, uid)
    assert copy
    tenant.outlook.respond(ana, copy, Answer.ACCEPTED)
    tenant.outlook.respond(ana, copy, Answer.TENTATIVE, tells=False)
    assert mails(tenant) == [("response", ONE)]


def test_an_attendee_s_own_changes_and_deletion_mail_nobody(tenant: Tenant, ana: MailboxId) -> None:
    said = event(attendees=invited("ana.lima@northwind.test", TWO))
    uid = tenant.outlook.invite_from_outside(Recipient(ONE), said)
    copy = tenant.outlook.copy(ana, uid)
    assert copy
    tenant.outlook.edit(ana, copy, categories=("Red",), subject="Mine")
    tenant.outlook.delete(ana, copy)
    assert mails(tenant) == []


def test_an_entry_without_an_address_is_not_mailed(tenant: Tenant, ana: MailboxId) -> None:
    tenant.outlook.create(ana, event(attendees=invited(ONE, "", "/o=ExchangeLabs/cn=list")))
    assert mails(tenant) == [("invitation", ONE)]


async def test_the_log_tells_an_application_s_writes_from_people_s(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, meeting: EventId
) -> None:
    path = f"/users/{ana}/events/{meeting}"
    await graph.patch(path, json={"categories": ["Red"], "showAs": "free"})
    stamp = {"id": "String {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name X", "value": "1"}
    await graph.patch(path, json={"singleValueExtendedProperties": [stamp]})
    assert mails(tenant) == []
    await graph.patch(path, json={"subject": "From afar"})
    tenant.outlook.edit(ana, meeting, subject="From near")
    told = [mail.to for mail in tenant.invitations.by(Author.APPLICATION)]
    assert (told, len(tenant.invitations.by(Author.PERSON))) == ([ONE, TWO], 2)

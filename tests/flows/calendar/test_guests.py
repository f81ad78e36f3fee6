"""Guests' copies of a meeting whose organiser's mailbox is not in step: one of them carries it into the CRM."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flows.ports.policy_store import PolicyVersion
from flows.wakeups import refresh_directory_due
from simulator.graph import Recipient
from simulator.graph.mail import Sensitivity
from sync_core.calendar.event import Answer, ShowAs
from sync_core.work import MailboxId
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span
from tests.flows.firm import DOMAIN

EVE = "eve@client.test"
HOURS = timedelta(hours=4)


async def keep_in_step(office: Office, *mailboxes: MailboxId, **calendar: Any) -> None:
    """Keep these calendars in step, and no other."""
    document = {
        "mailboxes": {"listed": [{"mailbox": mailbox} for mailbox in mailboxes]},
        "mail": {"internal_domains": [DOMAIN], "history": {"months": 0}},
        "calendar": {"enabled": True, "brakes": {"preview_first": False}, **calendar},
        "schedule": {"sweep_minutes": 0},
    }
    now, number = office.clock.now(), (await office.policies.current()).number + 1
    version = PolicyVersion(number=number, document=document, changed_by="test", changed_at=now)
    await office.policies.append(version)
    office.parts.rulebook.forget()
    await refresh_directory_due(office.parts)
    await office.work()


async def test_two_guests_do_not_write_their_own_ways_over_each_others(office: Office) -> None:
    bo, cy, di = office.user("bo"), office.user("cy"), office.user("di")
    office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}", f"di@{DOMAIN}"))
    uid = office.outlook.look(bo, event).uid
    for mailbox, shown in ((cy, ShowAs.OUT_OF_OFFICE), (di, ShowAs.FREE)):
        copy = office.outlook.copy(mailbox, uid)
        assert copy is not None
        office.outlook.edit(mailbox, copy, show_as=shown)
    await keep_in_step(office, cy, di)
    for mailbox in (cy, di):
        await office.compare(mailbox)
    settled = office.event
    for mailbox in (di, cy, di, cy):
        await office.compare(mailbox)

    assert office.event == settled
    assert settled.content.show_as is ShowAs.OUT_OF_OFFICE


async def test_what_a_guest_answered_is_not_written_where_the_record_names_nobody(
    office: Office,
) -> None:
    bo, cy, di = office.user("bo"), office.user("cy"), office.user("di")
    office.client()
    guests = (ANA, f"cy@{DOMAIN}", f"di@{DOMAIN}")
    event = office.outlook.create(bo, meeting("Review", *guests, sensitivity=Sensitivity.PRIVATE))
    uid = office.outlook.look(bo, event).uid
    for mailbox in (cy, di):
        copy = office.outlook.copy(mailbox, uid)
        assert copy is not None
        office.outlook.respond(mailbox, copy, Answer.TENTATIVE)
    await keep_in_step(office, cy, di, private="busy_only")
    for mailbox in (cy, di, cy, di):
        await office.compare(mailbox)

    assert office.event.content.attendees == ()
    assert office.event.version == 1


async def test_a_meeting_deleted_in_the_crm_is_not_brought_back_by_another_guest(
    office: Office,
) -> None:
    cy, di = office.user("cy"), office.user("di")
    office.client()
    theirs = meeting("Theirs", f"cy@{DOMAIN}", f"di@{DOMAIN}")
    office.outlook.invite_from_outside(Recipient(ANA, "Ana"), theirs)
    for mailbox in (cy, di):
        office.outlook.create(mailbox, meeting("Own", ANA, span=span(TOMORROW + HOURS)))
    await office.begin()
    for mailbox in (cy, di):
        await office.compare(mailbox)
    assert await office.linked(di) == await office.linked(cy) == 2
    office.crm_calendar.remove(office.events()[0].id)
    for mailbox in (di, cy, di):
        await office.compare(mailbox)

    assert [e.content.subject for e in office.events()] == ["Own", "Own"]


async def test_a_guests_ways_are_not_written_over_the_organisers_once_they_come_into_step(
    office: Office,
) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}"))
    await keep_in_step(office, cy, winner="crm")
    as_a_guest = office.event.content.show_as
    await keep_in_step(office, cy, bo, winner="crm")
    for mailbox in (bo, cy, bo):
        await office.compare(mailbox)

    assert office.outlook.look(bo, event).says.show_as is ShowAs.BUSY
    assert (as_a_guest, office.event.content.show_as) == (ShowAs.TENTATIVE, ShowAs.BUSY)
    assert office.written() == {}


async def test_an_old_list_of_guests_is_not_written_over_the_organisers(office: Office) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}"))
    await keep_in_step(office, cy, winner="crm")
    now_invited = meeting("Review", ANA, f"cy@{DOMAIN}", EVE).attendees
    office.tenant.rules = replace(office.tenant.rules, meeting_delay_seconds=3_600)
    office.outlook.edit(bo, event, attendees=now_invited)
    office.tenant.invitations.clear()
    await keep_in_step(office, cy, bo, winner="crm")

    assert {a.address for a in office.event.content.attendees} == {ANA, f"cy@{DOMAIN}", EVE}
    assert office.written() == {}
    assert len(office.tenant.invitations) == 0


async def test_a_meeting_deleted_in_the_crm_is_not_brought_back_by_a_mailbox_that_comes_later(
    office: Office,
) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}"))
    await keep_in_step(office, cy)
    office.crm_calendar.remove(office.event.id)
    await office.compare(cy)
    await keep_in_step(office, cy, bo)
    for mailbox in (bo, cy, bo):
        await office.compare(mailbox)
    assert office.events() == []
    assert await office.left_out(bo) == ["deleted_in_crm"]

    office.clock.advance(3_600)
    office.outlook.edit(bo, event, subject="Review after all")
    await office.look(bo)
    assert [e.content.subject for e in office.events()] == ["Review after all"]


async def test_an_edit_after_a_deletion_in_the_crm_brings_nothing_back_where_deletions_win(
    office: Office,
) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}"))
    rules = {"edit_survives": False}
    await keep_in_step(office, cy, deletions=rules)
    office.crm_calendar.remove(office.event.id)
    await keep_in_step(office, cy, bo, deletions=rules)
    office.clock.advance(3_600)
    office.outlook.edit(bo, event, subject="Review after all")
    await office.compare(bo)

    assert office.events() == []

"""Meetings: the copies of those who attend, their answers, and how the organiser's changes reach them."""

from datetime import timedelta
from typing import Any

import pytest

from simulator.graph import Appointment, Place, Recipient, Sensitivity, Tenant
from simulator.graph.calendar.events import EventView
from simulator.graph.refusals import Refusal
from simulator.memory.surroundings import ManualSurroundings
from sync_core.calendar.event import Answer, EventId, Shape, ShowAs
from sync_core.work import MailboxId
from tests.simulator.graph.calendar_acts import (
    CARLA,
    DAILY,
    WEEKLY,
    at,
    event,
    invited,
    seen,
    slots,
)

BEN = "ben.roth@northwind.test"
CARL = "carl.munk@northwind.test"


@pytest.fixture
def ben(tenant: Tenant) -> MailboxId:
    return tenant.add_user("Ben Roth")


@pytest.fixture
def carl(tenant: Tenant) -> MailboxId:
    return tenant.add_user("Carl Munk")


def copy_of(tenant: Tenant, owner: MailboxId, name: EventId, holder: MailboxId) -> EventView:
    """Return a colleague's copy of an event."""
    uid = tenant.outlook.look(owner, name).uid
    copy = tenant.outlook.copy(holder, uid)
    assert copy is not None
    return tenant.outlook.look(holder, copy)


def meeting(tenant: Tenant, owner: MailboxId, *addresses: str, **fields: Any) -> EventId:
    said: Appointment = event(attendees=invited(*addresses), **fields)
    return tenant.outlook.create(owner, said)


def test_a_meeting_lies_in_the_calendar_of_each_colleague_with_one_identity(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN, "client@client.test")
    own, copy = tenant.outlook.look(ana, name), copy_of(tenant, ana, name, ben)
    assert (copy.uid, copy.says.subject) == (own.uid, own.says.subject)
    assert (own.item.is_organiser, copy.item.is_organiser) == (True, False)
    assert copy.item.organiser == Recipient("ana.lima@northwind.test", "Ana Lima")
    assert copy.says.show_as is ShowAs.TENTATIVE


def test_the_organiser_s_edits_reach_the_copies_and_leave_what_is_their_owner_s(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN)
    copy = tenant.outlook.copy(ben, tenant.outlook.look(ana, name).uid)
    assert copy
    tenant.outlook.edit(ben, copy, categories=("Mine",), sensitivity=Sensitivity.PRIVATE)
    tenant.outlook.edit(ana, name, subject="New", places=(Place(name="Room 1"),))
    held = tenant.outlook.look(ben, copy).says
    assert (held.subject, held.places) == ("New", (Place(name="Room 1"),))
    assert (held.categories, held.sensitivity) == (("Mine",), Sensitivity.PRIVATE)


def test_late_edits_reach_the_copies_when_their_time_has_come(
    tenant: Tenant, surroundings: ManualSurroundings, ana: MailboxId, ben: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN)
    tenant.change_rules(meeting_delay_seconds=30)
    tenant.outlook.edit(ana, name, subject="First")
    tenant.outlook.edit(ana, name, subject="Second")
    tenant.outlook.spreading.deliver_due()
    assert copy_of(tenant, ana, name, ben).says.subject == "Review"
    surroundings.advance(30)
    assert tenant.outlook.spreading.deliver_due() == 2
    assert copy_of(tenant, ana, name, ben).says.subject == "Second"


def test_an_answer_reaches_the_organiser_and_shows_in_the_own_copy(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN, CARLA.address)
    copy = tenant.outlook.copy(ben, tenant.outlook.look(ana, name).uid)
    assert copy
    tenant.outlook.respond(ben, copy, Answer.ACCEPTED)
    answers = {a.address: a.answer for a in tenant.outlook.look(ana, name).says.attendees}
    assert answers == {BEN: Answer.ACCEPTED, CARLA.address: Answer.NONE}
    held = tenant.outlook.look(ben, copy)
    assert (held.item.answer, held.says.show_as) == (Answer.ACCEPTED, ShowAs.BUSY)


def test_no_attendee_sees_what_others_answered(
    tenant: Tenant, ana: MailboxId, ben: MailboxId, carl: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN, CARL)
    uid = tenant.outlook.look(ana, name).uid
    tenant.outlook.respond(ben, tenant.outlook.copy(ben, uid) or name, Answer.ACCEPTED)
    tenant.outlook.edit(ana, name, subject="New")
    copy = copy_of(tenant, ana, name, carl)
    assert {a.answer for a in copy.says.attendees} == {Answer.NONE}


def test_one_who_is_invited_later_does_not_see_the_answers_given_before(
    tenant: Tenant, ana: MailboxId, ben: MailboxId, carl: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN)
    uid = tenant.outlook.look(ana, name).uid
    tenant.outlook.respond(ben, tenant.outlook.copy(ben, uid) or name, Answer.ACCEPTED)
    tenant.outlook.edit(ana, name, attendees=invited(BEN, CARL))
    assert tenant.outlook.look(ana, name).says.attendees[0].answer is Answer.ACCEPTED
    copy = copy_of(tenant, ana, name, carl)
    assert {a.answer for a in copy.says.attendees} == {Answer.NONE}


def test_a_new_time_asks_everybody_anew(tenant: Tenant, ana: MailboxId, ben: MailboxId) -> None:
    name = meeting(tenant, ana, BEN)
    uid = tenant.outlook.look(ana, name).uid
    tenant.outlook.respond(ben, tenant.outlook.copy(ben, uid) or name, Answer.ACCEPTED)
    tenant.outlook.edit(ana, name, span=at(25))
    assert tenant.outlook.look(ana, name).says.attendees[0].answer is Answer.NONE
    assert copy_of(tenant, ana, name, ben).item.answer is Answer.NONE


def test_another_subject_leaves_the_answers(tenant: Tenant, ana: MailboxId, ben: MailboxId) -> None:
    name = meeting(tenant, ana, BEN)
    uid = tenant.outlook.look(ana, name).uid
    tenant.outlook.respond(ben, tenant.outlook.copy(ben, uid) or name, Answer.TENTATIVE)
    tenant.outlook.edit(ana, name, subject="New", attendees=invited(BEN, CARLA.address))
    assert tenant.outlook.look(ana, name).says.attendees[0].answer is Answer.TENTATIVE


def test_a_declined_meeting_stays_or_goes_by_the_server_s_rule(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN)
    uid = tenant.outlook.look(ana, name).uid
    tenant.outlook.respond(ben, tenant.outlook.copy(ben, uid) or name, Answer.DECLINED)
    assert copy_of(tenant, ana, name, ben).says.show_as is ShowAs.FREE
    tenant.change_rules(declined_kept=False)
    tenant.outlook.respond(ben, tenant.outlook.copy(ben, uid) or name, Answer.DECLINED)
    assert tenant.outlook.copy(ben, uid) is None


@pytest.mark.parametrize("how", ["cancel", "delete"])
def test_a_cancelled_meeting_goes_from_the_organiser_and_stays_marked_with_the_others(
    tenant: Tenant, ana: MailboxId, ben: MailboxId, how: str
) -> None:
    name = meeting(tenant, ana, BEN)
    uid = tenant.outlook.look(ana, name).uid
    getattr(tenant.outlook, how)(ana, name)
    copy = tenant.outlook.look(ben, tenant.outlook.copy(ben, uid) or name)
    assert (copy.item.is_cancelled, copy.says.subject) == (True, "Canceled: Review")
    with pytest.raises(Refusal, match="404"):
        tenant.outlook.look(ana, name)


def test_one_who_is_no_longer_invited_keeps_a_cancelled_copy_until_invited_again(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN, CARLA.address)
    tenant.outlook.edit(ana, name, attendees=invited(CARLA.address))
    assert copy_of(tenant, ana, name, ben).item.is_cancelled
    tenant.outlook.edit(ana, name, attendees=invited(CARLA.address, BEN))
    copy = copy_of(tenant, ana, name, ben)
    assert (copy.item.is_cancelled, copy.says.subject) == (False, "Review")


def test_only_the_organiser_cancels(tenant: Tenant, ana: MailboxId, ben: MailboxId) -> None:
    name = meeting(tenant, ana, BEN)
    copy = tenant.outlook.copy(ben, tenant.outlook.look(ana, name).uid)
    assert copy
    with pytest.raises(Refusal, match="organizer to cancel"):
        tenant.outlook.cancel(ben, copy)


def test_an_attendee_s_copy_refuses_a_new_time_or_takes_it_until_it_is_overwritten(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN)
    copy = tenant.outlook.copy(ben, tenant.outlook.look(ana, name).uid)
    assert copy
    with pytest.raises(Refusal, match="organizer alone"):
        tenant.outlook.edit(ben, copy, span=at(26))
    tenant.change_rules(attendee_edits_taken=True)
    tenant.outlook.edit(ben, copy, span=at(26))
    assert tenant.outlook.look(ben, copy).says.span == at(26)
    tenant.outlook.edit(ana, name, subject="New")
    assert tenant.outlook.look(ben, copy).says.span == at(24)


def test_an_attendee_s_deletion_changes_nothing_for_the_organiser(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN)
    uid = tenant.outlook.look(ana, name).uid
    tenant.outlook.delete(ben, tenant.outlook.copy(ben, uid) or name)
    assert tenant.outlook.copy(ben, uid) is None
    assert tenant.outlook.look(ana, name).says.attendees[0].address == BEN


def test_a_draft_reaches_nobody_until_it_is_sent(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    name = tenant.outlook.draft(ana, event(attendees=invited(BEN)))
    uid = tenant.outlook.look(ana, name).uid
    assert (tenant.outlook.copy(ben, uid), len(tenant.invitations)) == (None, 0)
    tenant.outlook.send_draft(ana, name)
    assert tenant.outlook.copy(ben, uid)
    assert not tenant.outlook.look(ana, name).item.is_draft


def test_a_series_is_copied_with_what_becomes_of_its_occurrences(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN, recurrence=WEEKLY, span=at(23))
    first, second, third, *_ = slots(tenant, ana, name)
    tenant.outlook.move_occurrence(ana, name, second, at(1, month=12))
    tenant.outlook.cancel_occurrence(ana, name, third)
    own = {o.original_start: o for o in seen(tenant, ana, name)}
    copy = tenant.outlook.copy(ben, tenant.outlook.look(ana, name).uid)
    assert copy
    theirs = {o.original_start: o for o in seen(tenant, ben, copy)}
    assert theirs[second].says.span == own[second].says.span == at(1, month=12)
    assert theirs[second].uid == own[second].uid
    assert (third in own, theirs[third].item.is_cancelled) == (False, True)
    assert theirs[first].shape is Shape.OCCURRENCE


def test_somebody_invited_to_one_occurrence_gets_that_one_alone(
    tenant: Tenant, ana: MailboxId, carl: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN, recurrence=DAILY)
    second = slots(tenant, ana, name)[1]
    occurrence = tenant.outlook.edit_occurrence(ana, name, second, attendees=invited(BEN, CARL))
    copy = copy_of(tenant, ana, occurrence, carl)
    assert (copy.shape, copy.says.recurrence) == (Shape.SINGLE, None)
    assert copy.says.span == tenant.outlook.look(ana, occurrence).says.span
    tenant.outlook.respond(carl, EventId(_name(tenant, carl, copy)), Answer.ACCEPTED)
    told = {a.address: a.answer for a in tenant.outlook.look(ana, occurrence).says.attendees}
    assert told == {BEN: Answer.NONE, CARL: Answer.ACCEPTED}
    tenant.outlook.cancel_occurrence(ana, name, second)
    assert tenant.mailbox(carl).calendars.view(copy.number).item.is_cancelled


def test_an_answer_to_one_occurrence_is_that_one_s(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN, recurrence=DAILY)
    first, second, *_ = slots(tenant, ana, name)
    copy = tenant.outlook.copy(ben, tenant.outlook.look(ana, name).uid)
    assert copy
    one = tenant.outlook.occurrence(ben, copy, second)
    tenant.outlook.respond(ben, one, Answer.DECLINED)
    answers = {o.original_start: o.says.attendees[0].answer for o in seen(tenant, ana, name)}
    assert (answers[first], answers[second]) == (Answer.NONE, Answer.DECLINED)
    assert tenant.outlook.look(ben, one).item.answer is Answer.DECLINED


def test_an_outside_organiser_s_meeting_lies_in_each_mailbox_it_names(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    said = event(attendees=invited("ana.lima@northwind.test", BEN))
    uid = tenant.outlook.invite_from_outside(CARLA, said, "meeting-1@client.test")
    copies = [tenant.outlook.copy(box, uid) for box in (ana, ben)]
    assert all(copies)
    tenant.outlook.edit_outside(uid, span=at(27))
    tenant.outlook.respond(ana, copies[0] or EventId(""), Answer.ACCEPTED)
    held = tenant.outlook.look(ana, copies[0] or EventId(""))
    assert (held.says.span, held.item.organiser, held.item.answer) == (
        at(27),
        CARLA,
        Answer.ACCEPTED,
    )
    tenant.outlook.cancel_outside(uid)
    assert tenant.outlook.look(ben, copies[1] or EventId("")).item.is_cancelled


def test_an_occurrence_of_an_outside_series_has_an_identity_of_its_own_in_every_mailbox(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    said = event(attendees=invited("ana.lima@northwind.test", BEN), recurrence=DAILY)
    uid = tenant.outlook.invite_from_outside(CARLA, said, "meeting-2@client.test")
    both = [
        [o.uid for o in seen(tenant, box, tenant.outlook.copy(box, uid) or EventId(""))]
        for box in (ana, ben)
    ]
    assert both[0] == both[1]
    assert len(set(both[0])) == 10


def test_an_alias_and_another_case_name_the_same_mailbox(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    uid = tenant.outlook.look(ben, meeting(tenant, ben, "ANA@northwind-old.test")).uid
    copy = tenant.outlook.copy(ana, uid)
    assert copy
    tenant.outlook.respond(ana, copy, Answer.ACCEPTED)
    own = tenant.outlook.copy(ben, uid)
    assert own
    assert tenant.outlook.look(ben, own).says.attendees[0].answer is Answer.ACCEPTED


def test_a_deleted_copy_comes_back_with_the_organiser_s_next_update(
    tenant: Tenant, ana: MailboxId, ben: MailboxId
) -> None:
    name = meeting(tenant, ana, BEN)
    uid = tenant.outlook.look(ana, name).uid
    tenant.outlook.delete(ben, tenant.outlook.copy(ben, uid) or name)
    tenant.outlook.shift(ana, name, timedelta(hours=2))
    assert copy_of(tenant, ana, name, ben).says.span == at(24, 12)


def _name(tenant: Tenant, mailbox: MailboxId, view: EventView) -> str:
    return tenant.mailbox(mailbox).ids.immutable(view.number)

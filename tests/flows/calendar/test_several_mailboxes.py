"""One meeting in several mailboxes is one event; only the organiser's copy is written."""

from datetime import timedelta

from simulator.graph import Recipient
from sync_core.calendar.event import Answer, ShowAs
from sync_core.work import Task
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span
from tests.flows.firm import DOMAIN


async def test_the_same_meeting_in_three_mailboxes_is_one_event(office: Office) -> None:
    bo, cy, di = office.user("bo"), office.user("cy"), office.user("di")
    office.client()
    office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}", f"di@{DOMAIN}"))
    await office.begin()
    for mailbox in (bo, cy, di):
        await office.compare(mailbox)

    assert [e.content.subject for e in office.events()] == ["Review"]
    linked = [await office.linked(m) for m in (bo, cy, di)]
    assert linked == [1, 1, 1]


async def test_the_organisers_change_reaches_the_crm_once_and_disturbs_no_copy(
    office: Office,
) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}"))
    await office.begin()
    await office.compare(cy)
    office.outlook.edit(bo, event, span=span(TOMORROW + timedelta(hours=4)))
    for mailbox in (cy, bo, cy):
        await office.look(mailbox)

    assert office.event.content.span.start == TOMORROW + timedelta(hours=4)
    uid = office.outlook.look(bo, event).uid
    copy = office.outlook.copy(cy, uid)
    assert copy is not None
    assert office.outlook.look(cy, copy).says.span.start == TOMORROW + timedelta(hours=4)


async def test_a_change_in_the_crm_goes_to_the_organisers_copy_alone(office: Office) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}"))
    await office.begin()
    await office.compare(cy)
    office.change(office.event.id, subject="Annual review")
    for mailbox in (cy, bo, cy):
        await office.look(mailbox)

    assert office.outlook.look(bo, event).says.subject == "Annual review"
    assert office.event.content.subject == "Annual review"


async def test_an_outside_organisers_meeting_is_not_changed_from_the_crm(office: Office) -> None:
    bo = office.user("bo")
    office.client()
    uid = office.outlook.invite_from_outside(
        Recipient(ANA, "Ana"), meeting("Theirs", f"bo@{DOMAIN}")
    )
    await office.begin()
    office.change(office.event.id, subject="Ours now")
    await office.look(bo)

    copy = office.outlook.copy(bo, uid)
    assert copy is not None
    assert office.outlook.look(bo, copy).says.subject == "Theirs"


async def test_an_answer_given_in_the_crm_goes_through_the_proper_call(office: Office) -> None:
    bo = office.user("bo")
    office.client()
    uid = office.outlook.invite_from_outside(
        Recipient(ANA, "Ana"), meeting("Theirs", f"bo@{DOMAIN}")
    )
    await office.begin()
    office.answer_in_crm(office.event.id, f"bo@{DOMAIN}", Answer.ACCEPTED)
    await office.look(bo)

    copy = office.outlook.copy(bo, uid)
    assert copy is not None
    assert office.outlook.look(bo, copy).item.answer is Answer.ACCEPTED
    assert [m.sort.value for m in office.tenant.invitations.mails] == ["response"]


async def test_an_answer_given_in_outlook_is_carried_to_the_crm(office: Office) -> None:
    bo = office.user("bo")
    office.client()
    uid = office.outlook.invite_from_outside(
        Recipient(ANA, "Ana"), meeting("Theirs", f"bo@{DOMAIN}")
    )
    await office.begin()
    copy = office.outlook.copy(bo, uid)
    assert copy is not None
    office.outlook.respond(bo, copy, Answer.TENTATIVE)
    await office.look(bo)

    answers = {str(a.address): a.answer for a in office.event.content.attendees}
    assert answers[f"bo@{DOMAIN}"] is Answer.TENTATIVE


async def test_how_a_guest_shows_the_time_stays_the_guests_own(office: Office) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}"))
    await office.begin()
    copy = office.outlook.copy(cy, office.outlook.look(bo, event).uid)
    assert copy is not None
    office.outlook.edit(cy, copy, show_as=ShowAs.OUT_OF_OFFICE)
    for mailbox in (cy, bo):
        await office.compare(mailbox)

    assert office.event.content.show_as is ShowAs.BUSY
    assert office.outlook.look(bo, event).says.show_as is ShowAs.BUSY


async def test_a_guest_who_removes_an_own_copy_ends_nobodys_meeting(office: Office) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}"))
    await office.begin()
    await office.compare(cy)
    copy = office.outlook.copy(cy, office.outlook.look(bo, event).uid)
    assert copy is not None
    office.outlook.delete(cy, copy)
    office.change(office.event.id, show_as=ShowAs.TENTATIVE)
    for mailbox in (cy, bo, cy):
        await office.compare(mailbox)

    assert not office.event.content.is_cancelled
    assert office.outlook.look(bo, event).says.show_as is ShowAs.TENTATIVE
    assert office.subjects(cy) == []


async def test_a_guests_answer_at_the_crms_page_goes_out_from_the_guests_own_mailbox(
    office: Office,
) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}"))
    office.outlook.create(cy, meeting("Own", ANA, span=span(TOMORROW + timedelta(hours=4))))
    await office.begin()
    await office.compare(cy)
    record = await office.memory.mailbox(cy)
    assert record is not None and record.owner is not None
    (held, _) = office.events()
    await office.crm_calendar.answer(held.id, held.version, record.owner, Answer.DECLINED)
    await office.look(bo)
    asked = office.written().get("answer", 0)
    await office.look(cy, Task.CALENDAR_SWEEP)

    copy = office.outlook.copy(cy, office.outlook.look(bo, event).uid)
    assert copy is not None
    assert office.outlook.look(cy, copy).item.answer is Answer.DECLINED
    assert (asked, office.written()["answer"]) == (0, 1)

"""The preview: what the next run would do, live, exactly, and kept nowhere."""

from datetime import timedelta
from typing import Any

from flows.calendar.preview import preview
from sync_core.calendar.event import Privacy
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Why
from sync_core.reconcile.sides import Side
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span


async def busy(office: Office) -> Any:
    """Return a mailbox in which every kind of action is due."""
    bo, _ = office.user("bo"), office.client()
    names = ("Edited there", "Edited here", "Deleted there", "Both", "Turned private")
    events = {name: office.outlook.create(bo, meeting(name, ANA)) for name in names}
    await office.begin()
    ids = {e.content.subject: e.id for e in office.events()}
    office.outlook.edit(bo, events["Edited there"], span=span(TOMORROW + timedelta(hours=4)))
    office.change(ids["Edited here"], subject="Edited here, indeed")
    office.outlook.delete(bo, events["Deleted there"])
    office.outlook.edit(bo, events["Both"], subject="There")
    office.change(ids["Both"], subject="Here")
    office.outlook.mark_private(bo, events["Turned private"])
    office.make(bo, "New here", ANA)
    office.outlook.create(bo, meeting("New there", ANA))
    office.outlook.create(bo, meeting("Unmatched", "nobody@elsewhere.test"))
    return bo


async def test_a_preview_equals_what_the_next_run_then_does(office: Office) -> None:
    bo = await busy(office)
    shown = await preview(office.parts, bo)
    told = {(r.side, r.move) for r in shown.rows}
    office.tenant.requests.clear()
    office.tenant.invitations.clear()
    await office.compare(bo)
    runs = await office.memory.runs(office.clock.now().date(), 500)
    done: dict[str, int] = {}
    for run in runs:
        for name, count in run.counts.items():
            done[name] = done.get(name, 0) + count

    assert told == {
        (Side.CRM, Move.CREATE),
        (Side.CRM, Move.UPDATE),
        (Side.CRM, Move.CANCEL),
        (Side.OUTLOOK, Move.CREATE),
        (Side.OUTLOOK, Move.UPDATE),
    }
    outlook = [r for r in shown.rows if r.side is Side.OUTLOOK]
    assert office.written() == {
        "create": sum(r.move is Move.CREATE for r in outlook),
        "update": sum(r.move is Move.UPDATE for r in outlook),
    }
    assert len(office.tenant.invitations) == shown.mails_outside
    assert done["mails_outside"] == shown.mails_outside
    after = await preview(office.parts, bo)
    assert after.rows == ()


async def test_a_preview_shows_the_very_actions_that_would_be_held(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    for n in range(3):
        office.outlook.create(bo, meeting(f"M{n}", ANA))
    await office.begin(brakes={"preview_first": True})
    shown = await preview(office.parts, bo)

    assert shown.held is not None
    assert {r.fingerprint for r in shown.rows} == set(shown.held.fingerprints)
    again = await preview(office.parts, bo)
    assert again == shown


async def test_a_row_says_what_becomes_what_and_why(office: Office) -> None:
    bo = await busy(office)
    rows = {r.subject: r for r in (await preview(office.parts, bo)).rows}
    fields = {s: [(f.name, f.before, f.after) for f in r.fields] for s, r in rows.items()}

    assert fields["Edited here"] == [("subject", "Edited here", "Edited here, indeed")]
    assert fields["Here"] == [("subject", "Here", "There")]
    assert rows["Here"].why is Why.CONFLICT
    assert rows["Turned private"].why is Why.REDACTED
    assert rows["Deleted there"].why is Why.DELETED
    assert rows["New here"].mails_outside == 1
    assert rows["New there"].mails_outside == 0
    assert ("subject", "", "New here") in fields["New here"]


async def test_a_preview_stores_and_writes_nothing(office: Office) -> None:
    bo = await busy(office)
    kept, versions = list(office.kept()), office.versions()
    record = await office.memory.mailbox(bo)
    office.tenant.requests.clear()
    await preview(office.parts, bo)

    assert list(office.kept()) == kept
    assert office.versions() == versions
    assert office.written() == {}
    assert await office.memory.mailbox(bo) == record


async def test_a_preview_names_why_events_are_left_out(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Unmatched", "nobody@elsewhere.test"))
    await office.begin()
    office.make(bo, "Private", ANA, privacy=Privacy.PRIVATE)
    shown = await preview(office.parts, bo)

    assert dict(shown.left_out) == {"unmatched": 1, "private": 1}


async def test_a_preview_that_cannot_be_made_says_why(office: Office) -> None:
    bo = office.user("bo")
    await office.policy(enabled=False)
    await office.begin_without_calendar()

    assert "not kept in step" in (await preview(office.parts, bo)).refused

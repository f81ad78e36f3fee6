"""The preview of what is shared tells what the next run does, and writes nothing."""

from flows.sharing.preview import preview_sharing
from sync_core.contacts.contact import Sharing
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Why
from sync_core.reconcile.sides import Side
from sync_core.work import Stream, Task
from tests.flows.contacts.office import Office, card


async def _people(office: Office) -> list[str]:
    """Return the names of the firm's people."""
    found = await office.lists.people(list(office.crm.people()))
    return sorted(p.card.name for p in found.values())


async def test_it_tells_what_the_run_then_does_and_writes_nothing_itself() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card(home_phones=("+1 5551234",), company="Court"), Sharing.FIRM)
    await office.enter(ben, card("Eva", "Roth"))
    await office.enter(ben, card("Dr", "Secret"), Sharing.PRIVATE)

    told = await preview_sharing(office.parts, ben)

    (row,) = told.rows
    assert (row.name, row.side, row.move, row.why) == ("Ana Kern", Side.CRM, Move.CREATE, Why.NEW)
    assert {f.name for f in row.fields} == {
        "given_name", "surname", "display_name", "company", "emails",
    }  # fmt: skip
    assert not (told.brakes or told.questions or told.refused)
    assert await _people(office) == []
    assert await office.memory.pairs(ben, Stream.SHARING) == ()
    await office.look(ben, Task.CONTACTS_SHARE)
    assert await _people(office) == ["Ana Kern"]
    again = await preview_sharing(office.parts, ben)
    assert again.rows == () and again.in_step == 1


async def test_what_the_firm_changed_is_told_with_before_and_after() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    entry = await office.enter(ben, card(company="Court"), Sharing.FIRM)
    await office.look(ben, Task.CONTACTS_SHARE)
    now = (await office.lists.entries([entry.id]))[entry.id]
    assert now.person is not None
    person = (await office.lists.people([now.person]))[now.person]
    await office.lists.edit_person(
        person.id, person.version, card(company="Chambers"), frozenset({"company"})
    )

    told = await preview_sharing(office.parts, ben)

    (row,) = told.rows
    assert (row.side, row.move, row.why) == (Side.OUTLOOK, Move.UPDATE, Why.CHANGED)
    (field,) = row.fields
    assert (field.name, field.before.casefold(), field.after.casefold()) == (
        "company", "court", "chambers",
    )  # fmt: skip


async def test_a_brake_is_told_before_the_run_stops_at_it() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin(brakes={"preview_first": False, "changes": 1})
    for name in ("Ana", "Eva"):
        await office.enter(ben, card(name, "Kern"), Sharing.FIRM)

    told = await preview_sharing(office.parts, ben)

    assert [b.value for b in told.brakes] == ["too_many_changes"] and told.held is None
    await office.look(ben, Task.CONTACTS_SHARE)
    held = (await preview_sharing(office.parts, ben)).held
    assert held is not None and {r.fingerprint for r in told.rows} == set(held.fingerprints)


async def test_a_mailbox_whose_contacts_are_not_kept_has_no_preview() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin(enabled=False)

    told = await preview_sharing(office.parts, ben)

    assert told.refused == "The contacts of this mailbox are not kept in step." and not told.rows

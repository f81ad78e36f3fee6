"""A process that ends between any two effects of a run: whoever goes on leaves one twin each, and loses nothing.

Every effect outside the process (a write in Outlook, in the CRM, to memory, to the queue) is counted in a run
of its own; then the same day is lived again, with the process ending before, and right after, each of them.
"""

from dataclasses import replace

import pytest

from flows.contacts.preview import preview_contacts
from simulator.graph import Recipient
from sync_core.contacts.contact import Sharing
from sync_core.mail import Address
from sync_core.reconcile.answers import Answer, Answered
from sync_core.reconcile.pairs import PairState
from sync_core.work import MailboxId, Stream, Task, WorkItem
from tests.flows.calendar.test_crashes import Ended, Process
from tests.flows.contacts.office import Office, card, contact

pytestmark = pytest.mark.slow

EFFECTS = {
    "contacts": ("create", "update", "delete", "mark"),
    "crm_contacts": (
        "create_entries",
        "update_entries",
        "delete_entries",
        "create_people",
        "update_people",
        "mark",
    ),
    "memory": ("acquire", "remember", "release", "change_mailbox", "record_run", "hold"),
    "queue": ("send",),
}
HOUR = 3600


async def a_day(office: Office) -> MailboxId:
    """Live a day on both sides, with nothing of it brought into step yet."""
    ben = office.user("ben")
    names = ("EditedThere", "EditedHere", "DeletedThere", "DeletedHere", "Untouched", "Reused")
    made = {n: office.outlook.create(ben, contact(n, "Kern")) for n in (*names, "Survivor")}
    await office.begin()
    entries = {e.card.given_name: e for e in await office.entries(ben)}
    office.outlook.edit(ben, made["EditedThere"], job_title="Judge")
    await office.edit(entries["EditedHere"], job_title="Clerk")
    office.outlook.delete(ben, made["DeletedThere"])
    gone = entries["DeletedHere"]
    await office.lists.remove_contact(gone.id, gone.version)
    await office.edit(entries["Survivor"], job_title="Usher")
    office.outlook.purge(ben, made["Survivor"])
    office.outlook.create(ben, contact("NewThere", "Lind"))
    await office.enter(ben, card("NewHere", "Ek"), sharing=Sharing.FIRM)
    office.outlook.create(ben, contact("Met", "Ros", company="Court"))
    await office.enter(ben, card("Met", "Ros", job_title="Bailiff"))
    await office.look(ben, Task.CONTACTS_SHARE)
    office.outlook.edit(
        ben,
        made["Reused"],
        given_name="Zoe",
        surname="Orm",
        display_name="Zoe Orm",
        emails=(Recipient("zoe@other.test", "Zoe"),),
    )
    return ben


async def live(office: Office, ben: MailboxId, process: Process) -> None:
    """Let one process do what it can of the day, and others go on where it ended."""
    sound = office.parts
    ports = {n: process.lived_in(getattr(sound, n), names) for n, names in EFFECTS.items()}
    await office.queue.send(
        WorkItem(task=Task.CONTACTS_WAKE, mailbox=ben, woken_at=office.clock.now())
    )
    office.parts = replace(sound, **ports)
    try:
        await office.work()
        await _answer(office, ben)
        await office.work()
    except Ended:
        office.clock.advance(HOUR)
    office.parts = sound
    await office.work()
    await _answer(office, ben)
    for _ in range(2):
        await office.work()
        office.clock.advance(HOUR)
        await office.compare(ben)


async def _answer(office: Office, ben: MailboxId) -> None:
    """Say of everybody that is asked about that it is a new person."""
    for pair in await office.pairs(ben):
        if pair.state is PairState.ASKED:
            told = Answered(
                answer=Answer.NEW_PERSON, about=pair.asks, by="admin", at=office.clock.now()
            )
            await office.memory.answer_pair(ben, Stream.CONTACTS, pair.key, told)
            item = WorkItem(task=Task.CONTACTS_NOW, mailbox=ben, woken_at=office.clock.now())
            await office.queue.send(item)


EVERYBODY = [
    "EditedHere Kern",
    "EditedThere Kern",
    "Met Ros",
    "NewHere Ek",
    "NewThere Lind",
    "Reused Kern",
    "Survivor Kern",
    "Untouched Kern",
    "Zoe Orm",
]


async def check(office: Office, ben: MailboxId) -> None:
    """Check that the day is in step: everybody once on either side, and nothing is left to do."""
    assert await office.names(ben) == office.shown(ben) == EVERYBODY
    titles = {e.card.given_name: e.card.job_title for e in await office.entries(ben)}
    assert titles == {s.given_name: s.job_title for s in office.in_outlook(ben)}
    assert {n for n, t in titles.items() if t} == {"EditedThere", "EditedHere", "Survivor", "Met"}
    keys = {e.key for e in await office.entries(ben)}
    pairs = await office.pairs(ben)
    assert {str(k) for k in keys} == {p.key for p in pairs}
    assert all(p.state is PairState.LINKED and not p.intents for p in pairs)
    people = await office.lists.people(list(office.crm.people()))
    assert [p.card.name for p in people.values()] == ["NewHere Ek"]
    assert (await preview_contacts(office.parts, ben)).rows == ()
    written, entries = office.written(), await office.entries(ben)
    await office.compare(ben)
    assert (office.written(), await office.entries(ben)) == (written, entries)
    assert await office.pairs(ben) == pairs
    assert not await office.is_held(ben)


async def effects_of_the_day() -> int:
    """Return how many effects the day has where nothing goes wrong."""
    office = Office()
    ben, process = await a_day(office), Process()
    await live(office, ben, process)
    await check(office, ben)
    return process.count


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_process_may_end_at_any_effect_of_a_run(after: bool) -> None:
    count = await effects_of_the_day()
    assert count > 30
    for effect in range(1, count + 1):
        office = Office()
        ben = await a_day(office)
        try:
            await live(office, ben, Process(effect, after=after))
            await check(office, ben)
        except AssertionError as wrong:
            raise AssertionError(
                f"ended {'after' if after else 'before'} effect {effect}"
            ) from wrong


async def test_an_address_that_moves_up_is_not_lost_where_a_process_ends_right_after_it_did() -> (
    None
):
    """Outlook never showed it: that it is not there does not mean that somebody took it away."""
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact("Ana", "Kern", "ana@a.test"))
    await office.begin()
    (entry,) = await office.entries(ben)
    four = ("ana@a.test", "ana@b.test", "ana@c.test", "ana@d.test")
    await office.edit(entry, emails=tuple(map(Address, four)))
    office.outlook.edit(
        ben, made, emails=(Recipient("ana@new.test", "Ana"), Recipient("ana@a.test", "Ana"))
    )
    sound, process = office.parts, Process(1, after=True)
    crm = process.lived_in(sound.crm_contacts, ("update_entries",))
    office.parts = replace(sound, crm_contacts=crm)
    with pytest.raises(Ended):
        await office.look(ben)
    office.parts = sound
    office.clock.advance(HOUR)
    await office.work()
    await office.compare(ben)
    (entry,) = await office.entries(ben)
    assert entry.card.emails == ("ana@new.test", "ana@a.test", "ana@d.test")
    (shown,) = office.in_outlook(ben)
    assert [e.address for e in shown.emails] == list(entry.card.emails)


async def test_a_contact_that_came_back_while_it_was_made_anew_stays_its_entrys_own() -> None:
    """It was deleted, and made again for an edit in the CRM; before that was remembered its user took it back."""
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact("Ana", "Kern", notes="hers alone"))
    await office.begin()
    (entry,) = await office.entries(ben)
    office.outlook.delete(ben, made)
    await office.edit(entry, job_title="Usher")
    sound, process = office.parts, Process(1, after=True)
    crm = process.lived_in(sound.crm_contacts, ("update_entries",))
    office.parts = replace(sound, crm_contacts=crm)
    with pytest.raises(Ended):
        await office.look(ben)
    office.parts = sound
    office.outlook.restore(ben, made)
    office.clock.advance(HOUR)
    await office.look(ben)
    (entry,) = await office.entries(ben)
    assert entry.card.job_title == "Usher"
    assert office.outlook.look(ben, made).says.job_title == "Usher"
    pairs = {p.outlook: p for p in await office.pairs(ben)}
    assert set(pairs) == set(office.outlook.within(ben)) and len(pairs) == 2
    assert (pairs[made].state, pairs[made].crm) == (PairState.LINKED, entry.id)
    assert await office.reasons(ben) == ["double"]
    await office.edit(entry, job_title="Judge")
    await office.look(ben)
    assert office.outlook.look(ben, made).says.job_title == "Judge"

"""What keeping contacts costs: an unchanged user next to nothing, and nothing that grows with the list."""

from collections import Counter
from typing import Any

from sync_core.work import MailboxId, Task
from tests.flows.contacts.office import Office, card, contact


async def _at_rest(count: int) -> tuple[Office, MailboxId]:
    """Return a firm in which so many contacts of ben are in step and nothing is left to be told."""
    office = Office()
    ben = office.user("ben")
    for number in range(count):
        office.outlook.create(ben, contact(f"Ana{number}", "Kern"))
    await office.begin()
    for _ in range(2):
        await office.look(ben)
    return office, ben


def _counted(port: Any, *spared: str) -> Counter[str]:
    """Count every call of a port from here on."""
    calls: Counter[str] = Counter()

    def counting(name: str, sound: Any) -> Any:
        async def counted(*told: Any, **named: Any) -> Any:
            calls[name] += 1
            return await sound(*told, **named)

        return counted

    public = [n for n in dir(port) if n[0] != "_" and n not in spared]
    for name in public:
        method = getattr(port, name)
        if callable(method):
            setattr(port, name, counting(name, method))
    return calls


_ASIDE = (
    *("dump", "list_of", "put", "write", "person", "ruled", "fresh_id", "everything"),
    *("delete", "erase", "is_erased", "tell_of", "standing_for", "contact_store", "write_person"),
)
"""What the CRM in memory calls of itself: no questions of ours."""


async def test_an_unchanged_user_costs_one_delta_call_and_one_question_to_the_crm() -> None:
    office, ben = await _at_rest(7)
    outlook = _counted(office.parts.contacts)
    crm = _counted(office.parts.crm_contacts, *_ASIDE)
    memory = _counted(office.memory, "dump")
    await office.step(ben)
    assert outlook == {"changed": 1}
    assert crm == {"changed_entries": 1}
    memory.pop("aliases", 0)  # the rules, once for all that runs within seconds
    memory.pop("mailboxes", 0)
    assert sum(memory.values()) <= 6, memory


async def test_looking_at_one_user_reads_no_other_ones_record() -> None:
    office, ben = await _at_rest(1)
    office.user("eva")
    await office.begin()
    await office.look(ben)
    memory = _counted(office.memory, "dump")
    await office.step(ben)
    assert memory["mailboxes"] == 0


async def test_our_own_writes_told_by_the_crm_are_not_read_in_outlook() -> None:
    office = Office()
    ben = office.user("ben")
    for number in range(7):
        office.outlook.create(ben, contact(f"Ana{number}", "Kern"))
    await office.begin()
    outlook = _counted(office.parts.contacts)
    await office.look(ben)
    assert outlook["read"] == outlook["listed"] == 0


async def test_many_entries_made_in_outlook_get_their_keys_in_one_round_trip() -> None:
    office, ben = await _at_rest(1)
    for number in range(7):
        await office.enter(ben, card(f"Eva{number}", "Lind"))
    crm = _counted(office.parts.crm_contacts, *_ASIDE)
    await office.step(ben)
    assert crm["update_entries"] == 1
    assert len(office.in_outlook(ben)) == 8


async def test_many_contacts_enter_the_list_in_one_round_trip() -> None:
    office, ben = await _at_rest(1)
    for number in range(7):
        office.outlook.create(ben, contact(f"Eva{number}", "Lind"))
    crm = _counted(office.parts.crm_contacts, *_ASIDE)
    await office.step(ben)
    assert (crm["create_entries"], crm["candidates"]) == (1, 1)


async def test_one_edit_reads_one_contact_however_many_there_are() -> None:
    office, ben = await _at_rest(40)
    office.outlook.edit(ben, office.id_of(ben, "Ana3 Kern"), job_title="Judge")
    outlook = _counted(office.parts.contacts)
    crm = _counted(office.parts.crm_contacts, *_ASIDE)
    await office.step(ben)
    assert (outlook["read"], outlook["listed"]) == (1, 0)
    assert crm["entries_of"] == 0
    assert crm["update_entries"] == 1


async def test_a_small_change_reads_only_the_pairs_it_concerns_and_the_count_stays_right() -> None:
    office, ben = await _at_rest(9)
    memory = _counted(office.memory, "dump")
    office.outlook.edit(ben, office.id_of(ben, "Ana3 Kern"), job_title="Judge")
    await office.step(ben)
    (entry, *_) = await office.entries(ben)
    await office.edit(entry, company="Court")
    await office.step(ben)
    asked = memory["pairs_about"]
    assert asked == 2
    assert memory["pairs"] == asked  # the twin in memory looks through them itself
    record = await office.memory.mailbox(ben)
    assert record is not None
    assert record.contacts_pairs == await office.linked(ben) == 9


async def test_a_folder_in_which_nothing_happens_still_tells_that_it_is_read() -> None:
    office, ben = await _at_rest(1)
    told = set()
    for _ in range(12):
        office.clock.advance(15 * 60)
        await office.step(ben)
        record = await office.memory.mailbox(ben)
        assert record is not None and record.contacts_read_at is not None
        assert (office.clock.now() - record.contacts_read_at).total_seconds() < 1_800
        told.add(record.contacts_read_at)
    assert len(told) <= 7


async def test_comparing_whole_costs_pages_and_not_contacts() -> None:
    office, ben = await _at_rest(60)
    outlook = _counted(office.parts.contacts)
    crm = _counted(office.parts.crm_contacts, *_ASIDE)
    await office.look(ben, Task.CONTACTS_SWEEP)
    assert outlook["listed"] == 1
    assert outlook["read"] == 0
    assert crm["entries_of"] == 1
    assert crm["candidates"] == 0

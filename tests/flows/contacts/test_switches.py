"""What the policy lets happen: for whom, in which direction, which operations, in which of a user's mailboxes."""

from typing import Any

import pytest

from flows.wakeups import refresh_directory_due, sweep_due
from sync_core.mailboxes import MailboxKind
from sync_core.work import MailboxId, Task
from tests.flows.contacts.office import Office, card, contact, first_run


async def test_a_users_contacts_can_be_switched_off_and_on_again_and_nothing_is_lost() -> None:
    office = Office()
    ben, cy = office.user("ben"), office.user("cy")
    made = office.outlook.create(ben, contact())
    office.outlook.create(cy, contact("Eva", "Lind"))
    await office.begin()
    await office.begin(mailboxes=[{"mailbox": ben, "enabled": False}])
    office.outlook.edit(ben, made, job_title="Judge")
    await office.look(ben)
    assert await office.names(ben) == ["Ana Kern"]
    assert (await office.entries(ben))[0].card.job_title == ""
    assert await office.names(cy) == ["Eva Lind"]
    await office.begin()
    await office.look(ben)
    assert (await office.entries(ben))[0].card.job_title == "Judge"
    assert await office.linked(ben) == 1


async def test_only_the_users_who_are_listed_where_the_policy_says_so() -> None:
    office = Office()
    ben, cy = office.user("ben"), office.user("cy")
    office.outlook.create(ben, contact())
    office.outlook.create(cy, contact("Eva", "Lind"))
    await office.begin(choose="listed", mailboxes=[{"mailbox": cy}])
    assert (await office.names(ben), await office.names(cy)) == ([], ["Eva Lind"])


async def test_without_the_policy_nothing_happens() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    await office.begin(enabled=False)
    await office.compare(ben)
    assert await office.entries(ben) == []
    assert await office.pairs(ben) == ()


@pytest.mark.parametrize("direction", ["to_crm", "to_outlook"])
async def test_one_direction_alone_lets_nothing_flow_the_other_way(direction: str) -> None:
    office, ben = await first_run([contact()], [card("Eva", "Lind")], direction=direction)
    goes_up = direction == "to_crm"
    assert len(await office.entries(ben)) == (2 if goes_up else 1)
    assert len(office.in_outlook(ben)) == (1 if goes_up else 2)
    assert await office.reasons(ben) == ["direction"]
    await office.policy()
    await office.compare(ben)
    assert await office.names(ben) == office.shown(ben) == ["Ana Kern", "Eva Lind"]


async def _prevented(operation: str, side: str) -> tuple[list[str], list[str]]:
    """Live one of each change on both sides with one operation prevented, then allowed; return what was seen."""
    office = Office()
    ben = office.user("ben")
    names = ("Edited", "There", "Here")
    made = {n: office.outlook.create(ben, contact(n, "Kern")) for n in names}
    await office.begin()
    await office.policy(prevent={side: {operation: True}})
    entries = {e.card.given_name: e for e in await office.entries(ben)}
    office.outlook.edit(ben, made["Edited"], nickname="Ed")
    await office.edit(entries["Edited"], company="Court")
    office.outlook.delete(ben, made["There"])
    gone = entries["Here"]
    await office.lists.remove_contact(gone.id, gone.version)
    office.outlook.create(ben, contact("Newt", "Ek"))
    await office.enter(ben, card("Omar", "Ros"))
    await office.look(ben)
    await office.compare(ben)
    seen = [await _seen(office, ben)]
    await office.policy()
    await office.compare(ben)
    seen.append(await _seen(office, ben))
    return seen[0], seen[1]


async def _seen(office: Office, ben: Any) -> list[str]:
    entries = await office.entries(ben)
    there = office.in_outlook(ben)
    edited = next(e for e in entries if e.card.given_name == "Edited")
    shown = next(s for s in there if s.given_name == "Edited")
    return [
        "crm: " + ", ".join(e.card.name for e in entries),
        f"crm nickname: {edited.card.nickname}",
        "outlook: " + ", ".join(s.display_name for s in there),
        f"outlook company: {shown.company}",
    ]


ALL = [
    "crm: Edited Kern, Newt Ek, Omar Ros",
    "crm nickname: Ed",
    "outlook: Edited Kern, Newt Ek, Omar Ros",
    "outlook company: Court",
]


@pytest.mark.parametrize(
    ("side", "operation", "place", "instead"),
    [
        ("crm", "create", 0, "crm: Edited Kern, Omar Ros"),
        ("crm", "update", 1, "crm nickname: "),
        ("crm", "delete", 0, "crm: Edited Kern, Newt Ek, Omar Ros, There Kern"),
        ("outlook", "create", 2, "outlook: Edited Kern, Newt Ek"),
        ("outlook", "update", 3, "outlook company: "),
        ("outlook", "delete", 2, "outlook: Edited Kern, Here Kern, Newt Ek, Omar Ros"),
    ],
)
async def test_a_prevented_operation_never_happens_on_its_side_and_is_done_once_allowed(
    side: str, operation: str, place: int, instead: str
) -> None:
    prevented, allowed = await _prevented(operation, side)
    assert prevented == [*ALL[:place], instead, *ALL[place + 1 :]]
    assert allowed == ALL


async def _with_a_shared_mailbox() -> tuple[Office, MailboxId, MailboxId]:
    """Return a firm in which ben has a mailbox, and the mailbox of a team is ben's too."""
    office = Office()
    ben, team = office.user("ben"), office.tenant.add_user("team", "team@northwind.test")
    await office.begin(enabled=False)
    owner = await office.owner(ben)
    await office.policy()
    for mailbox, kind in ((ben, MailboxKind.USER), (team, MailboxKind.SHARED)):
        await office.memory.change_mailbox(mailbox, owner=owner, contacts_enabled=True, kind=kind)
    return office, ben, team


async def test_a_users_list_goes_to_the_users_own_mailbox_and_to_no_shared_one() -> None:
    office, ben, team = await _with_a_shared_mailbox()
    office.outlook.create(team, contact("Eva", "Lind"))
    await office.enter(ben, card())
    for mailbox in (team, ben, team):
        await office.compare(mailbox)
    assert (office.shown(ben), office.shown(team)) == (["Ana Kern"], ["Eva Lind"])
    assert await office.names(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.reasons(team) == ["other_mailbox"]


async def test_the_policy_may_name_another_mailbox_as_the_primary_one() -> None:
    office, ben, team = await _with_a_shared_mailbox()
    await office.policy(mailboxes=[{"mailbox": team, "is_primary": True}])
    await office.enter(ben, card())
    for mailbox in (ben, team, ben):
        await office.compare(mailbox)
    assert (office.shown(ben), office.shown(team)) == ([], ["Ana Kern"])


async def test_a_mailbox_whose_owner_the_crm_does_not_know_is_not_looked_at_every_tick() -> None:
    office = Office()
    stranger = office.tenant.add_user("zoe", "zoe@northwind.test")
    office.outlook.create(stranger, contact())
    await office.begin()
    ticks = []
    for _ in range(6):
        await sweep_due(office.parts)
        ticks.append(_tasks(office, Task.CONTACTS_SWEEP) + _tasks(office, Task.CONTACTS_WAKE))
        await office.work()
        office.clock.advance(300)
    assert sum(ticks) <= 2
    assert await office.pairs(stranger) == ()


async def test_a_mailbox_whose_owner_becomes_known_is_kept_in_step_from_then_on() -> None:
    office = Office()
    zoe = office.tenant.add_user("zoe", "zoe@northwind.test")
    office.outlook.create(zoe, contact())
    await office.begin()
    office.crm.add_staff("zoe", "zoe@northwind.test")  # type: ignore[arg-type]  # plain text
    office.clock.advance(86_400)
    await refresh_directory_due(office.parts)
    await office.work()
    await sweep_due(office.parts)
    await office.work()
    assert await office.names(zoe) == ["Ana Kern"]


def _tasks(office: Office, task: Task) -> int:
    return sum(f'"{task.value}"' in text for text in office.queue.dump())


async def test_switching_it_off_removes_nothing() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    await office.begin()
    await office.enter(ben, card("Eva", "Lind"))
    await office.look(ben)
    await office.begin(enabled=False)
    await office.compare(ben)
    assert await office.names(ben) == office.shown(ben) == ["Ana Kern", "Eva Lind"]

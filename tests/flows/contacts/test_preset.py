"""The preset `interaction`, contacts: each behaviour that it claims to realise, by its number in the facts."""

from typing import Any

from flows.ports.policy_store import PolicyVersion
from flows.wakeups import refresh_directory_due
from sync_core.contacts.contact import Sharing
from sync_core.policy import Policy
from sync_core.presets import PRESETS
from sync_core.reconcile.brakes import Brake
from sync_core.work import FIRM, MailboxId, Stream, Task
from tests.flows.contacts.office import Office, card, contact
from tests.flows.firm import DOMAIN

PRESET = PRESETS["interaction"]
WALKED = {122, 123, 124, 125, 127, 128, 129, 141, 143, 144, 145, 146, 148, 150, 151, 157, 158}
WALKED |= {159, 201, 204}
"""What the tests below walk through, one after the other."""


async def begin(office: Office, *mailboxes: MailboxId, **brakes: Any) -> None:
    """Bring the mailboxes that are listed into step under the preset, their previews approved."""
    contacts = dict(PRESET.document["contacts"])
    contacts["brakes"] = {**contacts.get("brakes", {}), "preview_first": False, **brakes}
    contacts["mailboxes"] = [{"mailbox": m} for m in mailboxes]
    document = {
        **PRESET.document,
        "contacts": contacts,
        "mailboxes": {"choose": "all"},
        "mail": {"internal_domains": [DOMAIN], "history": {"months": 0}},
        "schedule": {"sweep_minutes": 0},
    }
    number = (await office.policies.current()).number + 1
    now = office.clock.now()
    version = PolicyVersion(number=number, document=document, changed_by="test", changed_at=now)
    await office.policies.append(version)
    office.parts.rulebook.forget()
    await refresh_directory_due(office.parts)
    await office.work()
    await office.look(FIRM, Task.CRM_FEED)


async def _share(office: Office, ben: MailboxId, *kept_back: str) -> None:
    (entry,) = await office.entries(ben)
    await office.lists.share_contact(entry.id, entry.version, Sharing.FIRM, frozenset(kept_back))
    await office.look(ben)


async def _people(office: Office) -> list[str]:
    people = await office.lists.people(list(office.crm.people()))
    return sorted(p.card.name for p in people.values())


def test_every_number_that_the_preset_claims_is_walked_here() -> None:
    assert PRESET.realises("contacts") == WALKED


def test_the_preset_is_a_policy() -> None:
    policy = Policy.parse(PRESET.document).contacts
    assert policy.enabled


async def test_122_124_141_contacts_are_kept_in_step_and_users_do_nothing_for_it() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await begin(office, ben)
    office.outlook.edit(ben, made, job_title="Judge")
    await office.look(ben)
    office.outlook.create(ben, contact("Eva", "Lind"))
    office.outlook.delete(ben, made)
    await office.look(ben)
    assert await office.names(ben) == ["Eva Lind"]


async def test_123_128_each_change_on_either_side_is_copied_over() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await begin(office, ben)
    office.outlook.edit(ben, made, job_title="Judge")
    await office.look(ben)
    (entry,) = await office.entries(ben)
    assert entry.card.job_title == "Judge"
    await office.edit(entry, job_title="Clerk")
    await office.look(ben)
    assert office.in_outlook(ben)[0].job_title == "Clerk"


async def test_125_143_contacts_pair_with_the_users_own_list_and_not_with_firm_data() -> None:
    office = Office()
    ben, cy = office.user("ben"), office.user("cy")
    office.outlook.create(ben, contact())
    await begin(office, ben, cy)
    assert (await office.names(ben), await office.names(cy)) == (["Ana Kern"], [])
    assert await _people(office) == []


async def test_127_129_the_first_run_is_a_union_and_doubles_whom_both_sides_have() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    office.outlook.create(ben, contact("Eva", "Lind"))
    await begin(office)
    await office.enter(ben, card())
    await office.enter(ben, card("Ida", "Ek"))
    await begin(office, ben)
    both = ["Ana Kern", "Ana Kern", "Eva Lind", "Ida Ek"]
    assert await office.names(ben) == office.shown(ben) == both
    await office.compare(ben)
    assert await office.names(ben) == office.shown(ben) == both, "once, and not again each time"


async def test_144_145_a_run_of_its_own_lets_what_the_user_chose_rise() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact(company="Court", job_title="Judge"))
    await begin(office, ben)
    await _share(office, ben, "job_title")
    assert await _people(office) == ["Ana Kern"]
    (person,) = (await office.lists.people(list(office.crm.people()))).values()
    assert (person.card.company, person.card.job_title) == ("Court", "")
    assert len(await office.memory.pairs(ben, Stream.SHARING)) == 1


async def test_146_201_contacts_are_switched_on_user_by_user() -> None:
    office = Office()
    ben, cy = office.user("ben"), office.user("cy")
    office.outlook.create(ben, contact())
    office.outlook.create(cy, contact())
    await begin(office, cy)
    assert (await office.names(ben), await office.names(cy)) == ([], ["Ana Kern"])


async def test_148_notes_stay_where_they_are() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact(notes="My own"))
    await begin(office, ben)
    (entry,) = await office.entries(ben)
    assert entry.card.notes == ""
    await office.edit(entry, notes="The CRM's")
    await office.look(ben)
    assert office.in_outlook(ben)[0].notes == "My own"


async def test_150_a_private_contact_is_hidden_even_from_proxies() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.mark_private(ben, office.outlook.create(ben, contact()))
    await begin(office, ben)
    (entry,) = await office.entries(ben)
    seen = await office.lists.contact_list(entry.owner, "", 0, 10, with_private=False)
    assert (entry.sharing, seen.rows) == (Sharing.PRIVATE, ())


async def test_151_a_contact_may_stay_in_the_users_list_where_proxies_see_it() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    await begin(office, ben)
    (entry,) = await office.entries(ben)
    seen = await office.lists.contact_list(entry.owner, "", 0, 10, with_private=False)
    assert (entry.sharing, seen.rows) == (Sharing.LIST, (entry,))
    assert await _people(office) == []


async def test_157_158_a_contact_recycled_by_renaming_it_moves_nobodys_history() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await begin(office, ben)
    await _share(office, ben)
    eva = contact("Eva", "Lind", "eva@other.test")
    office.outlook.edit(
        ben, made, given_name="Eva", surname="Lind", display_name="Eva Lind", emails=eva.emails
    )
    await office.look(ben)
    assert await office.reasons(ben) == ["different_person"]
    assert await office.names(ben) == await _people(office) == ["Ana Kern"]
    office.outlook.delete(ben, made)
    office.outlook.create(ben, eva)
    await office.look(ben)
    assert await office.names(ben) == ["Eva Lind"], "deleted and made anew, as is prescribed"
    assert await _people(office) == ["Ana Kern"]


async def test_159_a_change_of_the_firm_flows_down_to_every_users_outlook() -> None:
    office = Office()
    ben, cy = office.user("ben"), office.user("cy")
    office.outlook.create(ben, contact())
    office.outlook.create(cy, contact())
    await begin(office, ben, cy)
    for mailbox in (ben, cy):
        await _share(office, mailbox)
    (entry,) = await office.entries(ben)
    await office.edit(entry, company="Court")
    await office.look(ben)
    await office.look(FIRM, Task.CRM_FEED)
    assert [c.company for m in (ben, cy) for c in office.in_outlook(m)] == ["Court", "Court"]


async def test_204_ten_suspicious_changes_in_one_run_hold_the_mailbox() -> None:
    office = Office()
    ben = office.user("ben")
    made = [
        office.outlook.create(ben, contact(f"Ana{n}", "Kern", job_title="Judge", company="Court"))
        for n in range(25)
    ]
    await begin(office, ben)
    for one in made[:10]:
        office.outlook.edit(ben, one, job_title="", company="", emails=())
    await office.look(ben)
    held = await office.memory.held(ben, Stream.CONTACTS)
    assert held is not None and held.brakes == (Brake.SUSPICIOUS,)
    assert {e.card.job_title for e in await office.entries(ben)} == {"Judge"}


async def test_153_a_user_without_contacts_has_no_calendar_either() -> None:
    office = Office()
    ben, cy = office.user("ben"), office.user("cy")
    await begin(office, cy)
    records = {r.id: r for r in await office.memory.mailboxes()}
    assert (records[ben].calendar_enabled, records[cy].calendar_enabled) == (False, True)

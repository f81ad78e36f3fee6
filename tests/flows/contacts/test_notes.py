"""Notes: off unless the policy says so; then one marked block alone is shared, and a user's own text never leaves."""

from flows.contacts.preview import preview_contacts
from sync_core.work import MailboxId, Stream
from tests.flows.contacts.office import Office, card, contact, first_run

OWN = "Owes me a lunch.\r\nNever trust his brother."
BEGIN, END = "----- Shared with the firm -----", "----- End of what is shared -----"


def block(text: str) -> str:
    """Return a marked block as Outlook holds it."""
    return f"{BEGIN}\r\n{text}\r\n{END}"


async def _noted(says: str, **contacts: object) -> tuple[Office, MailboxId]:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact(notes=says))
    await office.begin(**contacts)
    return office, ben


async def _of_the_crm(office: Office, ben: MailboxId) -> str:
    return (await office.entries(ben))[0].card.notes


async def test_by_default_no_note_leaves_either_side() -> None:
    office, ben = await _noted(f"{OWN}\r\n{block('Likes tea')}")
    assert await _of_the_crm(office, ben) == ""
    await office.edit((await office.entries(ben))[0], notes="From the CRM")
    await office.look(ben)
    await office.compare(ben)
    assert office.in_outlook(ben)[0].notes == f"{OWN}\r\n{block('Likes tea')}"


async def test_a_users_own_text_never_reaches_the_crm() -> None:
    office, ben = await _noted(OWN, notes=True)
    assert await _of_the_crm(office, ben) == ""
    (id_,) = office.outlook.within(ben)
    office.outlook.edit(ben, id_, notes=f"{OWN} Really.", job_title="Judge")
    await office.look(ben)
    assert await _of_the_crm(office, ben) == ""
    everything = [*office.crm.contacts.dump(), *office.memory.dump()]
    assert not any("lunch" in text or "brother" in text for text in everything)


async def test_only_the_marked_block_is_shared() -> None:
    office, ben = await _noted(f"{OWN}\r\n{block('Likes tea')}\r\nMore of my own", notes=True)
    assert await _of_the_crm(office, ben) == "Likes tea"


async def test_a_note_of_the_crm_replaces_the_block_alone() -> None:
    office, ben = await _noted(f"{OWN}\r\n{block('Likes tea')}\r\nMore of my own", notes=True)
    await office.edit((await office.entries(ben))[0], notes="Likes coffee")
    await office.look(ben)
    assert office.in_outlook(ben)[0].notes == f"{OWN}\r\n{block('Likes coffee')}\r\nMore of my own"


async def test_a_note_of_the_crm_is_set_below_a_users_own_text() -> None:
    office, ben = await _noted(OWN, notes=True)
    await office.edit((await office.entries(ben))[0], notes="Likes tea")
    await office.look(ben)
    assert office.in_outlook(ben)[0].notes == f"{OWN}\r\n{block('Likes tea')}"
    await office.look(ben)
    assert await _of_the_crm(office, ben) == "Likes tea"


async def test_a_contact_made_for_an_entry_has_its_note_in_the_block() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin(notes=True)
    await office.enter(ben, card(notes="Likes tea"))
    await office.look(ben)
    assert office.in_outlook(ben)[0].notes.splitlines() == [BEGIN, "Likes tea", END]


async def test_a_user_who_takes_the_block_away_does_not_empty_the_crm() -> None:
    office, ben = await _noted(f"{OWN}\r\n{block('Likes tea')}", notes=True)
    (id_,) = office.outlook.within(ben)
    office.outlook.edit(ben, id_, notes=OWN)
    await office.look(ben)
    await office.compare(ben)
    assert await _of_the_crm(office, ben) == "Likes tea"


async def test_a_torn_block_shares_nothing_and_is_not_touched() -> None:
    torn = f"{OWN}\r\n{BEGIN}\r\nLikes tea"
    office, ben = await _noted(torn, notes=True)
    assert await _of_the_crm(office, ben) == ""
    await office.edit((await office.entries(ben))[0], notes="Likes coffee")
    await office.look(ben)
    before = office.written()
    await office.compare(ben)
    await office.compare(ben)
    assert office.in_outlook(ben)[0].notes == torn
    assert office.written() == before, "nobody tries for ever what cannot be done"


async def test_notes_never_rise_to_the_firm() -> None:
    fields = ["given_name", "surname", "display_name", "emails", "notes"]
    office, ben = await _noted(
        block("Likes tea"), notes=True, sharing={"promote": "all", "fields": fields}
    )
    assert len(await office.memory.pairs(ben, Stream.SHARING)) == 1
    people = await office.lists.people(list(office.crm.people()))
    assert [p.card.notes for p in people.values()] == [""]


async def test_switched_off_again_what_was_shared_stays_where_it_is() -> None:
    office, ben = await _noted(block("Likes tea"), notes=True)
    await office.policy(notes=False)
    await office.compare(ben)
    await office.edit((await office.entries(ben))[0], notes="Likes coffee")
    await office.look(ben)
    assert office.in_outlook(ben)[0].notes == block("Likes tea")
    await office.policy(notes=True)
    await office.compare(ben)
    assert office.in_outlook(ben)[0].notes == block("Likes coffee")


async def test_whoever_is_asked_about_a_contact_is_not_shown_its_users_own_notes() -> None:
    office, ben = await first_run(
        [contact("Ana", "Kern", "ana@home.test", notes="Never late.")],
        [card("Ana", "Kern", "ana@client.test")],
        notes=True,
    )
    (question,) = (await preview_contacts(office.parts, ben)).questions
    assert question.first is not None
    assert (question.first.name, question.first.notes) == ("Ana Kern", "")

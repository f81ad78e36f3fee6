"""What every CRM's contact pages keep to: the contract of flows.ports.contact_desk.ContactDesk."""

from abc import ABC, abstractmethod
from dataclasses import replace

import pytest

from flows.ports.crm_contacts import Probe, Wrote
from flows.ports.desk import NewPerson
from sync_core import limits
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Card, PostalAddress, Sharing
from sync_core.failures import ItemGone, SkipItem, VersionConflict
from sync_core.mail import Address, CrmUserId
from tests.contracts.crm_contacts_firm import (
    ANA,
    BEA,
    CYD,
    NO_PERSON,
    NOBODY,
    ContactsFirm,
    card,
    draft,
    made,
    person_change,
    person_of,
)

LONG = "x" * (limits.CONTACT_TEXT_CHARACTERS_MAX + 1)


class ContactDeskContract(ABC):
    """The desk's promises, kept alike by every CRM."""

    @pytest.fixture
    @abstractmethod
    def contacts_firm(self) -> ContactsFirm:
        """Return a firm with nobody in it."""

    @pytest.fixture
    async def bo(self, contacts_firm: ContactsFirm) -> CrmUserId:
        return await contacts_firm.add_staff("Bo", "bo@firm.test")

    async def test_a_list_is_shown_by_name_and_searched_by_name_company_and_address(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        desk = contacts_firm.contacts
        cards = [
            card("Zoë Adler", ANA),
            card("ana bell", company="Ærø Client 100%"),
            Card(display_name="Bea, Cyd", given_name="Cyd"),
            card("Ana Alt", is_private=True),
        ]
        zoe, ana, bea, private = await made(desk, *(draft(bo, n, c) for n, c in enumerate(cards)))
        page = await desk.contact_list(bo, "", 0, 3, with_private=True)
        assert (page.rows, page.total) == ((private, ana, bea), 4)
        rest = await desk.contact_list(bo, "", 3, 3, with_private=True)
        assert (rest.rows, rest.total) == ((zoe,), 4)
        for text, found in (
            (" ZOË ", zoe),
            ("client.TEST", zoe),
            ("ærø", ana),
            ("100%", ana),
            ("a bell", ana),
            ("bea,", bea),
        ):
            page = await desk.contact_list(bo, text, 0, 9, with_private=True)
            assert (page.rows, page.total) == ((found,), 1)

    async def test_proxies_never_see_private_entries(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        desk = contacts_firm.contacts
        seen, _ = await made(desk, draft(bo, 1), draft(bo, 2, card(is_private=True)))
        page = await desk.contact_list(bo, "ana", 0, 9, with_private=False)
        assert (page.rows, page.total) == ((seen,), 1)

    async def test_a_user_adds_edits_shares_and_removes_an_entry(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        desk = contacts_firm.contacts
        told = card("Ana", Address("ANA@Client.test"))
        entry = await desk.add_contact(bo, told, Sharing.FIRM, Origin.PAGE)
        assert (entry.card.emails, entry.origin, entry.key) == ((ANA,), Origin.PAGE, None)
        assert await desk.contact(entry.id) == entry
        edited = await desk.edit_contact(
            entry.id, 1, Card(nickname="An", surname="Z"), frozenset({"nickname"})
        )
        assert edited.card == replace(entry.card, nickname="An")
        shared = await desk.share_contact(entry.id, 2, Sharing.LIST, frozenset({"mobile_phone"}))
        assert (shared.sharing, shared.kept_back) == (Sharing.LIST, frozenset({"mobile_phone"}))
        assert (shared.version, await desk.contact(entry.id)) == (3, shared)
        private = await desk.share_contact(entry.id, 3, Sharing.PRIVATE, frozenset())
        assert private.card.is_private
        await desk.remove_contact(entry.id, 4)
        assert await desk.contact(entry.id) is None

    async def test_an_entry_is_related_to_a_person_and_to_nobody_again(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        desk = contacts_firm.contacts
        ana = await contacts_firm.add_person(NewPerson(name="Ana"))
        (entry,) = await made(desk, draft(bo, 1))
        related = await desk.relate_contact(entry.id, 1, ana)
        private = await made(desk, draft(bo, 2, card(is_private=True), person=ana))
        where = await desk.firm_person(ana)
        assert where is not None
        assert (related.person, where.lists) == (ana, ((bo, entry.id),))
        assert where.person == await person_of(desk, ana)
        assert (await desk.relate_contact(entry.id, 2, None)).person is None
        where = await desk.firm_person(ana)
        assert where is not None
        assert where.lists == ()
        assert private[0].person == ana
        with pytest.raises(SkipItem, match="person"):
            await desk.relate_contact(entry.id, 3, NO_PERSON)

    async def test_a_write_on_a_former_version_or_of_nothing_is_told(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        desk = contacts_firm.contacts
        ana = await contacts_firm.add_person(NewPerson(name="Ana"))
        (entry,) = await made(desk, draft(bo, 1))
        name = frozenset({"given_name"})
        for one, failure in ((entry.id, VersionConflict), (NOBODY, ItemGone)):
            with pytest.raises(failure):
                await desk.edit_contact(one, 7, card(), name)
            with pytest.raises(failure):
                await desk.share_contact(one, 7, Sharing.LIST, frozenset())
            with pytest.raises(failure):
                await desk.remove_contact(one, 7)
            with pytest.raises(failure):
                await desk.relate_contact(one, 7, None)
        for person, failed in ((ana, VersionConflict), (NO_PERSON, ItemGone)):
            with pytest.raises(failed):
                await desk.edit_person(person, 7, card(), name)
            with pytest.raises(failed):
                await desk.erase_person(person, 7)
        assert await desk.contact(entry.id) == entry

    @pytest.mark.parametrize(
        ("field", "told"),
        [
            ("given_name", Card(given_name=LONG)),
            ("notes", Card(notes="x" * (limits.CONTACT_NOTES_CHARACTERS_MAX + 1))),
            ("home_address.street", Card(home_address=PostalAddress(street=LONG))),
            ("categories", Card(categories=("x",) * (limits.CONTACT_VALUES_MAX + 1))),
            ("business_phones.1", Card(business_phones=("1", LONG))),
            ("emails.1", Card(emails=(ANA, Address("none")))),
        ],
    )
    async def test_a_value_that_cannot_be_taken_names_its_field(
        self, contacts_firm: ContactsFirm, bo: CrmUserId, field: str, told: Card
    ) -> None:
        desk = contacts_firm.contacts
        ana = await contacts_firm.add_person(NewPerson(name="Ana"))
        (entry,) = await made(desk, draft(bo, 1))
        fields = frozenset({field.partition(".")[0]})
        begins = rf"\[{field}: expected"
        with pytest.raises(SkipItem, match=begins):
            await desk.add_contact(bo, told, Sharing.LIST, Origin.PAGE)
        with pytest.raises(SkipItem, match=begins):
            await desk.edit_contact(entry.id, 1, told, fields)
        with pytest.raises(SkipItem, match=begins):
            await desk.edit_person(ana, 1, told, fields)
        with pytest.raises(SkipItem, match=rf"\[cards\.1\.{field}: expected"):
            await desk.import_contacts(bo, [card(), told])
        assert await desk.entries_of(bo, None, 9) == (entry,)

    async def test_names_of_no_field_are_refused(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        desk = contacts_firm.contacts
        (entry,) = await made(desk, draft(bo, 1))
        with pytest.raises(SkipItem, match="fields: expected"):
            await desk.edit_contact(entry.id, 1, card(), frozenset({"shoe_size"}))
        with pytest.raises(SkipItem, match="kept_back: expected"):
            await desk.share_contact(entry.id, 1, Sharing.LIST, frozenset({"shoe_size"}))
        with pytest.raises(SkipItem, match="owner: expected"):
            await desk.add_contact(CrmUserId("999999"), card(), Sharing.LIST, Origin.PAGE)

    async def test_contacts_from_a_file_are_imported_all_or_none(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        desk = contacts_firm.contacts
        names = ["Cyd", "Ana", "Bea"]
        ids = await desk.import_contacts(bo, [card(name) for name in names])
        held = await desk.entries(ids)
        assert [held[one].card.given_name for one in ids] == names
        assert {entry.origin for entry in held.values()} == {Origin.IMPORT}
        assert await desk.import_contacts(bo, []) == ()
        cursor = (await desk.changed_entries(bo, "", 9)).cursor
        with pytest.raises(SkipItem):
            await desk.import_contacts(bo, [card("Dan"), card(LONG)])
        assert len(await desk.entries_of(bo, None, 9)) == 3
        assert (await desk.changed_entries(bo, cursor, 9)).ids == ()

    async def test_a_person_is_edited_and_keeps_history(self, contacts_firm: ContactsFirm) -> None:
        desk = contacts_firm.contacts
        ana = await contacts_firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        await contacts_firm.add_person(NewPerson(name="Cyd", addresses=(("email", CYD),)))
        await contacts_firm.log_mail_with(1, ana, ANA)
        told = Card(display_name="Ana Fox", company="New Co", emails=(BEA,))
        fields = frozenset({"display_name", "company", "emails"})
        person = await desk.edit_person(ana, 1, told, fields)
        assert (person.card, person.version) == (told, 2)
        assert await contacts_firm.related_to(1) == {ana}
        with pytest.raises(SkipItem, match=r"emails\.1: expected an address that nobody else has"):
            await desk.edit_person(ana, 2, Card(emails=(BEA, CYD)), frozenset({"emails"}))
        with pytest.raises(SkipItem, match="display_name: expected"):
            await desk.edit_person(ana, 2, Card(), fields)
        assert await person_of(desk, ana) == person

    async def test_an_erased_person_is_gone_everywhere_and_is_not_brought_in_again(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        desk = contacts_firm.contacts
        ana = await contacts_firm.add_person(
            NewPerson(name="Ana Bell", addresses=(("email", ANA), ("alternate", BEA)))
        )
        cyd = await contacts_firm.add_person(NewPerson(name="Cyd", addresses=(("email", CYD),)))
        cy = await contacts_firm.add_staff("Cy", "cy@firm.test")
        await contacts_firm.log_mail_with(1, ana, ANA)
        one, two, other = await made(
            desk,
            draft(bo, 1, card("Ana Bell", ANA), person=ana),
            draft(cy, 2, card("Ana", is_private=True), person=ana),
            draft(bo, 3, card("Cyd", CYD), person=cyd),
        )
        cursors = {o: (await desk.changed_entries(o, "", 9)).cursor for o in (bo, cy)}
        version = (await person_of(desk, ana)).version
        await desk.erase_person(ana, version)
        assert await desk.firm_person(ana) is None
        assert set(await desk.entries([one.id, two.id, other.id])) == {other.id}
        assert (await desk.changed_entries(bo, cursors[bo], 9)).deleted == (one.id,)
        assert (await desk.changed_entries(cy, cursors[cy], 9)).deleted == (two.id,)
        assert await contacts_firm.related_to(1) == frozenset()
        assert [k.address for k in await contacts_firm.known_addresses()] == [CYD]
        probe = Probe(emails=(ANA, CYD, BEA), names=("ana bell",))
        (told,) = await desk.candidates(bo, [probe])
        assert ([p.id for p in told.people], told.erased) == ([cyd], frozenset({ANA, BEA}))
        await self._bring_in_again(contacts_firm, bo)

    async def _bring_in_again(self, contacts_firm: ContactsFirm, bo: CrmUserId) -> None:
        desk = contacts_firm.contacts
        expected = "expected an address of nobody who was erased"
        with pytest.raises(SkipItem, match=rf"emails\.0: {expected}"):
            await desk.add_contact(bo, card("Ana", ANA), Sharing.LIST, Origin.PAGE)
        with pytest.raises(SkipItem, match=rf"cards\.1\.emails\.0: {expected}"):
            await desk.import_contacts(bo, [card("New"), card("Ana", BEA)])
        with pytest.raises(SkipItem, match="addresses: expected"):
            await contacts_firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        (answer,) = await desk.create_entries([draft(bo, 9, card("Ana", ANA))])
        (entry,) = await made(desk, draft(bo, 8, card("New")))
        (person,) = await desk.create_people([(card("Ana", BEA), entry.id)])
        assert (answer.result, person.result) == (Wrote.REFUSED, Wrote.REFUSED)
        new = await contacts_firm.add_person(NewPerson(name="New"))
        told = person_change(await person_of(desk, new), Card(emails=(ANA,)), "emails")
        assert (await desk.update_people([told]))[0].result is Wrote.REFUSED

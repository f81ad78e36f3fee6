"""What every MailboxContacts does, asked of a pretend firm whose people act in Outlook."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from flows.ports.contacts import Elsewhere
from flows.ports.tenant import DeltaToken, Gone
from simulator.graph import Consent, MailboxState, Recipient
from sync_core import limits
from sync_core.contacts.contact import (
    DEFAULT_FOLDER,
    NO_ADDRESS,
    Card,
    ContactId,
    OutlookContact,
    PostalAddress,
    UnreadableContact,
)
from sync_core.contacts.fields import ContactField
from sync_core.failures import (
    ConsentNeeded,
    CursorLost,
    ItemGone,
    ParkReason,
    SkipItem,
    SkipReason,
    StopMailbox,
    Throttled,
    VersionConflict,
)
from tests.contracts.contacts_firm import NOW, X500, ContactsFirm, addresses, ids

UNKNOWN = ContactId("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AnoneA==")
PORTO = PostalAddress(
    street="1 High St\nFloor 2", city="Porto", state="N", postal_code="4000", country="Portugal"
)
WHOLE = Card(
    given_name="Dora",
    middle_name="M",
    surname="Lind",
    title="Dr",
    suffix="Jr",
    display_name="Dora the Great",
    nickname="Dodo",
    company="Acme",
    department="Sales",
    job_title="Head",
    business_address=PORTO,
    home_address=PostalAddress(city="Braga"),
    other_address=PostalAddress(country="Spain"),
    business_phones=("+351 1", "+351 2"),
    home_phones=("+351 3", "+351 4"),
    mobile_phone="+351 5",
    emails=addresses("a@client.test", "b@client.test", "c@client.test"),
    web_page="https://acme.test/dora",
    birthday=date(1980, 2, 29),
    notes="First line\nsecond: 50% & <more>",
    categories=("Client", "Ski"),
    is_private=True,
)
OTHER = Card(
    given_name="Emil",
    middle_name="N",
    surname="Berg",
    title="Prof",
    suffix="III",
    display_name="Emil himself",
    nickname="Em",
    company="Other",
    department="Law",
    job_title="Partner",
    business_address=PostalAddress(street="2 Low St"),
    home_address=PostalAddress(postal_code="1000", state="S"),
    other_address=PORTO,
    business_phones=("+44 1",),
    home_phones=("+44 3",),
    mobile_phone="+44 5",
    emails=addresses("e@other.test", "a@client.test"),
    web_page="https://other.test",
    birthday=date(1604, 1, 1),
    notes="Other",
    categories=("Private",),
    is_private=False,
)

_SHOWN = (ContactField.DISPLAY_NAME,)
"""Outlook makes it anew where it is cleared."""


class FolderContract:
    """Folders, and the engine's mark on one."""

    async def test_folders_are_told_by_name_the_default_one_first(self, firm: ContactsFirm) -> None:
        deals = firm.tenant.contacts.add_folder(firm.box, "Deals")
        more = firm.tenant.contacts.add_folder(firm.box, "More")

        told = await firm.contacts.folders(firm.box)

        assert list(told.items()) == [
            (DEFAULT_FOLDER, "Contacts"),
            (deals, "Deals"),
            (more, "More"),
        ]

    async def test_many_folders_are_all_told(self, firm: ContactsFirm) -> None:
        firm.tenant.change_rules(page_items_max=2)
        made = [firm.tenant.contacts.add_folder(firm.box, f"F{n}") for n in range(5)]

        assert list(await firm.contacts.folders(firm.box)) == [DEFAULT_FOLDER, *made]

    async def test_a_folder_counts_the_engines_marks_and_each_by_itself(
        self, firm: ContactsFirm
    ) -> None:
        deals = firm.tenant.contacts.add_folder(firm.box, "Deals")
        before = await firm.contacts.generation(firm.box, DEFAULT_FOLDER)
        await firm.contacts.mark(firm.box, DEFAULT_FOLDER, 7)
        await firm.contacts.mark(firm.box, deals, 2)
        await firm.contacts.mark(firm.box, deals, 3)

        assert before == 0
        assert await firm.contacts.generation(firm.box, DEFAULT_FOLDER) == 7
        assert await firm.contacts.generation(firm.box, deals) == 3

    async def test_a_mark_changes_no_contact_and_no_name(self, firm: ContactsFirm) -> None:
        contact = await firm.read(firm.made())
        first = await firm.round()
        await firm.contacts.mark(firm.box, DEFAULT_FOLDER, 1)

        assert (await firm.round(first.next)).changed == ()
        assert await firm.read(contact.id) == contact
        assert dict(await firm.contacts.folders(firm.box)) == {DEFAULT_FOLDER: "Contacts"}

    async def test_a_restored_backup_shows_an_older_mark(self, firm: ContactsFirm) -> None:
        await firm.contacts.mark(firm.box, DEFAULT_FOLDER, 1)
        backup = firm.tenant.contacts.back_up(firm.box)
        await firm.contacts.mark(firm.box, DEFAULT_FOLDER, 2)
        firm.tenant.contacts.restore_backup(firm.box, backup)

        assert await firm.contacts.generation(firm.box, DEFAULT_FOLDER) == 1

    async def test_a_folder_that_was_deleted_is_gone(self, firm: ContactsFirm) -> None:
        deals = firm.tenant.contacts.add_folder(firm.box, "Deals")
        there = firm.made(deals)
        token = (await firm.round(folder=deals)).next
        firm.tenant.contacts.remove_folder(firm.box, deals)

        for ask in (
            firm.contacts.changed(firm.box, deals, None),
            firm.contacts.changed(firm.box, deals, token),
            firm.contacts.listed(firm.box, deals, ""),
            firm.contacts.find(firm.box, deals, "5ta3p"),
            firm.create(folder=deals),
            firm.contacts.generation(firm.box, deals),
            firm.contacts.mark(firm.box, deals, 1),
        ):
            with pytest.raises(ItemGone):
                await ask
        assert list(await firm.contacts.folders(firm.box)) == [DEFAULT_FOLDER]
        assert await firm.look(there, deals) is Gone.GONE


class ContactChangesContract:
    """What changed in a folder, by id."""

    async def test_the_first_round_lists_the_folder_and_nothing_beside_it(
        self, firm: ContactsFirm
    ) -> None:
        deals = firm.tenant.contacts.add_folder(firm.box, "Deals")
        there, other = firm.made(), firm.made(deals)

        told = await firm.round()

        assert (told.changed, told.removed, told.is_complete) == ((there,), (), True)
        assert (await firm.round(folder=deals)).changed == (other,)

    async def test_a_quiet_folder_tells_nothing_in_one_page(self, firm: ContactsFirm) -> None:
        firm.made()
        first = await firm.round()

        told = await firm.contacts.changed(firm.box, DEFAULT_FOLDER, first.next)

        assert (told.changed, told.removed, told.is_complete) == ((), (), True)

    async def test_an_unchanged_folder_costs_one_request(self, firm: ContactsFirm) -> None:
        first = await firm.round()
        before = firm.tenant.requests.total()

        await firm.contacts.changed(firm.box, DEFAULT_FOLDER, first.next)

        assert firm.tenant.requests.total() == before + 1

    async def test_what_is_made_and_changed_comes_in_the_next_round_and_once(
        self, firm: ContactsFirm
    ) -> None:
        old, quiet = firm.made(), firm.made()
        first = await firm.round()
        new = firm.made()
        firm.edit(old, company="Changed")
        firm.edit(old, company="Changed again")

        told = await firm.round(first.next)

        assert sorted(told.changed) == sorted([old, new])
        assert quiet not in told.changed
        assert (await firm.round(told.next)).changed == ()

    async def test_what_the_engine_writes_is_told_too(self, firm: ContactsFirm) -> None:
        first = await firm.round()
        made = await firm.create()
        second = await firm.round(first.next)
        await firm.update(made.id, "company", company="Acme")
        third = await firm.round(second.next)

        assert (second.changed, third.changed) == ((made.id,), (made.id,))

    async def test_a_deleted_contact_is_told_as_removed(self, firm: ContactsFirm) -> None:
        contact, other = firm.made(), firm.made()
        first = await firm.round()
        firm.tenant.contacts.delete(firm.box, contact)
        firm.tenant.contacts.purge(firm.box, other)

        told = await firm.round(first.next)

        assert (told.changed, sorted(told.removed)) == ((), sorted([contact, other]))
        assert await firm.look(contact) is Gone.GONE
        assert await firm.look(other) is Gone.GONE

    async def test_a_moved_contact_leaves_one_folder_and_comes_to_the_other_by_the_same_id(
        self, firm: ContactsFirm
    ) -> None:
        deals = firm.tenant.contacts.add_folder(firm.box, "Deals")
        contact = firm.made()
        here, there = await firm.round(), await firm.round(folder=deals)
        firm.tenant.contacts.move(firm.box, contact, deals)

        assert (await firm.round(here.next)).removed == (contact,)
        assert (await firm.round(there.next, deals)).changed == (contact,)
        assert await firm.look(contact) is Elsewhere.OTHER_FOLDER
        assert (await firm.read(contact, deals)).id == contact

    async def test_a_contact_taken_out_of_the_deleted_items_is_itself_again(
        self, firm: ContactsFirm
    ) -> None:
        contact = firm.made()
        firm.tenant.contacts.delete(firm.box, contact)
        first = await firm.round()
        firm.tenant.contacts.restore(firm.box, contact)

        assert (await firm.round(first.next)).changed == (contact,)
        assert (await firm.read(contact)).card.surname == "Nunes"

    async def test_a_copy_is_another_contact_with_the_same_stamp(self, firm: ContactsFirm) -> None:
        made = await firm.create(is_private=True)
        first = await firm.round()
        firm.surroundings.advance(60)
        copy = firm.tenant.contacts.copy(firm.box, made.id)

        told = await firm.read(copy)

        assert (await firm.round(first.next)).changed == (copy,)
        assert copy != made.id
        assert (told.stamp, told.card) == (made.stamp, made.card)

    async def test_pages_go_on_until_everything_was_listed(self, firm: ContactsFirm) -> None:
        firm.tenant.change_rules(page_items_max=3)
        made = [firm.made() for _ in range(8)]

        first = await firm.contacts.changed(firm.box, DEFAULT_FOLDER, None)

        assert (len(first.changed), first.is_complete) == (3, False)
        assert sorted((await firm.round()).changed) == sorted(made)

    async def test_an_empty_page_may_go_on(self, firm: ContactsFirm) -> None:
        contact = firm.made()
        firm.tenant.change_rules(empty_page_chance=1.0)
        empty = await firm.contacts.changed(firm.box, DEFAULT_FOLDER, None)
        firm.tenant.change_rules(empty_page_chance=0.0)

        assert (empty.changed, empty.is_complete) == ((), False)
        assert (await firm.round(empty.next)).changed == (contact,)

    async def test_a_token_of_another_kind_is_a_lost_cursor(self, firm: ContactsFirm) -> None:
        with pytest.raises(CursorLost):
            await firm.round(DeltaToken("http://elsewhere.test/v1.0/users"))

    async def test_a_token_that_was_forgotten_is_a_lost_cursor(self, firm: ContactsFirm) -> None:
        first = await firm.round()
        firm.tenant.change_rules(cursor_loss_chance=1.0)

        with pytest.raises(CursorLost):
            await firm.round(first.next)

    async def test_a_restored_backup_loses_the_cursor(self, firm: ContactsFirm) -> None:
        first = await firm.round()
        firm.tenant.contacts.restore_backup(firm.box, firm.tenant.contacts.back_up(firm.box))

        with pytest.raises(CursorLost):
            await firm.round(first.next)


class ListingContract:
    """A whole folder."""

    async def test_a_folder_is_listed_whole(self, firm: ContactsFirm) -> None:
        deals = firm.tenant.contacts.add_folder(firm.box, "Deals")
        made, gone, other = firm.made(company="Acme"), firm.made(), firm.made(deals)
        firm.tenant.contacts.delete(firm.box, gone)

        assert await firm.whole() == [await firm.read(made)]
        assert ids(await firm.whole(deals)) == [other]

    async def test_pages_follow_each_other(self, firm: ContactsFirm) -> None:
        firm.tenant.change_rules(page_items_max=3)
        made = [firm.made() for _ in range(8)]

        first = await firm.contacts.listed(firm.box, DEFAULT_FOLDER, "")

        assert len(first.contacts) == 3
        assert ids(await firm.whole()) == sorted(made)

    async def test_an_empty_folder_has_one_page_without_contacts(self, firm: ContactsFirm) -> None:
        told = await firm.contacts.listed(firm.box, DEFAULT_FOLDER, "")

        assert (told.contacts, told.next) == ((), "")

    async def test_a_damaged_contact_stands_alone(self, firm: ContactsFirm) -> None:
        good, bad = firm.made(), firm.made(surname="canary")
        firm.tenant.contacts.damage(firm.box, bad)

        told = {contact.id: contact for contact in await firm.whole()}

        assert isinstance(told[good], OutlookContact)
        unreadable = told[bad]
        assert isinstance(unreadable, UnreadableContact)
        assert unreadable.problem
        assert "canary" not in unreadable.problem
        assert (await firm.contacts.read(firm.box, DEFAULT_FOLDER, [bad, good])) == {
            bad: unreadable,
            good: told[good],
        }

    async def test_a_distribution_list_is_told_as_one(self, firm: ContactsFirm) -> None:
        contact = firm.made()
        group = firm.tenant.contacts.add_list(firm.box, "Ski club")

        told = {c.id: c for c in await firm.whole() if isinstance(c, OutlookContact)}

        assert (told[contact].is_list, told[group].is_list) == (False, True)
        assert (await firm.read(group)).is_list


class ContactContract:
    """What is told of one contact."""

    async def test_a_contact_is_told_whole(self, firm: ContactsFirm) -> None:
        told = await firm.read(
            firm.made(
                given_name="Dora",
                middle_name="M",
                surname="Lind",
                title="Dr",
                generation="Jr",
                display_name="Dora the Great",
                nickname="Dodo",
                company="Acme",
                department="Sales",
                job_title="Head",
                business_address=PORTO,
                home_address=PostalAddress(city="Braga"),
                other_address=PostalAddress(country="Spain"),
                business_phones=("+351 1", "+351 2"),
                home_phones=("+351 3", "+351 4"),
                mobile_phone="+351 5",
                emails=(
                    Recipient("A@Client.test", "Dora at Acme"),
                    Recipient("b@client.test", ""),
                    Recipient("c@client.test", "c"),
                ),
                web_page="https://acme.test/dora",
                birthday=datetime(1980, 2, 29, tzinfo=UTC),
                notes="First line\nsecond: 50% & <more>",
                categories=("Client", "Ski"),
            )
        )

        assert told.card == replace(WHOLE, is_private=False)
        assert told.version
        assert (told.created_at, told.modified_at) == (NOW, NOW)
        assert (told.stamp, told.is_list, told.unusable_entries) == ("", False, 0)

    async def test_a_contact_that_says_nothing_but_a_name_is_blank_elsewhere(
        self, firm: ContactsFirm
    ) -> None:
        told = await firm.read(firm.made())

        assert told.card == Card(given_name="Carla", surname="Nunes", display_name="Carla Nunes")

    @pytest.mark.parametrize("is_private", [False, True])
    async def test_a_private_contact_is_told(self, firm: ContactsFirm, is_private: bool) -> None:
        contact = firm.made()
        firm.tenant.contacts.mark_private(firm.box, contact, is_private=is_private)

        (listed,) = await firm.whole()

        assert (await firm.read(contact)).card.is_private is is_private
        assert listed == await firm.read(contact)

    async def test_entries_without_a_usable_address_are_counted(self, firm: ContactsFirm) -> None:
        told = await firm.read(
            firm.made(emails=(X500, Recipient("c@client.test"), Recipient("", "Only a name")))
        )

        assert (told.card.emails, told.unusable_entries) == (addresses("c@client.test"), 2)

    async def test_a_version_changes_with_every_write(self, firm: ContactsFirm) -> None:
        contact = firm.made()
        first = await firm.read(contact)
        firm.surroundings.advance(60)
        firm.edit(contact, company="Acme")
        second = await firm.read(contact)

        assert first.version != second.version
        assert second.modified_at == NOW + timedelta(minutes=1)

    async def test_every_id_asked_for_is_answered(self, firm: ContactsFirm) -> None:
        deals = firm.tenant.contacts.add_folder(firm.box, "Deals")
        there, deleted, purged, moved = (firm.made() for _ in range(4))
        firm.tenant.contacts.delete(firm.box, deleted)
        firm.tenant.contacts.purge(firm.box, purged)
        firm.tenant.contacts.move(firm.box, moved, deals)

        told = await firm.contacts.read(firm.box, DEFAULT_FOLDER, [there, deleted, purged, moved])

        assert list(told) == [there, deleted, purged, moved]
        assert isinstance(told[there], OutlookContact)
        assert (told[deleted], told[purged]) == (Gone.GONE, Gone.GONE)
        assert told[moved] is Elsewhere.OTHER_FOLDER

    async def test_a_deleted_contact_that_cannot_be_read_is_gone_too(
        self, firm: ContactsFirm
    ) -> None:
        contact = firm.made()
        firm.tenant.contacts.damage(firm.box, contact)
        firm.tenant.contacts.delete(firm.box, contact)

        assert await firm.look(contact) is Gone.GONE

    async def test_an_id_that_is_none_is_unreadable_and_no_proof_of_anything(
        self, firm: ContactsFirm
    ) -> None:
        told = await firm.look(ContactId("without-id"))

        assert isinstance(told, UnreadableContact)

    async def test_nothing_asked_for_is_nothing_told(self, firm: ContactsFirm) -> None:
        assert await firm.contacts.read(firm.box, DEFAULT_FOLDER, []) == {}

    async def test_more_ids_than_a_request_holds_are_a_mistake(self, firm: ContactsFirm) -> None:
        too_many = [UNKNOWN] * (limits.READ_BATCH_CONTACTS + 1)
        with pytest.raises(ValueError, match="at most"):
            await firm.contacts.read(firm.box, DEFAULT_FOLDER, too_many)


class ContactMakingContract:
    """Contacts made through the port."""

    async def test_what_is_made_is_there_as_it_was_written(self, firm: ContactsFirm) -> None:
        made = await firm.keep(WHOLE)

        assert (made.card, made.stamp) == (WHOLE, "5ta3p")
        assert (made.created_at, made.is_list, made.unusable_entries) == (NOW, False, 0)
        assert made == await firm.read(made.id)
        assert await firm.whole() == [made]

    async def test_a_contact_is_made_in_the_folder_told(self, firm: ContactsFirm) -> None:
        deals = firm.tenant.contacts.add_folder(firm.box, "Deals")
        made = await firm.create(folder=deals)

        assert ids(await firm.whole(deals)) == [made.id]
        assert await firm.whole() == []

    async def test_of_somebody_without_a_name_the_company_is_shown(
        self, firm: ContactsFirm
    ) -> None:
        made = await firm.create(given_name="", surname="", company="Acme")

        assert made.card == Card(company="Acme", display_name="Acme")

    async def test_a_contact_is_found_by_its_stamp(self, firm: ContactsFirm) -> None:
        made, _ = await firm.create(), await firm.create("other")

        assert await firm.contacts.find(firm.box, DEFAULT_FOLDER, "5ta3p") == (made,)
        assert await firm.contacts.find(firm.box, DEFAULT_FOLDER, "none") == ()
        assert await firm.contacts.find(firm.colleague, DEFAULT_FOLDER, "5ta3p") == ()

    async def test_a_stamp_with_a_quote_is_a_stamp_like_others(self, firm: ContactsFirm) -> None:
        made = await firm.create("o'clock")

        assert await firm.contacts.find(firm.box, DEFAULT_FOLDER, "o'clock") == (made,)

    async def test_made_twice_there_are_two_and_copies_are_found_after_the_first(
        self, firm: ContactsFirm
    ) -> None:
        first = await firm.create()
        firm.surroundings.advance(60)
        second = await firm.create()
        firm.surroundings.advance(60)
        copy = firm.tenant.contacts.copy(firm.box, first.id)

        found = await firm.contacts.find(firm.box, DEFAULT_FOLDER, "5ta3p")

        assert [contact.id for contact in found] == [first.id, second.id, copy]

    async def test_many_copies_are_all_found(self, firm: ContactsFirm) -> None:
        made = await firm.create()
        firm.tenant.change_rules(page_items_max=2)
        copies = [firm.tenant.contacts.copy(firm.box, made.id) for _ in range(4)]

        found = await firm.contacts.find(firm.box, DEFAULT_FOLDER, "5ta3p")

        assert ids(found) == sorted([made.id, *copies])

    async def test_what_was_deleted_or_moved_is_found_no_more(self, firm: ContactsFirm) -> None:
        deals = firm.tenant.contacts.add_folder(firm.box, "Deals")
        first, second = await firm.create(), await firm.create()
        firm.tenant.contacts.delete(firm.box, first.id)
        firm.tenant.contacts.move(firm.box, second.id, deals)

        assert await firm.contacts.find(firm.box, DEFAULT_FOLDER, "5ta3p") == ()
        assert ids(await firm.contacts.find(firm.box, deals, "5ta3p")) == [second.id]

    async def test_a_stamp_stays_when_the_contact_is_changed(self, firm: ContactsFirm) -> None:
        made = await firm.create()
        firm.edit(made.id, company="Changed")
        written = await firm.update(made.id, "nickname", nickname="Do")

        (found,) = await firm.contacts.find(firm.box, DEFAULT_FOLDER, "5ta3p")

        assert (found.id, found.card.company, found.stamp) == (made.id, "Changed", "5ta3p")
        assert found == written

    async def test_a_made_contact_that_cannot_be_read_is_not_taken_for_absent(
        self, firm: ContactsFirm
    ) -> None:
        made = await firm.create()
        firm.tenant.contacts.damage(firm.box, made.id)

        with pytest.raises(SkipItem) as caught:
            await firm.contacts.find(firm.box, DEFAULT_FOLDER, "5ta3p")
        assert caught.value.reason is SkipReason.UNREADABLE

    @pytest.mark.parametrize(
        "more",
        [
            {"emails": addresses(*(f"n{n}@client.test" for n in range(4)))},
            {"business_phones": ("1", "2", "3")},
            {"home_phones": ("1", "2", "3")},
        ],
    )
    async def test_what_outlook_has_no_place_for_is_refused_whole(
        self, firm: ContactsFirm, more: dict[str, Any]
    ) -> None:
        contact = firm.made()

        with pytest.raises(SkipItem) as caught:
            await firm.create(**more)
        with pytest.raises(SkipItem):
            await firm.update(contact, "company", *more, company="Acme", **more)
        assert caught.value.reason is SkipReason.REFUSED_BY_OUTLOOK
        assert ids(await firm.whole()) == [contact]
        assert firm.says(contact).company == ""


class ContactChangingContract:
    """Contacts changed through the port."""

    @pytest.mark.parametrize("name", list(ContactField))
    async def test_a_field_is_written_and_the_others_stay(
        self, firm: ContactsFirm, name: ContactField
    ) -> None:
        made = await firm.keep(WHOLE)

        told = await firm.contacts.update(firm.box, made, OTHER, frozenset({name.value}))

        assert told.card == replace(WHOLE, **{name.value: getattr(OTHER, name.value)})
        assert told == await firm.read(made.id)
        assert told.version != made.version
        assert told.stamp == "5ta3p"

    @pytest.mark.parametrize("name", [n for n in ContactField if n not in _SHOWN])
    async def test_a_field_is_cleared(self, firm: ContactsFirm, name: ContactField) -> None:
        made = await firm.keep(WHOLE)

        told = await firm.contacts.update(firm.box, made, Card(), frozenset({name.value}))

        assert told.card == replace(WHOLE, **{name.value: getattr(Card(), name.value)})
        assert told == await firm.read(made.id)

    async def test_all_fields_are_written_at_once(self, firm: ContactsFirm) -> None:
        made = await firm.keep(WHOLE)

        told = await firm.contacts.update(
            firm.box, made, OTHER, frozenset(n.value for n in ContactField)
        )

        assert told.card == OTHER
        assert told == await firm.read(made.id)

    async def test_a_part_of_an_address_that_is_blank_now_does_not_stay(
        self, firm: ContactsFirm
    ) -> None:
        made = await firm.create(business_address=PORTO)
        braga = PostalAddress(city="Braga")

        moved = await firm.update(made.id, "business_address", business_address=braga)
        cleared = await firm.update(made.id, "business_address", business_address=NO_ADDRESS)

        assert moved.card.business_address == braga
        assert cleared.card.business_address == NO_ADDRESS

    async def test_the_name_shown_stays_when_another_name_is_written(
        self, firm: ContactsFirm
    ) -> None:
        made = await firm.create(display_name="Dodo")

        told = await firm.update(made.id, "surname", "title", surname="Berg", title="Dr")

        assert (told.card.surname, told.card.title, told.card.display_name) == (
            "Berg",
            "Dr",
            "Dodo",
        )

    async def test_names_and_the_name_shown_are_written_together(self, firm: ContactsFirm) -> None:
        made = await firm.create()

        told = await firm.update(
            made.id, "given_name", "display_name", given_name="Eva", display_name="Eva L."
        )

        assert (told.card.given_name, told.card.display_name) == ("Eva", "Eva L.")

    async def test_what_nobody_maps_stays(self, firm: ContactsFirm) -> None:
        hidden: dict[str, Any] = {
            "spouse": "Sam",
            "children": ("Ada",),
            "im_addresses": ("sip:dora",),
            "assistant": "Ass",
            "manager": "Max",
            "office": "R1",
            "profession": "Judge",
            "file_as": "Nunes & Sons",
        }
        contact = firm.made(**hidden)

        await firm.contacts.update(
            firm.box, await firm.read(contact), OTHER, frozenset(n.value for n in ContactField)
        )

        says = firm.says(contact)
        assert {name: getattr(says, name) for name in hidden} == hidden

    async def test_an_e_mail_entry_that_stays_keeps_its_name_and_one_without_address_stays(
        self, firm: ContactsFirm
    ) -> None:
        named = Recipient("A@Client.test", "Dora at Acme")
        contact = firm.made(emails=(X500, named))

        told = await firm.update(
            contact, "emails", emails=addresses("a@client.test", "new@client.test")
        )

        assert told.card.emails == addresses("a@client.test", "new@client.test")
        assert told.unusable_entries == 1
        kept = firm.says(contact).emails
        assert {named, X500} <= set(kept)
        assert len(kept) == 3

    async def test_addresses_are_cleared_and_an_entry_without_address_stays(
        self, firm: ContactsFirm
    ) -> None:
        contact = firm.made(emails=(X500, Recipient("a@client.test", "A")))

        told = await firm.update(contact, "emails", emails=())

        assert (told.card.emails, told.unusable_entries) == ((), 1)
        assert firm.says(contact).emails == (X500,)

    async def test_more_addresses_than_there_is_room_for_beside_others_are_refused(
        self, firm: ContactsFirm
    ) -> None:
        contact = firm.made(emails=(X500,))

        with pytest.raises(SkipItem):
            await firm.update(
                contact, "emails", emails=addresses("a@x.test", "b@x.test", "c@x.test")
            )
        assert firm.says(contact).emails == (X500,)

    async def test_a_birthday_is_kept_by_its_day(self, firm: ContactsFirm) -> None:
        contact = firm.made(birthday=datetime(1970, 5, 1, 23, 30, tzinfo=UTC))
        before = await firm.read(contact)

        told = await firm.update(contact, "birthday", birthday=date(1968, 12, 31))

        assert before.card.birthday == date(1970, 5, 1)
        assert told.card.birthday == date(1968, 12, 31)
        assert firm.says(contact).birthday == datetime(1968, 12, 31, 11, 59, tzinfo=UTC)

    async def test_texts_of_any_script_come_back_as_they_were(self, firm: ContactsFirm) -> None:
        made = await firm.create(
            given_name="Zoë 𝄞",
            surname='O\'Neill "x"',
            notes="日本語\nعربى",
            company="Ø & Søn / <x>",
        )

        told = await firm.read(made.id)

        assert (told.card.given_name, told.card.surname) == ("Zoë 𝄞", 'O\'Neill "x"')
        assert (told.card.notes, told.card.company) == ("日本語\nعربى", "Ø & Søn / <x>")

    async def test_nothing_to_write_writes_nothing(self, firm: ContactsFirm) -> None:
        contact = await firm.read(firm.made())

        assert await firm.contacts.update(firm.box, contact, OTHER, frozenset()) == contact
        assert await firm.read(contact.id) == contact

    async def test_a_change_on_another_version_is_a_conflict_and_writes_nothing(
        self, firm: ContactsFirm
    ) -> None:
        contact = await firm.read(firm.made())
        firm.edit(contact.id, company="Theirs")

        for name in ("company", "emails", "is_private"):
            with pytest.raises(VersionConflict):
                await firm.contacts.update(firm.box, contact, WHOLE, frozenset({name}))
        told = await firm.read(contact.id)
        assert (told.card.company, told.card.emails, told.card.is_private) == ("Theirs", (), False)

    @pytest.mark.parametrize("is_purged", [False, True])
    async def test_what_is_gone_is_not_changed(self, firm: ContactsFirm, is_purged: bool) -> None:
        contact = await firm.read(firm.made())
        firm.tenant.contacts.delete(firm.box, contact.id)
        if is_purged:
            firm.tenant.contacts.purge(firm.box, contact.id)

        for name in ("company", "emails"):
            with pytest.raises(ItemGone):
                await firm.contacts.update(firm.box, contact, WHOLE, frozenset({name}))


class ContactDeletingContract:
    """Contacts deleted through the port."""

    async def test_a_deleted_contact_lies_among_the_deleted_items(self, firm: ContactsFirm) -> None:
        contact = await firm.read(firm.made())

        await firm.contacts.delete(firm.box, contact)

        assert await firm.look(contact.id) is Gone.GONE
        assert await firm.whole() == []
        firm.tenant.contacts.restore(firm.box, contact.id)
        assert (await firm.read(contact.id)).card == contact.card

    async def test_deleting_again_is_no_error_and_leaves_it_among_the_deleted_items(
        self, firm: ContactsFirm
    ) -> None:
        contact = await firm.read(firm.made())

        await firm.contacts.delete(firm.box, contact)
        await firm.contacts.delete(firm.box, contact)

        firm.tenant.contacts.restore(firm.box, contact.id)
        assert (await firm.read(contact.id)).id == contact.id

    async def test_deleting_what_was_purged_is_no_error(self, firm: ContactsFirm) -> None:
        contact = await firm.read(firm.made())
        firm.tenant.contacts.purge(firm.box, contact.id)

        await firm.contacts.delete(firm.box, contact)

        assert await firm.look(contact.id) is Gone.GONE

    async def test_a_contact_changed_since_is_not_deleted(self, firm: ContactsFirm) -> None:
        contact = await firm.read(firm.made())
        firm.edit(contact.id, company="Theirs")

        with pytest.raises(VersionConflict):
            await firm.contacts.delete(firm.box, contact)
        assert (await firm.read(contact.id)).card.company == "Theirs"

    async def test_a_contact_moved_since_is_not_deleted(self, firm: ContactsFirm) -> None:
        deals = firm.tenant.contacts.add_folder(firm.box, "Deals")
        contact = await firm.read(firm.made())
        firm.tenant.contacts.move(firm.box, contact.id, deals)

        with pytest.raises(VersionConflict):
            await firm.contacts.delete(firm.box, contact)
        assert (await firm.read(contact.id, deals)).card == contact.card


class ContactMailboxContract:
    """The mailbox itself."""

    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            (MailboxState.NO_LICENCE, ParkReason.NO_MAILBOX),
            (MailboxState.ACCESS_DENIED, ParkReason.ACCESS_DENIED),
            (MailboxState.MOVING, ParkReason.MAILBOX_MOVING),
        ],
    )
    async def test_a_mailbox_that_cannot_be_had_is_parked(
        self, firm: ContactsFirm, state: MailboxState, reason: ParkReason
    ) -> None:
        contact = await firm.read(firm.made())
        firm.tenant.set_state(firm.box, state)

        for ask in (
            firm.contacts.folders(firm.box),
            firm.round(),
            firm.whole(),
            firm.look(contact.id),
            firm.contacts.find(firm.box, DEFAULT_FOLDER, "5ta3p"),
            firm.create(),
            firm.contacts.update(firm.box, contact, WHOLE, frozenset({"company"})),
            firm.contacts.update(firm.box, contact, WHOLE, frozenset({"emails"})),
            firm.contacts.delete(firm.box, contact),
            firm.contacts.generation(firm.box, DEFAULT_FOLDER),
            firm.contacts.mark(firm.box, DEFAULT_FOLDER, 1),
        ):
            with pytest.raises(StopMailbox) as caught:
                await ask
            assert caught.value.reason is reason

    async def test_a_tenant_that_refuses_the_app_needs_consent(self, firm: ContactsFirm) -> None:
        firm.tenant.change_rules(consent=Consent.REVOKED)

        for ask in (firm.round(), firm.create(), firm.contacts.folders(firm.box)):
            with pytest.raises(ConsentNeeded):
                await ask

    async def test_a_tenant_that_asks_to_wait_says_how_long(self, firm: ContactsFirm) -> None:
        firm.tenant.change_rules(throttle_chance=1.0, retry_after_seconds=7)

        for ask in (firm.round(), firm.create(), firm.whole(), firm.look(UNKNOWN)):
            with pytest.raises(Throttled) as caught:
                await ask
            assert caught.value.seconds == 7

    async def test_mailboxes_have_contacts_of_their_own(self, firm: ContactsFirm) -> None:
        contact = firm.made()
        await firm.contacts.mark(firm.box, DEFAULT_FOLDER, 3)

        told = await firm.contacts.changed(firm.colleague, DEFAULT_FOLDER, None)

        assert told.changed == ()
        assert await firm.contacts.generation(firm.colleague, DEFAULT_FOLDER) == 0
        read = await firm.contacts.read(firm.colleague, DEFAULT_FOLDER, [contact])
        assert not isinstance(read[contact], OutlookContact)


class MailboxContactsContract(
    FolderContract,
    ContactChangesContract,
    ListingContract,
    ContactContract,
    ContactMakingContract,
    ContactChangingContract,
    ContactDeletingContract,
    ContactMailboxContract,
):
    """All of it."""

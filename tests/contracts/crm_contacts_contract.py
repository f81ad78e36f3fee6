"""What every CRM's contacts keep to: the contract of flows.ports.crm_contacts.CrmContacts."""

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import date

import pytest

from flows.ports.crm_contacts import Probe, Wrote
from flows.ports.desk import NewPerson
from sync_core import limits
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Card, CrmContact, PostalAddress, Sharing
from sync_core.contacts.fields import ContactField
from sync_core.mail import Address, CrmUserId
from tests.contracts.crm_contacts_firm import (
    ANA,
    BEA,
    CYD,
    NO_PERSON,
    NOBODY,
    ContactsFirm,
    card,
    change,
    draft,
    key,
    made,
    person_change,
    person_of,
)

FULL = Card(
    given_name="Zoë",
    middle_name="Q.",
    surname="O'Hara",
    title="Dr",
    suffix="III",
    display_name="Dr Zoë O'Hara",
    nickname="Zo",
    company="Client & Co \U0001f600",
    department="Legal",
    job_title="Partner",
    business_address=PostalAddress(
        street="1 High St\nFloor 2", city="Bern", state="BE", postal_code="3000", country="CH"
    ),
    home_address=PostalAddress(city="Thun"),
    other_address=PostalAddress(country="Österreich"),
    business_phones=("+41 31 000 00 00", "+41 31 000 00 01", "+41 31 000 00 02"),
    home_phones=("031 111 11 11",),
    mobile_phone="+41 79 222 22 22 ext 3",
    emails=(ANA, BEA, CYD, Address("fourth@client.test")),
    web_page="https://client.test/zoe",
    birthday=date(1604, 2, 29),
    notes="likes\ntea",
    categories=("Key", "key client"),
)


class CrmContactsContract(ABC):
    """The port's promises, kept alike by every CRM."""

    @pytest.fixture
    @abstractmethod
    def contacts_firm(self) -> ContactsFirm:
        """Return a firm with nobody in it."""

    @pytest.fixture
    async def bo(self, contacts_firm: ContactsFirm) -> CrmUserId:
        return await contacts_firm.add_staff("Bo", "bo@firm.test")

    @pytest.fixture
    async def cy(self, contacts_firm: ContactsFirm) -> CrmUserId:
        return await contacts_firm.add_staff("Cy", "cy@firm.test")

    async def test_an_entry_comes_back_as_it_was_written(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        ana = await contacts_firm.add_person(NewPerson(name="Ana"))
        told = draft(bo, 1, FULL, person=ana, sharing=Sharing.FIRM, origin=Origin.API)
        (entry,) = await made(contacts, told)
        assert (entry.version, entry.key, entry.owner, entry.origin) == (1, key(1), bo, Origin.API)
        assert (entry.card, entry.person, entry.sharing) == (FULL, ana, Sharing.FIRM)
        assert entry.modified_at is not None
        assert await contacts.entries([entry.id, NOBODY]) == {entry.id: entry}
        assert await contacts.entries_by_key([key(1), key(2)]) == {key(1): entry}

    async def test_what_no_database_takes_is_left_out_of_texts(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        told = card("A\x00na \ud800", notes="a\x00b", categories=("x\x00",))
        (entry,) = await made(contacts_firm.contacts, draft(bo, 1, told))
        assert (entry.card.given_name, entry.card.notes) == ("Ana", "ab")
        assert await contacts_firm.contacts.entries([entry.id]) == {entry.id: entry}

    async def test_an_entry_whose_key_is_known_is_not_made_twice(
        self, contacts_firm: ContactsFirm, bo: CrmUserId, cy: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        answers = await contacts.create_entries([draft(bo, 1), draft(cy, 1, card("X"))])
        assert [a.result for a in answers] == [Wrote.WRITTEN, Wrote.ALREADY_THERE]
        assert answers[0].entry == answers[1].entry
        again = await contacts.create_entries([draft(bo, 1, card("Y")), draft(bo, 2)])
        assert [a.result for a in again] == [Wrote.ALREADY_THERE, Wrote.WRITTEN]
        assert again[0].entry == answers[0].entry

    async def test_entries_without_key_are_made_each_in_its_place(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        names = ["Ana", "Bea", "Cyd", "Dan", "Eve"]
        numbers = [None, 9, None, 3, None]
        drafts = [draft(bo, n, card(name)) for n, name in zip(numbers, names, strict=True)]
        entries = await made(contacts_firm.contacts, *drafts)
        assert [e.card.given_name for e in entries] == names
        held = await contacts_firm.contacts.entries([e.id for e in entries])
        assert {e.id: e for e in entries} == held

    async def test_values_that_cannot_be_taken_are_refused_and_cost_no_other(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        long = "x" * (limits.CONTACT_TEXT_CHARACTERS_MAX + 1)
        drafts = [
            draft(bo, 1, card(long)),
            draft(bo, 2, card("A", Address("no address"))),
            draft(CrmUserId("999999"), 3),
            draft(bo, 4, person=NO_PERSON),
            draft(bo, 5),
        ]
        answers = await contacts_firm.contacts.create_entries(drafts)
        assert [a.result for a in answers] == [Wrote.REFUSED] * 4 + [Wrote.WRITTEN]
        assert len(await contacts_firm.contacts.entries_of(bo, None, 9)) == 1

    async def test_only_the_named_fields_are_written(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        (entry,) = await made(contacts, draft(bo, 1, FULL))
        for name in ContactField:
            if name is ContactField.PRIVATE:
                continue
            (answer,) = await contacts.update_entries([change(entry, Card(), name.value)])
            assert answer.result is Wrote.WRITTEN
            held = (await contacts.entries([entry.id]))[entry.id]
            blank = replace(entry.card, **{name.value: getattr(Card(), name.value)})
            assert (held, held.card) == (answer.entry, blank)
            assert held.version == entry.version + 1
            entry = held

    async def test_a_write_on_a_former_version_is_a_conflict(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        (entry,) = await made(contacts, draft(bo, 1))
        told = change(entry, card("New Name"), "given_name", "surname")
        answers = await contacts.update_entries([told, told])
        assert [a.result for a in answers] == [Wrote.WRITTEN, Wrote.CONFLICT]
        assert answers[1].entry == answers[0].entry
        gone = await contacts.update_entries([replace(told, id=NOBODY)])
        odd = await contacts.update_entries([change(answers[0].entry or entry, None, "shoe_size")])
        assert (gone[0].result, odd[0].result) == (Wrote.GONE, Wrote.REFUSED)

    async def test_a_key_may_be_set_anew_but_never_to_anothers(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        one, two = await made(contacts, draft(bo, None), draft(bo, 2))
        (taken,) = await contacts.update_entries([change(one, key=key(2))])
        assert (taken.result, taken.entry) == (Wrote.CONFLICT, one)
        (keyed,) = await contacts.update_entries([change(one, key=key(1))])
        assert keyed.entry is not None
        (again,) = await contacts.update_entries([change(keyed.entry, key=key(7))])
        assert again.entry is not None
        assert (again.entry.key, again.entry.version) == (key(7), 3)
        assert set(await contacts.entries_by_key([key(1), key(2), key(7)])) == {key(2), key(7)}
        assert (await contacts.entries([two.id]))[two.id] == two

    async def test_of_two_entries_that_take_one_key_at_once_the_first_has_it(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        one, two = await made(contacts, draft(bo, None), draft(bo, None))
        both = [change(one, key=key(5)), change(two, key=key(5))]
        answers = await contacts.update_entries(both)
        assert [a.result for a in answers] == [Wrote.WRITTEN, Wrote.CONFLICT]

    async def test_marked_private_and_seen_by_the_user_alone_are_one_thing(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        (entry,) = await made(contacts, draft(bo, 1, card(is_private=True)))
        assert (entry.sharing, entry.card.is_private) == (Sharing.PRIVATE, True)
        (open_,) = await contacts.update_entries([change(entry, Card(), "is_private")])
        assert open_.entry is not None
        assert (open_.entry.sharing, open_.entry.card.is_private) == (Sharing.LIST, False)
        (firm,) = await contacts.update_entries([change(open_.entry, sharing=Sharing.FIRM)])
        assert firm.entry is not None
        told = change(firm.entry, Card(is_private=True), "is_private")
        (closed,) = await contacts.update_entries([told])
        assert closed.entry is not None
        assert (closed.entry.sharing, closed.entry.card.is_private) == (Sharing.PRIVATE, True)

    async def test_deleting_an_entry_leaves_the_firms_person(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        ana = await contacts_firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        before = await person_of(contacts, ana)
        (entry,) = await made(contacts, draft(bo, 1, person=ana))
        answers = await contacts.delete_entries([(entry.id, 2), (entry.id, 1), (entry.id, 1)])
        assert [a.result for a in answers] == [Wrote.CONFLICT, Wrote.WRITTEN, Wrote.GONE]
        assert await contacts.entries_by_key([key(1)]) == {}
        assert await person_of(contacts, ana) == before
        again = await contacts.create_entries([draft(bo, 1)])
        assert again[0].result is Wrote.WRITTEN

    async def test_a_list_is_read_page_by_page(
        self, contacts_firm: ContactsFirm, bo: CrmUserId, cy: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        entries = await made(contacts, *(draft(bo, n) for n in range(12)))
        await made(contacts, draft(cy, 99))
        read: list[CrmContact] = []
        after = None
        while page := await contacts.entries_of(bo, after, 5):
            read += page
            after = page[-1].id
        assert read == sorted(entries, key=lambda e: int(e.id))

    async def test_the_feed_tells_each_changed_entry_once_where_it_changed_last(
        self, contacts_firm: ContactsFirm, bo: CrmUserId, cy: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        await made(contacts, draft(bo, 9))
        begin = await contacts.changed_entries(bo, "", 9)
        lists = await contacts.changed_lists("", 9)
        assert (begin.ids, begin.deleted, begin.has_more, lists.owners) == ((), (), False, ())
        one, two, three = await made(contacts, *(draft(bo, n) for n in (1, 2, 3)))
        await made(contacts, draft(cy, 4))
        await contacts.update_entries([change(one, card("New"), "given_name")])
        await contacts.delete_entries([(two.id, two.version)])
        page = await contacts.changed_entries(bo, begin.cursor, 2)
        assert (page.ids, page.deleted, page.has_more) == ((three.id, one.id), (), True)
        rest = await contacts.changed_entries(bo, page.cursor, 2)
        assert (rest.ids, rest.deleted, rest.has_more) == ((), (two.id,), False)
        end = await contacts.changed_entries(bo, rest.cursor, 2)
        assert (end.ids, end.deleted, end.cursor) == ((), (), rest.cursor)
        changed = await contacts.changed_lists(lists.cursor, 1)
        assert (changed.owners, changed.has_more) == ((cy,), True)
        assert (await contacts.changed_lists(changed.cursor, 1)).owners == (bo,)
        foreign = await contacts.changed_entries(bo, "nonsense", 9)
        assert set(foreign.ids) >= {one.id, three.id}

    async def test_a_changed_person_comes_up_in_every_list_that_holds_them(
        self, contacts_firm: ContactsFirm, bo: CrmUserId, cy: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        ana = await contacts_firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        one, _ = await made(contacts, draft(bo, 1, person=ana), draft(bo, 2))
        twice, private = await made(
            contacts, draft(cy, 3, person=ana), draft(cy, 4, card(is_private=True), person=ana)
        )
        start = [(await contacts.changed_entries(owner, "", 9)).cursor for owner in (bo, cy)]
        lists = (await contacts.changed_lists("", 9)).cursor
        held = await person_of(contacts, ana)
        (answer,) = await contacts.update_people(
            [person_change(held, Card(job_title="CEO"), "job_title")]
        )
        assert answer.result is Wrote.WRITTEN
        for owner, cursor, ids in zip(
            (bo, cy), start, ((one.id,), (twice.id, private.id)), strict=True
        ):
            feed = await contacts.changed_entries(owner, cursor, 9)
            assert (feed.ids, feed.deleted) == (ids, ())
        first = await contacts.changed_entries(cy, start[1], 1)
        second = await contacts.changed_entries(cy, first.cursor, 1)
        assert (*first.ids, *second.ids) == (twice.id, private.id)
        assert set((await contacts.changed_lists(lists, 9)).owners) == {bo, cy}
        assert (await contacts.entries([one.id]))[one.id] == one

    async def test_an_address_that_anybody_gives_a_person_reaches_the_lists_too(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        ana = await contacts_firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        (entry,) = await made(contacts, draft(bo, 1, person=ana))
        before = await person_of(contacts, ana)
        cursor = (await contacts.changed_entries(bo, "", 9)).cursor
        await contacts_firm.add_address(ana, "contact_point", BEA)
        after = await person_of(contacts, ana)
        assert (after.card.emails, after.version > before.version) == ((ANA, BEA), True)
        assert (await contacts.changed_entries(bo, cursor, 9)).ids == (entry.id,)
        stale = person_change(before, Card(job_title="CEO"), "job_title")
        assert (await contacts.update_people([stale]))[0].result is Wrote.CONFLICT

    async def test_people_added_by_name_are_shown_as_contact_lists_see_them(
        self, contacts_firm: ContactsFirm
    ) -> None:
        told = NewPerson(
            name="Ana Bell",
            client="Client Ltd",
            addresses=(("contact_point", BEA), ("email", ANA), ("alternate", CYD)),
        )
        ana = await contacts_firm.add_person(told)
        person = await person_of(contacts_firm.contacts, ana)
        expected = Card(display_name="Ana Bell", company="Client Ltd", emails=(ANA, CYD, BEA))
        assert (person.version, person.card) == (1, expected)

    async def test_a_person_is_made_for_an_entry_which_then_stands_for_them(
        self, contacts_firm: ContactsFirm, bo: CrmUserId, cy: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        one, two = await made(contacts, draft(bo, 1), draft(cy, 2))
        cursor = (await contacts.changed_entries(bo, "", 9)).cursor
        told = replace(FULL, is_private=True)
        answers = await contacts.create_people(
            [(told, one.id), (card("Bea"), two.id), (card("Cyd"), one.id), (card("X"), NOBODY)]
        )
        assert [a.result for a in answers] == [
            Wrote.WRITTEN,
            Wrote.WRITTEN,
            Wrote.ALREADY_THERE,
            Wrote.GONE,
        ]
        ana = answers[0].person
        assert ana is not None
        assert (ana, answers[2].person) == (await person_of(contacts, ana.id), ana)
        assert (ana.card, ana.version) == (FULL, 1)
        held = await contacts.entries([one.id, two.id])
        assert held[one.id] == replace(one, person=ana.id, version=2)
        assert answers[1].person is not None
        assert held[two.id].person == answers[1].person.id
        assert (await contacts.changed_entries(bo, cursor, 9)).ids == (one.id,)
        again = await contacts.create_people([(FULL, one.id)])
        assert (again[0].result, again[0].person) == (Wrote.ALREADY_THERE, ana)

    async def test_addresses_a_person_is_given_are_learnt_as_contact_points(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        (entry,) = await made(contacts, draft(bo, 1))
        (answer,) = await contacts.create_people([(card("Ana", ANA), entry.id)])
        assert answer.person is not None
        told = Card(emails=(BEA, ANA))
        (changed,) = await contacts.update_people([person_change(answer.person, told, "emails")])
        assert changed.person is not None
        assert changed.person.card.emails == (BEA, ANA)
        assert changed.person == await person_of(contacts, answer.person.id)
        known = [(k.address, k.person, k.matched_by) for k in await contacts_firm.known_addresses()]
        person = answer.person.id
        assert known == [(ANA, person, "contact_point"), (BEA, person, "contact_point")]

    async def test_an_address_of_somebody_else_is_refused_and_re_points_nobodys_history(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        ana = await contacts_firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        bea = await contacts_firm.add_person(NewPerson(name="Bea", addresses=(("email", BEA),)))
        (entry,) = await made(contacts, draft(bo, 1))
        await contacts_firm.log_mail_with(1, ana, ANA)
        feed = await contacts_firm.known_addresses()
        held = await person_of(contacts, bea)
        told = person_change(held, Card(emails=(BEA, ANA), job_title="CEO"), "emails", "job_title")
        (answer,) = await contacts.update_people([told])
        assert (answer.result, answer.person) == (Wrote.REFUSED, held)
        assert await person_of(contacts, bea) == held
        (made_,) = await contacts.create_people([(card("Eve", ANA), entry.id)])
        assert (made_.result, made_.person) == (Wrote.REFUSED, None)
        assert (await contacts.entries([entry.id]))[entry.id] == entry
        assert await contacts_firm.known_addresses() == feed
        assert await contacts_firm.related_to(1) == {ana}

    async def test_an_address_that_is_given_up_can_be_taken_and_history_stays(
        self, contacts_firm: ContactsFirm
    ) -> None:
        contacts = contacts_firm.contacts
        ana = await contacts_firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        bea = await contacts_firm.add_person(NewPerson(name="Bea", addresses=(("email", BEA),)))
        await contacts_firm.log_mail_with(1, ana, ANA)
        one, two = [await person_of(contacts, person) for person in (ana, bea)]
        answers = await contacts.update_people(
            [
                person_change(one, Card(emails=(CYD,)), "emails"),
                person_change(two, Card(emails=(BEA, ANA)), "emails"),
            ]
        )
        assert [a.result for a in answers] == [Wrote.WRITTEN, Wrote.WRITTEN]
        assert (await person_of(contacts, ana)).card.emails == (CYD,)
        assert (await person_of(contacts, bea)).card.emails == (BEA, ANA)
        assert await contacts_firm.related_to(1) == {ana}

    async def test_only_the_named_fields_of_a_person_are_written(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        (entry,) = await made(contacts, draft(bo, 1))
        (answer,) = await contacts.create_people([(FULL, entry.id)])
        person = answer.person
        assert person is not None
        for name in ContactField:
            (written,) = await contacts.update_people([person_change(person, Card(), name.value)])
            held = await person_of(contacts, person.id)
            blank = replace(person.card, **{name.value: getattr(Card(), name.value)})
            assert (written.result, held, held.card) == (Wrote.WRITTEN, written.person, blank)
            assert held.version == person.version + 1
            (back,) = await contacts.update_people([person_change(held, FULL, name.value)])
            assert back.person is not None
            assert back.person.card == FULL
            person = back.person

    async def test_people_are_written_on_the_version_they_were_decided_on(
        self, contacts_firm: ContactsFirm
    ) -> None:
        contacts = contacts_firm.contacts
        ana = await contacts_firm.add_person(NewPerson(name="Ana"))
        held = await person_of(contacts, ana)
        told = person_change(held, Card(job_title="CEO"), "job_title")
        answers = await contacts.update_people([told, told, replace(told, id=NO_PERSON)])
        assert [a.result for a in answers] == [Wrote.WRITTEN, Wrote.CONFLICT, Wrote.GONE]
        now = await person_of(contacts, ana)
        nameless = person_change(now, Card(), "display_name")
        odd = person_change(now, Card(), "shoe_size")
        answers = await contacts.update_people([nameless, odd])
        assert [a.result for a in answers] == [Wrote.REFUSED, Wrote.REFUSED]
        assert await person_of(contacts, ana) == now

    async def test_candidates_share_an_address_a_name_or_a_number(
        self, contacts_firm: ContactsFirm, bo: CrmUserId, cy: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        phone = "+41 79 222 22 22"
        by_mail, by_name, by_phone, _ = await made(
            contacts,
            draft(bo, 1, card("X Y", ANA)),
            draft(bo, 2, card("Ana Bell")),
            draft(bo, 3, card("V W", mobile_phone=phone)),
            draft(bo, 4, card("Nobody Else", CYD)),
        )
        (other,) = await made(contacts, draft(cy, 5, card("Ana Bell", ANA, mobile_phone=phone)))
        added = await contacts_firm.add_person(
            NewPerson(name="Bell, Ana", addresses=(("alternate", BEA),))
        )
        (rising,) = await contacts.create_people([(card("P Q", mobile_phone=phone), other.id)])
        assert rising.person is not None
        probes = [
            Probe(emails=(ANA, BEA), names=("ana bell",), phones=("+41792222222",)),
            Probe(emails=(Address("unknown@x.test"),), names=("nobody",)),
            Probe(),
            Probe(emails=(BEA,)),
        ]
        found = await contacts.candidates(bo, probes)
        assert [e.id for e in found[0].entries] == [by_mail.id, by_name.id, by_phone.id]
        assert [p.id for p in found[0].people] == sorted([added, rising.person.id], key=int)
        assert [(f.entries, f.people, f.erased) for f in found[1:3]] == [((), (), frozenset())] * 2
        assert [p.id for p in found[3].people] == [added]
        assert found[3].people[0] == await person_of(contacts, added)
        assert found[0].entries[0] == by_mail

    async def test_candidates_follow_what_a_card_says_now(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        ana = await contacts_firm.add_person(
            NewPerson(name="Ana Bell", addresses=(("email", ANA),))
        )
        (entry,) = await made(contacts, draft(bo, 1, card("Ana Bell", ANA)))
        told = Card(display_name="Eve Fox", given_name="Eve", surname="Fox", emails=(BEA,))
        fields = ("display_name", "given_name", "surname", "emails")
        await contacts.update_entries([change(entry, told, *fields)])
        await contacts.update_people([person_change(await person_of(contacts, ana), told, *fields)])
        old, new = await contacts.candidates(
            bo, [Probe(emails=(ANA,), names=("ana bell",)), Probe(names=("eve fox",))]
        )
        assert (old.entries, old.people) == ((), ())
        assert ([e.id for e in new.entries], [p.id for p in new.people]) == ([entry.id], [ana])
        await contacts.delete_entries([(entry.id, 2)])
        (gone,) = await contacts.candidates(bo, [Probe(emails=(BEA,))])
        assert (gone.entries, [p.id for p in gone.people]) == ((), [ana])

    async def test_of_many_candidates_those_with_the_same_address_come_first(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        many = limits.CANDIDATES_MAX + 3
        people = [await contacts_firm.add_person(NewPerson(name="Ana Bell")) for _ in range(many)]
        last = await contacts_firm.add_person(NewPerson(name="A", addresses=(("email", ANA),)))
        entries = await made(contacts, *(draft(bo, n) for n in range(many)))
        (told,) = await contacts.candidates(bo, [Probe(emails=(ANA,), names=("ana bell",))])
        assert len(told.entries) == len(told.people) == limits.CANDIDATES_MAX
        by_id = sorted(people, key=int)[: limits.CANDIDATES_MAX - 1]
        assert [p.id for p in told.people] == [*by_id, last]
        assert {e.id for e in told.entries} <= {e.id for e in entries}

    async def test_private_entries_of_others_are_nobodys_candidates(
        self, contacts_firm: ContactsFirm, bo: CrmUserId, cy: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        (own,) = await made(contacts, draft(bo, 1, card("Ana Bell", ANA, is_private=True)))
        probe = Probe(emails=(ANA,), names=("ana bell",))
        (of_bo,) = await contacts.candidates(bo, [probe])
        (of_cy,) = await contacts.candidates(cy, [probe])
        assert (of_bo.entries, of_cy.entries, of_cy.people) == ((own,), (), ())
        (answer,) = await contacts.create_people([(own.card, own.id)])
        assert answer.result is Wrote.REFUSED

    async def test_too_many_probes_are_a_mistake(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        with pytest.raises(ValueError, match="probes"):
            await contacts_firm.contacts.candidates(
                bo, [Probe()] * (limits.PROBES_PER_LOOKUP_MAX + 1)
            )

    async def test_a_mark_is_kept_for_each_list(
        self, contacts_firm: ContactsFirm, bo: CrmUserId, cy: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        assert await contacts.generation(bo) == 0
        await contacts.mark(bo, 3)
        await contacts.mark(bo, 4)
        assert (await contacts.generation(bo), await contacts.generation(cy)) == (4, 0)

    async def test_nothing_asked_is_nothing_answered(
        self, contacts_firm: ContactsFirm, bo: CrmUserId
    ) -> None:
        contacts = contacts_firm.contacts
        assert await contacts.create_entries([]) == await contacts.update_entries([]) == ()
        assert await contacts.delete_entries([]) == ()
        assert await contacts.candidates(bo, []) == ()
        assert await contacts.create_people([]) == await contacts.update_people([]) == ()
        assert await contacts.entries([]) == {}
        assert await contacts.entries_by_key([]) == {}
        assert await contacts.people([NO_PERSON]) == {}

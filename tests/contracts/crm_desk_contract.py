"""What the embedded CRM does for its pages, on either database."""

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows.ports.desk import EmailFilter, NewPerson
from sync_core.failures import SkipItem
from sync_core.mail import (
    ActivityId,
    Address,
    PersonId,
    RiskFinding,
    Role,
    SentimentLabel,
)
from sync_core.policy import Matching
from sync_core.work import MailboxId
from tests.contracts.crm_firm import (
    BAD,
    GOOD,
    NOON,
    client,
    colleague,
    key,
    mail,
    person,
    related,
)
from tests.contracts.crm_sql_firm import SqlFirm

ANA = "ana@client.test"
EVERY = EmailFilter()


class DeskContract(ABC):
    """The pages' port."""

    @pytest.fixture
    @abstractmethod
    def firm(self) -> SqlFirm:
        """Return a firm with nobody in it."""

    async def _subjects(self, firm: SqlFirm, which: EmailFilter) -> list[str | None]:
        found = await firm.crm.emails(which, 0, 100)
        assert found.total == len(found.rows)
        return [row.subject for row in found.rows]

    async def test_a_list_shows_the_newest_sent_first_a_page_at_a_time(self, firm: SqlFirm) -> None:
        await firm.crm.log_mail([mail(i) for i in (3, 1, 2, 5, 4)])
        first = await firm.crm.emails(EVERY, 0, 2)
        last = await firm.crm.emails(EVERY, 4, 2)
        assert [row.subject for row in first.rows] == ["Subject 5", "Subject 4"]
        assert [row.subject for row in last.rows] == ["Subject 1"]
        assert (first.total, last.total) == (5, 5)
        beyond = await firm.crm.emails(EVERY, 50, 2)
        assert (beyond.rows, beyond.total) == ((), 5)

    async def test_a_row_shows_everything_about_a_message(self, firm: SqlFirm) -> None:
        ana = await firm.add_person(person("Ana Ruiz", ("email", ANA)))
        told = mail(
            1,
            participants=(colleague("bo@firm.test"), client(ANA, name="Ana")),
            relations=(related(ana, ANA, is_ambiguous=True),),
            preview="Pre",
            body="Body",
            sentiment=BAD,
            risk=RiskFinding(lexicon="test/1", terms=("a",)),
            has_attachments=True,
        )
        await firm.crm.log_mail([told, replace(told, mailbox=MailboxId("mailbox-2"))])
        (row,) = (await firm.crm.emails(EVERY, 0, 10)).rows
        assert row.id == await firm.crm.activity_of(key(1))
        assert (row.sent_at, row.received_at, row.synced_at) == (
            told.sent_at,
            told.received_at,
            firm.now,
        )
        assert (row.subject, row.preview, row.direction) == ("Subject 1", "Pre", told.direction)
        assert row.participants == (
            (Role.FROM, "Ana", ANA),
            (Role.TO, "", "bo@firm.test"),
        )
        assert row.people == ((ana, "Ana Ruiz"),)
        assert row.mailboxes == ("mailbox-1", "mailbox-2")
        assert (row.is_ambiguous, row.has_attachments) == (True, True)
        assert (row.sentiment, row.sentiment_score) == (SentimentLabel.NEGATIVE, -0.5)
        assert row.risk_terms == ("a",)

    async def test_lists_are_filtered(self, firm: SqlFirm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        risk = RiskFinding(lexicon="test/1", terms=("a",))
        await firm.crm.log_mail([mail(1, relations=(related(ana, ANA),))])
        await firm.crm.log_mail([mail(2, mailbox="mailbox-2"), mail(3, risk=risk)])
        for which, numbers in (
            (EmailFilter(matched=True), [1]),
            (EmailFilter(matched=False), [3, 2]),
            (EmailFilter(mailbox=MailboxId("mailbox-2")), [2]),
            (EmailFilter(mailbox=MailboxId("mailbox-3")), []),
            (EmailFilter(person=ana), [1]),
            (EmailFilter(person=PersonId("not-a-number")), []),
            (EmailFilter(person=ana, matched=False), []),
            (EmailFilter(with_risk=True), [3]),
        ):
            assert await self._subjects(firm, which) == [f"Subject {n}" for n in numbers], which

    async def test_days_are_whole_and_both_included(self, firm: SqlFirm) -> None:
        day = date(2026, 5, 4)
        edges = [
            datetime(2026, 5, 3, 23, 59, 59, 999_999, tzinfo=UTC),
            datetime(2026, 5, 4, tzinfo=UTC),
            datetime(2026, 5, 4, 23, 59, 59, 999_999, tzinfo=UTC),
            datetime(2026, 5, 5, tzinfo=UTC),
        ]
        for number, at in enumerate(edges):
            firm.now = at
            await firm.crm.log_mail([mail(number, sent_at=at)])
        expected = ["Subject 2", "Subject 1"]
        sent = EmailFilter(sent_from=day, sent_to=day)
        synced = EmailFilter(synced_from=day, synced_to=day)
        assert await self._subjects(firm, sent) == expected
        assert await self._subjects(firm, synced) == expected
        always = EmailFilter(sent_from=date.min, sent_to=date.max)
        assert len(await self._subjects(firm, always)) == 4

    async def test_a_page_costs_the_same_however_many_rows_it_has(self, firm: SqlFirm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        await firm.crm.log_mail([mail(i, relations=(related(ana, ANA),)) for i in range(60)])
        costs = []
        for limit in (1, 50):
            before = firm.round_trips
            await firm.crm.emails(EVERY, 0, limit)
            costs.append(firm.round_trips - before)
        assert costs == [5, 5]

    async def test_a_person_shows_with_addresses_main_one_first(self, firm: SqlFirm) -> None:
        told = NewPerson(
            name="Ana",
            kind="contact",
            client="Ruiz & Co",
            segment="Gold",
            is_key=True,
            addresses=(
                ("custom:home", Address("ana@home.test")),
                ("contact_point", Address("a@x.test")),
                ("email", Address("Ana@Client.test")),
            ),
        )
        ana = await firm.add_person(told)
        card = await firm.crm.person(ana)
        assert card is not None
        assert (card.id, card.name, card.kind) == (ana, "Ana", "contact")
        assert (card.client, card.segment, card.is_key) == ("Ruiz & Co", "Gold", True)
        assert card.addresses == (
            ("email", ANA),
            ("contact_point", "a@x.test"),
            ("custom:home", "ana@home.test"),
        )
        assert (card.latest_sentiment, card.latest_sentiment_at) == (SentimentLabel.NONE, None)

    async def test_a_person_who_does_not_exist_is_none(self, firm: SqlFirm) -> None:
        for nobody in ("404", "not-a-number", "9" * 40, "-1", ""):
            assert await firm.crm.person(PersonId(nobody)) is None

    async def test_people_are_found_by_name_client_and_address(self, firm: SqlFirm) -> None:
        await firm.crm.add_people(
            [
                NewPerson(
                    name="Zoe", client="Delta", addresses=(("email", Address("z@one.test")),)
                ),
                NewPerson(name="ana 100%", addresses=(("email", Address("a@two.test")),)),
                NewPerson(name="Ben_1", client="Alpha"),
            ]
        )
        for text, names in (
            ("", ["ana 100%", "Ben_1", "Zoe"]),
            ("ANA", ["ana 100%"]),
            ("delta", ["Zoe"]),
            ("TWO.test", ["ana 100%"]),
            ("a", ["ana 100%", "Ben_1", "Zoe"]),
            ("%", ["ana 100%"]),
            ("_", ["Ben_1"]),
            ("' OR 1=1 --", []),
            ("\x00", ["ana 100%", "Ben_1", "Zoe"]),
        ):
            found = await firm.crm.search_people(text, 10)
            assert [card.name for card in found] == names, text
        assert len(await firm.crm.search_people("", 2)) == 2

    async def test_relating_by_hand_puts_messages_on_a_persons_timeline(
        self, firm: SqlFirm
    ) -> None:
        ana = await firm.add_person(person("Ana"))
        outcomes = await firm.crm.log_mail([mail(1, sentiment=GOOD), mail(2, sentiment=BAD)])
        ids = [o.activity for o in outcomes if o.activity]
        assert await firm.crm.relate([*ids, ids[0]], ana, None) == 2
        assert await firm.crm.relate(ids, ana, None) == 0
        assert await self._subjects(firm, EmailFilter(person=ana)) == ["Subject 2", "Subject 1"]
        assert await self._subjects(firm, EmailFilter(matched=False)) == []
        assert await firm.latest(ana) == (SentimentLabel.NEGATIVE, NOON + timedelta(minutes=2))

    async def test_an_address_learnt_by_hand_matches_the_next_and_explains_the_past(
        self, firm: SqlFirm
    ) -> None:
        ana = await firm.add_person(person("Ana", ("email", "ana@home.test")))
        outcomes = await firm.crm.log_mail([mail(1), mail(2)])
        cursor = (await firm.crm.known_addresses("", 10)).cursor
        assert outcomes[0].activity is not None
        await firm.crm.relate([outcomes[0].activity], ana, Address("Ana@Client.test"))
        found = await firm.crm.find_people([Address(ANA)], Matching())
        assert [(p.id, p.matched_by) for p in found[Address(ANA)]] == [(ana, "contact_point")]
        learnt = await firm.crm.known_addresses(cursor, 10)
        assert [(k.address, k.person) for k in learnt.added] == [(ANA, ana)]
        assert await firm.crm.relate_past(learnt.added) == 1

    async def test_learning_an_address_the_person_has_adds_none(self, firm: SqlFirm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        (outcome,) = await firm.crm.log_mail([mail(1)])
        assert outcome.activity is not None
        await firm.crm.relate([outcome.activity], ana, Address(ANA))
        card = await firm.crm.person(ana)
        assert card is not None
        assert card.addresses == (("email", ANA),)

    async def test_relating_what_does_not_exist_writes_nothing(self, firm: SqlFirm) -> None:
        ana = await firm.add_person(person("Ana"))
        (outcome,) = await firm.crm.log_mail([mail(1)])
        assert outcome.activity is not None
        learn = Address("learnt@x.test")
        for activities, somebody in (
            ([outcome.activity], PersonId("404")),
            ([outcome.activity], PersonId("not-a-number")),
            ([outcome.activity, ActivityId("404")], ana),
            ([outcome.activity, ActivityId("not-a-number")], ana),
        ):
            with pytest.raises(SkipItem):
                await firm.crm.relate(activities, somebody, learn)
        with pytest.raises(SkipItem, match="address"):
            await firm.crm.relate([outcome.activity], ana, Address("no address"))
        assert await self._subjects(firm, EmailFilter(matched=False)) == ["Subject 1"]
        assert await firm.crm.find_people([learn], Matching()) == {}

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            (NewPerson(name=" "), "people.1.name"),
            (NewPerson(name="Ben", kind="robot"), "people.1.kind"),
            (NewPerson(name="Ben", addresses=(("fax", Address(ANA)),)), "people.1.addresses"),
            (NewPerson(name="Ben", addresses=(("email", Address("none")),)), "people.1.addresses"),
        ],
    )
    async def test_people_are_added_all_or_none(
        self, firm: SqlFirm, wrong: NewPerson, field: str
    ) -> None:
        with pytest.raises(SkipItem, match=field):
            await firm.crm.add_people([person("Ana"), wrong])
        assert (await firm.crm.totals())["people"] == 0

    async def test_many_people_are_added_in_the_order_told(self, firm: SqlFirm) -> None:
        told = [person(f"P{i}", ("email", f"p{i}@x.test")) for i in range(6_000)]
        ids = await firm.crm.add_people(told)
        found = await firm.crm.find_people([Address("p5999@x.test")], Matching())
        assert found[Address("p5999@x.test")][0].id == ids[5_999]
        first = await firm.crm.person(ids[0])
        assert first is not None
        assert first.name == "P0"
        assert await firm.crm.add_people([]) == ()

    async def test_staff_whose_address_is_known_keep_their_ids(self, firm: SqlFirm) -> None:
        first = await firm.crm.add_staff([("Bo", Address("bo@firm.test"))])
        again = await firm.crm.add_staff(
            [("Cy", Address("cy@firm.test")), ("Bo B.", Address("BO@firm.test"))]
        )
        assert again[1] == first[0]
        members = await firm.crm.staff()
        assert {m.name for m in members.values()} == {"Bo", "Cy"}
        assert members[first[0]].address == "bo@firm.test"
        assert await firm.crm.add_staff([]) == ()

    async def test_totals_add_up(self, firm: SqlFirm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        await firm.crm.log_mail(
            [
                mail(1, relations=(related(ana, ANA),)),
                mail(2, sentiment=replace(GOOD, label=SentimentLabel.PENDING)),
                mail(3, risk=RiskFinding(lexicon="test/1", terms=("a",))),
            ]
        )
        assert await firm.crm.totals() == {
            "people": 1,
            "activities": 3,
            "matched": 1,
            "unmatched": 2,
            "pending_sentiment": 1,
            "with_risk": 1,
        }

    async def test_a_person_removed_leaves_the_activity_unmatched(self, firm: SqlFirm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        await firm.crm.log_mail([mail(1, relations=(related(ana, ANA),))])
        await firm.execute("DELETE FROM person WHERE id = :id", id=int(ana))
        assert await self._subjects(firm, EmailFilter(matched=False)) == ["Subject 1"]

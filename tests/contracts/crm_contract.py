"""What every CRM behind the Crm port does; one class a concern, each CRM's tests inherit them all."""

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from flows.ports.crm import Annotation, KnownAddress
from sync_core import limits
from sync_core.mail import (
    NOT_SCORED,
    PENDING,
    Address,
    CrmUserId,
    LogResult,
    MailActivity,
    PersonId,
    PersonRef,
    RiskFinding,
    Role,
    Sentiment,
    SentimentLabel,
)
from sync_core.policy import Matching, PlusTags
from tests.contracts.crm_firm import (
    BAD,
    FAIR,
    GOOD,
    NOON,
    Firm,
    client,
    colleague,
    key,
    mail,
    person,
    related,
)

ANA = "ana@client.test"
NOBODY = PersonId("999999999")


class _Contract(ABC):
    """Tests that need a firm."""

    @pytest.fixture
    @abstractmethod
    def firm(self) -> Firm:
        """Return a firm with nobody in it."""


class FindingContract(_Contract):
    """Who has an address."""

    async def test_a_person_is_found_by_every_kind_of_address(self, firm: Firm) -> None:
        kinds = ("email", "alternate", "contact_point", "custom:home")
        told = [(kind, f"{kind.replace(':', '-')}@x.test") for kind in kinds]
        ana = await firm.add_person(person("Ana", *told))
        found = await firm.crm.find_people(
            [Address(address) for _, address in told], Matching(custom_fields=("home",))
        )
        assert found == {address: (PersonRef(id=ana, matched_by=kind),) for kind, address in told}

    @pytest.mark.parametrize(
        ("kind", "by"),
        [
            ("email", Matching(email=False)),
            ("alternate", Matching(alternate=False)),
            ("contact_point", Matching(contact_points=False)),
            ("custom:home", Matching(custom_fields=("work",))),
        ],
    )
    async def test_a_kind_of_field_that_the_policy_leaves_out_matches_nobody(
        self, firm: Firm, kind: str, by: Matching
    ) -> None:
        await firm.add_person(person("Ana", (kind, ANA)))
        assert await firm.crm.find_people([Address(ANA)], by) == {}

    async def test_an_address_nobody_has_is_left_out(self, firm: Firm) -> None:
        assert await firm.crm.find_people([Address("no@one.test")], Matching()) == {}
        assert await firm.crm.find_people([], Matching()) == {}

    async def test_addresses_are_compared_case_insensitively(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", "Ana.Ruiz@Client.TEST")))
        asked = [Address("ana.ruiz@client.test"), Address("ANA.RUIZ@CLIENT.TEST")]
        found = await firm.crm.find_people(asked, Matching())
        assert {a: [p.id for p in people] for a, people in found.items()} == {
            asked[0]: [ana],
            asked[1]: [ana],
        }

    async def test_an_address_of_two_people_finds_both_by_id(self, firm: Firm) -> None:
        first = await firm.add_person(person("Ana", ("email", ANA)))
        second = await firm.add_person(person("Ben", ("alternate", ANA)))
        found = await firm.crm.find_people([Address(ANA)], Matching())
        assert [p.id for p in found[Address(ANA)]] == [first, second]

    async def test_a_person_with_one_address_in_two_fields_is_found_once_by_the_first_field(
        self, firm: Firm
    ) -> None:
        ana = await firm.add_person(person("Ana", ("contact_point", ANA), ("email", ANA)))
        found = await firm.crm.find_people([Address(ANA)], Matching())
        assert found == {ANA: (PersonRef(id=ana, matched_by="email"),)}

    @pytest.mark.parametrize(
        "odd",
        [
            "d..steffes@x.test",
            "dot.@x.test",
            "o'brien@x.test",
            'quo"te@x.test',
            "two@at@x.test",
            "back\\slash@x.test",
            "per%cent_@x.test",
            "müller@größe.test",
            "名前@例え.test",
            "smile\U0001f600@x.test",
            "x" * 300 + "@x.test",
        ],
    )
    async def test_odd_addresses_are_found_as_they_are(self, firm: Firm, odd: str) -> None:
        address = Address(odd.casefold())
        ana = await firm.add_person(person("Ana", ("email", address)))
        found = await firm.crm.find_people([address], Matching())
        assert found[address][0].id == ana

    async def test_text_that_no_database_can_hold_finds_nobody_and_harms_nobody(
        self, firm: Firm
    ) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        asked = [Address("nul\x00@x.test"), Address("half\ud800@x.test"), Address(ANA)]
        found = await firm.crm.find_people(asked, Matching())
        assert found == {ANA: (PersonRef(id=ana, matched_by="email"),)}

    async def test_a_full_lookup_is_answered_whole(self, firm: Firm) -> None:
        asked = [Address(f"p{i}@x.test") for i in range(limits.ADDRESSES_PER_LOOKUP_MAX)]
        for i in (0, 777, 1999):
            await firm.add_person(person(f"P{i}", ("email", asked[i])))
        found = await firm.crm.find_people(asked, Matching())
        assert set(found) == {asked[0], asked[777], asked[1999]}

    async def test_more_than_a_full_lookup_is_refused(self, firm: Firm) -> None:
        asked = [Address(f"p{i}@x.test") for i in range(limits.ADDRESSES_PER_LOOKUP_MAX + 1)]
        with pytest.raises(ValueError, match="addresses"):
            await firm.crm.find_people(asked, Matching())

    async def test_staff_are_found_by_address_and_are_no_people(self, firm: Firm) -> None:
        bo = await firm.add_staff("Bo", "Bo@Firm.test")
        asked = [Address("bo@firm.test"), Address("no@one.test")]
        assert await firm.crm.find_users(asked) == {"bo@firm.test": bo}
        assert await firm.crm.find_people(asked, Matching()) == {}


class LoggingContract(_Contract):
    """Writing activities."""

    async def test_a_new_message_is_created_with_all_it_brings(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        bo = await firm.add_staff("Bo", "bo@firm.test")
        told = mail(
            1,
            owner=bo,
            relations=(related(ana, ANA),),
            preview="Pre",
            body="Body",
            sentiment=GOOD,
            risk=RiskFinding(lexicon="test/1", terms=("a", "b")),
            unreadable_entries=2,
        )
        (outcome,) = await firm.crm.log_mail([told])
        assert outcome.result is LogResult.CREATED
        assert outcome.activity == await firm.crm.activity_of(key(1))
        seen = await firm.look(key(1))
        assert seen is not None
        assert (seen.sent_at, seen.received_at) == (told.sent_at, told.received_at)
        assert (seen.subject, seen.preview, seen.body) == ("Subject 1", "Pre", "Body")
        assert (seen.sentiment, seen.risk, seen.unreadable_entries) == (GOOD, told.risk, 2)
        assert seen.copies == {"mailbox-1": bo}
        assert seen.participants == {
            (Role.FROM, ANA, "Ana", False),
            (Role.TO, "bo@firm.test", "", True),
        }
        assert seen.relations == {ana: (ANA, "email", False)}

    async def test_withheld_content_stays_withheld(self, firm: Firm) -> None:
        await firm.crm.log_mail([mail(1, subject=None)])
        seen = await firm.look(key(1))
        assert seen is not None
        assert (seen.subject, seen.preview, seen.body) == (None, None, None)

    async def test_nothing_to_write_is_no_error(self, firm: Firm) -> None:
        assert await firm.crm.log_mail([]) == ()

    async def test_a_key_nobody_wrote_has_no_activity(self, firm: Firm) -> None:
        assert await firm.crm.activity_of(key(404)) is None

    async def test_the_same_message_from_two_mailboxes_is_one_activity_with_two_copies(
        self, firm: Firm
    ) -> None:
        bo = await firm.add_staff("Bo", "bo@firm.test")
        cy = await firm.add_staff("Cy", "cy@firm.test")
        (first,) = await firm.crm.log_mail([mail(1, owner=bo)])
        (second,) = await firm.crm.log_mail([mail(1, mailbox="mailbox-2", owner=cy)])
        assert (first.result, second.result) == (LogResult.CREATED, LogResult.ALREADY_THERE)
        assert first.activity == second.activity
        assert await firm.count() == 1
        seen = await firm.look(key(1))
        assert seen is not None
        assert seen.copies == {"mailbox-1": bo, "mailbox-2": cy}

    async def test_two_copies_in_one_call_are_one_activity(self, firm: Firm) -> None:
        outcomes = await firm.crm.log_mail([mail(1), mail(2), mail(1, mailbox="mailbox-2")])
        assert [o.result for o in outcomes] == [
            LogResult.CREATED,
            LogResult.CREATED,
            LogResult.ALREADY_THERE,
        ]
        assert outcomes[0].activity == outcomes[2].activity != outcomes[1].activity
        seen = await firm.look(key(1))
        assert seen is not None
        assert set(seen.copies) == {"mailbox-1", "mailbox-2"}

    async def test_writing_again_after_a_lost_answer_changes_nothing(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        told = mail(1, relations=(related(ana, ANA),), sentiment=GOOD)
        await firm.crm.log_mail([told])
        before = (await firm.look(key(1)), await firm.latest(ana))
        (again,) = await firm.crm.log_mail([told])
        assert again.result is LogResult.ALREADY_THERE
        assert (await firm.look(key(1)), await firm.latest(ana)) == before

    async def test_a_later_copy_adds_its_participants_and_people(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        ben = await firm.add_person(person("Ben", ("email", "ben@client.test")))
        await firm.crm.log_mail([mail(1, relations=(related(ana, ANA),))])
        blind = mail(
            1,
            mailbox="mailbox-2",
            participants=(client(ANA, name="Ana"), client("ben@client.test", Role.BCC, "Ben")),
            relations=(related(ana, ANA), related(ben, "ben@client.test")),
        )
        await firm.crm.log_mail([blind])
        seen = await firm.look(key(1))
        assert seen is not None
        assert (Role.BCC, "ben@client.test", "Ben", False) in seen.participants
        assert len(seen.participants) == 3
        assert set(seen.relations) == {ana, ben}

    async def test_ambiguity_that_a_later_copy_tells_of_is_kept(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        await firm.crm.log_mail([mail(1, relations=(related(ana, ANA),))])
        await firm.crm.log_mail([mail(1, relations=(related(ana, ANA, is_ambiguous=True),))])
        await firm.crm.log_mail([mail(1, relations=(related(ana, ANA),))])
        seen = await firm.look(key(1))
        assert seen is not None
        assert seen.relations == {ana: (ANA, "email", True)}

    async def test_a_key_reused_for_another_message_writes_nothing(self, firm: Firm) -> None:
        (first,) = await firm.crm.log_mail([mail(1)])
        before = await firm.look(key(1))
        other = mail(
            1,
            mailbox="mailbox-2",
            sent_at=NOON + timedelta(days=1, minutes=2),
            participants=(client("else@x.test"),),
        )
        (outcome,) = await firm.crm.log_mail([other])
        assert (outcome.result, outcome.activity) == (LogResult.KEY_REUSED, first.activity)
        assert await firm.look(key(1)) == before

    async def test_a_key_reused_within_one_call_is_told_apart_too(self, firm: Firm) -> None:
        outcomes = await firm.crm.log_mail([mail(1), mail(1, sent_at=NOON - timedelta(days=3))])
        assert [o.result for o in outcomes] == [LogResult.CREATED, LogResult.KEY_REUSED]

    async def test_clocks_that_differ_by_a_day_are_one_message(self, firm: Firm) -> None:
        told = mail(1)
        await firm.crm.log_mail([told])
        late = mail(1, mailbox="mailbox-2", sent_at=told.sent_at + timedelta(days=1))
        (outcome,) = await firm.crm.log_mail([late])
        assert outcome.result is LogResult.ALREADY_THERE

    async def test_a_relation_to_a_person_who_is_gone_is_left_out(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        gone = [related(NOBODY, ANA), related(PersonId("not-a-number"), ANA)]
        outcomes = await firm.crm.log_mail(
            [mail(1, relations=(related(ana, ANA), *gone)), mail(2), mail(3, relations=(gone[0],))]
        )
        assert {o.result for o in outcomes} == {LogResult.CREATED}
        seen = await firm.look(key(1))
        assert seen is not None
        assert set(seen.relations) == {ana}

    async def test_an_owner_who_is_gone_is_left_out(self, firm: Firm) -> None:
        gone = (CrmUserId("999999999"), CrmUserId("not-a-number"), CrmUserId("9" * 40))
        outcomes = await firm.crm.log_mail([mail(i, owner=o) for i, o in enumerate(gone)])
        assert {o.result for o in outcomes} == {LogResult.CREATED}
        seen = await firm.look(key(0))
        assert seen is not None
        assert seen.copies == {"mailbox-1": None}


class OddMailContract(_Contract):
    """Mail as it really is."""

    @pytest.mark.parametrize("year", [1, 1601, 1969, 1997, 2044, 9999])
    async def test_dates_long_past_and_far_ahead_are_kept(self, firm: Firm, year: int) -> None:
        at = datetime(year, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)
        (outcome,) = await firm.crm.log_mail([mail(1, sent_at=at, received_at=at)])
        assert outcome.result is LogResult.CREATED
        seen = await firm.look(key(1))
        assert seen is not None
        assert (seen.sent_at, seen.received_at) == (at, at)

    async def test_a_time_told_in_another_zone_is_the_same_instant(self, firm: Firm) -> None:
        there = timezone(timedelta(hours=-8))
        await firm.crm.log_mail([mail(1, received_at=NOON.astimezone(there))])
        seen = await firm.look(key(1))
        assert seen is not None
        assert seen.received_at == NOON

    async def test_a_thousand_recipients_are_kept(self, firm: Firm) -> None:
        many = tuple(client(f"r{i}@x.test", Role.TO) for i in range(1_000))
        await firm.crm.log_mail([mail(1, participants=many)])
        seen = await firm.look(key(1))
        assert seen is not None
        assert len(seen.participants) == 1_000

    async def test_one_address_in_several_roles_is_kept_in_each(self, firm: Firm) -> None:
        twice = (client(ANA, Role.TO), client(ANA, Role.CC), client(ANA, Role.TO, "Again"))
        (outcome,) = await firm.crm.log_mail([mail(1, participants=twice)])
        assert outcome.result is LogResult.CREATED
        seen = await firm.look(key(1))
        assert seen is not None
        assert seen.participants == {
            (Role.TO, ANA, "", False),
            (Role.CC, ANA, "", False),
        }

    async def test_text_of_every_script_comes_back_as_it_went(self, firm: Firm) -> None:
        odd = 'Ümläut 名前 \U0001f600 \u202e "quotes" \\u0000 \\ \n\t \u2028 e\u0301 \x7f\x01'
        told = mail(1, subject=odd, body=odd, participants=(client("名@x.test", name=odd),))
        await firm.crm.log_mail([told])
        seen = await firm.look(key(1))
        assert seen is not None
        assert (seen.subject, seen.body) == (odd, odd)
        assert seen.participants == {(Role.FROM, "名@x.test", odd, False)}

    async def test_nul_characters_and_broken_surrogates_never_cost_the_message(
        self, firm: Firm
    ) -> None:
        odd = "a\x00b\ud800c\udfffd"
        told = mail(1, subject=odd, body=odd, participants=(client("odd\x00@x.test", name=odd),))
        outcomes = await firm.crm.log_mail([mail(2), told, mail(3)])
        assert {o.result for o in outcomes} == {LogResult.CREATED}
        seen = await firm.look(key(1))
        assert seen is not None
        assert seen.subject == seen.body == "ab\ufffdc\ufffdd"
        assert {name for _, _, name, _ in seen.participants} == {"ab\ufffdc\ufffdd"}

    async def test_a_subject_beyond_all_measure_is_cut_and_kept(self, firm: Firm) -> None:
        (outcome,) = await firm.crm.log_mail([mail(1, subject="s" * 100_000)])
        assert outcome.result is LogResult.CREATED
        seen = await firm.look(key(1))
        assert seen is not None
        assert seen.subject == "s" * limits.SUBJECT_CHARACTERS_MAX

    async def test_a_name_beyond_all_measure_is_cut_and_its_address_kept(self, firm: Firm) -> None:
        await firm.crm.log_mail([mail(1, participants=(client(ANA, name="n" * 100_000),))])
        seen = await firm.look(key(1))
        assert seen is not None
        cut = "n" * limits.PERSON_NAME_CHARACTERS_MAX
        assert seen.participants == {(Role.FROM, ANA, cut, False)}

    async def test_long_bodies_are_kept_whole_however_many_come_at_once(self, firm: Firm) -> None:
        body = "Long. " * 70_000
        outcomes = await firm.crm.log_mail([mail(i, body=body) for i in range(60)])
        assert {o.result for o in outcomes} == {LogResult.CREATED}
        seen = await firm.look(key(59))
        assert seen is not None
        assert seen.body == body

    async def test_a_message_without_any_participant_is_kept(self, firm: Firm) -> None:
        (outcome,) = await firm.crm.log_mail([mail(1, participants=())])
        assert outcome.result is LogResult.CREATED


class RefusingContract(_Contract):
    """What the CRM will never take."""

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("key", {"key": ""}),
            ("key", {"key": "k" * 1_000}),
            ("mailbox", {"mailbox": ""}),
            ("sent_at", {"sent_at": datetime(2026, 1, 1)}),  # noqa: DTZ001 - a time without its offset is the case
            ("received_at", {"received_at": datetime(2026, 1, 1)}),  # noqa: DTZ001 - likewise
            (
                "sent_at",
                {"sent_at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))},
            ),
            (
                "sentiment.score",
                {"sentiment": Sentiment(label=SentimentLabel.NEUTRAL, score=float("nan"))},
            ),
            ("participants.address", {"participants": (client("x" * 5_000 + "@x.test"),)}),
            ("participants.address", {"participants": (client(""),)}),
        ],
    )
    async def test_one_that_cannot_be_kept_is_refused_by_field_and_the_others_are_written(
        self, firm: Firm, field: str, wrong: dict[str, object]
    ) -> None:
        outcomes = await firm.crm.log_mail([mail(1), mail(2, **wrong), mail(3)])
        assert [o.result for o in outcomes] == [
            LogResult.CREATED,
            LogResult.REFUSED,
            LogResult.CREATED,
        ]
        assert outcomes[1].activity is None
        assert outcomes[1].detail.startswith(f"{field}: expected ")
        assert await firm.count() == 2


class SentimentContract(_Contract):
    """A person's most recent sentiment."""

    async def test_it_is_that_of_the_message_received_last(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        to_ana = (related(ana, ANA),)
        await firm.crm.log_mail(
            [
                mail(1, relations=to_ana, sentiment=GOOD),
                mail(3, relations=to_ana, sentiment=BAD),
                mail(2, relations=to_ana, sentiment=FAIR),
            ]
        )
        assert await firm.latest(ana) == (SentimentLabel.NEGATIVE, NOON + timedelta(minutes=3))

    async def test_a_backfill_never_overwrites_newer(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        await firm.crm.log_mail([mail(5, relations=(related(ana, ANA),), sentiment=GOOD)])
        await firm.crm.log_mail([mail(2, relations=(related(ana, ANA),), sentiment=BAD)])
        assert await firm.latest(ana) == (SentimentLabel.POSITIVE, NOON + timedelta(minutes=5))

    async def test_at_the_same_instant_the_first_written_stays(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        for number, sentiment in ((1, GOOD), (2, BAD)):
            told = mail(number, received_at=NOON, sentiment=sentiment)
            await firm.crm.log_mail([_to(told, ana)])
        assert (await firm.latest(ana))[0] is SentimentLabel.POSITIVE

    async def test_it_goes_by_time_received_not_sent(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        far = datetime(2044, 1, 1, tzinfo=UTC)
        await firm.crm.log_mail([_to(mail(1, sent_at=far, sentiment=GOOD), ana)])
        await firm.crm.log_mail([_to(mail(2, sentiment=BAD), ana)])
        assert (await firm.latest(ana))[0] is SentimentLabel.NEGATIVE

    @pytest.mark.parametrize("sentiment", [NOT_SCORED, PENDING])
    async def test_mail_without_a_score_does_not_move_it(
        self, firm: Firm, sentiment: Sentiment
    ) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        await firm.crm.log_mail([_to(mail(1, sentiment=GOOD), ana)])
        await firm.crm.log_mail([_to(mail(2, sentiment=sentiment), ana)])
        assert await firm.latest(ana) == (SentimentLabel.POSITIVE, NOON + timedelta(minutes=1))

    async def test_nobody_starts_with_one(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        assert await firm.latest(ana) == (SentimentLabel.NONE, None)

    async def test_an_activity_that_waits_for_its_score_says_so_when_it_is_written_again(
        self, firm: Firm
    ) -> None:
        (new,) = await firm.crm.log_mail([mail(1, sentiment=PENDING)])
        (waiting,) = await firm.crm.log_mail([mail(1, sentiment=GOOD)])
        await firm.crm.annotate_mail([Annotation(key=key(1), sentiment=GOOD)])
        (scored,) = await firm.crm.log_mail([mail(1, sentiment=GOOD)])
        assert [o.is_pending for o in (new, waiting, scored)] == [False, True, False]

    async def test_a_score_that_follows_later_counts_by_its_message(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        await firm.crm.log_mail([_to(mail(1, sentiment=PENDING), ana)])
        await firm.crm.log_mail([_to(mail(2, sentiment=PENDING), ana)])
        await firm.crm.annotate_mail([Annotation(key=key(2), sentiment=BAD)])
        await firm.crm.annotate_mail([Annotation(key=key(1), sentiment=GOOD)])
        assert await firm.latest(ana) == (SentimentLabel.NEGATIVE, NOON + timedelta(minutes=2))
        first = await firm.look(key(1))
        assert first is not None
        assert first.sentiment == GOOD

    async def test_scoring_its_message_again_changes_it(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        await firm.crm.log_mail([_to(mail(1, sentiment=GOOD), ana)])
        await firm.crm.annotate_mail([Annotation(key=key(1), sentiment=BAD)])
        assert await firm.latest(ana) == (SentimentLabel.NEGATIVE, NOON + timedelta(minutes=1))

    async def test_a_person_related_by_a_later_copy_gets_the_messages_sentiment(
        self, firm: Firm
    ) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        await firm.crm.log_mail([mail(1, sentiment=GOOD)])
        copy = mail(1, mailbox="mailbox-2", relations=(related(ana, ANA),))
        await firm.crm.log_mail([copy])
        assert (await firm.latest(ana))[0] is SentimentLabel.POSITIVE


class AnnotatingContract(_Contract):
    """What becomes known later."""

    async def test_risk_terms_are_added_and_left_alone_where_none_are_told(
        self, firm: Firm
    ) -> None:
        risk = RiskFinding(lexicon="test/2", terms=("x", "y"))
        await firm.crm.log_mail([mail(1)])
        await firm.crm.annotate_mail([Annotation(key=key(1), sentiment=GOOD, risk=risk)])
        await firm.crm.annotate_mail([Annotation(key=key(1), sentiment=BAD)])
        seen = await firm.look(key(1))
        assert seen is not None
        assert (seen.risk, seen.sentiment) == (risk, BAD)

    async def test_a_key_that_does_not_exist_is_passed_over(self, firm: Firm) -> None:
        await firm.crm.log_mail([mail(1)])
        await firm.crm.annotate_mail(
            [Annotation(key=key(404), sentiment=GOOD), Annotation(key=key(1), sentiment=GOOD)]
        )
        await firm.crm.annotate_mail([])
        seen = await firm.look(key(1))
        assert seen is not None
        assert seen.sentiment == GOOD

    async def test_of_two_notes_on_one_message_the_last_stands(self, firm: Firm) -> None:
        await firm.crm.log_mail([mail(1)])
        await firm.crm.annotate_mail(
            [Annotation(key=key(1), sentiment=GOOD), Annotation(key=key(1), sentiment=BAD)]
        )
        seen = await firm.look(key(1))
        assert seen is not None
        assert seen.sentiment == BAD


class FeedContract(_Contract):
    """Addresses newly known."""

    async def test_every_address_is_told_of_once_in_pages(self, firm: Firm) -> None:
        people = [await firm.add_person(person(f"P{i}", ("email", f"p{i}@x.test"))) for i in (0, 1)]
        await firm.add_address(people[0], "contact_point", "late@x.test")
        told: list[KnownAddress] = []
        cursor, pages = "", 0
        has_more = True
        while has_more:
            page = await firm.crm.known_addresses(cursor, 2)
            told += page.added
            cursor, has_more, pages = page.cursor, page.has_more, pages + 1
        assert told == [
            KnownAddress(address=Address("p0@x.test"), person=people[0], matched_by="email"),
            KnownAddress(address=Address("p1@x.test"), person=people[1], matched_by="email"),
            KnownAddress(
                address=Address("late@x.test"), person=people[0], matched_by="contact_point"
            ),
        ]
        assert pages == 2

    async def test_a_cursor_read_to_the_end_tells_only_of_what_comes_later(
        self, firm: Firm
    ) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        end = (await firm.crm.known_addresses("", 10)).cursor
        nothing = await firm.crm.known_addresses(end, 10)
        assert (nothing.added, nothing.has_more) == ((), False)
        await firm.add_address(ana, "alternate", "Ana@Other.test")
        later = await firm.crm.known_addresses(nothing.cursor, 10)
        assert [k.address for k in later.added] == ["ana@other.test"]

    @pytest.mark.parametrize("cursor", ["nonsense", "999999999.999999999", "-1", "١٢"])
    async def test_a_cursor_of_another_crm_begins_anew(self, firm: Firm, cursor: str) -> None:
        await firm.add_person(person("Ana", ("email", ANA)))
        page = await firm.crm.known_addresses(cursor, 10)
        assert [k.address for k in page.added] == [ANA]

    async def test_an_empty_crm_has_nothing_to_tell(self, firm: Firm) -> None:
        page = await firm.crm.known_addresses("", 10)
        assert (page.added, page.has_more) == ((), False)


class RelatingPastContract(_Contract):
    """An address learnt later explains the past."""

    async def _learn(
        self, firm: Firm, name: str, address: str, plus_tags: PlusTags = PlusTags.EXACT
    ) -> tuple[PersonId, int]:
        somebody = await firm.add_person(person(name, ("email", address)))
        known = KnownAddress(address=Address(address), person=somebody, matched_by="email")
        return somebody, await firm.crm.relate_past([known], plus_tags)

    async def test_past_mail_with_the_address_is_related_in_every_role(self, firm: Firm) -> None:
        by_role = [mail(i, participants=(client(ANA, role),)) for i, role in enumerate(Role)]
        await firm.crm.log_mail([*by_role, mail(9, participants=(client("else@x.test"),))])
        ana, new = await self._learn(firm, "Ana", ANA)
        assert new == len(Role)
        seen = await firm.look(key(0))
        other = await firm.look(key(9))
        assert seen is not None
        assert other is not None
        assert (seen.relations, other.relations) == ({ana: (ANA, "email", False)}, {})

    async def test_repeating_it_changes_nothing(self, firm: Firm) -> None:
        await firm.crm.log_mail([mail(1), mail(2)])
        ana, new = await self._learn(firm, "Ana", ANA)
        known = KnownAddress(address=Address(ANA), person=ana, matched_by="email")
        assert (new, await firm.crm.relate_past([known, known])) == (2, 0)

    async def test_a_message_already_related_is_not_new(self, firm: Firm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        await firm.crm.log_mail([_to(mail(1), ana), mail(2)])
        known = KnownAddress(address=Address(ANA), person=ana, matched_by="email")
        assert await firm.crm.relate_past([known]) == 1

    async def test_several_addresses_of_one_person_in_one_message_are_one_relation(
        self, firm: Firm
    ) -> None:
        both = (client(ANA), client("ana@home.test", Role.CC))
        await firm.crm.log_mail([mail(1, participants=both)])
        ana = await firm.add_person(person("Ana", ("email", ANA), ("alternate", "ana@home.test")))
        page = await firm.crm.known_addresses("", 10)
        assert await firm.crm.relate_past(page.added) == 1
        seen = await firm.look(key(1))
        assert seen is not None
        assert set(seen.relations) == {ana}

    async def test_a_colleagues_address_relates_nothing(self, firm: Firm) -> None:
        await firm.crm.log_mail([mail(1)])
        _, new = await self._learn(firm, "Bo", "bo@firm.test")
        assert new == 0

    async def test_an_address_of_two_people_marks_both_relations_as_ambiguous(
        self, firm: Firm
    ) -> None:
        await firm.crm.log_mail([mail(1), mail(2, participants=(client("else@x.test"),))])
        ana, _ = await self._learn(firm, "Ana", ANA)
        ben, new = await self._learn(firm, "Ben", ANA)
        assert new == 1
        seen = await firm.look(key(1))
        assert seen is not None
        assert seen.relations == {ana: (ANA, "email", True), ben: (ANA, "email", True)}

    async def test_two_people_with_their_own_addresses_are_not_ambiguous(self, firm: Firm) -> None:
        both = (client(ANA), client("ben@x.test", Role.TO))
        await firm.crm.log_mail([mail(1, participants=both)])
        await self._learn(firm, "Ana", ANA)
        await self._learn(firm, "Ben", "ben@x.test")
        seen = await firm.look(key(1))
        assert seen is not None
        assert [is_ambiguous for _, _, is_ambiguous in seen.relations.values()] == [False, False]

    async def test_a_tagged_address_is_explained_when_the_policy_ignores_tags(
        self, firm: Firm
    ) -> None:
        tagged = mail(1, participants=(client("ana+news@client.test"),))
        await firm.crm.log_mail([tagged])
        ana, exact = await self._learn(firm, "Ana", ANA)
        known = KnownAddress(address=Address(ANA), person=ana, matched_by="email")
        assert exact == 0
        assert await firm.crm.relate_past([known], PlusTags.IGNORE) == 1
        assert await firm.crm.relate_past([known], PlusTags.IGNORE) == 0

    async def test_the_most_recent_sentiment_follows(self, firm: Firm) -> None:
        await firm.crm.log_mail([mail(1, sentiment=GOOD), mail(2, sentiment=BAD)])
        ana, _ = await self._learn(firm, "Ana", ANA)
        assert await firm.latest(ana) == (SentimentLabel.NEGATIVE, NOON + timedelta(minutes=2))

    async def test_thousands_of_messages_are_related_at_once(self, firm: Firm) -> None:
        for start in range(0, 3_000, 500):
            await firm.crm.log_mail([mail(i) for i in range(start, start + 500)])
        _, new = await self._learn(firm, "Ana", ANA)
        assert new == 3_000

    async def test_a_person_who_is_gone_and_an_empty_page_relate_nothing(self, firm: Firm) -> None:
        await firm.crm.log_mail([mail(1, participants=(client(ANA), colleague("bo@firm.test")))])
        gone = [
            KnownAddress(address=Address(ANA), person=somebody, matched_by="email")
            for somebody in (NOBODY, PersonId("not-a-number"))
        ]
        assert await firm.crm.relate_past(gone) == 0
        assert await firm.crm.relate_past([]) == 0


def _to(told: MailActivity, somebody: PersonId) -> MailActivity:
    return replace(told, relations=(related(somebody, ANA),))


class CrmContract(
    FindingContract,
    LoggingContract,
    OddMailContract,
    RefusingContract,
    SentimentContract,
    AnnotatingContract,
    FeedContract,
    RelatingPastContract,
):
    """All of it."""

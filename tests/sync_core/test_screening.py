import pytest

from sync_core.decisions import Decision, Reason, Verdict
from sync_core.mail import Direction, FolderId, MessageClass
from sync_core.screening import Screened, screen
from tests.sync_core.making import DIGESTER, MAILBOX, entries, message, rules

INSIDE = entries(from_="ana@northwind.test", to="bo@northwind.test")


def test_mail_with_an_outsider_is_captured() -> None:
    screened = screen(message(), rules())

    assert isinstance(screened, Screened)
    assert screened.direction is Direction.INBOUND


@pytest.mark.parametrize("role", ["from_", "sender", "to", "cc", "bcc"])
def test_one_outsider_in_any_role_makes_a_message_external(role: str) -> None:
    told = {"from_": "ana@northwind.test", "to": "bo@northwind.test", role: "cy@client.test"}

    assert isinstance(screen(message(entries=entries(**told)), rules()), Screened)


def test_mail_among_colleagues_is_internal() -> None:
    assert screen(message(entries=INSIDE), rules()) is Reason.INTERNAL


def test_mail_without_recipients_is_judged_by_its_sender_alone() -> None:
    assert screen(message(entries=entries(from_="ana@northwind.test")), rules()) is Reason.INTERNAL
    assert isinstance(screen(message(entries=entries(from_="cy@client.test")), rules()), Screened)


def test_an_alias_and_an_exchange_name_count_as_colleagues() -> None:
    mixed = entries(from_="/o=Ex/cn=ana", to="bo@ventures.test")

    assert screen(message(entries=mixed), rules(aliases=("bo@ventures.test",))) is Reason.INTERNAL


def test_only_exchange_names_is_internal_not_addressless() -> None:
    assert screen(message(entries=entries(from_="/o=Ex/cn=a")), rules()) is Reason.INTERNAL


def test_an_entry_that_is_no_address_is_skipped_and_counted() -> None:
    screened = screen(message(entries=entries(from_="ana@client.test", to="Bo")), rules())
    inside = screen(message(entries=entries(from_="ana@northwind.test", to="Bo")), rules())

    assert isinstance(screened, Screened)
    assert screened.addressed.unreadable == 1
    assert inside is Reason.INTERNAL_UNREADABLE_ENTRY


def test_mail_without_any_address_is_left_out_as_such() -> None:
    assert screen(message(entries=()), rules()) is Reason.NO_ADDRESS
    assert (
        screen(message(entries=entries(to="undisclosed recipients")), rules()) is Reason.NO_ADDRESS
    )


def test_a_subdomain_is_external_unless_the_policy_says_otherwise() -> None:
    told = message(entries=entries(from_="bot@mail.northwind.test", to="bo@northwind.test"))
    wide = rules(internal_domains=[{"domain": "northwind.test", "subdomains": True}])

    assert isinstance(screen(told, rules()), Screened)
    assert screen(told, wide) is Reason.INTERNAL


def test_free_mail_domains_are_clients_like_any_other() -> None:
    assert isinstance(screen(message(entries=entries(from_="ana@hotmail.com")), rules()), Screened)


@pytest.mark.parametrize(
    "entry", ["ana@client.test", "client.test", "@client.test", "ANA@Client.Test"]
)
def test_never_log_leaves_out_an_address_or_its_domain(entry: str) -> None:
    assert screen(message(), rules(never_log=[entry])) is Reason.NEVER_LOG


def test_never_log_of_one_mailbox_holds_there_only() -> None:
    here = [{"entry": "client.test", "mailbox": MAILBOX.upper()}]
    elsewhere = [{"entry": "client.test", "mailbox": "another"}]

    assert screen(message(), rules(never_log=here)) is Reason.NEVER_LOG
    assert isinstance(screen(message(), rules(never_log=elsewhere)), Screened)


def test_drafts_left_out_folders_and_meeting_mail_are_not_captured() -> None:
    junk = frozenset({DIGESTER.folder(FolderId("junk"))})

    assert screen(message(is_draft=True), rules()) is Reason.DRAFT
    assert screen(message(folder=FolderId("junk")), rules(junk)) is Reason.FOLDER
    assert isinstance(screen(message(), rules(junk)), Screened)
    assert screen(message(message_class=MessageClass.MEETING), rules()) is Reason.MEETING


def test_private_mail_follows_the_policy() -> None:
    assert screen(message(is_private=True), rules()) is Reason.PRIVATE
    assert isinstance(screen(message(is_private=True), rules(private="capture")), Screened)


def test_private_mail_among_colleagues_is_counted_as_internal() -> None:
    assert screen(message(is_private=True, entries=INSIDE), rules()) is Reason.INTERNAL


@pytest.mark.parametrize("sender", ["bo@northwind.test", "/o=Ex/cn=bo"])
def test_mail_sent_by_a_colleague_is_outbound(sender: str) -> None:
    screened = screen(message(entries=entries(from_=sender, to="ana@client.test")), rules())

    assert isinstance(screened, Screened)
    assert screened.direction is Direction.OUTBOUND


def test_an_address_twice_in_one_line_is_one_participant() -> None:
    told = message(
        entries=entries(from_="ana@client.test", to=["b@x.test", "B@X.test"], cc="b@x.test")
    )
    screened = screen(told, rules())

    assert isinstance(screened, Screened)
    assert [(p.role.value, p.address) for p in screened.addressed.participants] == [
        ("from", "ana@client.test"),
        ("to", "b@x.test"),
        ("cc", "b@x.test"),
    ]


def test_every_reason_has_its_sentence_and_one_of_three_ends() -> None:
    for reason in Reason:
        assert reason.text.endswith(".")
        assert Decision(reason).verdict in Verdict
    assert {r for r in Reason if r.is_provisional} == {
        Reason.DRAFT,
        Reason.FOLDER,
        Reason.UNREADABLE,
        Reason.REFUSED_BY_CRM,
    }

from typing import Any

import pytest

from sync_core.activities import activity, fallback_key, message_key
from sync_core.mail import NOT_SCORED, Address, MailActivity, MessageKey, RiskFinding
from sync_core.screening import Screened, screen
from tests.sync_core.making import DIGESTER, entries, message, rules


def screened(**fields: Any) -> Screened:
    told = screen(message(**fields), rules())
    assert isinstance(told, Screened)
    return told


def made(level: str, **fields: Any) -> MailActivity:
    return activity(
        screened(**fields), (), NOT_SCORED, RiskFinding(), MessageKey("k"), rules(content=level)
    )


@pytest.mark.parametrize(
    ("level", "subject", "preview", "body"),
    [("metadata", 0, 0, 0), ("subject", 1, 0, 0), ("preview", 1, 1, 0), ("full", 1, 1, 1)],
)
def test_the_crm_gets_what_the_content_policy_allows_and_no_more(
    level: str, subject: int, preview: int, body: int
) -> None:
    told = made(level)

    assert [told.subject is not None, told.preview is not None, told.body is not None] == [
        bool(subject),
        bool(preview),
        bool(body),
    ]


def test_a_preview_missing_from_the_mailbox_is_made_from_the_text() -> None:
    assert made("preview", text="one\n two " * 100, preview="").preview == ("one two " * 100)[:255]


def test_copies_in_all_mailboxes_share_one_key() -> None:
    one, other = screened(), screened(id="elsewhere", internet_message_id=" M1@client.test")

    assert message_key(one, DIGESTER) != message_key(other, DIGESTER)
    assert message_key(one, DIGESTER) == message_key(screened(id="elsewhere"), DIGESTER)


def test_without_a_message_id_sender_second_and_subject_name_the_message() -> None:
    one = screened(internet_message_id="")

    assert message_key(one, DIGESTER) == message_key(
        screened(internet_message_id="<>", id="x"), DIGESTER
    )
    assert message_key(one, DIGESTER) == fallback_key(one, DIGESTER)
    assert message_key(one, DIGESTER) != message_key(
        screened(internet_message_id="", subject="x"), DIGESTER
    )


def test_recipients_beyond_any_real_message_are_counted_not_written() -> None:
    crowd = [f"a{n}@x.test" for n in range(2_100)]
    told = made("subject", entries=entries(from_="ana@client.test", to=crowd))

    assert len(told.participants) == 2_000
    assert told.unreadable_entries == 101
    assert told.participants[0].address == Address("ana@client.test")

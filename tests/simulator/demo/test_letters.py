"""The made-up firm's mail is the same every time and holds everything that real office mail does."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from simulator.demo.cast import COLLEAGUES, DOMAIN, FORMER_DOMAIN
from simulator.demo.letters import Letter, LetterWriter
from simulator.mailfiles import MailRecord

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def _history() -> list[Letter]:
    return list(LetterWriter(seed=0).history(NOW, 183))


def _outside(record: MailRecord) -> bool:
    senders = (record.sender,) if record.sender else ()
    domains = {e.address.rpartition("@")[2] for e in (*senders, *record.to, *record.cc)}
    return bool(domains - {DOMAIN, FORMER_DOMAIN})


def test_the_same_seed_writes_the_same_mail() -> None:
    assert _history() == _history()
    assert [x.copies for x in LetterWriter(1).history(NOW, 30)] != [
        x.copies for x in LetterWriter(2).history(NOW, 30)
    ]


def test_six_months_end_before_now_and_hold_every_kind_of_mail() -> None:
    copies = [c for letter in _history() for c in letter.copies]
    assert all(c.sent_at and NOW - timedelta(days=184) < c.sent_at < NOW for c in copies)
    folders = Counter(c.folder for c in copies)
    assert set(folders) == {"inbox", "sent items", "junk email", "drafts"}
    assert sum(c.is_meeting for c in copies) > 5
    assert sum(bool(c.headers) for c in copies) > 5
    assert sum(not _outside(c) for c in copies) > 50
    assert sum(_outside(c) for c in copies) > 500
    assert {c.mailbox for c in copies} == {c.address for c in COLLEAGUES}


def test_every_message_id_is_one_message_however_many_copies_it_has() -> None:
    letters = _history()
    ids = [letter.copies[0].internet_message_id for letter in letters]
    assert len(set(ids)) == len(ids)
    for letter in letters:
        assert len({c.internet_message_id for c in letter.copies}) == 1
        assert len({c.mailbox for c in letter.copies}) == len(letter.copies)


def test_mail_that_arrives_in_another_start_is_other_mail() -> None:
    first = [LetterWriter(1).arriving(NOW) for _ in range(1)]
    second = [LetterWriter(2).arriving(NOW) for _ in range(1)]
    assert first[0].copies[0].internet_message_id != second[0].copies[0].internet_message_id


def test_no_placeholder_is_left_in_a_letter_and_sentences_begin_with_capitals() -> None:
    for letter in _history():
        text = letter.copies[0].text
        assert "{" not in text
        assert ". the " not in text

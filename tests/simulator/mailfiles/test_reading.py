"""Whatever a mail file holds, it is read or counted; nothing raises."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.mailfiles import Correspondent, MailRecord, UnknownMailFile, read_mail
from tests.shared_data import shared_path


def _json_line(**changed: object) -> str:
    plain = {
        "internet_message_id": "<1@x.test>",
        "date": "2026-03-01T09:00:00+02:00",
        "from": "ana@x.test",
        "to": ["bo@firm.test"],
        "cc": [],
        "bcc": None,
        "subject": "Tuesday",
        "body": "At ten?",
        "folder": "inbox/clients",
        "mailbox": "bo",
    }
    return json.dumps(plain | changed)


def test_a_json_line_becomes_a_record(tmp_path: Path) -> None:
    file = tmp_path / "mail.jsonl"
    file.write_text(_json_line() + "\n")
    assert list(read_mail(file)) == [
        MailRecord(
            mailbox="bo",
            folder="inbox/clients",
            internet_message_id="<1@x.test>",
            sent_at=datetime(2026, 3, 1, 7, tzinfo=UTC),
            sender=Correspondent("ana@x.test"),
            to=(Correspondent("bo@firm.test"),),
            subject="Tuesday",
            text="At ten?",
        )
    ]


@pytest.mark.parametrize(
    "line", ["{", "[1]", '"text"', "\x00", "[" * 100_000, _json_line()[:-3], "\ud800"]
)
def test_a_line_that_is_no_object_is_counted_by_its_number_and_the_next_one_is_read(
    tmp_path: Path, line: str
) -> None:
    file = tmp_path / "mail.jsonl"
    file.write_bytes(
        f"{_json_line()}\n{line}\n{_json_line(subject='after')}\n".encode("utf-8", "surrogatepass")
    )
    reading = read_mail(file)
    assert [r.subject for r in reading] == ["Tuesday", "after"]
    assert [p.place for p in reading.problems] == ["mail.jsonl:2"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"date": "no date"}, {"sent_at": None}),
        ({"date": "9999-12-31T23:59:59-14:00"}, {"sent_at": None}),
        ({"from": None}, {"sender": None}),
        ({"from": []}, {"sender": None}),
        ({"to": "one@x.test"}, {"to": (Correspondent("one@x.test"),)}),
        ({"to": ["Ana X <a@x.test>"]}, {"to": (Correspondent("a@x.test", "Ana X"),)}),
        ({"to": ["odd <<a@x.test"]}, {"to": (Correspondent("odd <<a@x.test"),)}),
        ({"to": [{"name": "A", "address": "a@x.test"}]}, {"to": (Correspondent("a@x.test", "A"),)}),
        ({"to": [7]}, {"to": (Correspondent("7"),)}),
        ({"subject": "\ud83d"}, {"subject": "?"}),
        ({"mailbox": None}, {"mailbox": "mail"}),
        ({"folder": ""}, {"folder": "inbox"}),
    ],
)
def test_fields_of_other_shapes_are_read_as_far_as_they_go(
    tmp_path: Path, changed: dict[str, object], expected: dict[str, object]
) -> None:
    file = tmp_path / "mail.jsonl"
    file.write_text(_json_line(**changed))
    (record,) = read_mail(file)
    assert {name: getattr(record, name) for name in expected} == expected


def test_a_gzip_cut_short_gives_what_came_before_and_counts_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "mail.jsonl.gz"
    lines = "\n".join(_json_line(subject=f"{n} {n**9}") for n in range(5_000))
    whole = gzip.compress(lines.encode())
    file.write_bytes(whole[: len(whole) // 2])
    reading = read_mail(file)
    read = sum(1 for _ in reading)
    assert 0 < read < 5_000
    assert len(reading.problems) == 1


def test_a_file_that_is_no_gzip_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "mail.jsonl.gz"
    file.write_bytes(b"plain")
    reading = read_mail(file)
    assert (list(reading), len(reading.problems)) == ([], 1)


def test_a_folder_of_eml_gives_its_sub_folders_as_mail_folders(tmp_path: Path) -> None:
    mailbox = tmp_path / "ana"
    (mailbox / "inbox" / "clients").mkdir(parents=True)
    (mailbox / "inbox" / "clients" / "1.eml").write_bytes(b"Subject: one\n\nbody")
    (mailbox / "2.EML").write_bytes(b"Subject: two\n\nbody")
    (mailbox / "3.eml").write_bytes(b"")
    (mailbox / "notes.txt").write_text("no mail")
    reading = read_mail(mailbox)
    assert {(r.mailbox, r.folder, r.subject) for r in reading} == {
        ("ana", "inbox", "two"),
        ("ana", "inbox/clients", "one"),
    }
    assert [p.place for p in reading.problems] == ["3.eml"]


def test_an_mbox_is_one_mailbox_named_by_the_file(tmp_path: Path) -> None:
    file = tmp_path / "Ana Silva.mbox"
    file.write_bytes(
        b"From a Thu Jan  1 00:00:00 2026\nSubject: one\nX-Gmail-Labels: Sent,Important\n\n"
        b"first\n>From here on\n>>From quoted\n\n"
        b"From \xff\xfe nonsense\nSubject: two\nX-Folder: \\Ana\\Clients\n\nsecond\n"
    )
    reading = read_mail(file)
    first, second = reading
    assert (first.mailbox, first.folder, second.folder) == (
        "Ana Silva",
        "sent items",
        "Ana/Clients",
    )
    assert first.text.splitlines()[1:3] == ["From here on", ">From quoted"]
    assert reading.problems == []


def test_other_files_are_refused_with_what_was_expected(tmp_path: Path) -> None:
    (tmp_path / "mail.pst").write_text("")
    with pytest.raises(UnknownMailFile, match=r"\.mbox or a folder of \.eml"):
        read_mail(tmp_path / "mail.pst")
    with pytest.raises(UnknownMailFile, match="no such file"):
        read_mail(tmp_path / "none.mbox")


def test_every_awkward_real_message_is_read() -> None:
    folder = shared_path("data/mail/eml")
    facts = [json.loads(line) for line in (folder / "index.jsonl").read_text().splitlines()]
    reading = read_mail(folder)
    records = list(reading)
    assert (len(records), reading.problems) == (len(facts), [])
    assert sum(r.sender is None for r in records) == sum(not f["has_from"] for f in facts)
    assert sum(not r.internet_message_id for r in records) == sum(
        not f["has_message_id"] for f in facts
    )
    assert sum(r.is_meeting for r in records) >= 1
    assert all("\x00" not in r.text and "\n" not in r.subject for r in records)
    for record in records:
        json.dumps([record.subject, record.text], ensure_ascii=False).encode()


def test_a_whole_company_is_read_row_by_row() -> None:
    reading = read_mail(shared_path("data/mail/enron-dev.jsonl.gz"))
    mailboxes: dict[str, int] = {}
    years = set()
    for record in reading:
        mailboxes[record.mailbox] = mailboxes.get(record.mailbox, 0) + 1
        assert record.sent_at is not None
        years.add(record.sent_at.year)
    assert (sum(mailboxes.values()), len(mailboxes), reading.problems) == (16_729, 63, [])
    assert {1997, 2044} <= years

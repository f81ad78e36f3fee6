"""What of a file is replayed, and as what."""

import json
from datetime import UTC, date, datetime
from hashlib import sha1
from pathlib import Path

import pytest

from simulator.mailfiles import read_mail
from simulator.replay.material import Material, NothingToReplay, material_of, people_of
from sync_core.mail import Address


def _file(folder: Path, *lines: dict[str, object]) -> Path:
    file = folder / "mail.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    return file


def _line(number: int, mailbox: str = "bo", **changed: object) -> dict[str, object]:
    return {
        "internet_message_id": f"<{number}@x.test>",
        "date": f"2026-01-{number:02d}T12:00:00+00:00",
        "from": f"P{number}@Out.test",
        "to": ["bo@firm.test"],
        "mailbox": mailbox,
    } | changed


def _material(file: Path, mailboxes: int | None = None, share: float = 0.25) -> Material:
    return material_of(read_mail(file), "firm.test", mailboxes, share)


def test_the_latest_share_arrives_and_the_rest_is_the_past(tmp_path: Path) -> None:
    file = _file(tmp_path, *(_line(n) for n in (3, 1, 4, 2)))
    material = _material(file)
    assert [r.internet_message_id for r in material.history] == [
        "<1@x.test>",
        "<2@x.test>",
        "<3@x.test>",
    ]
    assert [r.internet_message_id for r in material.arriving] == ["<4@x.test>"]
    assert material.history_start == date(2025, 12, 31)


def test_mail_without_a_date_has_no_place_in_the_past(tmp_path: Path) -> None:
    file = _file(tmp_path, _line(1), _line(2, date="soon"), _line(3, date=None))
    material = _material(file, share=0.0)
    assert len(material.history) == 1
    assert len(material.arriving) == 2


def test_only_the_first_mailboxes_in_sorted_order_are_taken(tmp_path: Path) -> None:
    lines = [_line(n, mailbox) for n, mailbox in enumerate(("cy", "al", "bo", "al"), 1)]
    material = _material(_file(tmp_path, *lines), mailboxes=2)
    assert material.mailboxes == ("al", "bo")
    assert material.messages == 3


def test_an_odd_mailbox_name_becomes_an_address(tmp_path: Path) -> None:
    material = _material(_file(tmp_path, _line(1, "Ana Silva (archive)")))
    assert material.address_of("Ana Silva (archive)") == "ana.silva..archive.@firm.test"


def test_outsiders_are_the_usable_addresses_of_other_domains_each_once(tmp_path: Path) -> None:
    line = _line(1, to=["p1@out.TEST", "no address", "x@sub.firm.test"], cc=["bo@FIRM.test"])
    assert _material(_file(tmp_path, line)).outsiders() == ("p1@out.test", "x@sub.firm.test")


def test_half_of_the_outsiders_become_people_by_the_first_digit_of_their_digest() -> None:
    addresses = [Address(f"{n}@out.test") for n in range(200)]
    people = people_of(addresses, "half")
    expected = [
        a for a in addresses if sha1(a.encode(), usedforsecurity=False).hexdigest()[0] in "02468"
    ]
    assert [p.addresses[0][1] for p in people] == expected
    assert 0 < len(people) < 200
    assert len(people_of(addresses, "all")) == 200
    assert people_of(addresses, "none") == []


def test_a_file_without_mail_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mail.jsonl"
    file.write_text("{\n[\n")
    with pytest.raises(NothingToReplay, match="2 could not be read"):
        _material(file)


def test_history_of_the_first_century_has_a_start_too(tmp_path: Path) -> None:
    material = _material(_file(tmp_path, _line(1, date="0001-01-01T00:00:00+00:00")), share=0)
    assert material.history[0].sent_at == datetime(1, 1, 1, tzinfo=UTC)
    assert material.history_start == date(1, 1, 2)

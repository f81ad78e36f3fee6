"""Raw messages, well formed and otherwise."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.mailfiles.addresslists import correspondents
from simulator.mailfiles.bodies import html_text
from simulator.mailfiles.headerlines import moment
from simulator.mailfiles.internetmessages import read_message
from simulator.mailfiles.records import MailRecord
from simulator.mailfiles.trouble import Problem


def _read(raw: bytes) -> MailRecord:
    found = read_message(raw, mailbox="bo", folder="inbox", place="1.eml")
    assert isinstance(found, MailRecord)
    return found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ana@x.test", [("ana@x.test", "")]),
        ("d..steffes@x.test, .o'neil.@x.test", [("d..steffes@x.test", ""), (".o'neil.@x.test", "")]),
        ('"Silva, Ana" <ana@x.test>; Bo <bo@x.test>', [("ana@x.test", "Silva, Ana"), ("bo@x.test", "Bo")]),
        ("team: a@x.test, b@x.test;, c@x.test", [("a@x.test", ""), ("b@x.test", ""), ("c@x.test", "")]),
        ("undisclosed-recipients:;", []),
        ("ana@x.test (Ana, of Lisbon)", [("ana@x.test", "Ana, of Lisbon")]),
        ("=?utf-8?q?Jos=C3=A9?= <j@x.test>", [("j@x.test", "José")]),
        ("=?us-ascii?q?Ana_=3Ca=40x=2Etest=3E=2C_b=40x=2Etest?=", [("a@x.test", "Ana"), ("b@x.test", "")]),
        ('"broken <a@x.test>', [("a@x.test", '"broken')]),
        ("mailto:a@x.test", [("mailto:a@x.test", "")]),
        ("=?nonsense?q?J=E9?= <a@x.test>", [("a@x.test", "Jé")]),
        ("a@x.test,,;b@x.test", [("a@x.test", ""), ("b@x.test", "")]),
        ("nobody", [("nobody", "")]),
    ],
)  # fmt: skip
def test_an_address_line_is_taken_apart(line: str, expected: list[tuple[str, str]]) -> None:
    found = [(c.address, c.name.strip()) for c in correspondents(line)]
    assert [a for a, _ in found] == [a for a, _ in expected]
    assert [n.strip('"') for _, n in found] == [n.strip('"') for _, n in expected]


@given(st.text(max_size=200))
def test_no_address_line_raises_and_no_at_sign_is_lost_outside_names(line: str) -> None:
    found = correspondents(line)
    assert all(c.address for c in found)


@given(st.lists(st.from_regex(r"[a-z.'+]{1,8}@[a-z.]{1,8}", fullmatch=True), max_size=20))
def test_plain_addresses_come_back_as_they_are_however_many(addresses: list[str]) -> None:
    quoted = [a for a in addresses if not (a[0] == "'" and a[-1] == "'")]
    assert [c.address for c in correspondents(", ".join(quoted))] == quoted


def test_eight_bit_garbage_in_headers_and_body_is_read_by_the_likeliest_charset() -> None:
    record = _read(b"Subject: caf\xe9\nFrom: \xc3\xa1na@x.test\n\nna\xefve")
    assert (record.subject, record.text) == ("café", "naïve")
    assert record.sender is not None
    assert record.sender.address == "ána@x.test"


def test_a_charset_nobody_knows_is_read_anyway() -> None:
    raw = b"Subject: =?nonsense?q?a=E9?=\nContent-Type: text/plain; charset=nonsense\n\n\xc3\xa9"
    assert (_read(raw).subject, _read(raw).text) == ("aé", "é")


def test_plain_text_is_preferred_to_its_html_twin() -> None:
    raw = (
        b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/html\n\n<p>rich</p>\n'
        b"--b\nContent-Type: text/plain\n\nplain\n--b--\n"
    )
    assert _read(raw).text.strip() == "plain"


def test_html_alone_becomes_text() -> None:
    raw = b"Content-Type: text/html\n\n<html><style>x{}</style><p>One&nbsp;two<br>three</p><script>no</script>"
    assert _read(raw).text.splitlines() == ["One two", "three"]


def test_a_meeting_request_is_known_by_its_calendar_part() -> None:
    raw = b"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n"
    assert _read(raw).is_meeting
    assert not _read(b"Content-Type: text/calendar; method=PUBLISH\n\nBEGIN:VCALENDAR\n").is_meeting


def test_what_tells_machine_made_and_private_mail_is_kept() -> None:
    record = _read(b"Auto-Submitted: auto-replied\nsensitivity: Private\nX-Other: no\n\n")
    assert record.headers == (("Auto-Submitted", "auto-replied"), ("Sensitivity", "Private"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Thu, 1 Jan 2026 10:00:00 +0100", datetime(2026, 1, 1, 9, tzinfo=UTC)),
        ("Mon, 4 Jan 2044 14:48:58 -0800", datetime(2044, 1, 4, 22, 48, 58, tzinfo=UTC)),
        ("1 Jan 97 10:00", datetime(1997, 1, 1, 10, tzinfo=UTC)),
        ("Thu, 32 Foo 2026", None),
        ("", None),
        ("Thu, 1 Jan 99999 10:00:00 +0000", None),
    ],
)
def test_a_date_line_is_a_time_or_none(line: str, expected: datetime | None) -> None:
    assert moment(line) == expected


def test_parts_nested_without_end_are_counted_and_not_followed() -> None:
    opening = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(20_000)
    )
    found = read_message(opening, mailbox="bo", folder="inbox", place="1.eml")
    assert found == Problem("1.eml", "its parts are nested too deeply") or isinstance(
        found, MailRecord
    )


@given(st.binary(max_size=400))
def test_no_bytes_raise(raw: bytes) -> None:
    found = read_message(raw, mailbox="bo", folder="inbox", place="1.eml")
    assert isinstance(found, MailRecord | Problem)


@given(
    st.lists(
        st.sampled_from(
            [
                b"Content-Type: multipart/mixed; boundary=b",
                b"Content-Type: text/html; charset*=%00''x",
                b"Content-Disposition: attachment; filename*0*=iso-8859-1''%FF; filename*2=x",
                b"Content-Transfer-Encoding: base64",
                b"Content-Transfer-Encoding: x-uuencode",
                b"From: =?utf-8?b?!!!?= <a@x.test>",
                b'To: \xff\xfe, :;<>,"',
                b"Date: 0",
                b"",
                b"--b",
                b"--b--",
                b"begin 644 x",
                b"\x00",
                b"<![if><!x[",
            ]
        ),
        max_size=30,
    )
)
@example([b"Content-Type: text/html; charset*=%00''x", b"", b'To: \xff\xfe, :;<>,"'])
def test_no_jumble_of_header_lines_and_boundaries_raises(lines: list[bytes]) -> None:
    found = read_message(b"\n".join(lines), mailbox="bo", folder="inbox", place="1.eml")
    assert isinstance(found, MailRecord | Problem)


@given(st.text(max_size=300))
def test_no_markup_raises(markup: str) -> None:
    assert isinstance(html_text(f"<{markup}<![if {markup}"), str)

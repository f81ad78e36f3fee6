"""What is read of a vCard, and what is left over or out with its reason."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.contactfiles import LeftOut, UnknownContactFile, Why, read_contacts
from simulator.contactfiles.reading import FILE_BYTES_MAX
from simulator.graph import Recipient, Sensitivity
from sync_core.contacts.contact import PostalAddress
from tests.simulator.contactfiles.files import card_text, contact_file, left, read, reading


def test_names_are_read_apart_and_several_of_one_are_joined() -> None:
    contact = read(
        "N:Doe;John;Richter,James;Mr.;Sr.", "FN:John Doe\\, Sr.", "NICKNAME:Jo,Joe"
    ).contact
    assert (contact.surname, contact.given_name) == ("Doe", "John")
    assert (contact.middle_name, contact.title) == ("Richter James", "Mr.")
    assert (contact.generation, contact.display_name) == ("Sr.", "John Doe, Sr.")
    assert contact.nickname == "Jo, Joe"
    old = read("N:Doe;John;Richter,James", version="2.1").contact
    assert old.middle_name == "Richter,James"


def test_quoted_printable_with_soft_breaks_and_a_character_set_is_decoded() -> None:
    contact = read(
        "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg",
        "NOTE;ENCODING=QUOTED-PRINTABLE:First=0D=0A=",
        "A: second=0D=0A=",
        "=C3=91",
        "FN:x",
        version="2.1",
    ).contact
    assert (contact.surname, contact.given_name) == ("Müller", "Jörg")
    assert contact.notes.splitlines() == ["First", "A: second", "Ñ"]
    assert contact.display_name == "x"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_characters_it_is_written_in(codec: str) -> None:
    (card,) = reading(card_text("FN:Jörg Müller").encode(codec)).cards
    assert card.contact.display_name == "Jörg Müller"


def test_a_line_folded_within_a_character_is_whole_again() -> None:
    raw = card_text("FN:Jörg").encode().replace("ö".encode(), b"\xc3\r\n \xb6")
    assert reading(raw).cards[0].contact.display_name == "Jörg"


def test_a_fold_of_version_2_keeps_its_white_space_and_later_ones_lose_it() -> None:
    assert read("FN:John", "  Doe").contact.display_name == "John Doe"
    assert read("FN:John", " Doe", version="2.1").contact.display_name == "John Doe"
    assert read("FN:John", " Doe").contact.display_name == "JohnDoe"


@pytest.mark.parametrize(
    "lines",
    [
        ["PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ", " SkZJRgAB", " AQAA"],
        ["PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ", "SkZJRgAB", "AQAA", ""],
        ["PHOTO;JPEG;ENCODING=BASE64:", "", "    SkZJRgAB", "AQAA=="],
    ],
)
def test_a_picture_is_left_over_and_costs_no_line_after_it(lines: list[str]) -> None:
    for version in ("2.1", "3.0"):
        card = read("FN:x", *lines, "TEL;CELL:1", version=version)
        assert (card.contact.mobile_phone, left(card)) == ("1", [("no_place", "PHOTO")])


def test_outlook_holds_three_addresses_the_preferred_ones_first() -> None:
    card = read(
        *(f"EMAIL:{n}@x.test" for n in "abc"),
        "EMAIL;TYPE=pref:d@x.test",
        "EMAIL:a@x.test",
        "FN:X",
    )
    assert card.contact.emails == tuple(Recipient(f"{n}@x.test", "X") for n in "dab")
    assert left(card) == [("too_many", "EMAIL")]


def test_phones_go_where_their_sort_belongs_and_those_without_where_there_is_room() -> None:
    card = read(
        "TEL;TYPE=WORK,VOICE:1",
        "TEL;TYPE=HOME:2",
        "TEL;TYPE=CELL:3",
        "TEL:4",
        "TEL:5",
        "TEL;TYPE=WORK,FAX:6",
        "TEL;TYPE=CELL:7",
        "TEL;TYPE=HOME:8",
        "item1.TEL:9",
        "item1.X-ABLabel:_$!<AssistantPhone>!$_",
        'TEL;VALUE=uri;TYPE="home,voice";PREF=1:tel:+1-418;ext=102',
    )
    contact = card.contact
    assert contact.business_phones == ("1", "4")
    assert contact.home_phones == ("+1-418 ext. 102", "2")
    assert contact.mobile_phone == "3"
    assert sorted(left(card)) == [("no_place", "TEL")] * 2 + [("too_many", "TEL")] * 3


def test_addresses_go_to_their_sort_then_to_the_other_one_then_are_left_over() -> None:
    card = read(
        "ADR;TYPE=WORK:Box 1;Floor 2;1 High St;Porto;N;4000;Portugal",
        "ADR;TYPE=HOME:;;2 High St\\, back;Porto",
        "ADR;TYPE=HOME:;;3 High St",
        "ADR:;;4 High St",
    )
    assert card.contact.business_address == PostalAddress(
        street="1 High St\nFloor 2\nBox 1",
        city="Porto",
        state="N",
        postal_code="4000",
        country="Portugal",
    )
    assert card.contact.home_address == PostalAddress(street="2 High St, back", city="Porto")
    assert card.contact.other_address == PostalAddress(street="3 High St")
    assert left(card) == [("too_many", "ADR")]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("BDAY:19800322", (1980, 3, 22)),
        ("BDAY:1980-03-22", (1980, 3, 22)),
        ("BDAY;VALUE=date-time:1980-03-22T23:30:00Z", (1980, 3, 22)),
        ("BDAY;VALUE=date:1980-03-22", (1980, 3, 22)),
    ],
)
def test_a_birthday_is_its_day(line: str, day: tuple[int, int, int]) -> None:
    assert read(line).contact.birthday == datetime(*day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("BDAY:--0203", "no_year"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-03", "no_year"),
        ("BDAY:circa 1800", "unreadable"),
        ("BDAY:1981-02-29", "unreadable"),
    ],
)
def test_a_birthday_that_is_no_day_is_left_over(line: str, why: str) -> None:
    card = read("FN:x", line)
    assert (card.contact.birthday, left(card)) == (None, [(why, "BDAY")])


def test_what_a_line_is_can_stand_in_the_label_of_its_group() -> None:
    card = read(
        "FN:x",
        "item1.X-ABRELATEDNAMES:Sam",
        "item1.X-ABLabel:_$!<Spouse>!$_",
        "item2.X-ABRELATEDNAMES:Kim",
        "item2.X-ABLabel:_$!<Child>!$_",
        "item3.X-ABRELATEDNAMES:Pat",
        "item3.X-ABLabel:_$!<Brother>!$_",
    )
    assert (card.contact.spouse, card.contact.children) == ("Sam", ("Kim",))
    assert left(card) == [("no_place", "X-ABRELATEDNAMES")]


def test_organisation_role_web_page_notes_categories_and_the_rest_have_their_places() -> None:
    card = read(
        "ORG:Acme\\, Inc.;Sales;North",
        "TITLE:Head",
        "ROLE:Lawyer",
        "URL:http\\://acme.test",
        "URL;TYPE=pref:acme.example",
        "NOTE:One\\nTwo",
        "NOTE:Three",
        "CATEGORIES:Red,Blue",
        "X-MS-MANAGER:Rui",
        "X-PHONETIC-LAST-NAME:Y",
        "X-MS-IMADDRESS:sip:x",
        "X-ANNIVERSARY:1990-04-30",
        "PRODID:-//x",
    )
    contact = card.contact
    assert (contact.company, contact.department) == ("Acme, Inc.", "Sales; North")
    assert (contact.job_title, contact.profession) == ("Head", "Lawyer")
    assert (contact.web_page, contact.notes) == ("acme.example", "One\nTwo\n\nThree")
    assert (contact.categories, contact.manager) == (("Red", "Blue"), "Rui")
    assert (contact.yomi_surname, contact.im_addresses) == ("Y", ("sip:x",))
    assert left(card) == [("too_many", "URL"), ("no_place", "X-ANNIVERSARY")]


def test_two_organisations_are_not_mixed() -> None:
    card = read("ORG:Acme", "ORG:Other;Sales", "ORG:Acme")
    assert (card.contact.company, card.contact.department) == ("Acme", "")
    assert left(card) == [("too_many", "ORG")]


@pytest.mark.parametrize(
    ("line", "sensitivity"),
    [
        ("CLASS:PRIVATE", Sensitivity.PRIVATE),
        ("CLASS:Public", Sensitivity.NORMAL),
        ("CLASS:CONFIDENTIAL", Sensitivity.CONFIDENTIAL),
    ],
)
def test_a_card_says_whether_it_is_private(line: str, sensitivity: Sensitivity) -> None:
    assert read("FN:x", line).sensitivity is sensitivity


@pytest.mark.parametrize("line", ["KIND:group", "X-ADDRESSBOOKSERVER-KIND:group"])
def test_a_group_is_told_from_a_person(line: str) -> None:
    assert read("FN:Team", line, "MEMBER:urn:uuid:1").is_group
    assert not read("FN:x", "KIND:individual").is_group


def test_a_card_within_a_card_is_passed_over() -> None:
    inmost = ["AGENT:", "BEGIN:VCARD", "FN:Inmost", "END:VCARD"]
    inner = ["AGENT:", "BEGIN:VCARD", "FN:Inner", *inmost, "EMAIL:i@x.test", "END:VCARD"]
    (card,) = reading(card_text("FN:Outer", *inner, "TEL;CELL:1", version="2.1")).cards
    assert (card.contact.display_name, card.contact.mobile_phone) == ("Outer", "1")
    assert card.contact.emails == ()


def test_a_card_that_cannot_be_read_is_left_out_and_costs_no_other() -> None:
    text = card_text("FN:A") + "BEGIN:VCARD\nFN:Lost\n" + card_text("nonsense", "FN:B")
    text += card_text("REV:1") + "BEGIN:VCARD\nFN:C"
    told = reading(text)
    assert [card.contact.display_name for card in told.cards] == ["A", "B"]
    assert told.left_out == (
        LeftOut("made.vcf:2", Why.UNFINISHED),
        LeftOut("made.vcf:3", Why.UNREADABLE),
        LeftOut("made.vcf:4", Why.EMPTY),
        LeftOut("made.vcf:5", Why.UNFINISHED),
    )


def test_no_file_and_one_larger_than_any_address_book_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownContactFile, match="no such file"):
        read_contacts(tmp_path / "none.vcf")
    large = tmp_path / "large.vcf"
    with large.open("wb") as opened:
        opened.truncate(FILE_BYTES_MAX + 1)
    with pytest.raises(UnknownContactFile, match="larger than"):
        read_contacts(large)
    assert read_contacts(contact_file(tmp_path, card_text("FN:x"))).cards


_PIECES = st.sampled_from(
    ["BEGIN:VCARD", "END:VCARD", "VERSION:2.1", "N:;;", "TEL;", ":", "=", " ", ";ENCODING=b:"]
    + ["FN;ENCODING=QUOTED-PRINTABLE:=", "\\", '"', "\r", "\n", "\x00", "BDAY:0000", "ADR:", "ä"]
)


@given(st.lists(_PIECES | st.text(max_size=4), max_size=30))
def test_nothing_that_a_file_holds_makes_the_reader_fail(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    for raw in (text.encode("utf-8", "surrogatepass"), text.encode("latin-1", "replace")):
        for card in reading(b"BEGIN:VCARD\n" + raw + b"\nEND:VCARD\n").cards:
            assert len(card.contact.emails) <= 3

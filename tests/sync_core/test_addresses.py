import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_core.addresses import NoAddress, domain_of, normalise, without_tag
from sync_core.mail import Address

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.mark.parametrize(
    "odd",
    [
        "d..steffes@firm.test",
        ".anna@firm.test",
        "anna.@firm.test",
        "o'neil@firm.test",
        '"john smith"@firm.test'.replace(" ", "_"),
        "a/b@firm.test",
        "a@b@firm.test",
        "müller@firm.test",
    ],
)
def test_an_odd_but_usable_address_is_kept(odd: str) -> None:
    assert normalise(odd) == odd


@pytest.mark.parametrize(
    "none",
    ["", "  ", "ana", "@", "ana@", "@firm.test", "ana @firm.test", "a\tb@c", "x" * 400 + "@y"],
)
def test_what_cannot_be_written_to_is_no_address(none: str) -> None:
    assert normalise(none) is NoAddress.UNUSABLE


@pytest.mark.parametrize(
    "name",
    [
        "/o=ExchangeLabs/ou=x/cn=Recipients/cn=ana",
        "/O=FIRM/CN=ANA",
        "X500:/o=Firm/cn=a",
        "IMCEAEX-_O=F",
    ],
)
def test_an_exchange_name_is_told_apart(name: str) -> None:
    assert normalise(name) is NoAddress.X500


def test_case_brackets_space_and_a_final_dot_do_not_matter() -> None:
    same = {
        normalise(t) for t in ("Ana@X.Test", " <ana@x.test> ", "mailto:ANA@x.test", "ana@x.test.")
    }

    assert same == {"ana@x.test"}


def test_composed_and_decomposed_letters_are_the_same_address() -> None:
    assert normalise("mu\u0308ller@x.test") == normalise("m\u00fcller@x.test")


def test_the_domain_is_what_stands_after_the_last_at() -> None:
    assert domain_of(Address("a@b@c.test")) == "c.test"


def test_a_plus_tag_is_cut_only_where_something_stands_before_it() -> None:
    assert without_tag(Address("ana+news@x.test")) == "ana@x.test"
    assert without_tag(Address("+news@x.test")) == "+news@x.test"


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)

    assert isinstance(once, NoAddress) or normalise(once) == once

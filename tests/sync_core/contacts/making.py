"""Made-up cards, and any card at all."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from sync_core.contacts.contact import Card, PostalAddress
from sync_core.mail import Address

GIVEN = ("Anna", "Bob", "Robert", "J.", "Jürgen", "Juergen", "Li", "")
SURNAMES = ("Müller", "Mueller", "Smith", "O'Brien", "李", "")
COMPANIES = ("Acme GmbH", "acme", "Beta", "")
EMAILS = tuple(
    Address(told)
    for told in (
        *("anna@acme.test", "bob@acme.test", "info@acme.test", "home@smith.test"),
        *("a@x.test", "b@x.test", "c@x.test"),
    )
)
PHONES = ("+43 1 234 5678", "01 2345678", "0043 (0)1 2345678", "+44 20 7946 0018", "12", " ", "")
TEXTS = ("", "Sales", "line one\nline two", "x" * 256, "long words " * 40, "  spaced  out ")


def called(given: str = "", surname: str = "", **more: str) -> Card:
    """Return the card of somebody, of whom the address `email` and the number `phone` may be told."""
    email, phone = more.pop("email", ""), more.pop("phone", "")
    return Card(
        given_name=given,
        surname=surname,
        emails=(Address(email),) if email else (),
        mobile_phone=phone,
        company=more.pop("company", ""),
        display_name=more.pop("shown", ""),
        middle_name=more.pop("middle", ""),
        birthday=date.fromisoformat(more.pop("birthday")) if "birthday" in more else None,
    )


def _lists(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=5).map(tuple)


_ADDRESSES = st.sampled_from(
    tuple(
        PostalAddress(street=street, city=city, country=country)
        for street in TEXTS
        for city in ("", "Wien", "w" * 300)
        for country in ("", "AT")
    )
)
_NAMES = st.builds(
    called,
    st.sampled_from(GIVEN),
    st.sampled_from(SURNAMES),
    middle=st.sampled_from(("", "Maria", "M")),
    shown=st.sampled_from(("", "Smith, Bob", "Anna Müller (Acme)", "Acme", "a@x.test")),
    company=st.sampled_from(COMPANIES),
)
"""Names and companies alone."""


def _reached(card: Card, emails: tuple[Address, ...], phones: tuple[str, ...]) -> Card:
    mobile, *rest = (*phones, "")
    business, home = tuple(rest[0::2]), tuple(rest[1::2])
    return replace(
        card, emails=emails, mobile_phone=mobile, business_phones=business, home_phones=home
    )


PEOPLE = st.builds(
    lambda card, birthday: replace(card, birthday=birthday),
    st.builds(
        _reached, _NAMES, st.lists(st.sampled_from(EMAILS), max_size=3).map(tuple), _lists(PHONES)
    ),
    st.sampled_from((None, date(1970, 4, 1), date(1970, 4, 2), date(1999, 12, 31))),
)
"""What people are told apart by."""


def _filled(card: Card, texts: tuple[str, ...], places: PostalAddress, more: Card) -> Card:
    return replace(
        card,
        department=texts[0],
        job_title=texts[1],
        title=texts[2],
        nickname=texts[3],
        business_address=places,
        emails=more.emails,
        web_page=more.web_page,
        notes=more.notes,
        categories=more.categories,
        is_private=more.is_private,
        business_phones=more.business_phones,
        home_phones=more.home_phones,
    )


CARDS = st.builds(
    _filled,
    PEOPLE,
    st.tuples(*(st.sampled_from(TEXTS) for _ in range(4))),
    _ADDRESSES,
    st.builds(
        Card,
        emails=st.lists(st.sampled_from(EMAILS), max_size=6).map(tuple),
        web_page=st.sampled_from(("", "https://acme.test/", "https://acme.test/" + "p" * 300)),
        notes=st.sampled_from(("", "likes tea", "n" * 30_010)),
        categories=_lists(("Client", "Golf")),
        is_private=st.booleans(),
        business_phones=_lists(PHONES),
        home_phones=_lists(PHONES),
    ),
)
"""Any card at all, with more than Outlook can hold."""

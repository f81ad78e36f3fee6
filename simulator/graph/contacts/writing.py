"""What a contact says after a write: what the server makes of it by itself, and what it refuses."""

from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from simulator.graph.contacts.contact import (
    EMAILS_MAX,
    IM_ADDRESSES_MAX,
    PHONES_MAX,
    Contact,
)
from simulator.graph.refusals import Refusal, bad_request
from simulator.graph.rules import ServerRules

_BIRTHDAY_AT = time(11, 59)
"""Outlook keeps a birthday at this time of its day, in UTC (facts: graph §3)."""
_MOST = {
    "emails": EMAILS_MAX,
    "business_phones": PHONES_MAX,
    "home_phones": PHONES_MAX,
    "im_addresses": IM_ADDRESSES_MAX,
}


def made(says: Contact, rules: ServerRules) -> Contact:
    """Return what the server keeps of a new contact.

    Raises:
        Refusal: it holds more than a contact can (400).
    """
    told = _kept(says, rules)
    return replace(
        told,
        display_name=told.display_name or display_name_of(told),
        file_as=told.file_as or file_as_of(told),
    )


def after_write(now: Contact, fields: dict[str, Any], rules: ServerRules) -> Contact:
    """Return what a contact says once some fields are written.

    A name that is written without the name shown makes that anew (page contact-update); the name it is
    sorted under follows as long as it is the one made of the names.

    Raises:
        Refusal: it would hold more than a contact can (400).
    """
    after = _kept(replace(now, **fields), rules)
    if "display_name" not in fields and display_name_of(now) != display_name_of(after):
        after = replace(after, display_name=display_name_of(after))
    if "file_as" not in fields and now.file_as in ("", file_as_of(now)):
        after = replace(after, file_as=file_as_of(after))
    return after


def display_name_of(says: Contact) -> str:
    """Return the name shown, made of the names; of somebody without one, of the company."""
    parts = (says.title, says.given_name, says.middle_name, says.surname, says.generation)
    named = any((says.given_name, says.middle_name, says.surname))
    return " ".join(part for part in parts if part) if named else says.company


def file_as_of(says: Contact) -> str:
    """Return the name it is sorted under, made of the names."""
    first = " ".join(part for part in (says.given_name, says.middle_name) if part)
    whole = ", ".join(part for part in (says.surname, first) if part)
    return whole or says.company or says.display_name


def _kept(says: Contact, rules: ServerRules) -> Contact:
    for name, most in _MOST.items():
        if len(getattr(says, name)) > most:
            raise too_many(name, most)
    if says.birthday is not None:
        says = replace(says, birthday=_birthday(says.birthday))
    return _normalised(says) if rules.text_normalised else says


def too_many(name: str, most: int) -> Refusal:
    """A contact has no place for so many."""
    return bad_request(
        f"The contact is invalid: {name} holds more than {most}.", "ErrorPropertyValidationFailure"
    )


def _birthday(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(UTC).date(), _BIRTHDAY_AT, UTC)


def _normalised(says: Contact) -> Contact:
    """Return a contact with other line ends in its notes, and no white space around any text."""
    texts = {f.name: getattr(says, f.name) for f in fields_of(says)}
    told: dict[str, Any] = {n: t.strip() for n, t in texts.items() if isinstance(t, str)}
    return replace(says, **told | {"notes": "\r\n".join(says.notes.rstrip().splitlines())})

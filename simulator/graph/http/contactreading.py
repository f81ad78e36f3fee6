"""What a request writes into a contact: its JSON as the fields of a Contact, each checked by name."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from simulator.graph.contacts.asking import Written
from simulator.graph.http.eventreading import extended_of
from simulator.graph.mail import Recipient
from simulator.graph.refusals import Refusal, bad_request
from sync_core.contacts.contact import NO_ADDRESS, PostalAddress


def written_of(told: Mapping[str, Any]) -> Written:
    """Return what a contact resource writes; what nobody writes (ids, keys, times) is passed over.

    Null clears a text, a birthday or an address; a list is replaced as a whole.

    Raises:
        Refusal: 400, names the property that is wrong.
    """
    fields: dict[str, Any] = {}
    for name, value in told.items():
        reader = _READERS.get(name)
        if reader is not None:
            attribute, read = reader
            fields[attribute] = read(name, value)
    return Written(fields, extended_of(dict(told)))


def _text(name: str, value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise _invalid(name)
    return value or ""


def _texts(name: str, value: Any) -> tuple[str, ...]:
    return tuple(_text(name, one) for one in _listed(name, value))


def _emails(name: str, value: Any) -> tuple[Recipient, ...]:
    found = []
    for entry in _listed(name, value):
        if not isinstance(entry, dict):
            raise _invalid(name)
        address, shown = (_text(f"{name}.{part}", entry.get(part)) for part in ("address", "name"))
        found.append(Recipient(address, shown))
    return tuple(found)


def _listed(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _invalid(name)
    return value


def _address(name: str, value: Any) -> PostalAddress:
    if value is None:
        return NO_ADDRESS
    if not isinstance(value, dict):
        raise _invalid(name)
    told = {part: _text(f"{name}.{part}", value.get(part)) for part in _PARTS}
    return PostalAddress(**{attribute: told[part] for part, attribute in _PARTS.items()})


def _birthday(name: str, value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _invalid(name) from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _invalid(what: str) -> Refusal:
    return bad_request(f"The contact is invalid: {what}.", "ErrorPropertyValidationFailure")


_PARTS = MappingProxyType(
    {
        "street": "street",
        "city": "city",
        "state": "state",
        "countryOrRegion": "country",
        "postalCode": "postal_code",
    }
)
_Reader = Callable[[str, Any], Any]
_READERS: Mapping[str, tuple[str, _Reader]] = MappingProxyType(
    {
        "categories": ("categories", _texts),
        "birthday": ("birthday", _birthday),
        "fileAs": ("file_as", _text),
        "displayName": ("display_name", _text),
        "givenName": ("given_name", _text),
        "initials": ("initials", _text),
        "middleName": ("middle_name", _text),
        "nickName": ("nickname", _text),
        "surname": ("surname", _text),
        "title": ("title", _text),
        "yomiGivenName": ("yomi_given_name", _text),
        "yomiSurname": ("yomi_surname", _text),
        "yomiCompanyName": ("yomi_company", _text),
        "generation": ("generation", _text),
        "imAddresses": ("im_addresses", _texts),
        "jobTitle": ("job_title", _text),
        "companyName": ("company", _text),
        "department": ("department", _text),
        "officeLocation": ("office", _text),
        "profession": ("profession", _text),
        "businessHomePage": ("web_page", _text),
        "assistantName": ("assistant", _text),
        "manager": ("manager", _text),
        "homePhones": ("home_phones", _texts),
        "mobilePhone": ("mobile_phone", _text),
        "businessPhones": ("business_phones", _texts),
        "spouseName": ("spouse", _text),
        "personalNotes": ("notes", _text),
        "children": ("children", _texts),
        "emailAddresses": ("emails", _emails),
        "homeAddress": ("home_address", _address),
        "businessAddress": ("business_address", _address),
        "otherAddress": ("other_address", _address),
    }
)

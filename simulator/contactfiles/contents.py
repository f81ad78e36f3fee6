"""What Outlook would hold of a card: each property in its place, and what there is no place for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from simulator.contactfiles.filling import Filling
from simulator.contactfiles.leftout import Why
from simulator.contactfiles.lines import Line
from simulator.contactfiles.records import ContactFileCard
from simulator.contactfiles.values import Unusable, day_of, parts_of, text_of
from simulator.graph.contacts.contact import Contact
from simulator.graph.mail import Sensitivity

_ADDRESSES = {"work": "business_address", "home": "home_address", "other": "other_address"}
_SENSITIVITIES = {
    "PRIVATE": Sensitivity.PRIVATE,
    "CONFIDENTIAL": Sensitivity.CONFIDENTIAL,
}
_ITS_OWN = frozenset(
    {
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "REV",
        "UID",
        "X-ABUID",
        "X-ABLABEL",
        "X-ABADR",
        "X-ABSHOWAS",
        "CLASS",
        "PROFILE",
        "MAILER",
        "SOURCE",
        "NAME",
        "SORT-STRING",
        "LABEL",
        "X-MS-OL-DEFAULT-POSTAL-ADDRESS",
        "X-GENERATOR",
        "KIND",
        "X-ADDRESSBOOKSERVER-KIND",
        "CLIENTPIDMAP",
        "X-ID",
        "X-ETAG",
        "X-COUCHDB-APPLICATION-ANNOTATIONS",
        "XML",
    }
)
"""What a card says of itself, or says twice: nothing is lost with it."""


def card_of(lines: Sequence[Line], place: str) -> ContactFileCard | None:
    """Return what Outlook would hold of a card; None where that is nothing."""
    first = {line.name: line for line in reversed(lines)}
    labels = {line.group: text_of(line.value).lower() for line in lines if line.name == "X-ABLABEL"}
    version = first["VERSION"].value.strip() if "VERSION" in first else ""
    filling = Filling(place=place, version=version, labels=labels)
    birthday = _birthday([line for line in lines if line.name == "BDAY"], filling)
    for line in sorted(lines, key=lambda line: line.rank):  # stable: in order among equals
        _place(line, filling)
    contact = _contact(filling, birthday)
    if contact == Contact():
        return None
    return ContactFileCard(
        place=place,
        contact=contact,
        sensitivity=_sensitivity(first),
        is_group=_is_group(first),
        left_over=tuple(filling.left_over),
    )


def _place(line: Line, filling: Filling) -> None:
    if line.name in _PLACES:
        _PLACES[line.name](filling, line)
    elif line.name not in _ITS_OWN and line.name != "BDAY":
        filling.leave(line, Why.NO_PLACE)


def _contact(filling: Filling, birthday: datetime | None) -> Contact:
    told: dict[str, Any] = {**filling.texts, "emails": filling.entries(), "birthday": birthday}
    told |= {name: tuple(texts) for name, texts in filling.lists.items()}
    told |= {_ADDRESSES[sort]: address for sort, address in filling.addresses.items()}
    return Contact(**told | {"notes": "\n\n".join(filling.lists.get("notes", ()))})


def _birthday(lines: Sequence[Line], filling: Filling) -> datetime | None:
    """Return the day of the first BDAY that can be read; others are the same one, told otherwise."""
    problem: tuple[Line, Why] | None = None
    for line in lines:
        omitted = next(iter(line.parameters.get("x-apple-omit-year", ())), "")
        try:
            return day_of(line.value, omitted)
        except Unusable as unusable:
            problem = problem or (line, unusable.why)
    if problem is not None:
        filling.leave(*problem)
    return None


def _sensitivity(first: Mapping[str, Line]) -> Sensitivity:
    told = first["CLASS"].value.strip().upper() if "CLASS" in first else ""
    return _SENSITIVITIES.get(told, Sensitivity.NORMAL)


def _is_group(first: Mapping[str, Line]) -> bool:
    kinds = (first[n].value for n in ("KIND", "X-ADDRESSBOOKSERVER-KIND") if n in first)
    return any(kind.strip().lower() == "group" for kind in kinds)


def _notes(filling: Filling, line: Line) -> None:
    filling.add(line, "notes", text_of(line.value))


def _nickname(filling: Filling, line: Line) -> None:
    filling.put(line, "nickname", ", ".join(filter(None, parts_of(line.value, ","))))


def _categories(filling: Filling, line: Line) -> None:
    for told in parts_of(line.value, ","):
        filling.add(line, "categories", told)


def _web_page(filling: Filling, line: Line) -> None:
    filling.put(line, "web_page", text_of(line.value))


_Place = Callable[[Filling, Line], None]


def _text(attribute: str) -> _Place:
    return lambda filling, line: filling.put(line, attribute, text_of(line.value))


_CHATS = ("IMPP", "X-MS-IMADDRESS", "X-AIM", "X-ICQ", "X-MSN", "X-YAHOO", "X-JABBER", "X-GTALK")
_PLACES: Mapping[str, _Place] = MappingProxyType(
    {
        "N": Filling.name,
        "FN": _text("display_name"),
        "NICKNAME": _nickname,
        "ORG": Filling.organisation,
        "TITLE": _text("job_title"),
        "ROLE": _text("profession"),
        "EMAIL": Filling.email,
        "TEL": Filling.phone,
        "ADR": Filling.address,
        "URL": _web_page,
        "NOTE": _notes,
        "CATEGORIES": _categories,
        "RELATED": Filling.related,
        "X-ABRELATEDNAMES": Filling.related,
        "X-SPOUSE": _text("spouse"),
        "X-MS-SPOUSE": _text("spouse"),
        "X-EVOLUTION-SPOUSE": _text("spouse"),
        "X-MS-MANAGER": _text("manager"),
        "X-EVOLUTION-MANAGER": _text("manager"),
        "X-MS-ASSISTANT": _text("assistant"),
        "X-EVOLUTION-ASSISTANT": _text("assistant"),
        "X-EVOLUTION-FILE-AS": _text("file_as"),
        "X-PHONETIC-FIRST-NAME": _text("yomi_given_name"),
        "X-PHONETIC-LAST-NAME": _text("yomi_surname"),
        "X-PHONETIC-ORG": _text("yomi_company"),
    }
    | dict.fromkeys((*_CHATS, "X-SKYPE", "X-SKYPE-USERNAME", "X-QQ"), Filling.chat)
)

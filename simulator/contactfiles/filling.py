"""The places of a contact, filled one after the other: who comes too late is left over."""

from dataclasses import dataclass, field

from simulator.contactfiles.leftout import LeftOut, Why
from simulator.contactfiles.lines import Line
from simulator.contactfiles.values import parts_of, phone_of, text_of
from simulator.graph.contacts.contact import EMAILS_MAX, IM_ADDRESSES_MAX, PHONES_MAX
from simulator.graph.mail import Recipient
from sync_core.contacts.contact import PostalAddress

_NO_SLOT = frozenset({"fax", "pager", "telex", "isdn", "modem", "bbs"})
_APPLE = ("_$!<", ">!$_")


@dataclass(slots=True)
class Filling:
    """What a card's lines have filled so far."""

    place: str
    version: str
    labels: dict[str, str]
    """Group -> its label in lower case: Apple's and Google's way to say what a line is."""
    texts: dict[str, str] = field(default_factory=dict)
    """Attributes of a Contact that are one text each."""
    lists: dict[str, list[str]] = field(default_factory=dict)
    addresses: dict[str, PostalAddress] = field(default_factory=dict)
    emails: list[str] = field(default_factory=list)
    left_over: list[LeftOut] = field(default_factory=list)

    def leave(self, line: Line, why: Why) -> None:
        """Note a value that Outlook has no place for."""
        self.left_over.append(LeftOut(self.place, why, line.name))

    def label(self, line: Line) -> str:
        """Return what a line's group is called; empty: nothing."""
        return self.labels.get(line.group, "").removeprefix(_APPLE[0]).removesuffix(_APPLE[1])

    def put(self, line: Line, attribute: str, told: str) -> None:
        """Put a text into its place, unless something else stands there."""
        if not told or self.texts.get(attribute) == told:
            return
        if attribute in self.texts:
            self.leave(line, Why.TOO_MANY)
        else:
            self.texts[attribute] = told

    def add(self, line: Line, attribute: str, told: str, most: int | None = None) -> None:
        """Add a text to a list, unless it is there or the list is full."""
        held = self.lists.setdefault(attribute, [])
        if not told or told in held:
            return
        if most is not None and len(held) >= most:
            self.leave(line, Why.TOO_MANY)
        else:
            held.append(told)

    def name(self, line: Line) -> None:
        """N: surname, given name, other names, before and after the name; several of one are joined."""
        parts = self._components(line.value, " ")
        names = ("surname", "given_name", "middle_name", "title", "generation")
        for attribute, told in zip(names, parts, strict=False):
            self.put(line, attribute, told)

    def organisation(self, line: Line) -> None:
        """ORG: the company, then its units."""
        company, *units = parts_of(line.value)
        department = "; ".join(filter(None, units))
        held = tuple(self.texts.get(name, "") for name in ("company", "department"))
        if not any(held):
            self.put(line, "company", company)
            self.put(line, "department", department)
        elif held != (company, department):
            self.leave(line, Why.TOO_MANY)

    def email(self, line: Line) -> None:
        """EMAIL: three of them, the preferred ones first."""
        told = text_of(line.value)
        address = told[7:] if told.lower().startswith("mailto:") else told
        if not address or address in self.emails:
            return
        if len(self.emails) >= EMAILS_MAX:
            self.leave(line, Why.TOO_MANY)
        else:
            self.emails.append(address)

    def phone(self, line: Line) -> None:
        """TEL: one mobile, two business and two home phones; of no told sort, wherever there is room."""
        types, told = line.types, phone_of(line.value)
        if types & _NO_SLOT or "phone" in self.label(line):
            self.leave(line, Why.NO_PLACE)
        elif "cell" in types:
            self.put(line, "mobile_phone", told)
        elif "home" in types:
            self.add(line, "home_phones", told, PHONES_MAX)
        elif "work" in types or len(self.lists.get("business_phones", ())) < PHONES_MAX:
            self.add(line, "business_phones", told, PHONES_MAX)
        else:
            self.add(line, "home_phones", told, PHONES_MAX)

    def address(self, line: Line) -> None:
        """ADR: one at work, one at home, one other, which takes a second of a sort too."""
        parts = self._components(line.value, ", ")
        box, extended, street, city, state, code, country, *_ = (*parts, *[""] * 7)
        if self.version == "2.1" and "work" in line.types:
            self.put(line, "office", extended)  # where Outlook's own export puts the office
            extended = ""
        found = PostalAddress(
            street="\n".join(filter(None, (street, extended, box))),
            city=city,
            state=state,
            postal_code=code,
            country=country,
        )
        if found.is_blank or found in self.addresses.values():
            return
        asked = next((sort for sort in ("work", "home") if sort in line.types), "other")
        free = next((sort for sort in (asked, "other") if sort not in self.addresses), None)
        if free is None:
            self.leave(line, Why.TOO_MANY)
        else:
            self.addresses[free] = found

    def related(self, line: Line) -> None:
        """X-ABRELATEDNAMES and RELATED: those whom Outlook has a place for."""
        sorts = {self.label(line), *line.types}
        told = text_of(line.value)
        if "child" in sorts:
            self.add(line, "children", told)
            return
        found = next((s for s in ("spouse", "manager", "assistant") if s in sorts), None)
        if found is None:
            self.leave(line, Why.NO_PLACE)
        else:
            self.put(line, found, told)

    def chat(self, line: Line) -> None:
        """IMPP and its forerunners: three addresses."""
        self.add(line, "im_addresses", text_of(line.value), IM_ADDRESSES_MAX)

    def entries(self) -> tuple[Recipient, ...]:
        """Return the e-mail entries, each with the name shown."""
        shown = self.texts.get("display_name", "")
        return tuple(Recipient(address, shown) for address in self.emails)

    def _components(self, value: str, joint: str) -> list[str]:
        """Return the parts of a value; where one holds several, these are joined. 2.1 knows no several."""
        if self.version == "2.1":
            return parts_of(value)
        return [joint.join(filter(None, parts_of(part, ","))) for part in _raw_parts(value)]


def _raw_parts(value: str) -> list[str]:
    """Return the parts between semicolons, their escapes kept."""
    parts, at, start = [], 0, 0
    while at < len(value):
        if value[at] == "\\":
            at += 1
        elif value[at] == ";":
            parts.append(value[start:at])
            start = at + 1
        at += 1
    return [*parts, value[start:]]

"""JSON: a user's contact list and its entries, and the firm's people that they stand for."""

from dataclasses import asdict
from typing import Any

from admin import contact_acts
from admin.api.health import stamp
from admin.console import Console
from admin.contact_acts import Acted, Which, may_see
from admin.contact_form import ContactForm, contact_fields_of
from admin.paging import Paging
from admin.refusals import bad_fields
from admin.shown_contact import SEEN_BY
from admin.web import PageRequest, PageResponse
from admin.who import viewer_of
from sync_core import limits
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Card, CrmContact, CrmContactId, Sharing
from sync_core.mail import CrmUserId, PersonId


async def listed(request: PageRequest, console: Console) -> PageResponse:
    """Return a page of the list of a `user` whose name, company or address holds `q`."""
    owner, viewer = CrmUserId(request.asked("user")), await viewer_of(request, console)
    if owner not in await console.desk.staff():
        raise bad_fields(("user", "expected a user of the CRM"))
    paging = Paging.of(request, limits.PAGE_CONTACTS)
    found = await console.contact_desk.contact_list(
        owner,
        request.asked("q"),
        paging.offset,
        paging.size,
        with_private=may_see(viewer, owner),
    )
    told = {"page": paging.number, "total": found.total}
    return PageResponse.json({**told, "contacts": [_entry(one) for one in found.rows]})


async def one(request: PageRequest, console: Console, entry: str) -> PageResponse:
    """Return one entry."""
    held = await contact_acts.seen(console, await viewer_of(request, console), entry)
    return PageResponse.json(_entry(held))


async def add(request: PageRequest, console: Console) -> PageResponse:
    """Add a contact to the list of `owner`: its `card`, and who sees it (`sharing`; the list unless told)."""
    told = _object(request, {"owner", "card", "sharing"})
    form = _form(told)
    sharing = _sharing(told.get("sharing", Sharing.LIST.value))
    owner, viewer = CrmUserId(str(told.get("owner", ""))), await viewer_of(request, console)
    done = await contact_acts.add(console, viewer, owner, form.new_card(), sharing, Origin.API)
    return _acted(done, 201)


async def edit(request: PageRequest, console: Console, entry: str) -> PageResponse:
    """Change the fields of an entry that `card` names; `version` is the one that was seen."""
    told = _object(request, {"version", "card"})
    which, form = _which(told, entry), _form(told)
    return _acted(await contact_acts.edit(console, await viewer_of(request, console), which, form))


async def share(request: PageRequest, console: Console, entry: str) -> PageResponse:
    """Say who sees an entry (`sharing`), and which fields stay with its user (`kept_back`)."""
    told = _object(request, {"version", "sharing", "kept_back"})
    kept_back = told.get("kept_back", [])
    if not (isinstance(kept_back, list) and all(isinstance(name, str) for name in kept_back)):
        raise bad_fields(("kept_back", "expected a list of names of fields"))
    kept = ContactForm({"kept_back": tuple(kept_back)}).kept_back()
    which, sharing = _which(told, entry), _sharing(told.get("sharing"))
    viewer = await viewer_of(request, console)
    return _acted(await contact_acts.share(console, viewer, which, sharing, kept))


async def relate(request: PageRequest, console: Console, entry: str) -> PageResponse:
    """Say which `person` of the firm an entry stands for; null: nobody."""
    told = _object(request, {"version", "person"})
    person = told.get("person", "")
    if person is not None and not (isinstance(person, str) and person):
        raise bad_fields(("person", "expected the id of a person, or null"))
    which, viewer = _which(told, entry), await viewer_of(request, console)
    related = PersonId(person) if person is not None else None
    return _acted(await contact_acts.relate(console, viewer, which, related))


async def remove(request: PageRequest, console: Console, entry: str) -> PageResponse:
    """Remove an entry from its user's list; `version` is the one that was seen."""
    which = _which(_object(request, {"version"}), entry)
    return _acted(await contact_acts.remove(console, await viewer_of(request, console), which))


async def person(_request: PageRequest, console: Console, person: str) -> PageResponse:
    """Return a person of the firm with the lists that hold them, private entries not told."""
    found = await contact_acts.person_seen(console, person)
    return PageResponse.json(
        {
            "person": found.person.id,
            "version": found.person.version,
            "name": found.person.card.name,
            "card": _card(found.person.card),
            "modified_at": stamp(found.person.modified_at),
            "lists": [{"user": owner, "contact": entry} for owner, entry in found.lists],
        }
    )


async def edit_person(request: PageRequest, console: Console, person: str) -> PageResponse:
    """Change the fields of a person of the firm that `card` names; `version` is the one that was seen."""
    told = _object(request, {"version", "card"})
    is_woken = await contact_acts.edit_person(console, person, _version(told), _form(told))
    return PageResponse.json({"person": person, "woken": is_woken})


async def erase_person(request: PageRequest, console: Console, person: str) -> PageResponse:
    """Erase a person for good; `name` repeats the person's."""
    told = _object(request, {"version", "name"})
    typed = str(told.get("name", ""))
    is_woken = await contact_acts.erase_person(console, person, _version(told), typed)
    return PageResponse.json({"person": person, "erased": True, "woken": is_woken})


def _object(request: PageRequest, known: set[str]) -> dict[str, Any]:
    document = request.json()
    told = document if isinstance(document, dict) else {}
    if unknown := sorted(told.keys() - known):
        raise bad_fields(*((name, "expected no such field") for name in unknown))
    return told


def _version(told: dict[str, Any]) -> int:
    version = told.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise bad_fields(("version", "expected the version that was seen"))
    return version


def _which(told: dict[str, Any], entry: str) -> Which:
    return Which(entry=CrmContactId(entry), version=_version(told))


def _form(told: dict[str, Any]) -> ContactForm:
    card = told.get("card")
    if not isinstance(card, dict):
        raise bad_fields(("card", "expected an object with the fields of the contact"))
    return ContactForm(contact_fields_of(card))


def _sharing(told: object) -> Sharing:
    return ContactForm({"sharing": (str(told),)}).sharing()


def _acted(done: Acted, status: int = 200) -> PageResponse:
    told = {"contact": done.entry, "version": done.version, "written": done.is_written}
    return PageResponse.json({**told, "woken": done.is_woken}, status)


def _entry(one: CrmContact) -> dict[str, Any]:
    return {
        "contact": one.id,
        "version": one.version,
        "user": one.owner,
        "name": one.card.name,
        "card": _card(one.card),
        "sharing": one.sharing.value,
        "seen_by": SEEN_BY[one.sharing],
        "kept_back": sorted(one.kept_back),
        "person": one.person,
        "origin": one.origin.value,
        "modified_at": stamp(one.modified_at),
    }


def _card(card: Card) -> dict[str, Any]:
    """Return a card as a change of it is told: every field but the mark of privacy, which `sharing` is."""
    told = asdict(card)
    told.pop("is_private")
    return told | {"birthday": card.birthday.isoformat() if card.birthday else None}

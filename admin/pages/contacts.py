"""Contacts: a user's list in the CRM, one entry of it, and what a person does to it."""

from collections.abc import Mapping
from urllib.parse import quote

from admin import contact_acts
from admin.console import Console
from admin.contact_acts import Acted, Which, may_see
from admin.contact_form import ContactForm
from admin.paging import Paging
from admin.refusals import bad_fields
from admin.rendering import page, with_query
from admin.shown_contact import PARTS, SEEN_BY, owner_name, shareable, shown_fields
from admin.web import PageRequest, PageResponse
from admin.who import viewer_of
from flows.ports.contact_desk import Entries
from flows.ports.desk import StaffMember
from sync_core import limits
from sync_core.contacts.contact import Card, CrmContact, CrmContactId, Sharing
from sync_core.mail import CrmUserId, PersonId
from sync_core.mailboxes import MailboxRecord

_SAID = {
    "added": "The contact was added.",
    "changed": "The contact was changed.",
    "same": "Nothing was changed: the contact holds just this.",
    "shared": "Who sees the contact was changed.",
    "related": "Whom the contact stands for was changed.",
    "removed": "The contact was removed from the list; the firm's person stays.",
}
"""What a page says of what was just done, by the code in its address."""
_FOLLOWS = " Outlook follows within seconds."


async def listed(request: PageRequest, console: Console) -> PageResponse:
    """Return the page of a user's list."""
    staff = _by_name(await console.desk.staff())
    viewer = await viewer_of(request, console)
    owner = _owner(request, staff, viewer)
    text, paging = request.asked("q"), Paging.of(request, limits.PAGE_CONTACTS)
    found = Entries(rows=(), total=0)
    if owner is not None:
        found = await console.contact_desk.contact_list(
            owner.id, text, paging.offset, paging.size, with_private=may_see(viewer, owner.id)
        )
    values = {
        "staff": staff,
        "owner": owner,
        "is_own": owner is not None and may_see(viewer, owner.id),
        "boxes": await _mailboxes(console, owner),
        "text": text,
        "rows": found.rows,
        "paging": paging.among(found.total),
        "query": request.query,
        "said": said_in(request, _SAID),
    }
    return page(request, "contacts.html", values)


async def new(request: PageRequest, console: Console) -> PageResponse:
    """Return the form of a new contact."""
    staff, viewer = _by_name(await console.desk.staff()), await viewer_of(request, console)
    owner = _owner(request, staff, viewer)
    values = {
        "staff": staff,
        "owner": owner,
        "fields": shown_fields(Card()),
        "card": Card(),
        "parts": PARTS,
        "seen_by": _choices(may_hide=viewer is not None),
        "sharing": Sharing.LIST,
    }
    return page(request, "contact_new.html", values)


async def one(request: PageRequest, console: Console, entry: str) -> PageResponse:
    """Return one entry of a list: its fields, who sees it, and whom it stands for."""
    viewer = await viewer_of(request, console)
    held = await contact_acts.seen(console, viewer, entry)
    staff, policy = await console.desk.staff(), await console.policy()
    values = {
        "one": held,
        "owner": staff.get(held.owner),
        "owner_name": owner_name(staff.get(held.owner)),
        "fields": shown_fields(held.card),
        "card": held.card,
        "parts": PARTS,
        "seen_by": _choices(may_hide=may_see(viewer, held.owner)),
        "seen_text": SEEN_BY[held.sharing],
        "sharing": held.sharing,
        "shareable": shareable(held.kept_back, policy.contacts.sharing.fields),
        "person": await _person(console, held),
        "said": said_in(request, _SAID),
    }
    return page(request, "contact.html", values)


async def add(request: PageRequest, console: Console) -> PageResponse:
    """Add the contact of a form."""
    viewer, form = await viewer_of(request, console), ContactForm(request.form)
    owner = CrmUserId(request.told("owner"))
    done = await contact_acts.add(console, viewer, owner, form.new_card(), form.sharing())
    return _to_entry(done, "added")


async def edit(request: PageRequest, console: Console, entry: str) -> PageResponse:
    """Change what a form changes of a contact."""
    viewer, form = await viewer_of(request, console), ContactForm(request.form)
    done = await contact_acts.edit(console, viewer, _which(request, entry), form)
    return _to_entry(done, "changed" if done.is_written else "same")


async def share(request: PageRequest, console: Console, entry: str) -> PageResponse:
    """Say who sees a contact, and what of it stays with its user."""
    viewer, form = await viewer_of(request, console), ContactForm(request.form)
    which = _which(request, entry)
    done = await contact_acts.share(console, viewer, which, form.sharing(), form.kept_back())
    return _to_entry(done, "shared")


async def relate(request: PageRequest, console: Console, entry: str) -> PageResponse:
    """Say which person of the firm a contact stands for; none chosen: nobody."""
    viewer, which = await viewer_of(request, console), _which(request, entry)
    person = request.told("person")
    if not person and request.told("nobody") != "1":
        raise bad_fields(("person", "expected a person of the CRM"))
    told = PersonId(person) if request.told("nobody") != "1" else None
    return _to_entry(await contact_acts.relate(console, viewer, which, told), "related")


async def remove(request: PageRequest, console: Console, entry: str) -> PageResponse:
    """Remove a contact from its user's list."""
    viewer = await viewer_of(request, console)
    done = await contact_acts.remove(console, viewer, _which(request, entry))
    said = _code("removed", is_woken=done.is_woken)
    return go_to(with_query("/contacts", {"user": (done.owner,)}, said=said))


def go_to(address: str) -> PageResponse:
    """Return the answer that lets the page that asked go on to another one."""
    return PageResponse.html("", HX_Redirect=address)


def said_in(request: PageRequest, known: dict[str, str]) -> str:
    """Return what a page says of what was just done, told by the code in its address; empty for another."""
    code, _, woken = request.asked("said").partition(".")
    return known[code] + (_FOLLOWS if woken else "") if code in known else ""


def version_told(request: PageRequest) -> int:
    """Return the version a form was filled in on.

    Raises:
        Refused: it is none.
    """
    version = request.told("version")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise bad_fields(("version", "expected the version that was seen"))
    return int(version)


def _which(request: PageRequest, entry: str) -> Which:
    return Which(entry=CrmContactId(entry), version=version_told(request))


def _to_entry(done: Acted, said: str) -> PageResponse:
    code = _code(said, is_woken=done.is_woken)
    return go_to(with_query(f"/contacts/entries/{quote(done.entry, safe='')}", {}, said=code))


def _code(said: str, *, is_woken: bool) -> str:
    return f"{said}.woken" if is_woken else said


def _by_name(staff: Mapping[CrmUserId, StaffMember]) -> list[StaffMember]:
    return sorted(staff.values(), key=lambda s: s.name.casefold())


def _owner(
    request: PageRequest, staff: list[StaffMember], viewer: StaffMember | None
) -> StaffMember | None:
    """Return whose list is asked for: the one named, else the viewer's own, else the first by name.

    Raises:
        Refused: the one named is no user of the CRM.
    """
    asked = request.asked("user")
    if not asked:
        return viewer or next(iter(staff), None)
    found = next((member for member in staff if member.id == asked), None)
    if found is None:
        raise bad_fields(("user", "expected a user of the CRM"))
    return found


async def _mailboxes(console: Console, owner: StaffMember | None) -> tuple[MailboxRecord, ...]:
    """Return the user's mailboxes with which the list is kept in step; where there is none, all."""
    boxes = await console.memory.mailboxes_of([owner.id]) if owner is not None else ()
    return tuple(box for box in boxes if box.contacts_enabled) or tuple(boxes)


async def _person(console: Console, held: CrmContact) -> tuple[PersonId, str] | None:
    if held.person is None:
        return None
    found = await console.contact_desk.firm_person(held.person)
    return (held.person, found.person.card.name) if found is not None else None


def _choices(*, may_hide: bool) -> list[tuple[Sharing, str]]:
    """Return who may see a contact, as far as this viewer may say so."""
    return [(s, text) for s, text in SEEN_BY.items() if may_hide or s is not Sharing.PRIVATE]

"""What a person does to contact lists and the firm's people: each write on the version they saw, then Outlook's turn.

A private entry is its user's alone: to everybody else it is as if it were not there.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from admin.console import Console
from admin.contact_form import ContactForm
from admin.refusals import Refused, bad_fields, not_found
from admin.waking import wake_contacts
from flows.ports.contact_desk import Whereabouts
from flows.ports.desk import StaffMember
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Card, CrmContact, CrmContactId, Sharing
from sync_core.failures import ItemGone, SkipItem, VersionConflict
from sync_core.mail import CrmUserId, PersonId
from sync_core.work import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """One entry as the person saw it."""

    entry: CrmContactId
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """What came of it."""

    entry: CrmContactId
    owner: CrmUserId
    version: int = 0
    """The entry's version now; 0 where it is no more."""
    is_woken: bool
    """Whether a mailbox was woken: the owner's contacts are kept in step."""
    is_written: bool = True
    """Whether anything was to be written."""


def may_see(viewer: StaffMember | None, owner: CrmUserId | None) -> bool:
    """Return whether a viewer sees the private entries of a user's list: that user alone does."""
    return viewer is not None and viewer.id == owner


async def seen(console: Console, viewer: StaffMember | None, entry: str) -> CrmContact:
    """Return an entry that this viewer may see.

    Raises:
        Refused: there is no such entry, or it is private and another's.
    """
    found = await console.contact_desk.contact(CrmContactId(entry))
    if found is None or (found.sharing is Sharing.PRIVATE and not may_see(viewer, found.owner)):
        raise not_found("The CRM has no such contact.")
    return found


async def add(
    console: Console,
    viewer: StaffMember | None,
    owner: CrmUserId,
    card: Card,
    sharing: Sharing,
    origin: Origin = Origin.PAGE,
) -> Acted:
    """Add a contact to a user's list.

    Raises:
        Refused: there is no such user, or it would be private in somebody else's list.
    """
    if owner not in await console.desk.staff():
        raise bad_fields(("owner", "expected a user of the CRM"))
    _refuse_hiding(viewer, owner, sharing)
    with _told("contact"):
        made = await console.contact_desk.add_contact(owner, card, sharing, origin)
    return await _acted(console, made)


async def edit(
    console: Console, viewer: StaffMember | None, which: Which, form: ContactForm
) -> Acted:
    """Change what a form changes of a contact; a change of nothing writes nothing."""
    held = await seen(console, viewer, which.entry)
    told = form.edit(held.card)
    if not told.fields:
        version = held.version
        return Acted(
            entry=held.id, owner=held.owner, version=version, is_woken=False, is_written=False
        )
    with _told("contact"):
        now = await console.contact_desk.edit_contact(
            which.entry, which.version, told.card, told.fields
        )
    return await _acted(console, now)


async def share(
    console: Console,
    viewer: StaffMember | None,
    which: Which,
    sharing: Sharing,
    kept_back: frozenset[str],
) -> Acted:
    """Say who sees a contact, and which of its fields stay with its user."""
    held = await seen(console, viewer, which.entry)
    _refuse_hiding(viewer, held.owner, sharing)
    with _told("contact"):
        now = await console.contact_desk.share_contact(
            which.entry, which.version, sharing, kept_back
        )
    return await _acted(console, now)


async def relate(
    console: Console, viewer: StaffMember | None, which: Which, person: PersonId | None
) -> Acted:
    """Say which person of the firm a contact stands for; None: nobody."""
    await seen(console, viewer, which.entry)
    if person is not None and await console.desk.person(person) is None:
        raise bad_fields(("person", "expected a person of the CRM"))
    with _told("contact"):
        now = await console.contact_desk.relate_contact(which.entry, which.version, person)
    return await _acted(console, now)


async def remove(console: Console, viewer: StaffMember | None, which: Which) -> Acted:
    """Remove a contact from its user's list; the firm's person stays."""
    held = await seen(console, viewer, which.entry)
    with _told("contact"):
        await console.contact_desk.remove_contact(which.entry, which.version)
    is_woken = await wake_contacts(console, [held.owner])
    return Acted(entry=held.id, owner=held.owner, is_woken=is_woken)


async def person_seen(console: Console, person: str) -> Whereabouts:
    """Return a person of the firm.

    Raises:
        Refused: there is no such person.
    """
    found = await console.contact_desk.firm_person(PersonId(person))
    if found is None:
        raise not_found("The CRM has no such person.")
    return found


async def edit_person(console: Console, person: str, version: int, form: ContactForm) -> bool:
    """Change what a form changes of a person of the firm; return whether a mailbox was woken by it."""
    where = await person_seen(console, person)
    told = form.edit(where.person.card)
    if not told.fields:
        return False
    with _told("person"):
        await console.contact_desk.edit_person(where.person.id, version, told.card, told.fields)
    return await wake_contacts(console, _owners(where), Task.CONTACTS_SHARE)


async def erase_person(console: Console, person: str, version: int, typed: str) -> bool:
    """Erase a person for good; return whether a mailbox was woken by it.

    Raises:
        Refused: the name typed is not the person's; nothing was erased.
    """
    where = await person_seen(console, person)
    if _plain(typed) != _plain(where.person.card.name):
        raise bad_fields(("name", "expected the name of the person to be erased"))
    with _told("person"):
        await console.contact_desk.erase_person(where.person.id, version)
    return await wake_contacts(console, _owners(where))


def _owners(where: Whereabouts) -> Iterable[CrmUserId]:
    return {owner for owner, _ in where.lists}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _refuse_hiding(viewer: StaffMember | None, owner: CrmUserId, sharing: Sharing) -> None:
    """Let nobody make a contact of another's list private: they could not see it afterwards."""
    if sharing is Sharing.PRIVATE and not may_see(viewer, owner):
        message = "Only the user whose list it is can make a contact private."
        raise Refused(403, "not_yours", message)


async def _acted(console: Console, entry: CrmContact) -> Acted:
    is_woken = await wake_contacts(console, [entry.owner])
    return Acted(entry=entry.id, owner=entry.owner, version=entry.version, is_woken=is_woken)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Tell a person, in their words, why the CRM did not write."""
    try:
        yield
    except VersionConflict:
        message = f"Somebody changed this {what} meanwhile; nothing was written. Look at it again."
        raise Refused(409, "changed_meanwhile", message) from None
    except ItemGone:
        raise not_found(f"This {what} no longer exists; nothing was written.") from None
    except SkipItem as refused:
        path, _, expected = refused.detail.partition(":")
        told = expected.strip() or "expected a value the CRM takes"
        raise bad_fields((path.strip() or what, told)) from None

"""The pretend Outlook's pages of contacts: one mailbox's folders, one contact, and what its owner does to it."""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from simulator.graph.contacts.items import ContactFolder, ContactItem
from simulator.graph.contacts.people import contact_id
from simulator.graph.contacts.properties import SENSITIVITY
from simulator.graph.http.outlook import rendering
from simulator.graph.http.outlook.contactforms import (
    ADDRESS,
    LISTS,
    TEXTS,
    ContactForm,
    shown_day,
    shown_email,
)
from simulator.graph.http.outlook.forms import FormRefused
from simulator.graph.mailbox import Mailbox
from simulator.graph.tenant import Tenant
from sync_core.contacts.contact import ContactId

_DELETED = "deleted"
"""What stands for the deleted items where a folder is named."""
_ACTS = ("save", "delete", "purge", "copy", "move")


class ContactPages:
    """Shows contacts, and does what forms of theirs ask."""

    def __init__(
        self,
        tenant: Tenant,
        box_of: Callable[[web.Request], Mailbox],
        page: Callable[[str, Mailbox, Mapping[str, Any]], web.Response],
    ) -> None:
        self._tenant = tenant
        self._box_of = box_of
        self._page = page

    def add_to(self, app: web.Application) -> None:
        """Serve the pages below each mailbox."""
        app.router.add_get("/{mailbox}/contacts", self.contacts)
        app.router.add_post("/{mailbox}/contacts", self.create)
        app.router.add_get("/{mailbox}/contacts/new", self.new)
        app.router.add_get("/{mailbox}/contacts/{contact}", self.contact)
        app.router.add_post("/{mailbox}/contacts/{contact}", self.act)

    async def contacts(self, request: web.Request) -> web.Response:
        """Show a folder, or the deleted items."""
        box, asked = self._box_of(request), request.query.get("folder", "")
        store = box.contacts
        if asked == _DELETED:
            items = [item for item in store.items.values() if item.folder is None]
            folder = None
        else:
            folder = store.folder(asked)
            items = [store.items[number] for number in folder.items]
        values = {
            "contacts": [_shown(box, item) for item in sorted(items, key=_order)],
            "folder": folder,
            "folders": store.folders.values(),
        }
        return self._page("contacts.html", box, values)

    async def new(self, request: web.Request) -> web.Response:
        """Show the form of a new contact."""
        box = self._box_of(request)
        folder = box.contacts.folder(request.query.get("folder", ""))
        return self._page("contact_new.html", box, {"folder": folder} | _blank())

    async def create(self, request: web.Request) -> web.Response:
        """Make the contact of a form."""
        box, told = self._box_of(request), await request.post()
        form, folder = ContactForm(told), box.contacts.folder(str(told.get("folder", "")))
        made = self._tenant.contacts.create(box.id, form.contact(), folder.id)
        if form.is_private:
            self._tenant.contacts.mark_private(box.id, made)
        return _list(box, folder)

    async def contact(self, request: web.Request) -> web.Response:
        """Show one contact with its form."""
        box = self._box_of(request)
        item = self._tenant.contacts.look(box.id, ContactId(request.match_info["contact"]))
        others = [f for f in box.contacts.folders.values() if f.number != item.folder]
        values = _shown(box, item) | _filled(item)
        values |= {"folder": _folder_of(box, item), "others": others}
        return self._page("contact.html", box, values)

    async def act(self, request: web.Request) -> web.Response:
        """Do to a contact what its form asks."""
        box, name = self._box_of(request), ContactId(request.match_info["contact"])
        item = self._tenant.contacts.look(box.id, name)
        was_in = _folder_of(box, item)
        self._done(box, name, item, await request.post())
        return _list(box, was_in)

    def _done(
        self, box: Mailbox, name: ContactId, item: ContactItem, told: Mapping[str, Any]
    ) -> None:
        people, asked = self._tenant.contacts, str(told.get("act", ""))
        if asked not in _ACTS:
            raise FormRefused("act", f"expected one of {', '.join(_ACTS)}")
        to = box.contacts.folder(str(told.get("to", ""))).id
        if asked == "save":
            self._save(box, name, item, told)
        elif asked == "delete":
            people.delete(box.id, name)
        elif asked == "purge":
            people.purge(box.id, name)
        elif asked == "copy":
            people.copy(box.id, name, to)
        else:
            people.move(box.id, name, to)

    def _save(
        self, box: Mailbox, name: ContactId, item: ContactItem, told: Mapping[str, Any]
    ) -> None:
        form = ContactForm(told)
        fields = form.changes(item.says)
        if fields:
            self._tenant.contacts.edit(box.id, name, **fields)
        if form.is_private != _is_private(item):
            self._tenant.contacts.mark_private(box.id, name, is_private=form.is_private)


def _list(box: Mailbox, folder: ContactFolder | None) -> web.Response:
    """Lead back to a folder, or to the deleted items."""
    asked = folder.id if folder else _DELETED
    end = "" if folder and folder.is_default else f"?folder={asked}"
    return rendering.elsewhere(rendering.path_of(box, "contacts") + end)


def _folder_of(box: Mailbox, item: ContactItem) -> ContactFolder | None:
    return None if item.folder is None else box.contacts.folders[item.folder]


def _shown(box: Mailbox, item: ContactItem) -> dict[str, Any]:
    says = item.says
    addresses = ", ".join(entry.address for entry in says.emails)
    phones = (says.mobile_phone, *says.business_phones, *says.home_phones)
    return {
        "id": contact_id(box, item.number),
        "name": says.display_name or says.company or addresses or "(no name)",
        "says": says,
        "addresses": addresses,
        "phones": ", ".join(filter(None, phones)),
        "is_private": _is_private(item),
        "is_list": item.is_list,
    }


def _filled(item: ContactItem) -> dict[str, Any]:
    """Return what the fields of a contact's form hold."""
    says = item.says
    return {
        "texts": [(name, label, getattr(says, name)) for name, label in TEXTS.items()],
        "lists": [(n, label, "\n".join(getattr(says, n))) for n, label in LISTS.items()],
        "parts": [(n, label, getattr(says.business_address, n)) for n, label in ADDRESS.items()],
        "emails": "\n".join(map(shown_email, says.emails)),
        "birthday": shown_day(says.birthday),
        "categories": ", ".join(says.categories),
        "notes": says.notes,
        "private": _is_private(item),
    }


def _blank() -> dict[str, Any]:
    return {
        "texts": [(name, label, "") for name, label in TEXTS.items()],
        "lists": [(name, label, "") for name, label in LISTS.items()],
        "parts": [(name, label, "") for name, label in ADDRESS.items()],
        **dict.fromkeys(("emails", "birthday", "categories", "notes"), ""),
        "private": False,
    }


def _is_private(item: ContactItem) -> bool:
    return (item.value_of(SENSITIVITY) or "0") != "0"


def _order(item: ContactItem) -> tuple[str, int]:
    return item.says.file_as.casefold(), item.number

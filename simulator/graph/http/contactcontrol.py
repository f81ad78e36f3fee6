"""The control API's part for contacts: how a demo or a replay acts as people do in Outlook.

POST /contacts        JSON lines of ContactOrder       -> {"ids": [...]}
POST /contactacts     JSON lines of ContactActOrder    -> {"ids": [...]}: of what was acted on, or of the copy
POST /contactfolders  JSON lines of ContactFolderOrder -> {"ids": [...]}
POST /contactfile?mailbox=M&name=N&folder=F  a .vcf file -> {"contacts": n, "left_out": [...], "left_over": [...]}
GET  /contacts?mailbox=M&folder=F                      -> {"contacts": [...]}
GET  /keptcontacts                                     -> all contacts
POST /keptcontacts    what it answered                 -> {"contacts": n}
"""

from asyncio import to_thread
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.graph.contacts.items import ContactItem
from simulator.graph.contacts.kept import kept_contacts, restore_contacts
from simulator.graph.contacts.people import AddressBooks, contact_id
from simulator.graph.contacts.properties import SENSITIVITY
from simulator.graph.http import contactorders, orders
from simulator.graph.mailbox import Mailbox
from simulator.graph.tenant import Tenant
from sync_core.contacts.contact import ContactFolderId, ContactId
from sync_core.work import MailboxId

if TYPE_CHECKING:
    from simulator.contactfiles import LeftOut

Handler = Callable[[web.Request], Awaitable[web.Response]]
Act = Callable[[AddressBooks, MailboxId, ContactId, str], ContactId | None]
_ACTS: dict[str, Act] = {
    "edit": lambda _books, _box, _name, _folder: None,
    "delete": lambda books, box, name, _: books.delete(box, name),
    "purge": lambda books, box, name, _: books.purge(box, name),
    "restore": lambda books, box, name, folder: books.restore(box, name, folder),
    "move": lambda books, box, name, folder: books.move(box, name, folder),
    "copy": lambda books, box, name, folder: books.copy(box, name, folder),
    "damage": lambda books, box, name, _: books.damage(box, name),
}
"""What an order says of fields is written first, whatever the act."""


class ContactControl:
    """Steers the contacts of a tenant."""

    def __init__(self, tenant: Tenant, named: Callable[[str], MailboxId]) -> None:
        self._tenant = tenant
        self._named = named

    def orders(self) -> dict[str, Handler]:
        """What is posted."""
        return {
            "contacts": self._create,
            "contactacts": self._act,
            "contactfolders": self._keep_folders,
            "contactfile": self._load,
            "keptcontacts": self._restore,
        }

    def views(self) -> dict[str, Handler]:
        """What is looked at."""
        return {"contacts": self._contacts, "keptcontacts": self._kept}

    async def _create(self, request: web.Request) -> web.Response:
        asked = orders.lines_of(contactorders.ContactOrder, await request.read())
        boxes = [self._named(order.mailbox) for order in asked]
        made = [self._made(box, order) for box, order in zip(boxes, asked, strict=True)]
        return web.json_response({"ids": made})

    async def _act(self, request: web.Request) -> web.Response:
        asked = orders.lines_of(contactorders.ContactActOrder, await request.read())
        boxes = [self._named(order.mailbox) for order in asked]
        done = [self._done(box, order) for box, order in zip(boxes, asked, strict=True)]
        return web.json_response({"ids": done})

    async def _keep_folders(self, request: web.Request) -> web.Response:
        asked = orders.lines_of(contactorders.ContactFolderOrder, await request.read())
        return web.json_response({"ids": [self._folder(order) for order in asked]})

    async def _load(self, request: web.Request) -> web.Response:
        from simulator.contactfiles import load_cards  # a tenant runs without
        from simulator.contactfiles.reading import read_cards

        mailbox = self._named(request.query.get("mailbox", ""))
        name = Path(request.query.get("name", "")).name or "contacts.vcf"
        reading = await to_thread(read_cards, await request.read(), name)
        folder = request.query.get("folder", "")
        loaded = load_cards(self._tenant, mailbox, reading.cards, folder)
        told = {
            "contacts": len(loaded.contacts),
            "left_out": _shown_left((*reading.left_out, *loaded.left_out)),
            "left_over": _shown_left(loaded.left_over),
        }
        return web.json_response(told)

    async def _contacts(self, request: web.Request) -> web.Response:
        box = self._tenant.mailbox(self._named(request.query.get("mailbox", "")))
        folder = box.contacts.folder(request.query.get("folder", ""))
        items = (box.contacts.items[number] for number in folder.items)
        return web.json_response({"contacts": [shown(box, item) for item in items]})

    async def _kept(self, _: web.Request) -> web.Response:
        return web.Response(body=kept_contacts(self._tenant), content_type="application/json")

    async def _restore(self, request: web.Request) -> web.Response:
        told = restore_contacts(self._tenant, await request.read())
        return web.json_response({"contacts": told})

    def _made(self, box: MailboxId, order: contactorders.ContactOrder) -> ContactId:
        books, says = self._tenant.contacts, order.says()
        if order.is_list:
            return books.add_list(box, says.display_name, order.folder)
        made = books.create(box, says, order.folder)
        if order.private:
            books.mark_private(box, made)
        return made

    def _done(self, box: MailboxId, order: contactorders.ContactActOrder) -> ContactId:
        books, name, fields = self._tenant.contacts, ContactId(order.id), order.fields()
        if fields:
            books.edit(box, name, **fields)
        if order.private is not None:
            books.mark_private(box, name, is_private=order.private)
        return _ACTS[order.act](books, box, name, order.folder) or name

    def _folder(self, order: contactorders.ContactFolderOrder) -> ContactFolderId:
        books, box = self._tenant.contacts, self._named(order.mailbox)
        folder = ContactFolderId(order.id)
        if not folder:
            return books.add_folder(box, order.name)
        if order.name:
            books.rename_folder(box, folder, order.name)
        else:
            books.remove_folder(box, folder)
        return folder


def shown(box: Mailbox, item: ContactItem) -> dict[str, Any]:
    """Return a contact as the control API shows it."""
    says = item.says
    return {
        "id": contact_id(box, item.number),
        "name": says.display_name,
        "given_name": says.given_name,
        "surname": says.surname,
        "company": says.company,
        "job_title": says.job_title,
        "emails": [entry.address for entry in says.emails],
        "business_phones": list(says.business_phones),
        "home_phones": list(says.home_phones),
        "mobile_phone": says.mobile_phone,
        "notes": says.notes,
        "categories": list(says.categories),
        "is_private": (item.value_of(SENSITIVITY) or "0") != "0",
        "is_list": item.is_list,
        "extended": item.extended,
        "version": item.version,
    }


def _shown_left(left: "Iterable[LeftOut]") -> list[dict[str, str]]:
    return [{"place": one.place, "why": one.why.value, "part": one.part} for one in left]

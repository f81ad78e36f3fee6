"""What an application may ask of contacts, under the server's rules: shared by HTTP and direct ports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.graph.contacts.contact import Contact
from simulator.graph.contacts.items import ContactFolder, ContactItem
from simulator.graph.contacts.writing import after_write, made
from simulator.graph.delta import Collection, DeltaPage, DeltaReader
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import stale_version
from simulator.graph.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Written:
    """What is written into a contact: fields of a Contact, and extended properties."""

    fields: dict[str, Any]
    extended: dict[str, str] = field(default_factory=dict)


class ContactService:
    """A tenant's contacts as its applications see them."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    # Reading

    def delta(
        self,
        box: Mailbox,
        folder: ContactFolder,
        token: str | None,
        options: Mapping[str, str],
        size: int | None,
    ) -> DeltaPage:
        """Return one page of what changed in a folder; `options` are the first call's, then the token's.

        Raises:
            Refusal: the cursor is lost.
        """
        what = Collection(
            scope=f"contacts {folder.number}",
            log=folder.log,
            location=f"/users/{box.id}/contactFolders/{folder.id}/contacts/delta",
            is_endless=box.has_endless_rounds,
        )
        return self._reader(box).page(what, token, options, size)

    def folder_delta(
        self, box: Mailbox, token: str | None, options: Mapping[str, str], size: int | None
    ) -> DeltaPage:
        """Return one page of what changed among the contact folders.

        Raises:
            Refusal: the cursor is lost.
        """
        what = Collection(
            scope="contact folders",
            log=box.contacts.folder_log,
            location=f"/users/{box.id}/contactFolders/delta",
        )
        return self._reader(box).page(what, token, options, size)

    def page(
        self, box: Mailbox, folder: ContactFolder, skip: int, top: int
    ) -> tuple[list[ContactItem], int | None]:
        """Return one page of a folder's contacts, and where the next one begins; None at the end."""
        rules = self._tenant.rules
        if self._tenant.strikes(rules.empty_page_chance):
            return [], skip
        numbers = list(folder.items)
        end = skip + min(top, rules.page_items_max)
        items = [box.contacts.items[number] for number in numbers[skip:end]]
        return items, end if end < len(numbers) else None

    # Writing

    def create(self, box: Mailbox, folder: ContactFolder, new: Written) -> ContactItem:
        """Make a contact.

        Raises:
            Refusal: it holds more than a contact can (400).
        """
        says, now = made(Contact(**new.fields), self._tenant.rules), self._tenant.surroundings.now()
        item = ContactItem(
            number=box.ids.new_number(),
            folder=folder.number,
            says=says,
            created=now,
            modified=now,
            extended=new.extended,
        )
        return box.contacts.put(item)

    def write(self, box: Mailbox, item: ContactItem, new: Written, etag: str | None) -> ContactItem:
        """Write some fields of a contact, and extended properties beside them.

        Args:
            box: its mailbox.
            item: the contact.
            new: what is written.
            etag: the version it is made on; None or `*`: whatever it is now.

        Raises:
            Refusal: changed since (412), or more than a contact can hold (400).
        """
        _check(item, etag)
        after = after_write(item.says, new.fields, self._tenant.rules)
        box.contacts.write(item, self._tenant.surroundings.now(), after, new.extended)
        return item

    def delete(self, box: Mailbox, item: ContactItem, etag: str | None) -> None:
        """Move a contact to the deleted items.

        Raises:
            Refusal: changed since (412).
        """
        _check(item, etag)
        box.contacts.delete(item, self._tenant.surroundings.now())

    def _reader(self, box: Mailbox) -> DeltaReader:
        return DeltaReader(box.rounds, self._tenant.rules, self._tenant.surroundings)


def _check(item: ContactItem, etag: str | None) -> None:
    if etag not in (None, "*", item.etag):
        raise stale_version()

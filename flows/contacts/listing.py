"""Listing what changed in a contact folder and in its user's list in the CRM."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.contacts.bearings import CRM_CURSOR, OUTLOOK_CURSOR
from flows.listing import all_of, followed
from flows.ports.remembrance import Remembrance
from flows.ports.tenant import DeltaToken
from flows.running import Run
from sync_core import limits
from sync_core.contacts.contact import (
    ContactFolderId,
    ContactId,
    CrmContact,
    CrmContactId,
    OutlookContact,
    UnreadableContact,
)
from sync_core.contacts.rules import ContactRules
from sync_core.failures import CursorLost, Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookListed:
    """What a folder told."""

    contacts: Mapping[ContactId, OutlookContact | UnreadableContact] = field(default_factory=dict)
    """Only where everything was listed."""
    changed: frozenset[ContactId] = frozenset()
    removed: frozenset[ContactId] = frozenset()
    token: str = ""
    """Where the next round begins."""
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmListed:
    """What the CRM told."""

    entries: Mapping[CrmContactId, CrmContact] = field(default_factory=dict)
    """Only where everything was listed."""
    changed: frozenset[CrmContactId] = frozenset()
    deleted: frozenset[CrmContactId] = frozenset()
    cursor: str = ""


async def list_outlook(
    run: Run, folder: ContactFolderId, token: str, *, is_whole: bool
) -> OutlookListed:
    """Follow a folder's changes to their end; where everything is asked for, or the place was lost, list it too.

    The changes are followed first: what is changed while the folder is listed is told in the next round.

    Raises:
        ItemGone: the folder no longer exists.
        Unavailable: the listing was forgotten on the way, or has no end (facts: graph §9 no. 5); the next run begins anew.
    """
    try:
        told = await _followed(run, folder, token)
    except CursorLost:
        run.counts["cursors_lost"] += 1
        told, is_whole = await _followed(run, folder, ""), True
    if not (is_whole or not token):
        return told
    there = await list_folder(run, folder)
    return OutlookListed(contacts=there, removed=told.removed, token=told.token, is_whole=True)


async def list_folder(
    run: Run, folder: ContactFolderId
) -> Mapping[ContactId, OutlookContact | UnreadableContact]:
    """Return everything that lies in a folder.

    Raises:
        Unavailable: the listing was forgotten on the way, or has no end; the next run begins anew.
    """
    try:
        there = await _all(run, folder)
    except CursorLost:
        there = None
    if there is None:
        raise Unavailable("listing_lost")
    return there


async def _followed(run: Run, folder: ContactFolderId, token: str) -> OutlookListed:
    """Return what changed since a token; without one only where changes go on from now."""
    at = DeltaToken(token) if token else None
    changed: set[ContactId] = set()
    removed: set[ContactId] = set()
    for _ in range(limits.CONTACT_PAGES_MAX):
        await run.hold_lease()
        page = await run.parts.contacts.changed(run.record.id, folder, at)
        run.counts["listed"] += 1
        changed.update(page.changed)
        removed.update(page.removed)
        at = page.next
        if page.is_complete:
            return OutlookListed(
                changed=frozenset(changed), removed=frozenset(removed), token=page.next
            )
    await run.remember(Remembrance(cursors={OUTLOOK_CURSOR: ""}))
    raise Unavailable("endless_listing")


async def _all(
    run: Run, folder: ContactFolderId
) -> Mapping[ContactId, OutlookContact | UnreadableContact]:
    contacts: dict[ContactId, OutlookContact | UnreadableContact] = {}
    at = ""
    for _ in range(limits.CONTACT_PAGES_MAX):
        await run.hold_lease()
        page = await run.parts.contacts.listed(run.record.id, folder, at)
        run.counts["listed"] += 1
        contacts.update({one.id: one for one in page.contacts})
        at = page.next
        if not at:
            return contacts
    raise Unavailable("endless_listing")


async def list_crm_changes(run: Run, rules: ContactRules, cursor: str) -> CrmListed:
    """Return what changed in the user's list since the cursor.

    Raises:
        Unavailable: the feed has no end; the next run compares both sides whole.
    """
    if rules.owner is None:
        return CrmListed()
    owner, port = rules.owner, run.parts.crm_contacts
    told = await followed(
        run,
        lambda at: port.changed_entries(owner, at, limits.CRM_CONTACTS_PER_CALL_MAX),
        cursor,
        pages_max=limits.CONTACT_PAGES_MAX,
        forgets=(OUTLOOK_CURSOR, CRM_CURSOR),
    )
    return CrmListed(
        changed=frozenset(told.ids), deleted=frozenset(told.deleted), cursor=told.cursor
    )


async def list_crm(run: Run, rules: ContactRules) -> CrmListed:
    """Return the user's whole list; changes from here on are in the feed."""
    if rules.owner is None:
        return CrmListed()
    owner, port, per_call = rules.owner, run.parts.crm_contacts, limits.CRM_CONTACTS_PER_CALL_MAX
    began = await port.changed_entries(owner, "", 1)
    entries = await all_of(
        run,
        lambda after: port.entries_of(owner, after, per_call),
        lambda entry: entry.id,
        per_call=per_call,
        pages_max=limits.CONTACT_PAGES_MAX,
    )
    return CrmListed(entries=entries, changed=frozenset(entries), cursor=began.cursor)

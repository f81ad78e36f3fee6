"""What a run has found of a mailbox's contacts so far; it grows step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flows.ports.contacts import Elsewhere
from flows.ports.tenant import Gone
from flows.running import Run
from sync_core.contacts.contact import (
    ContactFolderId,
    ContactId,
    CrmContact,
    CrmContactId,
    OutlookContact,
    UnreadableContact,
)
from sync_core.contacts.identity import crowded
from sync_core.contacts.rules import ContactRules
from sync_core.contacts.twins import NEW, ContactTwin, is_open
from sync_core.mail import Address
from sync_core.reconcile.answers import Answered
from sync_core.reconcile.pairs import Pair, PairKey

InOutlook = OutlookContact | UnreadableContact | Elsewhere | Gone


@dataclass(kw_only=True)
class Gathering:
    """What has been found so far."""

    run: Run
    rules: ContactRules
    folder: ContactFolderId
    pairs: dict[PairKey, Pair]
    answers: Mapping[PairKey, Answered]
    outlook: dict[ContactId, InOutlook] = field(default_factory=dict)
    crm: dict[CrmContactId, CrmContact | None] = field(default_factory=dict)
    """None: proved absent."""
    twins: dict[PairKey, ContactTwin] = field(default_factory=dict)

    unreadable: set[PairKey] = field(default_factory=set)
    """Pairs whose contact was begun to be made, and is there in a form that cannot be read."""

    @cached_property
    def linked_entries(self) -> frozenset[str]:
        """Ids of the entries that stand for a contact; about others a person may just be asked."""
        pairs = self.pairs.values()
        return frozenset(p.crm for p in pairs if p.outlook and not is_open(p))

    @cached_property
    def shared_addresses(self) -> frozenset[Address]:
        """Addresses that stand on several contacts: they tell nobody apart."""
        return crowded(c.card for c in self.outlook.values() if isinstance(c, OutlookContact))

    def key_of(self, contact: ContactId) -> PairKey:
        """Return the key of a contact."""
        return PairKey(self.run.parts.digester.contact_key(contact))

    def new_key_of(self, entry: CrmContactId) -> PairKey:
        """Return the key under which an entry waits to be made in Outlook."""
        return PairKey(NEW + self.run.parts.digester.stamp(entry))

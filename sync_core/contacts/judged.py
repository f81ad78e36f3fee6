"""What a mailbox's contacts are judged by, and what comes of each: plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sync_core.contacts.contact import Card
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.rules import ContactRules
from sync_core.contacts.twins import ContactTwin
from sync_core.digests import Digester
from sync_core.reconcile.judgement import Judgement
from sync_core.reconcile.pairs import NEVER_AGREED, Writing
from sync_core.reconcile.sides import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactJudge:
    """Everything that one mailbox's contacts are judged by."""

    rules: ContactRules
    digester: Digester
    now: datetime
    is_first_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactJudged(Judgement):
    """What was decided of one contact, with all that is needed to do it."""

    twin: ContactTwin
    reason: ContactReason | None = None
    """Why it is left out, or what a person is asked; nothing is written then, save a mark of privacy."""
    asks: str = ""
    """Digest of what is shown with the question; empty where nothing is asked."""
    sources: Mapping[Side, Card]
    """What is written to each side: the other's card, or both joined."""
    apart: Mapping[str, Side] = field(default_factory=dict)
    """Fields that flow to this side alone, which may tell something of its own there beside what the other tells."""
    is_parted: bool = False
    """The entry is somebody else than the contact: it keeps what it holds, the contact gets its own."""
    is_suspicious: bool = False
    """A contact that seems to be somebody else, or would be emptied."""

    @property
    def unsure(self) -> frozenset[str]:
        """The fields of which nothing counts as taken away in Outlook.

        They differ from what was agreed in the CRM, and a write of ours may have changed them there, or what moved
        up there was not copied yet; or nothing was ever agreed on, since what Outlook tells could not be written
        down so far.
        """
        pair, shown = self.twin.pair, self.shown.get(Side.CRM, {})
        if pair is None:
            return frozenset()
        changes = (i for i in pair.intents if (i.side, i.writing) == (Side.CRM, Writing.UPDATE))
        begun = {name for intent in changes for name in intent.digests}
        waits = begun if pair.crm_version or not pair.crm_base else {*begun, *shown}
        changed = {name for name in waits if shown.get(name) != pair.crm_base.get(name)}
        waited = {name for name, told in pair.outlook_base.items() if told == NEVER_AGREED}
        return frozenset(changed | waited)

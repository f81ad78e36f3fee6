"""The policy's contacts section: whose contacts are kept in step, which fields flow, and what asks first."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from sync_core.calendar.policy import Prevent
from sync_core.contacts.fields import ContactField
from sync_core.policy_section import Section
from sync_core.primaries import own_entry
from sync_core.reconcile.decide import OnDelete, Winner
from sync_core.reconcile.gates import Direction

KeepOrDelete = Literal[OnDelete.DELETE, OnDelete.KEEP]


class FieldFlow(StrEnum):
    """Which way one field flows."""

    BOTH = "both"
    TO_CRM = "to_crm"
    TO_OUTLOOK = "to_outlook"
    NONE = "none"


class FieldRule(Section):
    """How one field is kept in step."""

    flow: FieldFlow = Field(default=FieldFlow.BOTH, description="Which way it flows")
    never_blank: bool = Field(
        default=False, description="A value is never replaced by nothing, on either side"
    )


class FirstRun(StrEnum):
    """What a first run does with contacts that both sides have."""

    MATCH_THEN_ASK = "match_then_ask"
    """The same person is linked; whoever looks like one is proposed; nothing is doubled."""
    UNION = "union"
    """Each side's are added to the other, doubles and all (facts: features 127-129)."""


class PrivateContacts(StrEnum):
    """What becomes of contacts that their user marked private."""

    USER_ONLY = "user_only"
    """They go to the user's own list, where nobody else sees them, and never to the firm."""
    SKIP = "skip"


class ContactDeletions(Section):
    """What becomes of a contact whose twin was deleted. The firm's person is never deleted (214)."""

    in_outlook: KeepOrDelete = Field(
        default=OnDelete.DELETE,
        description="The Outlook contact, when it was removed from the user's list in the CRM",
    )
    in_crm: KeepOrDelete = Field(
        default=OnDelete.DELETE,
        description="The entry in the user's list, when the contact was deleted in Outlook",
    )
    edit_survives: bool = Field(
        default=True,
        description="A contact deleted on one side and edited on the other is made again; false: the deletion wins",
    )


class Promote(StrEnum):
    """Which entries of users' lists rise to the firm's people."""

    CHOSEN = "chosen"
    """Those that the user shares with the firm."""
    KNOWN = "known"
    """Those, and every one that is a person of the firm already; private ones never."""
    ALL = "all"
    """Every one that is not private: people the firm does not know yet are added."""


BUSINESS_FIELDS = (
    ContactField.GIVEN_NAME,
    ContactField.MIDDLE_NAME,
    ContactField.SURNAME,
    ContactField.TITLE,
    ContactField.SUFFIX,
    ContactField.DISPLAY_NAME,
    ContactField.COMPANY,
    ContactField.DEPARTMENT,
    ContactField.JOB_TITLE,
    ContactField.BUSINESS_ADDRESS,
    ContactField.BUSINESS_PHONES,
    ContactField.EMAILS,
    ContactField.WEB_PAGE,
)
"""What a firm needs of a client; home, birthday, notes and the like stay with who wrote them down."""


class FirmSharing(Section):
    """Between users' lists and the firm's people: a run of its own (facts: features 143-145, 159)."""

    promote: Promote = Field(
        default=Promote.CHOSEN, description="Which entries rise to the firm's people"
    )
    fields: tuple[ContactField, ...] = Field(
        default=BUSINESS_FIELDS, description="The fields that rise, and flow down again"
    )
    fan_out: bool = Field(
        default=True, description="A change of a firm's person reaches every list that holds them"
    )
    winner: Literal["firm", "user", "newest"] = Field(
        default="firm", description="Whose value stays where user and firm changed the same field"
    )


class ContactBrakes(Section):
    """From where on a run stops before any write and waits for a person."""

    changes: Annotated[int, Field(ge=1)] = Field(
        default=100, description="More changes than this in one run are held"
    )
    deletes: Annotated[int, Field(ge=0)] = Field(
        default=10, description="More deletions than this in one run are held"
    )
    share: Annotated[float, Field(gt=0, le=1)] = Field(
        default=0.5,
        description="Ten or more changes, and more than this share of all contacts, are held",
    )
    suspicious: Annotated[int, Field(ge=1)] = Field(
        default=10,
        description="So many contacts that seem to be somebody else, or were emptied, hold the run (204)",
    )
    preview_first: bool = Field(
        default=True, description="A mailbox's first run waits until its preview is approved"
    )


class MailboxContacts(Section):
    """What is particular to one mailbox."""

    mailbox: str = Field(description="Object id of the mailbox")
    enabled: bool = Field(
        default=True, description="Off: this user's contacts are not kept in step"
    )
    folder: str = Field(
        default="", description="Name of the contact folder; empty: the default one, Contacts"
    )
    is_primary: bool | None = Field(
        default=None,
        description="Whether this user's list goes to this mailbox; absent: the user's own mailbox does",
    )


class ContactsPolicy(Section):
    """Contacts, kept in step both ways with each user's list in the CRM."""

    enabled: bool = Field(
        default=False,
        description="Whether contacts are kept in step at all; off until the firm says so",
    )
    choose: Literal["all", "listed"] = Field(
        default="all",
        description="all: every mailbox that is captured; listed: those named in mailboxes alone",
    )
    direction: Direction = Field(default=Direction.TWO_WAY, description="Both ways, or one of them")
    winner: Winner = Field(
        default=Winner.OUTLOOK,
        description="Whose value stays where both sides changed the same field between two runs",
    )
    fields: Mapping[ContactField, FieldRule] = Field(
        default_factory=dict,
        description="Fields that are kept in step otherwise than both ways; notes are governed by `notes` too",
    )
    notes: bool = Field(
        default=False,
        description="Whether a marked block of the notes is kept in step; a user's own text never leaves",
    )
    private: PrivateContacts = Field(
        default=PrivateContacts.USER_ONLY, description="Contacts their user marked private"
    )
    imported: bool = Field(
        default=True, description="Whether contacts imported into the CRM go to Outlook"
    )
    first_run: FirstRun = Field(
        default=FirstRun.MATCH_THEN_ASK, description="What becomes of contacts both sides have"
    )
    identity_guard: bool = Field(
        default=True,
        description="A contact whose name and address (or company) were both replaced is held (157)",
    )
    deletions: ContactDeletions = ContactDeletions()
    prevent: Prevent = Prevent()
    sharing: FirmSharing = FirmSharing()
    brakes: ContactBrakes = ContactBrakes()
    mailboxes: tuple[MailboxContacts, ...] = Field(
        default=(), description="Mailboxes with a choice of their own"
    )

    def includes(self, mailbox: str) -> bool:
        """Return whether the contacts of a captured mailbox are kept in step."""
        named = own_entry(self.mailboxes, mailbox)
        if named is not None:
            return self.enabled and named.enabled
        return self.enabled and self.choose == "all"

    def rule_of(self, name: ContactField) -> FieldRule:
        """Return how a field is kept in step; notes flow only where the policy says so."""
        rule = self.fields.get(name) or _DEFAULTS.get(name) or _ORDINARY
        if name is ContactField.NOTES and not self.notes:
            return rule.model_copy(update={"flow": FieldFlow.NONE})
        return rule


_ORDINARY = FieldRule()
_DEFAULTS = {ContactField.NOTES: FieldRule(never_blank=True)}
"""Notes: a user who removes our block does not mean to empty the CRM's."""

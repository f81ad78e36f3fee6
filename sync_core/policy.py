"""The firm's policy: one validated document that says what is captured, of whom, and how much of it.

Every field has its default and its reason. Unknown fields are refused, so a misspelt one changes nothing.
The JSON Schema of `Policy` is published; pages, API and command edit this same document.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, field_validator

from sync_core.addresses import NoAddress, normalise
from sync_core.calendar.policy import CalendarPolicy
from sync_core.contacts.policy import ContactsPolicy
from sync_core.policy_section import Section

Months = Annotated[int, Field(ge=0, le=120)]


class ContentLevel(StrEnum):
    """How much of a message the CRM receives. The engine keeps none of it at any level."""

    METADATA = "metadata"
    SUBJECT = "subject"
    PREVIEW = "preview"
    FULL = "full"


class PlusTags(StrEnum):
    """Whether ana+news@x.test is ana@x.test when people are matched."""

    EXACT = "exact"
    IGNORE = "ignore"


class PrivateMail(StrEnum):
    """What happens to mail that its sender marked private, personal or confidential."""

    LEAVE_OUT = "leave_out"
    CAPTURE = "capture"


class InternalDomain(Section):
    """One of the firm's own domains."""

    domain: str = Field(description="For example northwind.test")
    subdomains: bool = Field(
        default=False, description="Whether every domain below it is the firm's too"
    )

    @field_validator("domain")
    @classmethod
    def _a_domain(cls, value: str) -> str:
        domain = value.strip().strip("@.").casefold()
        if not domain or "@" in domain or any(c.isspace() for c in domain):
            raise ValueError("expected a domain such as northwind.test")
        return domain


class NeverLog(Section):
    """An address or a domain whose mail is never captured."""

    entry: str = Field(description="An address (ana@x.test) or a domain (x.test)")
    reason: str = Field(default="", description="Why it is on the list, for those who come later")
    mailbox: str | None = Field(
        default=None, description="Only in this mailbox (its object id); absent: in the whole firm"
    )

    @field_validator("entry")
    @classmethod
    def _address_or_domain(cls, value: str) -> str:
        entry = value.strip().casefold()
        if "@" in entry.strip("@"):
            address = normalise(entry)
            if isinstance(address, NoAddress):
                raise ValueError(
                    "expected an address such as ana@x.test or a domain such as x.test"
                )
            return address
        domain = entry.strip("@.")
        if not domain or any(c.isspace() for c in domain):
            raise ValueError("expected an address such as ana@x.test or a domain such as x.test")
        return domain


class MailboxChoice(Section):
    """One mailbox that is captured."""

    mailbox: str = Field(description="Object id, or primary address, of the mailbox")
    nominated_user: str | None = Field(
        default=None,
        description="CRM user id that owns what a shared mailbox captures; absent: the user "
        "whose address it is",
    )


class Mailboxes(Section):
    """Which mailboxes are captured. New staff start off until the firm says otherwise."""

    choose: Literal["listed", "all"] = Field(
        default="listed",
        description="all: every mailbox with a licence; listed, so that nobody is captured unasked",
    )
    listed: tuple[MailboxChoice, ...] = Field(
        default=(), description="With choose=listed: the mailboxes that are captured"
    )
    excepted: tuple[str, ...] = Field(
        default=(), description="With choose=all: object ids or primary addresses left alone"
    )


class History(Section):
    """How far back the first sync goes. The firm's start date is fixed when capture first begins."""

    months: Months = Field(default=6, description="Months before capture first began")
    start: date | None = Field(
        default=None, description="An exact date instead; an earlier one fetches only the new span"
    )


class Matching(Section):
    """By which of a person's addresses mail is matched."""

    email: bool = Field(default=True, description="By the person's e-mail address")
    alternate: bool = Field(default=True, description="By the person's alternate address")
    contact_points: bool = Field(
        default=True,
        description="By any of the person's contact points, of which there is no limit",
    )
    custom_fields: tuple[str, ...] = Field(
        default=(), description="Names of further e-mail fields of a person in the CRM"
    )
    plus_tags: PlusTags = Field(
        default=PlusTags.IGNORE,
        description="ignore: ana+news@x.test is ana@x.test, as most providers deliver it",
    )


class SentimentRule(Section):
    """Whether and how mail from clients is scored."""

    engine: Literal["local", "azure", "off"] = Field(
        default="local", description="local keeps the text inside the function"
    )
    inbound_only: bool = Field(
        default=True,
        description="Only what clients wrote: one's own tone says nothing of the client",
    )


class RiskRule(Section):
    """Which risk phrases are looked for."""

    lexicon: Literal["ey_fbi_top10", "ey_fbi_top15", "off"] = Field(
        default="ey_fbi_top10",
        description="The ten (or fifteen) phrases most frequent in fraud cases, by EY and the FBI",
    )
    window_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=60, description="How far back the report of suspicious e-mails looks"
    )


WellKnownFolder = Literal[
    "archive",
    "clutter",
    "conflicts",
    "conversationhistory",
    "deleteditems",
    "drafts",
    "inbox",
    "junkemail",
    "localfailures",
    "outbox",
    "recoverableitemsdeletions",
    "scheduled",
    "searchfolders",
    "sentitems",
    "serverfailures",
    "syncissues",
]

LEFT_OUT_FOLDERS: tuple[WellKnownFolder, ...] = (
    "drafts",
    "outbox",
    "junkemail",
    "deleteditems",
    "recoverableitemsdeletions",
    "syncissues",
    "conflicts",
    "localfailures",
    "serverfailures",
    "conversationhistory",
    "scheduled",
)
"""Graph's well-known names of folders that hold no mail sent or received."""


class MailPolicy(Section):
    """Mail capture."""

    internal_domains: tuple[InternalDomain, ...] = Field(
        default=(),
        description="The firm's own domains: mail among them alone is left out and only counted",
    )
    never_log: tuple[NeverLog, ...] = Field(
        default=(), description="Addresses and domains whose mail is never captured"
    )
    left_out_folders: tuple[WellKnownFolder, ...] = Field(
        default=LEFT_OUT_FOLDERS,
        description="Folders, with all below them, that hold no mail sent or received",
    )
    private: PrivateMail = Field(
        default=PrivateMail.LEAVE_OUT,
        description="Mail marked private, personal or confidential by its sender",
    )
    content: ContentLevel = Field(
        default=ContentLevel.SUBJECT,
        description="How much of a message the CRM receives; subject, because a timeline needs no more",
    )
    history: History = History()
    matching: Matching = Matching()
    sentiment: SentimentRule = SentimentRule()
    risk: RiskRule = RiskRule()

    @property
    def needs_text(self) -> bool:
        """Whether any rule reads what a message says."""
        reads = self.sentiment.engine != "off" or self.risk.lexicon != "off"
        return reads or self.content is ContentLevel.FULL

    @field_validator("internal_domains", mode="before")
    @classmethod
    def _plain_domains(cls, value: Any) -> Any:
        """Let a domain be written as plain text."""
        if isinstance(value, list | tuple):
            return [{"domain": v} if isinstance(v, str) else v for v in value]
        return value

    @field_validator("never_log", mode="before")
    @classmethod
    def _plain_entries(cls, value: Any) -> Any:
        """Let an entry be written as plain text."""
        if isinstance(value, list | tuple):
            return [{"entry": v} if isinstance(v, str) else v for v in value]
        return value


class Schedule(Section):
    """How often completeness is proved. Notifications wake the engine at once, whatever stands here."""

    sweep_minutes: Annotated[int, Field(ge=0, le=24 * 60)] = Field(
        default=60, description="Every folder is compared this often; 0: at every tick of the timer"
    )


class Policy(Section):
    """Everything the firm decides."""

    schema_version: Literal[1] = Field(default=1, description="The form of this document")
    mailboxes: Mailboxes = Mailboxes()
    mail: MailPolicy = MailPolicy()
    calendar: CalendarPolicy = CalendarPolicy()
    contacts: ContactsPolicy = ContactsPolicy()
    schedule: Schedule = Schedule()

    @staticmethod
    def parse(document: Any) -> "Policy":
        """Return the policy a document (as read from JSON or YAML) holds.

        Raises:
            BadPolicy: names each field and what was expected there.
        """
        try:
            return Policy.model_validate(document)
        except ValidationError as bad:
            raise BadPolicy.of(bad) from None


class BadPolicy(ValueError):
    """The policy document is not valid; nothing was changed."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(f"{self.__doc__} {'; '.join(problems)}")
        self.problems = problems
        """One line a problem: the field's path, then what was expected."""

    @classmethod
    def of(cls, bad: ValidationError) -> Self:
        """Return the error for what pydantic found."""
        return cls(
            tuple(f"{'.'.join(map(str, e['loc'])) or 'document'}: {e['msg']}" for e in bad.errors())
        )

"""Writing one step's contacts: what came of each write on either side, and who does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from flows.running import Run
from sync_core.contacts.contact import CrmContact, OutlookContact
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.failures import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmAnswer:
    """What came of one write to the CRM."""

    is_done: bool
    entry: CrmContact | None = None
    """As the CRM holds it now; None where it was deleted."""
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookAnswer:
    """What came of one write in Outlook."""

    is_done: bool
    contact: OutlookContact | None = None
    """As Outlook holds it now; None where it was deleted."""
    keyed: CrmContact | None = None
    """The entry once it carries the key of the contact."""
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What came of one step, by the pairs' keys."""

    crm: Mapping[str, CrmAnswer] = field(default_factory=dict)
    outlook: Mapping[str, OutlookAnswer] = field(default_factory=dict)
    failure: Failure | None = None
    """What kept the rest from being written."""


class Writer(Protocol):
    """Writes one step."""

    async def __call__(self, run: Run, by: ContactJudge, some: Sequence[ContactJudged]) -> Answers:
        """Write what is to be done to these contacts and return what came of it."""
        ...

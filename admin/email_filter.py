"""What a list of e-mails shows, as the address bar says it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from admin.refusals import Problem, bad_fields
from admin.web import PageRequest
from flows.ports.desk import EmailFilter
from sync_core.mail import PersonId
from sync_core.work import MailboxId

_DAYS = ("sent_from", "sent_to", "synced_from", "synced_to")
_YES = {"": False, "0": False, "1": True}


class Tab(StrEnum):
    """The lists there are."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    ALL = "all"

    @property
    def matched(self) -> bool | None:
        """How the list is asked of the CRM."""
        return {Tab.MATCHED: True, Tab.UNMATCHED: False, Tab.ALL: None}[self]


@dataclass(frozen=True, slots=True)
class AskedEmails:
    """A list as it was asked for, and what was wrong with the asking."""

    tab: Tab
    which: EmailFilter
    problems: tuple[Problem, ...] = ()

    def or_refuse(self) -> "AskedEmails":
        """Return the list asked for.

        Raises:
            Refused: fields hold something else than expected; names each.
        """
        if self.problems:
            raise bad_fields(*self.problems)
        return self


def asked_emails(request: PageRequest) -> AskedEmails:
    """Return which e-mails a request asks for; what is not understood is named, and left out."""
    days, problems = _days(request)
    tab = request.asked("tab") or Tab.MATCHED.value
    if tab not in list(Tab):
        problems.append(("tab", f"expected {', '.join(Tab)}"))
        tab = Tab.MATCHED.value
    risk = request.asked("risk")
    if risk not in _YES:
        problems.append(("risk", "expected 1 or 0"))
    which = EmailFilter(
        matched=Tab(tab).matched,
        sent_from=days["sent_from"],
        sent_to=days["sent_to"],
        synced_from=days["synced_from"],
        synced_to=days["synced_to"],
        mailbox=MailboxId(request.asked("mailbox").lower()) or None,
        person=PersonId(request.asked("person")) or None,
        with_risk=_YES.get(risk, False),
    )
    return AskedEmails(Tab(tab), which, tuple(problems))


def _days(request: PageRequest) -> tuple[dict[str, date | None], list[Problem]]:
    """Return the days asked for, and what was wrong with them."""
    days: dict[str, date | None] = {}
    problems: list[Problem] = []
    for name in _DAYS:
        text = request.asked(name)
        days[name] = _day(text)
        if text and days[name] is None:
            problems.append((name, "expected a day such as 2026-01-31"))
    for what in ("sent", "synced"):
        since, until = days[f"{what}_from"], days[f"{what}_to"]
        if since and until and since > until:
            problems.append((f"{what}_to", f"expected a day not before {what}_from"))
    return days, problems


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None

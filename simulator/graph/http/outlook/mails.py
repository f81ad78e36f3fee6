"""Who would have been mailed because of meetings, and because of whom, as the pages show it."""

from dataclasses import dataclass
from datetime import UTC, tzinfo

from simulator.graph.calendar.invitations import Author, MeetingMail
from simulator.graph.tenant import Tenant

_AUTHORS = {
    Author.PERSON: "a person, in Outlook",
    Author.APPLICATION: "the application",
    Author.OUTSIDE: "an outside organiser",
}

_BECAUSE = {
    "span": "time",
    "places": "place",
    "body_is_html": "text",
    "is_online": "online",
    "body": "text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMail:
    """One mail of the invitation log."""

    at: str
    mail: MeetingMail
    because: str
    """What was changed or done."""
    by: str
    """Whose write it comes of."""
    subject: str
    """Of the meeting; empty where the sender has it no more."""
    is_outside: bool
    """Whether it leaves the firm."""


def shown_mails(tenant: Tenant, count: int, zone: tzinfo | None) -> list[ShownMail]:
    """Return the last mails of the log, newest first, timed by a clock."""
    return [
        ShownMail(
            at=f"{mail.at.astimezone(zone or UTC):%d %b %H:%M:%S}",
            mail=mail,
            because=", ".join(dict.fromkeys(_BECAUSE.get(name, name) for name in mail.because)),
            by=_AUTHORS[mail.by],
            subject=_subject(tenant, mail),
            is_outside=tenant.users.with_address(mail.to) is None,
        )
        for mail in reversed(tenant.invitations.mails[-count:])
    ]


def _subject(tenant: Tenant, mail: MeetingMail) -> str:
    sender = tenant.users.with_address(mail.sender)
    if sender is None:
        return ""
    store = tenant.mailbox(sender.id).calendars
    item = store.with_uid(mail.uid)
    return item.says.subject if item else ""

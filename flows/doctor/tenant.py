"""Whether Microsoft 365 lets us do what we must, and nothing that we must not."""

from datetime import datetime
from urllib.parse import urlsplit

from flows.doctor.check import Health, Patient
from flows.ports.tenant import What
from sync_core import limits
from sync_core.failures import ParkReason, StopMailbox
from sync_core.mailboxes import MailboxRecord
from sync_core.subscriptions import remembered, watched_of
from sync_core.work import MailboxId


async def directory(patient: Patient) -> tuple[Health, str]:
    """Ask for a page of users: a token is given, and it may read the directory."""
    page = await patient.parts.directory.users()
    return Health.OK, f"A token was given; the directory's first page has {len(page.users)} users."


async def mailbox(patient: Patient) -> tuple[Health, str]:
    """Read one captured mailbox: its mail, and its calendar and contacts where they are kept in step."""
    record = await _captured(patient)
    if record is None:
        return Health.SKIPPED, "No mailbox is captured yet, so none was read."
    return await _read(patient, record)


async def _captured(patient: Patient) -> MailboxRecord | None:
    if patient.mailbox is not None:
        named = await patient.parts.memory.mailbox(patient.mailbox)
        return named or MailboxRecord(id=patient.mailbox)
    return next((r for r in await patient.parts.memory.mailboxes() if r.enabled), None)


async def _read(patient: Patient, record: MailboxRecord) -> tuple[Health, str]:
    try:
        await _look(patient, record.id)
        if record.calendar_enabled:
            await patient.parts.calendar.calendars(record.id)
        if record.contacts_enabled:
            await patient.parts.contacts.folders(record.id)
    except StopMailbox as refused:
        stopped = refused
    else:
        return Health.OK, f"Mailbox {record.id} was read."
    return Health.FAILED, f"Mailbox {record.id} cannot be read. {stopped.reason.text}"


async def scope(patient: Patient) -> tuple[Health, str]:
    """Read a mailbox that lies outside the scope granted: it must be refused."""
    if patient.outside is None:
        return Health.SKIPPED, "No mailbox outside the scope was named (--outside)."
    try:
        await _look(patient, patient.outside)
    except StopMailbox as refused:
        stopped = refused
    else:
        return Health.FAILED, f"Mailbox {patient.outside} was read although it is out of scope."
    if stopped.reason is ParkReason.ACCESS_DENIED:
        return Health.OK, f"Mailbox {patient.outside} was refused, as it must be."
    return Health.WARNING, f"Mailbox {patient.outside} proves nothing. {stopped.reason.text}"


async def _look(patient: Patient, mailbox: MailboxId) -> None:
    """Ask for what arrives from now on: nothing, unless we are refused."""
    now = patient.parts.surroundings.now()
    await patient.parts.mail.arrived(mailbox, now, What(text=False))


async def subscriptions(patient: Patient) -> tuple[Health, str]:
    """Compare the subscriptions that Microsoft holds with those that are remembered."""
    held = {s.id: s.expires_at for s in await patient.parts.subscriptions.existing()}
    records = [r for r in await patient.parts.memory.mailboxes() if r.is_active]
    now = patient.parts.surroundings.now()
    wanted = [remembered(r, watched)[0] for r in records for watched in watched_of(r)]
    dead = sum(1 for known in wanted if not _lives(known, held, now))
    if not wanted:
        return Health.SKIPPED, "No mailbox is captured yet, so there is nothing to subscribe to."
    if dead:
        told = f"{dead} of {len(wanted)} subscriptions are missing or have ended."
        return Health.FAILED, f"{told} What they would tell of is found by the sweep, later."
    return Health.OK, f"All {len(wanted)} subscriptions are alive."


def _lives(known: str | None, held: dict[str, datetime], now: datetime) -> bool:
    return known is not None and known in held and held[known] > now


async def webhook(patient: Patient) -> tuple[Health, str]:
    """Do the handshake with both addresses that Microsoft Graph calls, from outside."""
    if urlsplit(patient.parts.subscriptions.notification_url).scheme == "eventgrid":
        return Health.SKIPPED, "Notifications come by Event Grid; nothing calls the webhook."
    for name in ("notifications", "lifecycle"):
        token = patient.parts.surroundings.new_id()
        url = f"{patient.public_url}/api/{name}?validationToken={token}"
        answer = await patient.probe.ask("POST", url)
        is_echo = answer.status == 200 and answer.text == token
        if not is_echo or answer.content_type != "text/plain":
            told = f"/api/{name} answered {answer.status} ({answer.content_type})"
            return Health.FAILED, f"{told}, not the token as plain text."
    return Health.OK, "Both addresses answered the handshake."


async def clock(patient: Patient) -> tuple[Health, str]:
    """Compare our clock with Microsoft's."""
    answer = await patient.probe.ask("GET", patient.graph_url)
    if answer.at is None:
        return Health.WARNING, "Microsoft Graph told no time."
    apart = abs(int((answer.at - patient.parts.surroundings.now()).total_seconds()))
    health = Health.OK if apart <= limits.CLOCK_SKEW_SECONDS else Health.FAILED
    return health, f"Our clock and Microsoft Graph's are {apart} s apart."

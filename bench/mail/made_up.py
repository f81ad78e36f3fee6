"""Made-up mail for benchmarks: office prose of ordinary length, the same for a seed."""

from datetime import UTC, datetime, timedelta
from random import Random

from simulator.graph import Mail, Recipient, Tenant
from simulator.memory import ManualSurroundings
from sync_core.work import MailboxId

DOMAIN = "northwind.test"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLIENTS = 400
_FIRST_DAYS_AGO, _SPAN_DAYS = 175, 170
_PROSE = (
    "please find attached the figures for the review we talked about last week and let me know "
    "whether the new plan suits you before the meeting on thursday because the deadline moved we "
    "are happy with the progress so far but the second invoice was wrong again which is annoying "
    "could you call me when you are back in the office thank you for your help with the transfer"
)
_WORDS = tuple(_PROSE.split())
_HISTORY = "\n-----Original Message-----\nFrom: Bo\nSent: Monday\nTo: Ana\nSubject: Re\n\n"


def tenant_with(count: int, mailboxes: int = 1) -> tuple[Tenant, list[MailboxId]]:
    """Return a tenant whose mailboxes share some made-up mail; its clock stands until it is turned."""
    tenant = Tenant(ManualSurroundings(7, NOW))
    ids = [tenant.add_user(f"bo{n}") for n in range(mailboxes)]
    for n, (mail, received) in enumerate(mails(count)):
        tenant.deliver(ids[n % mailboxes], mail, received_at=received)
    return tenant, ids


def mails(count: int, seed: int = 1) -> list[tuple[Mail, datetime]]:
    """Return mails with when they were received, oldest first: two in three with an outsider."""
    draw = Random(seed)
    first, step = NOW - timedelta(days=_FIRST_DAYS_AGO), timedelta(days=_SPAN_DAYS) / max(count, 1)
    return [(made_up_mail(draw, n), first + step * n) for n in range(count)]


def client(number: int) -> str:
    """Return a client's address."""
    return f"client{number % CLIENTS}@customer{number % 97}.test"


def made_up_mail(draw: Random, number: int) -> Mail:
    """Return one mail to Bo and up to three colleagues, from a client or a colleague."""
    outsider = Recipient(client(draw.randrange(CLIENTS)), "Client Name")
    author = _colleague(draw) if draw.random() < 1 / 3 else outsider
    return Mail(
        author=author,
        to=(
            Recipient(f"bo@{DOMAIN}", "Bo"),
            *(_colleague(draw) for _ in range(draw.randrange(4))),
        ),
        subject=" ".join(draw.choices(_WORDS, k=6)).capitalize(),
        body=_body(draw),
        internet_message_id=f"<bench-{number}@customer.test>",
    )


def _colleague(draw: Random) -> Recipient:
    return Recipient(f"colleague{draw.randrange(50)}@{DOMAIN}")


def _body(draw: Random) -> str:
    """Return 40 to 260 words, every other time above a quoted history."""
    text = " ".join(draw.choices(_WORDS, k=draw.randrange(40, 260)))
    own = "Dear Bo,\n\n" + text.replace(" because ", ".\n\nBecause ") + "\n\nKind regards\nAna\n"
    return own + _HISTORY + text if draw.random() < 0.5 else own

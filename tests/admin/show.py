"""A firm with something of everything: what screenshots and browser tests look at."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sync_core.failures import ParkReason
from sync_core.mail import Direction, PersonId
from tests.admin.firm import START, Firm, risky, scored
from tests.admin.show_calendar import show_calendar
from tests.admin.show_contacts import show_contacts


async def show_firm(database: Path) -> Firm:
    """Return a firm with something of everything: what screenshots and browser tests look at."""
    firm = await Firm.empty(database)
    await firm.set_policy(content="preview", never_log=["private@example.test"])
    await firm.memory.change_firm(started_at=START, history_start=START - timedelta(days=181))
    await _show_mailboxes(firm)
    await _show_mail(firm)
    await show_calendar(firm)
    await show_contacts(firm)
    return firm


async def _show_mailboxes(firm: Firm) -> None:
    first = await firm.mailbox(1, "Priya Shah")
    await firm.decided(first, matched=41, unmatched=6, internal=23, meeting=4, never_log=1)
    second = await firm.mailbox(
        2,
        "Tomas Lindqvist",
        history_goal=START - timedelta(days=181),
        history_until=START - timedelta(days=64),
        history_expected=8_412,
        history_done=5_630,
    )
    await firm.decided(second, matched=318, unmatched=57, internal=204, draft=2, meeting=31)
    await firm.mailbox(3, "Aisha Bello", parked=ParkReason.NO_MAILBOX)
    await firm.mailbox(4, "Jonas Weber", paused_until=START + timedelta(minutes=3))
    fifth = await firm.mailbox(5, "Mei Tanaka", failed_items=2)
    await firm.decided(fifth, matched=12, internal=9, folder=3, unreadable=2, private=1)
    sixth = await firm.mailbox(6, "Luca Romano")
    await firm.decided(sixth, matched=27, unmatched=2, internal=15)
    await firm.mailbox(7, "Sofia Duarte", enabled=False, subscription_id=None)


async def _show_mail(firm: Firm) -> None:
    ana = await firm.person(
        "Ana Alvarez", "ana.alvarez@contoso.test", client="Contoso Family Office",
        segment="Private wealth", is_key=True,
    )  # fmt: skip
    ben = await firm.person("Ben Okafor", "ben@fabrikam.test", client="Fabrikam", segment="Trusts")
    kim = await firm.person("Kim Larsen", "kim@larsen.test", client="Larsen Estate")
    outbound = {"direction": Direction.OUTBOUND}
    at_ana, at_ben, at_kim = (
        ("Ana Alvarez", "ana.alvarez@contoso.test"),
        ("Ben Okafor", "ben@fabrikam.test"),
        ("Kim Larsen", "kim@larsen.test"),
    )
    told: list[tuple[tuple[str, str], PersonId | None, dict[str, Any]]] = [
        (at_ana, ana, {"subject": "Wonderful news about the trust", "preview": "Thank you for sorting this out so quickly, we are delighted with", "sentiment": scored("positive", 0.86)}),
        (at_ben, ben, {"subject": "Re: Annual review on Thursday", "preview": "Thursday at ten works for us. Please send the papers", "sentiment": scored("neutral", 0.04), "has_attachments": True}),
        (at_kim, kim, {"subject": "Still waiting for the transfer", "preview": "This is the third time I ask. It is not acceptable that", "sentiment": scored("negative", -0.71), "risk": risky("off the books")}),
        (at_ana, ana, {**outbound, "subject": "Your quarterly report", "preview": "Please find attached the report for the last quarter", "has_attachments": True}),
        (at_ben, ben, {"subject": "Signed mandate", "preview": "Both signatures are on page four", "sentiment": scored("positive", 0.42), "has_attachments": True}),
        (at_ana, ana, {"subject": "Question on the fee schedule", "preview": "Could you explain the second line of the statement", "sentiment": scored("neutral", -0.02)}),
        (at_kim, kim, {**outbound, "subject": "Transfer confirmed", "preview": "The transfer has been booked with today's value date"}),
        (at_ana, ana, {"subject": "Lunch next week?", "preview": "I am in town on Tuesday and would love to", "sentiment": scored("positive", 0.63)}),
        (("Ravi Menon", "ravi@menon-partners.test"), None, {"subject": "Introduction from Ana", "preview": "Ana suggested that I write to you about our pension", "sentiment": scored("positive", 0.35)}),
        (("Ravi Menon", "ravi@menon-partners.test"), None, {"subject": "Re: Introduction from Ana", "preview": "Thank you for the quick answer, here are the figures", "sentiment": scored("neutral", 0.12), "has_attachments": True}),
        (("", "a.alvarez@gmail.test"), None, {"subject": "From my private address", "preview": "I write from my private address because", "sentiment": scored("neutral", 0.0)}),
        (("Harbour Insurance", "claims@harbour.test"), None, {"subject": "Your claim 20-4471", "preview": "We have received the documents"}),
        (("Elif Demir", "elif@demir-law.test"), None, {"subject": "Power of attorney, draft two", "preview": "Attached with my changes in yellow", "has_attachments": True, "sentiment": scored("neutral", 0.05)}),
        (("Elif Demir", "elif@demir-law.test"), None, {**outbound, "subject": "Re: Power of attorney", "preview": "Many thanks, we will come back to you on Friday"}),
    ]  # fmt: skip
    for number, (who, person, fields) in enumerate(told, start=1):
        await firm.mail(number, who, person, **fields)

"""A record of a file becomes an order that the tenant takes."""

from datetime import UTC, datetime

import pytest

from simulator.graph.http.orders import MailOrder
from simulator.mailfiles import Correspondent, MailRecord
from simulator.processes.mailorders import folder_path, mail_order

RECORD = MailRecord(
    mailbox="bo",
    folder="Sent/2026",
    internet_message_id="",
    sent_at=datetime(2026, 1, 1, tzinfo=UTC),
    sender=Correspondent("a b@@x", "Ana"),
    to=(Correspondent("", "Nobody"), Correspondent("bo@firm.test")),
    subject="One",
    headers=(("Sensitivity", "Company-Confidential"), ("Precedence", "bulk")),
    is_meeting=True,
)


def test_the_tenant_takes_every_field_of_a_record() -> None:
    order = MailOrder.model_validate(mail_order(RECORD, "bo@firm.test", RECORD.sent_at))
    mail = order.mail()
    assert order.received_at == RECORD.sent_at == mail.sent_at
    assert (mail.internet_message_id, order.folder) == ("", "sentitems/2026")
    assert mail.author is not None
    assert (mail.author.address, mail.author.name) == ("a b@@x", "Ana")
    assert [r.address for r in mail.to] == ["", "bo@firm.test"]
    assert mail.sensitivity.value == "confidential"
    assert mail.headers == RECORD.headers
    assert mail.kind.name == "MEETING_REQUEST"


def test_what_has_no_date_or_sender_is_received_now_from_nobody() -> None:
    order = MailOrder.model_validate(mail_order(MailRecord(mailbox="bo"), "bo@firm.test", None))
    assert (order.received_at, order.mail().author, order.mail().sent_at) == (None, None, None)


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        ("inbox", "inbox"),
        ("inbox/clients/2026", "inbox/clients/2026"),
        ("Junk Email", "junkemail"),
        ("Trash/old", "deleteditems/old"),
        ("Projects", "Projects"),
    ],
)
def test_folders_of_mail_programs_become_outlooks_well_known_ones(folder: str, path: str) -> None:
    assert folder_path(folder) == path

"""Changes are accepted from this console's own pages and from programs, never from another site."""

import pytest

from sync_core.work import Task
from tests.admin.asking import ask
from tests.admin.firm import Firm

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({**JSON}, 202),
        ({**JSON, "Sec-Fetch-Site": "same-origin"}, 202),
        ({**JSON, "Sec-Fetch-Site": "cross-site"}, 403),
        ({**JSON, "Sec-Fetch-Site": "same-site"}, 403),
        ({**JSON, "Sec-Fetch-Site": "none"}, 403),
        ({**JSON, "Origin": "https://rapport.test", "Host": "rapport.test"}, 202),
        ({**JSON, "Origin": "https://evil.test", "Host": "rapport.test"}, 403),
        ({**JSON, "Origin": "http://[::", "Host": "rapport.test"}, 403),
        ({**JSON, "Origin": "null", "Host": "rapport.test"}, 403),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 403),
        ({"Content-Type": "text/plain"}, 403),
        ({}, 403),
        ({"HX-Request": "true"}, 202),
    ],
)
async def test_a_change_is_accepted_only_from_here(
    firm: Firm, headers: dict[str, str], status: int
) -> None:
    mailbox = await firm.mailbox(1, "Priya Shah")

    answer = await ask(firm, "POST", f"/api/admin/mailboxes/{mailbox}/sync", headers)

    assert answer.status == status
    assert firm.queued() == ([(Task.MAIL_WAKE, mailbox)] if status == 202 else [])


async def test_reading_is_open_to_a_link_from_another_site(firm: Firm) -> None:
    assert (await ask(firm, "GET", "/", {"Sec-Fetch-Site": "cross-site"})).status == 200

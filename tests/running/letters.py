"""Mail of every kind that the rules tell apart, with a word of its own in each of its parts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.running.canaries import Canaries

FIRM_DOMAIN = "firm.test"
NEVER_DOMAIN = "never.test"
REFUSED_WORD = "refused"
"""What a subject's word is made of where the CRM refuses the message."""

Order = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it is ordered of the tenant, and the words that the CRM gets of it."""

    order: Order
    is_captured: bool

    @property
    def for_the_crm(self) -> tuple[str, ...]:
        """The words of its subject and body, which the content policy lets the CRM have."""
        return (self.order["subject"].split()[-1], self.order["body"].split()[-1])


class Letters:
    """Writes mail for one mailbox."""

    def __init__(self, canaries: Canaries, owner: str) -> None:
        self._canaries = canaries
        self._owner = owner
        self._deleted = canaries.word("folder")

    def of_every_kind(self, received: datetime | None) -> Iterator[Letter]:
        """Yield one of each kind, received then or now."""
        yield self.captured(received)
        yield self.captured(received, folder=f"inbox/{self._canaries.word('folder')}")
        yield self.captured(received, folder="sentitems", **{"from": self._party(self._owner)})
        yield self.captured(received, internet_message_id=None)
        yield self.captured(received, body=f"<p>Unhappy</p> {self._word('body')}", body_type="html")
        for changed in self._left_out():
            yield Letter(self._order(received, changed), is_captured=False)

    def captured(self, received: datetime | None, **changed: Any) -> Letter:
        """Return mail with a client that is captured."""
        return Letter(self._order(received, changed), is_captured=True)

    def _left_out(self) -> Iterator[Mapping[str, Any]]:
        """Yield what makes mail one that is not captured, or not at the first try."""
        colleague = self._party(self._canaries.address(FIRM_DOMAIN))
        yield {"from": colleague, "cc": [], "bcc": []}
        yield {"folder": "junkemail"}
        yield {"folder": f"deleteditems/{self._deleted}"}
        yield {"form": "draft"}
        yield {"form": "damaged"}
        yield {"sensitivity": "private"}
        yield {"kind": "meeting_request"}
        yield {"cc": [self._party(self._canaries.local(NEVER_DOMAIN))]}
        yield {"subject": f"Please {self._word(REFUSED_WORD)}"}
        nobody = {"address": f"/o={self._word('org')}/cn={self._word('cn')}", "name": "x"}
        yield {"from": nobody, "to": [], "cc": [{"address": self._word("odd")}], "bcc": []}

    def _order(self, received: datetime | None, changed: Mapping[str, Any]) -> Order:
        return {
            "mailbox": self._owner,
            "received": received.isoformat() if received else "now",
            "internet_message_id": f"<{self._word('id')}@{self._word('host')}.test>",
            "from": self._party(self._canaries.address("client.test")),
            "to": [self._party(self._owner)],
            "cc": [self._party(self._canaries.address("other.test"))],
            "bcc": [self._party(self._canaries.address("hidden.test"))],
            "subject": f"Our cover up {self._word('subject')}",
            "body": f"I am very unhappy about the grey area.\n\n{self._word('body')}",
            "headers": [
                [f"X-{self._word('header')}", self._word("value")],
                ["List-Id", f"<{self._word('list')}.test>"],
                ["X-MS-Has-Attach", self._word("attachment")],
            ],
            "has_attachments": True,
            **changed,
        }

    def _party(self, address: str) -> Order:
        return {"address": address, "name": f"{self._word('given').title()} {self._word('family')}"}

    def _word(self, where: str) -> str:
        return self._canaries.word(where)

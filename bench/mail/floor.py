"""The floor under the engine's CPU: the same pages decoded and the same rows encoded, and nothing else."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from adapters.crm.sql import SqlCrm, mail_rows
from adapters.crm.sql.rowsets import encoded
from adapters.graph.pages import messages_of
from adapters.graph.wire import MESSAGES
from bench.mail.made_up import NOW
from bench.mail.naive import prepared_activity
from bench.mail.recording import Recorded
from bench.mail.rig import DIGESTER, known_people, rig
from flows.meter import Meter
from sync_core.mail import MailActivity, Message
from sync_core.newtext import new_text
from sync_core.risk import find_risk
from sync_core.screening import Screened, screen
from sync_core.work import MailboxId

Pages = list[list[Screened]]
_LEXICON = "ey_fbi_top10"
"""The policy's default."""


class Floor:
    """The parts of the work that any engine has to do, ready to be repeated."""

    def __init__(
        self, bodies: Sequence[bytes], pages: Pages, prepared: list[list[MailActivity]]
    ) -> None:
        self._bodies = bodies
        self._pages = pages
        self._prepared = prepared
        """What is written, page by page."""

    @staticmethod
    async def of(recorded: Recorded, mailbox: MailboxId) -> "Floor":
        """Return the floor under a back-fill whose pages were recorded."""
        async with rig(recorded, [mailbox], scoring=False) as made:
            parts = made.parts
            firm = await parts.rulebook.rules(parts.policies, parts.memory, DIGESTER, NOW)
            rules = firm.of_mailbox(mailbox, None, frozenset())
            pages: Pages = []
            for body in recorded.pages:
                verdicts = [screen(m, rules) for m in _messages(body)]
                pages.append([v for v in verdicts if isinstance(v, Screened)])
            prepared = [[await prepared_activity(made, rules, s) for s in page] for page in pages]
        return Floor(recorded.pages, pages, prepared)

    @property
    def activities(self) -> int:
        """How many activities are written."""
        return sum(map(len, self._prepared))

    def decode(self) -> None:
        """Decode the pages."""
        for body in self._bodies:
            MESSAGES.validate_json(body)

    def encode(self) -> None:
        """Encode the rows of the activities."""
        for mails in self._prepared:
            ids = {mail.key: n for n, mail in enumerate(mails)}
            encoded([mail_rows.activity_row(mail, "") for mail in mails])
            encoded(mail_rows.participant_rows(mails, ids))
            encoded(mail_rows.copy_rows(mails, ids))
            encoded(mail_rows.relation_rows(mails, ids))

    async def write(self, database: "FreshDatabase") -> None:
        """Write the activities."""
        for mails in self._prepared:
            await database.crm.log_mail(mails)

    def read(self) -> None:
        """Cut to the new text and look for risk phrases."""
        for page in self._pages:
            for screened in page:
                find_risk(screened.message.subject, new_text(screened.message.text), _LEXICON)

    def texts(self) -> list[str]:
        """Return the new texts of messages from outside, which a scorer scores."""
        return [
            new_text(s.message.text)
            for page in self._pages
            for s in page
            if s.direction == "inbound"
        ]


class FreshDatabase:
    """A CRM that holds people and no activity."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        path = Path(self._folder.name) / "crm.db"
        self.crm = SqlCrm.connect(f"sqlite+aiosqlite:///{path}", Meter())

    async def __aenter__(self) -> Self:
        await self.crm.prepare()
        await self.crm.add_people(known_people())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.crm.close()
        self._folder.cleanup()


def _messages(body: bytes) -> list[Message]:
    return [m for m in messages_of(body, NOW)[0] if isinstance(m, Message)]

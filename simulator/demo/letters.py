"""Writing the made-up firm's mail: threads between clients and colleagues, and everything around them.

Deterministic: the same seed writes the same mail with the same Message-IDs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from simulator.demo import phrases
from simulator.demo.cast import CLIENTS, COLLEAGUES, NEVER_LOGGED, Client, Colleague
from simulator.demo.phrases import Tone
from simulator.mailfiles import Correspondent, MailRecord

_TONES = (Tone.NEUTRAL,) * 9 + (Tone.POSITIVE,) * 5 + (Tone.NEGATIVE,) * 3 + (Tone.RISKY,)
_STAFF = tuple(c for c in COLLEAGUES if not c.is_shared)
_DESK = next(c for c in COLLEAGUES if c.is_shared)
_SENTENCE_START = re.compile(r"(?:^|(?<=[.!?] ))[a-z]")
_Mailboxes = tuple[Colleague, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail and the copies of it that lie in the firm's mailboxes."""

    copies: tuple[MailRecord, ...]
    what: str
    """Who writes to whom, for a line in the terminal."""


@dataclass(frozen=True, slots=True)
class _Thread:
    client: Client
    owner: Colleague
    colleague: Colleague | None
    """In copy, where there is one."""
    matter: tuple[str, str, str]
    is_to_desk: bool


class LetterWriter:
    """Writes mail, one letter after the other."""

    def __init__(self, seed: int) -> None:
        self._draw = Random(f"letters {seed}")
        self._seed = seed
        self._written = 0

    def history(self, until: datetime, days: int) -> Iterator[Letter]:
        """Yield the mail of so many days before a moment, oldest first."""
        for back in range(days, 0, -1):
            day = (until - timedelta(days=back)).astimezone(UTC).replace(minute=0, second=0)
            if day.isoweekday() > 5:
                continue
            letters = [x for _ in range(self._draw.randint(1, 3)) for x in self.thread(day)]
            letters += self._around(day)
            yield from sorted(
                (x for x in letters if _date(x) < until),
                key=_date,
            )

    def thread(self, day: datetime) -> list[Letter]:
        """Return a conversation that begins on a day: one to four letters, each answering the last."""
        thread = self._new_thread()
        at = day.replace(hour=8) + timedelta(minutes=self._draw.randint(0, 500))
        letters = [self.from_client(thread, at, "")]
        for turn in range(self._draw.choice((0, 1, 1, 1, 2, 3))):
            at += timedelta(minutes=self._draw.randint(12, 900))
            quoted = letters[-1].copies[0]
            write = self._from_colleague if turn % 2 == 0 else self._again_from_client
            letters.append(write(thread, at, quoted))
        return letters

    def arriving(self, at: datetime) -> Letter:
        """Return one letter as it arrives while somebody watches: mostly from clients."""
        chance = self._draw.random()
        if chance < 0.12:
            return self._between_colleagues(at)
        if chance < 0.18:
            return self._never_logged(at)
        return self.from_client(self._new_thread(), at, "")

    def from_client(self, thread: _Thread, at: datetime, quoted: str) -> Letter:
        """Return a letter from a client."""
        client, draw = thread.client, self._draw
        tone = draw.choice(_TONES)
        text = draw.choice(phrases.FROM_CLIENT[tone])
        addressed = _DESK if thread.is_to_desk else thread.owner
        sender = Correspondent(draw.choice((client.addresses[0], *client.addresses)), client.name)
        body = self._body(text, thread, addressed.name, client.name, client.company) + quoted
        subject = f"{'Re: ' if quoted else ''}{thread.matter[0]} - {client.company}"
        record = self._record(sender, (addressed,), subject, body, at)
        inside: _Mailboxes = (addressed,)
        if thread.colleague is not None:
            record = replace(record, cc=(_entry(thread.colleague),))
            inside = (addressed, thread.colleague)
        copies = tuple(replace(record, mailbox=c.address, folder="inbox") for c in inside)
        return Letter(copies, f"{client.name} ({client.company}) to {addressed.name}")

    def _again_from_client(self, thread: _Thread, at: datetime, answered: MailRecord) -> Letter:
        return self.from_client(thread, at, _quoted(answered))

    def _from_colleague(self, thread: _Thread, at: datetime, answered: MailRecord) -> Letter:
        owner, client = thread.owner, thread.client
        text = self._draw.choice(phrases.FROM_COLLEAGUE)
        body = self._body(text, thread, client.name, owner.name, "Northwind") + _quoted(answered)
        subject = answered.subject if answered.subject[:3] == "Re:" else f"Re: {answered.subject}"
        record = self._record(_entry(owner), (), subject, body, at)
        to = (answered.sender,) if answered.sender else ()
        record = replace(record, to=to, mailbox=owner.address, folder="sent items")
        copies: tuple[MailRecord, ...] = (record,)
        if thread.colleague is not None:
            record = replace(record, cc=(_entry(thread.colleague),))
            copies = (record, replace(record, mailbox=thread.colleague.address, folder="inbox"))
        return Letter(copies, f"{owner.name} to {client.name} ({client.company})")

    def _around(self, day: datetime) -> list[Letter]:
        """Return what else a working day brings: colleagues, newsletters, junk, meetings, drafts."""
        draw, letters = self._draw, []
        for write, chance in (
            (self._between_colleagues, 0.9),
            (self._newsletter, 0.3),
            (self._junk, 0.3),
            (self._meeting, 0.25),
            (self._draft, 0.15),
            (self._never_logged, 0.1),
        ):
            if draw.random() < chance:
                at = day.replace(hour=9) + timedelta(minutes=draw.randint(0, 480))
                letters.append(write(at))
        return letters

    def _between_colleagues(self, at: datetime) -> Letter:
        writer, *readers = self._draw.sample(_STAFF, 3)
        topic = self._draw.randrange(len(phrases.BETWEEN_COLLEAGUES))
        record = self._record(
            _entry(writer),
            tuple(readers),
            phrases.COLLEAGUE_SUBJECTS[topic],
            phrases.BETWEEN_COLLEAGUES[topic],
            at,
        )
        copies = [replace(record, mailbox=r.address, folder="inbox") for r in readers]
        copies.append(replace(record, mailbox=writer.address, folder="sent items"))
        return Letter(tuple(copies), f"{writer.name} to colleagues")

    def _newsletter(self, at: datetime) -> Letter:
        sender = Correspondent("news@taxweekly.test", "Tax Weekly")
        subject = self._draw.choice(phrases.NEWSLETTER_SUBJECTS)
        record = self._one(sender, subject, "The news of this week, in five minutes.", at)
        marks = (("List-Id", "<news.taxweekly.test>"), ("Precedence", "bulk"))
        return Letter((replace(record, headers=marks),), "Tax Weekly to its readers")

    def _junk(self, at: datetime) -> Letter:
        sender = Correspondent("offers@lucky-prize.test", "Lucky Prize")
        record = self._one(sender, self._draw.choice(phrases.JUNK_SUBJECTS), "Click here.", at)
        return Letter((replace(record, folder="junk email"),), "junk")

    def _meeting(self, at: datetime) -> Letter:
        client = self._draw.choice(CLIENTS)
        sender = Correspondent(client.addresses[0], client.name)
        record = self._one(sender, f"Call with {client.company}", "See you then.", at)
        return Letter((replace(record, is_meeting=True),), f"a meeting request of {client.name}")

    def _draft(self, at: datetime) -> Letter:
        client = self._draw.choice(CLIENTS)
        owner = self._draw.choice(_STAFF)
        record = self._record(_entry(owner), (), f"Draft for {client.company}", "To be done.", at)
        to = (Correspondent(client.addresses[0], client.name),)
        record = replace(record, to=to, mailbox=owner.address, folder="drafts")
        return Letter((record,), f"a draft of {owner.name}")

    def _never_logged(self, at: datetime) -> Letter:
        sender = Correspondent(NEVER_LOGGED[0], "Dr Ferreira")
        record = self._one(sender, "Your appointment", "On Wednesday at nine, please.", at)
        return Letter((record,), "a colleague's doctor to the colleague")

    def _one(self, sender: Correspondent, subject: str, text: str, at: datetime) -> MailRecord:
        """Return a mail to one colleague."""
        reader = self._draw.choice(_STAFF)
        record = self._record(sender, (reader,), subject, text, at)
        return replace(record, mailbox=reader.address)

    def _record(
        self, sender: Correspondent, to: _Mailboxes, subject: str, text: str, at: datetime
    ) -> MailRecord:
        self._written += 1
        domain = sender.address.rpartition("@")[2]
        return MailRecord(
            mailbox="",
            internet_message_id=f"<{self._seed}.{self._written:06d}.{at:%Y%m%d%H%M}@{domain}>",
            sent_at=at + timedelta(seconds=self._draw.randint(0, 59)),
            sender=sender,
            to=tuple(map(_entry, to)),
            subject=subject,
            text=text,
        )

    def _new_thread(self) -> _Thread:
        draw = self._draw
        client = draw.choice(CLIENTS)
        at = CLIENTS.index(client)
        owner = _STAFF[at % len(_STAFF)]
        others = [c for c in _STAFF if c is not owner]
        colleague = draw.choice(others) if draw.random() < 0.3 else None
        matter = draw.choice(phrases.MATTERS)
        return _Thread(client, owner, colleague, matter, is_to_desk=draw.random() < 0.2)

    def _body(self, text: str, thread: _Thread, reader: str, writer: str, company: str) -> str:
        _, thing, paper = thread.matter
        told = text.format(thing=thing, paper=paper)
        told = _SENTENCE_START.sub(lambda found: found.group().upper(), told)
        greeting = self._draw.choice(phrases.GREETINGS).format(first=reader.partition(" ")[0])
        closing = self._draw.choice(phrases.CLOSINGS)
        return f"{greeting},\n\n{told}\n\n{closing}\n{writer}\n{company}\n"


def _entry(colleague: Colleague) -> Correspondent:
    return Correspondent(colleague.address, colleague.name)


def _date(letter: Letter) -> datetime:
    return letter.copies[0].sent_at or datetime.max.replace(tzinfo=UTC)


def _quoted(record: MailRecord) -> str:
    """Return a mail as its answer quotes it."""
    sender = record.sender or Correspondent("")
    lines = "\n".join(f"> {line}" for line in record.text.splitlines())
    return f"\nOn {record.sent_at:%d %b %Y at %H:%M}, {sender.name} wrote:\n{lines}\n"

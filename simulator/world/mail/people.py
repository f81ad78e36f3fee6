"""The people of the firm and around it: their addresses, and what they write."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from simulator.graph.mail import Mail, MailKind, Recipient, Sensitivity
from simulator.world.canaries import MARK
from simulator.world.mail.letters import Archive, Letter
from simulator.world.mail.truth import FIRM_DOMAIN
from simulator.world.outside import MOODS
from sync_core.mail import SentimentLabel
from sync_core.work import MailboxId


@dataclass(slots=True, kw_only=True)
class Staff:
    """A member of the firm with a mailbox."""

    mailbox: MailboxId
    address: str
    x500: str

    def written(self, chance: Random) -> Recipient:
        """Return how a mail names them: by address, in any case, or by Exchange's own name."""
        form = chance.choice((self.address, self.address, self.address.upper(), self.x500))
        return Recipient(form, f"{MARK} colleague")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is special about a letter."""

    is_meeting: bool = False
    is_private: bool = False
    is_automated: bool = False


PLAIN = Kind()
_ODD_ADDRESSES = (f"{MARK}..x@odd.test", f"o'{MARK}@odd.test", f"{MARK}@a@odd.test")


class Writers:
    """Makes letters: unique ones, with everything canaried."""

    def __init__(self, chance: Random, archive: Archive) -> None:
        self._chance = chance
        self._archive = archive
        self.clients = [f"{name}.{MARK}@client{i}.test" for i, name in enumerate(_NAMES)]

    def client(self) -> str:
        """Return a client's address, sometimes with a plus-tag or in odd case."""
        address = self._chance.choice(self.clients)
        local, _, domain = address.partition("@")
        forms = (address, address, address, f"{local}+news@{domain}", address.upper())
        return self._chance.choice(forms)

    def outsiders(self) -> list[Recipient]:
        """Return one to three people outside the firm."""
        found = {self.client() for _ in range(self._chance.choice((1, 1, 2, 3)))}
        if self._chance.random() < 0.08:
            found.add(self._chance.choice(_ODD_ADDRESSES))
        return [Recipient(a, f"{MARK} client") for a in sorted(found)]

    def letter(self, mail: Mail, sent_at: datetime, kind: Kind = PLAIN) -> Letter:
        """Return a new letter: the mail given its words, its id and its date."""
        number = len(self._archive.letters) + 1
        word = self._chance.choice((*MOODS, "plain"))
        while self._archive.sent_at(sent_at) is not None:
            sent_at += timedelta(seconds=1)
        whole = replace(
            mail,
            subject=f"{MARK} matter {self._chance.randrange(4)}",
            body=f"{MARK} here. I am {word} about matter {number}.",
            sent_at=sent_at,
            internet_message_id=self._message_id(number, sent_at),
            kind=MailKind.MEETING_REQUEST if kind.is_meeting else MailKind.MESSAGE,
            sensitivity=Sensitivity.PRIVATE if kind.is_private else Sensitivity.NORMAL,
            headers=(("Auto-Submitted", "auto-replied"),) if kind.is_automated else (),
        )
        letter = Letter(
            number=number,
            mail=whole,
            sent_at=sent_at,
            is_meeting=kind.is_meeting,
            is_private=kind.is_private,
            is_automated=kind.is_automated,
            mood=MOODS.get(word, SentimentLabel.NEUTRAL),
        )
        self._archive.letters.append(letter)
        return letter

    def kind(self) -> Kind:
        """Return what is special about the next letter: mostly nothing."""
        drawn = self._chance.random()
        return Kind(
            is_meeting=drawn < 0.05, is_private=0.05 <= drawn < 0.1, is_automated=drawn > 0.92
        )

    def sent_at(self, now: datetime) -> datetime:
        """Return what the sender's clock said: mostly the truth."""
        odd = (datetime(1997, 3, 1, tzinfo=now.tzinfo), datetime(2044, 3, 1, tzinfo=now.tzinfo))
        return self._chance.choice(odd) if self._chance.random() < 0.07 else now

    def variant(self, mail: Mail) -> Mail:
        """Return a mail as another gateway shows it: its Message-ID without brackets, or with space."""
        bare = (mail.internet_message_id or "").strip("<>")
        if not bare or self._chance.random() < 0.7:
            return mail
        forms = (bare, f" <{bare}>", f"<{bare}>\r\n")
        return replace(mail, internet_message_id=self._chance.choice(forms))

    def _message_id(self, number: int, sent_at: datetime) -> str:
        """Return a Message-ID: mostly a new one, sometimes none, sometimes one of another letter."""
        drawn = self._chance.random()
        if drawn < 0.06:
            return ""
        fresh = f"<{MARK}-{number}@ids.test>"
        donors = self._archive.letters if drawn < 0.14 else []
        if donors:
            reused = self._chance.choice(donors).mail.internet_message_id or ""
            if reused and self._is_far_from_all(reused, sent_at):
                return reused
        return fresh

    def _is_far_from_all(self, message_id: str, sent_at: datetime) -> bool:
        """Return whether every letter with this id was sent on another day: else it is the same one."""
        others = [x for x in self._archive.letters if x.mail.internet_message_id == message_id]
        return all(abs(x.sent_at - sent_at) > timedelta(days=2) for x in others)


_NAMES = ("cleo", "cyrus", "clara", "chen", "ciro")


def staff_address(number: int) -> str:
    """Return a colleague's address; every third one's lies on a sub-domain."""
    domain = f"legal.{FIRM_DOMAIN}" if number % 3 == 2 else FIRM_DOMAIN
    return f"s{number}.{MARK}@{domain}"

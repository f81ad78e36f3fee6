"""The oracle: what must have become of each copy, told from the history of what people did.

It knows the firm's rules in its own words and never asks the code under test. Where a rule changed while
a copy was under way, both ends are right; everything else is definite.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.graph.mail import Mail
from simulator.world.mail.letters import Copy, Letter
from sync_core.decisions import Reason
from sync_core.work import MailboxId

FIRM_DOMAIN = "northwind.test"
CAPTURED = frozenset({Reason.MATCHED, Reason.UNMATCHED})
_NEVER = timedelta.max


@dataclass(slots=True)
class Rule:
    """A rule about one address that came into force in the middle of life."""

    address: str
    """An address or a domain."""
    mailbox: MailboxId | None
    """Only there; None: in the whole firm."""
    made_at: datetime
    settled_at: datetime | None = None
    """The first quiet after it was made: from then on it holds for certain."""

    def names(self, address: str, mailbox: MailboxId) -> bool:
        """Return whether the rule is about an address in a mailbox."""
        here = self.mailbox is None or self.mailbox == mailbox
        return here and (address == self.address or address.endswith("@" + self.address))


@dataclass(slots=True)
class Truth:
    """The firm's rules as its people know them."""

    captures_private: bool
    start: datetime
    """Mail received earlier is none of the engine's business."""
    enabled: set[MailboxId] = field(default_factory=set)
    aliases: list[Rule] = field(default_factory=list)
    never_log: list[Rule] = field(default_factory=list)

    def reasons(self, copy: Copy) -> frozenset[Reason]:
        """Return how a copy may have been decided once all is quiet; empty: not at all."""
        if copy.mailbox not in self.enabled or copy.received_at < self.start:
            return frozenset()
        if copy.final is not None:
            return _like(copy.final)
        possible = self._by_content(copy) if copy.been_counted else frozenset()
        if copy.is_there:
            return possible
        if copy.is_purged:
            possible |= {Reason.GONE}
        return possible | {Reason.FOLDER, Reason.DRAFT}

    def must_be_seen(self, copy: Copy) -> bool:
        """Return whether a copy must have been decided by now."""
        in_scope = copy.mailbox in self.enabled and copy.received_at >= self.start
        return in_scope and (copy.is_there or copy.final is not None)

    def must_be_captured(self, copy: Copy) -> bool:
        """Return whether a copy must be in the CRM."""
        return self.must_be_seen(copy) and self.reasons(copy) <= CAPTURED

    def may_be_captured(self, copy: Copy) -> bool:
        """Return whether a copy may be in the CRM."""
        return bool(self.reasons(copy) & CAPTURED)

    def settle(self, copies: list[Copy], now: datetime) -> None:
        """Note at a quiet what is decided for good, and which rules hold for certain from now on."""
        for copy in copies:
            if copy.final is None and copy.is_there and self.must_be_seen(copy):
                reasons = self.reasons(copy)
                if reasons <= CAPTURED or len(reasons) == 1:
                    copy.final = min(reasons)
        for rule in (*self.aliases, *self.never_log):
            rule.settled_at = rule.settled_at or now

    def is_colleague(self, address: str) -> bool:
        """Return whether an address is the firm's own, as things stand."""
        plain = address.lower()
        if plain.startswith("/o="):
            return True
        return _is_ours(plain) or any(rule.address == plain for rule in self.aliases)

    def _by_content(self, copy: Copy) -> frozenset[Reason]:
        """Return the decisions that the content of a copy allows, by the rules it may have met."""
        sure_aliases, sure_never = (
            [r for r in rules if r.settled_at and r.settled_at <= copy.arrived_at]
            for rules in (self.aliases, self.never_log)
        )
        return frozenset(
            reason
            for aliases in (sure_aliases, self.aliases)
            for never in (sure_never, self.never_log)
            for reason in self._decided(copy, aliases, never)
        )

    def _decided(self, copy: Copy, aliases: list[Rule], never: list[Rule]) -> frozenset[Reason]:
        letter, written = copy.letter, addresses(copy.mail)
        usable = [a for a in written if "@" in a and not a.startswith("/o=")]
        if letter.is_meeting:
            return frozenset({Reason.MEETING})
        if not usable and not any(a.startswith("/o=") for a in written):
            return frozenset({Reason.NO_ADDRESS})
        if any(rule.names(a, copy.mailbox) for rule in never for a in usable):
            return frozenset({Reason.NEVER_LOG})
        if all(_is_ours(a) or any(r.address == a for r in aliases) for a in usable):
            odd = any("@" not in a and not a.startswith("/o=") for a in written)
            return frozenset({Reason.INTERNAL_UNREADABLE_ENTRY if odd else Reason.INTERNAL})
        if letter.is_private and not self.captures_private:
            return frozenset({Reason.PRIVATE})
        return CAPTURED


def addresses(mail: Mail) -> list[str]:
    """Return every address written in a mail, in lower case."""
    people = [mail.author, mail.sender, *mail.to, *mail.cc, *mail.bcc]
    return [p.address.lower() for p in people if p is not None]


def outsiders(letter: Letter, truth: Truth) -> set[str]:
    """Return the addresses of a letter that are nobody's of the firm."""
    written = {a for copy in letter.copies for a in addresses(copy.mail)}
    return {a for a in written if "@" in a and not truth.is_colleague(a)}


def _is_ours(address: str) -> bool:
    domain = address.rpartition("@")[2]
    return domain == FIRM_DOMAIN or domain.endswith("." + FIRM_DOMAIN)


def _like(final: Reason) -> frozenset[Reason]:
    return CAPTURED if final in CAPTURED else frozenset({final})

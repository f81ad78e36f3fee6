"""What must hold of mail once all is quiet: CRM and memory against the oracle."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from simulator.memory.crm_records import KeptEmail
from simulator.world.mail.desk import Clientele
from simulator.world.mail.letters import Archive, Copy, Letter
from simulator.world.mail.truth import Truth, addresses, outsiders
from simulator.world.outside import Outside, at_once
from simulator.world.scheduler import Violation
from sync_core.decisions import Reason
from sync_core.mail import Direction, PersonId, SentimentLabel
from sync_core.work import MailboxId

_ALWAYS = (date.min, date.max)
_HEARD = (SentimentLabel.POSITIVE, SentimentLabel.NEUTRAL, SentimentLabel.NEGATIVE)


class QuietMail:
    """Compares what came of all mail with what people did."""

    def __init__(
        self, outside: Outside, archive: Archive, truth: Truth, clientele: Clientele, content: str
    ) -> None:
        self._outside = outside
        self._archive = archive
        self._truth = truth
        self._clientele = clientele
        self._content = content

    def check(self) -> None:
        """Check everything; raises Violation."""
        self._no_letter_twice()
        for letter in self._archive.letters:
            self._letter(letter)
        for mailbox in sorted(self._truth.enabled):
            self._decisions(mailbox)
        for person in self._outside.crm.people():
            self._latest_sentiment(person)

    # The CRM

    def _no_letter_twice(self) -> None:
        sent = Counter(email.sent_at for email in self._outside.crm.emails())
        doubled = [str(at) for at, count in sent.items() if count > 1]
        _require(not doubled, f"captured more than once: the letters sent at {doubled}")
        unknown = [str(at) for at in sent if self._archive.sent_at(at) is None]
        _require(not unknown, f"nobody wrote the activities sent at {unknown}")

    def _email(self, letter: Letter) -> KeptEmail | None:
        emails = self._outside.crm.emails()
        return next((e for e in emails if e.sent_at == letter.sent_at), None)

    def _letter(self, letter: Letter) -> None:
        email, name = self._email(letter), f"letter {letter.number}"
        must = [c for c in letter.copies if self._truth.must_be_captured(c)]
        may = [c for c in letter.copies if self._truth.may_be_captured(c)]
        _require(bool(email) or not must, f"{name} is not in the CRM: {_places(must)}")
        if email is None:
            return
        _require(bool(may), f"{name} is in the CRM and must not be: {_places(letter.copies)}")
        self._mailboxes(name, email, must, may)
        self._participants(name, email, must, may)
        self._related(name, email, letter)
        self._content_level(name, email)
        self._sentiment(name, email, letter)

    def _mailboxes(self, name: str, email: KeptEmail, must: list[Copy], may: list[Copy]) -> None:
        having, needed = set(email.copies), {c.mailbox for c in must}
        _require(needed <= having, f"{name} lacks the mailboxes {sorted(needed - having)}")
        wrong = having - {c.mailbox for c in may}
        _require(not wrong, f"{name} says it lay in {sorted(wrong)}")
        for mailbox, owner in email.copies.items():
            _require(owner == self._clientele.staff[mailbox], f"{name} has the owner {owner}")

    def _participants(self, name: str, email: KeptEmail, must: list[Copy], may: list[Copy]) -> None:
        having = {p.address for p in email.participants.values()}
        needed, allowed = _usable(must), _usable(may)
        _require(needed <= having, f"{name} lacks the participants {sorted(needed - having)}")
        _require(having <= allowed, f"{name} names {sorted(having - allowed)}")

    def _related(self, name: str, email: KeptEmail, letter: Letter) -> None:
        outside = outsiders(letter, self._truth) & {
            p.address for p in email.participants.values() if not p.is_internal
        }
        holders = {a: self._clientele.holders(a) for a in sorted(outside)}
        expected = set().union(*holders.values()) if holders else set()
        having = set(email.relations)
        _require(expected <= having, f"{name} lacks a relation to {sorted(expected - having)}")
        _require(having <= expected, f"{name} is related to {sorted(having - expected)}")
        self._ambiguity(name, email, outside)

    def _ambiguity(self, name: str, email: KeptEmail, outside: set[str]) -> None:
        """An address that related two people is ambiguous; a person none of whose is shared is not.

        In between (the second holder was already related by another address) either is told.
        """
        shared = [holders for a in outside if len(holders := self._clientele.holders(a)) > 1]
        by_address = Counter(relation.address for relation in email.relations.values())
        for relation in email.relations.values():
            told = f"{name}: ambiguity of {relation.address} is {relation.is_ambiguous}"
            must = by_address[relation.address] > 1
            may = any(relation.person in holders for holders in shared)
            _require(relation.is_ambiguous if must else may or not relation.is_ambiguous, told)

    def _content_level(self, name: str, email: KeptEmail) -> None:
        kept = {
            "metadata": (email.subject, email.preview, email.body) == (None, None, None),
            "subject": bool(email.subject) and (email.preview, email.body) == (None, None),
            "preview": bool(email.subject and email.preview) and email.body is None,
            "full": bool(email.subject and email.preview and email.body),
        }
        _require(kept[self._content], f"{name} does not hold what {self._content} asks for")

    def _sentiment(self, name: str, email: KeptEmail, letter: Letter) -> None:
        label = email.sentiment.label
        _require(label in self._labels(letter, email), f"{name} is said to read {label.value}")

    def _labels(self, letter: Letter, email: KeptEmail) -> frozenset[SentimentLabel]:
        """Return how an activity may read: pending only where nobody can score it any more."""
        if email.direction is Direction.OUTBOUND or letter.is_automated:
            return frozenset({SentimentLabel.NONE})
        may_be_lost = any(c.is_purged or not self._truth.must_be_captured(c) for c in letter.copies)
        return frozenset({letter.mood, SentimentLabel.PENDING} if may_be_lost else {letter.mood})

    def _latest_sentiment(self, person: PersonId) -> None:
        heard = [
            (email, letter)
            for email in self._outside.crm.emails()
            if person in email.relations and email.sentiment.label in _HEARD
            if (letter := self._archive.sent_at(email.sent_at)) is not None
        ]
        told = self._outside.crm.people()[person].latest_sentiment
        if not heard:
            _require(told is SentimentLabel.NONE, f"person {person} is said to read {told.value}")
            return
        newest = max(_received(letter)[0] for _, letter in heard)
        latest = {letter.mood for _, letter in heard if _received(letter)[1] >= newest}
        _require(told in latest, f"person {person} read last {latest}, and {told.value} is told")

    # Memory

    def _decisions(self, mailbox: MailboxId) -> None:
        counted: Counter[Reason] = Counter()
        for copy in self._copies_in(mailbox):
            reason = self._decided(copy)
            if reason is not None:
                counted[reason] += 1
        tallies = at_once(self._outside.memory.tallies(mailbox, *_ALWAYS))
        told: Counter[Reason] = Counter()
        for tally in tallies.values():
            told.update(dict(tally.by_reason))
        extra, missing = told - counted, counted - told
        holds = not missing and self._are_of_drafts(mailbox, extra)
        _require(holds, f"{mailbox} counts {_shown(told)}, and it is {_shown(counted)}")

    def _are_of_drafts(self, mailbox: MailboxId, extra: Counter[Reason]) -> bool:
        """Return whether rows beyond the items there are can be those of drafts before they were sent.

        A draft that could not be read has a row under the dates it had then.
        """
        sent = sum(copy.was_draft for copy in self._copies_in(mailbox))
        return extra.total() <= sent and set(extra) <= {Reason.GONE, Reason.DRAFT, Reason.FOLDER}

    def _decided(self, copy: Copy) -> Reason | None:
        """Check the decision about one copy against the oracle and return it."""
        row = at_once(self._outside.memory.decision(copy.mailbox, copy.id))
        name = f"letter {copy.letter.number} in {copy.folder} of {copy.mailbox}"
        allowed = self._truth.reasons(copy)
        if row is None:
            _require(not self._truth.must_be_seen(copy), f"{name} was never decided")
            return None
        _require(row.reason in allowed, f"{name} is {row.reason.value}, not {_named(allowed)}")
        return row.reason

    def _copies_in(self, mailbox: MailboxId) -> Iterator[Copy]:
        return (c for c in self._archive.copies() if c.mailbox == mailbox)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Violation(otherwise)


def _usable(copies: list[Copy]) -> set[str]:
    written = {a for copy in copies for a in addresses(copy.mail)}
    return {a for a in written if "@" in a and not a.startswith("/o=")}


def _received(letter: Letter) -> tuple[datetime, datetime]:
    """Return when the first and when the last of its copies was received."""
    times = sorted(c.received_at for c in letter.copies)
    return times[0], times[-1]


def _places(copies: list[Copy]) -> str:
    return ", ".join(f"{c.folder} of {c.mailbox}" for c in copies)


def _named(reasons: frozenset[Reason]) -> str:
    return " or ".join(sorted(r.value for r in reasons)) or "undecided"


def _shown(counts: Counter[Reason]) -> str:
    return ", ".join(f"{reason.value} {n}" for reason, n in sorted(counts.items()))

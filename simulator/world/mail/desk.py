"""What people do in the CRM and in the firm's settings: add addresses, enable mailboxes, change rules."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from flows.ports.desk import NewPerson
from flows.ports.policy_store import PolicyVersion
from simulator.world.canaries import MARK
from simulator.world.mail.acts import MailActs
from simulator.world.mail.truth import FIRM_DOMAIN, Rule, Truth
from simulator.world.marks import Marks
from simulator.world.outside import Outside, at_once
from simulator.world.trace import Trace
from sync_core.mail import Address, CrmUserId, PersonId
from sync_core.work import MailboxId

MATCHED_KINDS = ("email", "alternate", "contact_point", "custom:assistant")
"""The fields by which the firm's policy matches; the CRM has others too."""


@dataclass(slots=True)
class Clientele:
    """The CRM's people as those know them who entered them."""

    held: dict[PersonId, list[tuple[str, str]]] = field(default_factory=dict)
    """Kind of field and address of each person."""
    staff: dict[MailboxId, CrmUserId] = field(default_factory=dict)

    def holders(self, address: str) -> set[PersonId]:
        """Return who has an address in a field that counts; a plus-tag makes no difference."""
        local, _, domain = address.rpartition("@")
        forms = {address, f"{local.partition('+')[0]}@{domain}"}
        return {
            person
            for person, entries in self.held.items()
            if any(kind in MATCHED_KINDS and held in forms for kind, held in entries)
        }


class DeskActs:
    """People at the CRM and at the settings."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        mail: MailActs,
        truth: Truth,
        marks: Marks,
        trace: Trace,
    ) -> None:
        self._trace = trace
        self._chance = chance
        self._outside = outside
        self._mail = mail
        self._truth = truth
        self._marks = marks
        self.clientele = Clientele()
        self.content = chance.choice(("metadata", "subject", "subject", "preview", "full"))
        self._months = 6
        self._number = 0

    def act(self) -> None:
        """Let somebody do something."""
        acts: tuple[Callable[[], None], ...] = (
            self.a_person_is_added,
            self.an_address_is_added,
            self.an_address_is_added,
            self.a_mailbox_is_enabled,
            self.history_is_widened,
            self.history_is_widened,
            self.history_is_widened,
            self.an_alias_is_added,
            self.an_address_is_never_logged,
        )
        chosen = self._chance.choice(acts)
        self._marks.hit(f"act.{chosen.__name__}")
        self._trace.note(f"act {chosen.__name__}")
        chosen()

    def a_person_is_added(self) -> None:
        """Somebody adds a person with an address or two."""
        count = self._chance.choice((1, 1, 2))
        entries = [(self._kind(), self._address()) for _ in range(count)]
        added = self._outside.crm.add_person(
            NewPerson(name=f"{MARK} person", addresses=[(k, Address(a)) for k, a in entries])
        )
        self.clientele.held[added] = [(kind, address.lower()) for kind, address in entries]

    def an_address_is_added(self) -> None:
        """Somebody gives a person one more address."""
        if self.clientele.held:
            person = self._chance.choice(sorted(self.clientele.held))
            kind, address = self._kind(), self._address()
            self._outside.crm.add_address(person, kind, Address(address))
            self.clientele.held[person].append((kind, address.lower()))

    def a_mailbox_is_enabled(self) -> None:
        """One more mailbox is captured."""
        waiting = [s for s in self._mail.staff if s.mailbox not in self._truth.enabled]
        if waiting:
            self._truth.enabled.add(self._chance.choice(waiting).mailbox)
            self.write_policy()

    def history_is_widened(self) -> None:
        """The firm wants mail of a whole year."""
        if self._months == 6:
            self._months = 12
            start = self._truth.start
            self._truth.start = start.replace(year=start.year - 1, month=start.month + 6)
            self.write_policy()

    def an_alias_is_added(self) -> None:
        """A colleague gets an address on a domain that is not one of the firm's."""
        self._number += 1
        alias, now = f"alias{self._number}.{MARK}@elsewhere.test", self._now()
        owner = self._chance.choice(self._mail.staff)
        self._outside.tenant.add_alias(owner.mailbox, alias)
        self._mail.aliases.append(alias)
        self._truth.aliases.append(Rule(alias, None, now))

    def an_address_is_never_logged(self) -> None:
        """A client's mail is to be left alone, in the firm or in one mailbox."""
        address = self._chance.choice(self._mail.writers.clients)
        entry = self._chance.choice((address, address.partition("@")[2]))
        mailbox = self._chance.choice((None, self._chance.choice(self._mail.staff).mailbox))
        if len(self._truth.never_log) < 2:
            self._truth.never_log.append(Rule(entry, mailbox, self._now()))
            self.write_policy()

    def write_policy(self) -> None:
        """Put the firm's settings as they stand now into force."""
        before = at_once(self._outside.policies.current())
        version = PolicyVersion(
            number=before.number + 1,
            document=self._document(),
            changed_by="an administrator",
            changed_at=self._now(),
        )
        at_once(self._outside.policies.append(version))

    def _document(self) -> dict[str, Any]:
        truth = self._truth
        return {
            "mailboxes": {"listed": [{"mailbox": m} for m in sorted(truth.enabled)]},
            "mail": {
                "internal_domains": [{"domain": FIRM_DOMAIN, "subdomains": True}],
                "never_log": [{"entry": r.address, "mailbox": r.mailbox} for r in truth.never_log],
                "content": self.content,
                "private": "capture" if truth.captures_private else "leave_out",
                "history": {"months": self._months},
                "matching": {"custom_fields": ["assistant"]},
            },
        }

    def _kind(self) -> str:
        return self._chance.choice((*MATCHED_KINDS, "email", "custom:former"))

    def _address(self) -> str:
        """Return a client's address; now and then, by mistake, a colleague's."""
        if self._chance.random() < 0.1:
            return self._chance.choice(self._mail.staff).address
        return self._chance.choice(self._mail.writers.clients)

    def _now(self) -> datetime:
        return self._outside.surroundings.now()

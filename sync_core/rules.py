"""The policy made ready for deciding: sets instead of lists, the firm's insiders, one mailbox's view."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sync_core.addresses import domain_of
from sync_core.digests import Digester
from sync_core.domains import Insiders, InternalDomains
from sync_core.mail import Address, CrmUserId
from sync_core.policy import MailPolicy, NeverLog, Policy
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True)
class NeverLogList:
    """Addresses and domains whose mail is never captured."""

    entries: frozenset[str] = frozenset()

    def names(self, address: Address) -> bool:
        """Return whether the address or its domain is on the list."""
        return address in self.entries or domain_of(address) in self.entries


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmRules:
    """What holds for every mailbox of the firm, from one version of the policy."""

    policy: Policy
    version: int
    insiders: Insiders
    never_log: NeverLogList
    never_log_by_mailbox: dict[str, NeverLogList] = field(default_factory=dict)

    @staticmethod
    def of(
        policy: Policy, version: int, digester: Digester, aliases: frozenset[bytes]
    ) -> "FirmRules":
        """Return the rules a policy and the directory's aliases make."""
        mail = policy.mail
        by_mailbox = {e.mailbox.lower() for e in mail.never_log if e.mailbox}
        return FirmRules(
            policy=policy,
            version=version,
            insiders=Insiders(_domains(mail), digester, aliases),
            never_log=_list(e for e in mail.never_log if not e.mailbox),
            never_log_by_mailbox={
                m: _list(e for e in mail.never_log if not e.mailbox or e.mailbox.lower() == m)
                for m in by_mailbox
            },
        )

    def of_mailbox(
        self, mailbox: MailboxId, owner: CrmUserId | None, left_out_folders: frozenset[str]
    ) -> "MailRules":
        """Return the rules as they hold in one mailbox."""
        return MailRules(
            mailbox=mailbox,
            owner=owner,
            mail=self.policy.mail,
            insiders=self.insiders,
            never_log=self.never_log_by_mailbox.get(mailbox.lower(), self.never_log),
            left_out_folders=left_out_folders,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRules:
    """What holds for mail in one mailbox."""

    mailbox: MailboxId
    owner: CrmUserId | None
    mail: MailPolicy
    insiders: Insiders
    never_log: NeverLogList
    left_out_folders: frozenset[str]
    """Digests of the ids of folders that are left out, with all folders below them."""

    @property
    def needs_text(self) -> bool:
        """Whether any rule reads what a message says."""
        return self.mail.needs_text


def _domains(mail: MailPolicy) -> InternalDomains:
    return InternalDomains(
        exact=frozenset(d.domain for d in mail.internal_domains if not d.subdomains),
        with_subdomains=frozenset(d.domain for d in mail.internal_domains if d.subdomains),
    )


def _list(entries: Iterable[NeverLog]) -> NeverLogList:
    return NeverLogList(frozenset(e.entry for e in entries))

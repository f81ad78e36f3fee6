"""Who belongs to the firm: its domains, its directory's aliases, and Exchange's own names."""

from dataclasses import dataclass, field

from sync_core.addresses import domain_of
from sync_core.digests import Digester
from sync_core.mail import Address


@dataclass(frozen=True, slots=True)
class InternalDomains:
    """The firm's internal domains: exact ones, and ones that count with all their sub-domains."""

    exact: frozenset[str] = frozenset()
    with_subdomains: frozenset[str] = frozenset()

    def holds(self, domain: str) -> bool:
        """Return whether a domain is one of the firm's."""
        if domain in self.exact or domain in self.with_subdomains:
            return True
        if not self.with_subdomains:
            return False
        parents = domain.split(".")
        return any(".".join(parents[i:]) in self.with_subdomains for i in range(1, len(parents)))


@dataclass(frozen=True, slots=True)
class Insiders:
    """Everything by which an address is known as the firm's own."""

    domains: InternalDomains
    digester: Digester
    aliases: frozenset[bytes] = field(default=frozenset(), repr=False)
    """Digests of the directory's proxy addresses: a colleague's alias may lie on any domain."""

    def has(self, address: Address) -> bool:
        """Return whether an address is a colleague's."""
        if self.domains.holds(domain_of(address)):
            return True
        return bool(self.aliases) and self.digester.address(address) in self.aliases

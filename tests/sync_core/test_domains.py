from sync_core.domains import Insiders, InternalDomains
from sync_core.mail import Address
from tests.sync_core.making import DIGESTER


def test_a_domain_counts_exactly_unless_its_subdomains_are_asked_for() -> None:
    exact = InternalDomains(exact=frozenset({"firm.test"}))
    wide = InternalDomains(with_subdomains=frozenset({"firm.test"}))

    assert [exact.holds(d) for d in ("firm.test", "mail.firm.test")] == [True, False]
    assert [wide.holds(d) for d in ("firm.test", "a.mail.firm.test")] == [True, True]


def test_a_domain_that_merely_ends_alike_is_not_the_firms() -> None:
    wide = InternalDomains(with_subdomains=frozenset({"firm.test"}))

    assert not wide.holds("otherfirm.test")
    assert not wide.holds("test")


def test_an_alias_of_the_directory_is_internal_on_any_domain() -> None:
    alias = Address("ana@ventures.test")
    insiders = Insiders(InternalDomains(), DIGESTER, frozenset({DIGESTER.address(alias)}))

    assert insiders.has(alias)
    assert not insiders.has(Address("bo@ventures.test"))

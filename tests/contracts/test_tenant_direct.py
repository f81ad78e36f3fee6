"""The tenant's contract, kept by the simulator's direct ports."""

import pytest

from simulator.graph import Tenant, TenantDirectory, TenantMailSource, TenantSubscriptions
from simulator.memory import ManualSurroundings
from tests.contracts.tenant_contract import (
    DirectoryContract,
    MailSourceContract,
    SubscriptionsContract,
)
from tests.contracts.tenant_firm import NOW, Firm


class _Direct:
    @pytest.fixture
    def firm(self) -> Firm:
        surroundings = ManualSurroundings(7, NOW)
        tenant = Tenant(surroundings)
        return Firm(
            tenant=tenant,
            surroundings=surroundings,
            mail=TenantMailSource(tenant),
            directory=TenantDirectory(tenant),
            subscriptions=TenantSubscriptions(tenant),
            box=tenant.add_user("Bo"),
        )


class TestTenantMailSource(_Direct, MailSourceContract):
    pass


class TestTenantDirectory(_Direct, DirectoryContract):
    pass


class TestTenantSubscriptions(_Direct, SubscriptionsContract):
    pass

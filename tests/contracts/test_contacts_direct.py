"""The contract of contacts, kept by the simulator's direct port."""

import pytest

from simulator.graph import Tenant, TenantContacts
from simulator.memory import ManualSurroundings
from tests.contracts.contacts_contract import MailboxContactsContract
from tests.contracts.contacts_firm import NOW, ContactsFirm


class TestTenantContacts(MailboxContactsContract):
    @pytest.fixture
    def firm(self) -> ContactsFirm:
        surroundings = ManualSurroundings(7, NOW)
        tenant = Tenant(surroundings)
        return ContactsFirm(
            tenant=tenant,
            surroundings=surroundings,
            contacts=TenantContacts(tenant),
            box=tenant.add_user("Bo"),
            colleague=tenant.add_user("Di"),
        )

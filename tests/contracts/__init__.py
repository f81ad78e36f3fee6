"""Contract suites: one for each port, run against its twin in memory and each real adapter."""

import pytest

for _suite in (
    "calendar_contract",
    "calendar_firm",
    "crm_contract",
    "crm_desk_contract",
    "crm_firm",
    "memory_contract",
    "policy_contract",
    "queue_contract",
    "tenant_contract",
):
    pytest.register_assert_rewrite(f"tests.contracts.{_suite}")

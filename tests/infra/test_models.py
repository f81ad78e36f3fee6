"""azuredeploy.json against the models of Azure's own management libraries."""

import copy
from types import ModuleType
from typing import Any

import pytest
from azure.mgmt.keyvault import models as keyvault
from azure.mgmt.monitor import models as monitor
from azure.mgmt.postgresqlflexibleservers import models as postgresql
from azure.mgmt.storage import models as storage
from azure.mgmt.web import models as web

from tests.infra.management_models import wrong_in
from tests.infra.pretend_azure import deployment

MODELS: dict[str, tuple[ModuleType, str]] = {
    "Microsoft.Web/serverfarms": (web, "AppServicePlan"),
    "Microsoft.Web/sites": (web, "Site"),
    "Microsoft.Web/sites/config": (web, "StringDictionary"),
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies": (
        web,
        "CsmPublishingCredentialsPoliciesEntity",
    ),
    "Microsoft.Storage/storageAccounts": (storage, "StorageAccountCreateParameters"),
    "Microsoft.Storage/storageAccounts/blobServices": (storage, "BlobServiceProperties"),
    "Microsoft.Storage/storageAccounts/blobServices/containers": (storage, "BlobContainer"),
    "Microsoft.Storage/storageAccounts/queueServices": (storage, "QueueServiceProperties"),
    "Microsoft.Storage/storageAccounts/queueServices/queues": (storage, "StorageQueue"),
    "Microsoft.Storage/storageAccounts/tableServices": (storage, "TableServiceProperties"),
    "Microsoft.Storage/storageAccounts/tableServices/tables": (storage, "Table"),
    "Microsoft.KeyVault/vaults": (keyvault, "VaultCreateOrUpdateParameters"),
    "Microsoft.KeyVault/vaults/secrets": (keyvault, "SecretCreateOrUpdateParameters"),
    "Microsoft.Insights/scheduledQueryRules": (monitor, "ScheduledQueryRuleResource"),
    "Microsoft.Insights/actionGroups": (monitor, "ActionGroupResource"),
    "Microsoft.DBforPostgreSQL/flexibleServers": (postgresql, "Server"),
    "Microsoft.DBforPostgreSQL/flexibleServers/databases": (postgresql, "Database"),
    "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules": (postgresql, "FirewallRule"),
    "Microsoft.DBforPostgreSQL/flexibleServers/administrators": (
        postgresql,
        "AdministratorMicrosoftEntraAdd",
    ),
}
WITHOUT_A_LIBRARY_HERE = {
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.Insights/components",
    "Microsoft.Insights/diagnosticSettings",
    "Microsoft.Insights/workbooks",
    "Microsoft.ManagedIdentity/userAssignedIdentities",
    "Microsoft.Network/privateDnsZones",
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    "Microsoft.Network/privateEndpoints",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "Microsoft.Network/virtualNetworks",
    "Microsoft.OperationalInsights/workspaces",
    "Microsoft.Web/sites/extensions",
}
"""Their libraries are large for the little that is declared, or have no model of it."""
EVERYTHING = deployment(
    privateNetworking=True,
    alertEmail="operators@example.com",
    administratorPrincipalId="aaaaaaaa-0000-0000-0000-000000000003",
    releaseUri="https://example.com/rapport.zip",
).resources + tuple(deployment().of("Microsoft.DBforPostgreSQL/flexibleServers/firewallRules"))


def test_every_resource_is_checked_or_said_not_to_be() -> None:
    assert {one["type"] for one in EVERYTHING} == set(MODELS) | WITHOUT_A_LIBRARY_HERE


@pytest.mark.parametrize("kind", sorted(MODELS))
def test_azure_knows_every_property_the_template_sets(kind: str) -> None:
    models, name = MODELS[kind]
    wrong = [
        told for one in EVERYTHING if one["type"] == kind for told in wrong_in(one, models, name)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("properties.functionAppConfig.scaleAndConcurrency.instanceMemory", 512, "not in"),
        ("properties.functionAppConfig.runtime.name", "pyton", "is not in RuntimeName"),
        ("properties.httpsOnly", "yes", "is no bool"),
        ("properties.defaultHostName", "x", "Azure alone sets it"),
    ],
)
def test_a_planted_mistake_is_found(path: str, value: object, told: str) -> None:
    (site,) = (one for one in EVERYTHING if one["type"] == "Microsoft.Web/sites")
    broken: Any = copy.deepcopy(dict(site))
    *parents, last = path.split(".")
    held = broken
    for name in parents:
        held = held[name]
    held[last] = value

    wrong = wrong_in(broken, web, "Site")

    assert len(wrong) == 1
    assert told in wrong[0]


def test_a_planted_mistake_is_found_by_a_map_too() -> None:
    rule: Any = copy.deepcopy(
        dict(next(one for one in EVERYTHING if "scheduledQuery" in one["type"]))
    )
    rule["properties"]["criteria"]["allOf"][0]["timeAgregation"] = "Count"
    rule["properties"]["windowSize"] = "15 minutes"

    assert len(wrong_in(rule, monitor, "ScheduledQueryRuleResource")) == 2

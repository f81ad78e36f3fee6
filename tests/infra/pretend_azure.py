"""A pretend subscription for the template: where it is deployed to, and what Azure answers of what it made."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deployment.template import Cloud, Deployed, app_settings, deployed

INFRA = Path(__file__).resolve().parents[2] / "infra"
TENANT = "11111111-2222-3333-4444-555555555555"
GIVEN = {"environmentName": "test", "adminClientId": "66666666-7777-8888-9999-000000000000"}
"""The parameters that have no default."""
AZURE = Cloud(
    resource_group={
        "id": "/subscriptions/s/resourceGroups/rg",
        "name": "rg",
        "location": "westeurope",
    },
    subscription={"id": "/subscriptions/s", "subscriptionId": "s"},
    tenant={"tenantId": TENANT},
    environment={
        "name": "AzureCloud",
        "authentication": {"loginEndpoint": "https://login.microsoftonline.com/"},
        "suffixes": {"storage": "core.windows.net", "keyvaultDns": ".vault.azure.net"},
    },
    answers={
        "Microsoft.ManagedIdentity/userAssignedIdentities": {
            "clientId": "aaaaaaaa-0000-0000-0000-000000000001",
            "principalId": "aaaaaaaa-0000-0000-0000-000000000002",
        },
        "Microsoft.Storage/storageAccounts": {
            "primaryEndpoints": {
                "blob": "https://st.blob.core.windows.net/",
                "queue": "https://st.queue.core.windows.net/",
                "table": "https://st.table.core.windows.net/",
            }
        },
        "Microsoft.KeyVault/vaults": {"vaultUri": "https://kv.vault.azure.net/"},
        "Microsoft.Insights/components": {"ConnectionString": "InstrumentationKey=0"},
        "Microsoft.Web/sites": {"defaultHostName": "func.azurewebsites.net"},
        "Microsoft.DBforPostgreSQL/flexibleServers": {
            "fullyQualifiedDomainName": "psql.postgres.database.azure.com"
        },
    },
)


def template() -> dict[str, Any]:
    """Return azuredeploy.json."""
    told: dict[str, Any] = json.loads((INFRA / "azuredeploy.json").read_text())
    return told


def deployment(around: Cloud = AZURE, **parameters: Any) -> Deployed:
    """Return what azuredeploy.json asks for with the least that has to be given, and these parameters."""
    return deployed(template(), GIVEN | parameters, around)


def settings(around: Cloud = AZURE, **parameters: Any) -> Mapping[str, str]:
    """Return the app settings azuredeploy.json sets; Key Vault references as they stand."""
    return app_settings(template(), GIVEN | parameters, around)

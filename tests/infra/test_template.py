"""What azuredeploy.json asks Azure for."""

import re
from dataclasses import replace

import pytest

from adapters.storage.queue import POISON_SUFFIX
from adapters.storage.tables import TableName
from bench.cost.stated import Stated
from deployment.__main__ import main
from deployment.template import Deployed
from sync_core import limits
from sync_core.work import QueueName
from tests.infra.pretend_azure import AZURE, INFRA, deployment, template

ROLES = {
    "Storage Blob Data Owner": "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    "Storage Queue Data Contributor": "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    "Storage Table Data Contributor": "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
    "Monitoring Metrics Publisher": "3913510d-42f4-4e42-8a64-420c390055eb",
}
"""All that the app may do in Azure (Learn, "Azure built-in roles")."""
SECRETS_OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
PERSON = "aaaaaaaa-0000-0000-0000-000000000003"
B2S_CONNECTIONS = 414
"""What Standard_B2s lets users have (Learn, "Limits in Azure Database for PostgreSQL")."""


def _named(made: Deployed, kind: str) -> set[str]:
    return {str(one["name"]).rsplit("/", 1)[-1] for one in made.of(kind)}


def _roles(made: Deployed, principal: str) -> dict[str, str]:
    """Return the roles somebody is given, with what for."""
    return {
        one["properties"]["roleDefinitionId"].rsplit("|", 1)[-1]: one["scope"]
        for one in made.of("Microsoft.Authorization/roleAssignments")
        if one["properties"]["principalId"] == principal
    }


def test_the_portal_s_template_is_what_the_bicep_files_give() -> None:
    assert main(["template", "--check"]) == 0


def test_queues_and_tables_are_those_of_the_code() -> None:
    made = deployment()
    queues = {q.value for q in QueueName} | {f"{q.value}{POISON_SUFFIX}" for q in QueueName}

    assert _named(made, "Microsoft.Storage/storageAccounts/queueServices/queues") == queues
    assert _named(made, "Microsoft.Storage/storageAccounts/tableServices/tables") == {
        table.value for table in TableName
    }


def test_the_app_has_the_least_roles_each_on_one_resource() -> None:
    identity = AZURE.answers["Microsoft.ManagedIdentity/userAssignedIdentities"]["principalId"]
    roles = _roles(deployment(administratorPrincipalId=PERSON), identity)

    assert set(roles) == set(ROLES.values())
    for scope in roles.values():
        assert re.match(
            r"Microsoft\.(Storage/storageAccounts|KeyVault/vaults|Insights/components)/", scope
        )


@pytest.mark.parametrize("is_private", [True, False])
def test_whatever_is_named_by_its_id_is_deployed(is_private: bool) -> None:
    made = deployment(privateNetworking=is_private, alertEmail="o@example.com")
    there = {f"{one['type']}|{one['name']}" for one in made.resources}
    named = {
        told.removesuffix("/subnets/app").removesuffix("/subnets/endpoints")
        for told in re.findall(r"'(Microsoft\.[\w./]+\|[^']+)'", str(made.resources))
        if not told.startswith("Microsoft.Authorization/roleDefinitions")
    }

    assert len(named) > 10
    assert named - there == set()


def test_the_app_is_the_identity_and_nobody_else() -> None:
    made = deployment()
    (identity,) = made.of("Microsoft.ManagedIdentity/userAssignedIdentities")
    (site,) = made.of("Microsoft.Web/sites")
    known = f"{identity['type']}|{identity['name']}"

    assert site["identity"] == {"type": "UserAssigned", "userAssignedIdentities": {known: {}}}
    assert site["properties"]["keyVaultReferenceIdentity"] == known


def test_who_deploys_may_set_secrets_and_nothing_else() -> None:
    made = deployment(administratorPrincipalId=PERSON)

    assert set(_roles(made, PERSON)) == {SECRETS_OFFICER}
    assert _roles(deployment(), "") == {}


def test_nothing_is_reached_by_a_key_a_password_or_without_tls() -> None:
    made = deployment()
    (account,) = made.of("Microsoft.Storage/storageAccounts")
    (vault,) = made.of("Microsoft.KeyVault/vaults")
    (insights,) = made.of("Microsoft.Insights/components")
    (server,) = made.of("Microsoft.DBforPostgreSQL/flexibleServers")
    (site,) = made.of("Microsoft.Web/sites")
    doors = made.of("Microsoft.Web/sites/basicPublishingCredentialsPolicies")

    assert account["properties"]["allowSharedKeyAccess"] is False
    assert account["properties"]["minimumTlsVersion"] == "TLS1_2"
    assert account["properties"]["supportsHttpsTrafficOnly"] is True
    assert account["properties"]["allowBlobPublicAccess"] is False
    assert vault["properties"]["enableRbacAuthorization"] is True
    assert insights["properties"]["DisableLocalAuth"] is True
    assert server["properties"]["authConfig"]["passwordAuth"] == "Disabled"
    assert site["properties"]["httpsOnly"] is True
    assert site["properties"]["siteConfig"]["minTlsVersion"] == "1.2"
    assert [one["properties"]["allow"] for one in doors] == [False, False]


def test_the_plan_is_flex_consumption_with_one_instance_waiting_for_microsoft_graph() -> None:
    made = deployment()
    (plan,) = made.of("Microsoft.Web/serverfarms")
    (site,) = made.of("Microsoft.Web/sites")
    config = site["properties"]["functionAppConfig"]

    assert plan["sku"] == {"name": "FC1", "tier": "FlexConsumption"}
    assert config["runtime"] == {"name": "python", "version": "3.11"}
    assert config["scaleAndConcurrency"]["alwaysReady"] == [{"name": "http", "instanceCount": 1}]
    assert "appSettings" not in site["properties"]["siteConfig"]


def test_no_instance_waits_where_none_is_paid_for() -> None:
    (site,) = deployment(alwaysReadyHttp=0).of("Microsoft.Web/sites")

    assert site["properties"]["functionAppConfig"]["scaleAndConcurrency"]["alwaysReady"] == []


def test_the_python_versions_offered_are_those_the_project_runs_on() -> None:
    project = (INFRA.parent / "pyproject.toml").read_text()
    told = re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', project)
    assert told is not None
    versions = [f"3.{minor}" for minor in range(int(told[1]), int(told[2]))]

    assert template()["parameters"]["pythonVersion"]["allowedValues"] == versions


def test_the_bill_is_worked_out_for_what_is_deployed() -> None:
    told = template()["parameters"]
    stated = Stated()

    assert stated.instance_mb == told["instanceMemoryMB"]["defaultValue"]
    assert stated.always_ready_http == told["alwaysReadyHttp"]["defaultValue"]


def test_both_queues_instances_together_stay_within_the_server_s_connections() -> None:
    told = template()["parameters"]

    assert told["postgresqlSku"]["defaultValue"] == "Standard_B2s"
    instances = told["maximumInstanceCount"]["defaultValue"]
    assert instances * len(QueueName) * limits.CRM_CONNECTIONS_MAX <= B2S_CONNECTIONS


def test_the_app_logs_in_to_its_own_server_as_the_identity_that_owns_it() -> None:
    made = deployment()
    (owner,) = made.of("Microsoft.DBforPostgreSQL/flexibleServers/administrators")
    (secret,) = made.of("Microsoft.KeyVault/vaults/secrets")

    user = owner["properties"]["principalName"]
    assert secret["properties"]["value"] == (
        f"postgresql+psycopg://{user}@psql.postgres.database.azure.com:5432/rapport?sslmode=require"
    )


def test_a_database_of_the_firm_s_own_is_known_to_the_vault_alone() -> None:
    url = "postgresql+psycopg://rapport:secret@crm.example.com/rapport"
    made = deployment(postgresqlEnabled=False, crmUrl=url)

    (secret,) = made.of("Microsoft.KeyVault/vaults/secrets")
    assert secret["properties"]["value"] == url
    assert made.of("Microsoft.DBforPostgreSQL/flexibleServers") == []
    others = [one for one in made.resources if one is not secret]
    assert url not in str(others) + str(made.outputs)


def test_a_secret_that_the_vault_holds_is_not_written_over() -> None:
    assert deployment(postgresqlEnabled=False).of("Microsoft.KeyVault/vaults/secrets") == []


@pytest.mark.parametrize("is_private", [True, False])
def test_one_switch_closes_storage_vault_and_database_to_the_internet(is_private: bool) -> None:
    made = deployment(privateNetworking=is_private)
    (account,) = made.of("Microsoft.Storage/storageAccounts")
    (vault,) = made.of("Microsoft.KeyVault/vaults")
    (server,) = made.of("Microsoft.DBforPostgreSQL/flexibleServers")
    (site,) = made.of("Microsoft.Web/sites")
    access = "Disabled" if is_private else "Enabled"

    assert account["properties"]["publicNetworkAccess"] == access
    assert vault["properties"]["publicNetworkAccess"] == access
    assert server["properties"]["network"]["publicNetworkAccess"] == access
    assert len(made.of("Microsoft.Network/privateEndpoints")) == (5 if is_private else 0)
    assert bool(site["properties"]["virtualNetworkSubnetId"]) is is_private
    assert site["properties"]["publicNetworkAccess"] == "Enabled"


def test_a_private_database_is_reached_only_where_there_is_one() -> None:
    made = deployment(privateNetworking=True, postgresqlEnabled=False)

    assert len(made.of("Microsoft.Network/privateEndpoints")) == 4


def test_names_in_a_private_network_are_those_of_the_cloud() -> None:
    government = {
        "name": "AzureUSGovernment",
        "authentication": {"loginEndpoint": "https://login.microsoftonline.us/"},
        "suffixes": {
            "storage": "core.usgovcloudapi.net",
            "keyvaultDns": ".vault.usgovcloudapi.net",
        },
    }
    made = deployment(replace(AZURE, environment=government), privateNetworking=True)

    assert {one["name"] for one in made.of("Microsoft.Network/privateDnsZones")} == {
        "privatelink.blob.core.usgovcloudapi.net",
        "privatelink.queue.core.usgovcloudapi.net",
        "privatelink.table.core.usgovcloudapi.net",
        "privatelink.vaultcore.usgovcloudapi.net",
        "privatelink.postgres.database.usgovcloudapi.net",
    }


def test_everything_carries_the_tags_azd_looks_for() -> None:
    made = deployment()
    untagged = [
        one["type"]
        for one in made.resources
        if "location" in one and one["tags"]["azd-env-name"] != "test"
    ]
    (site,) = made.of("Microsoft.Web/sites")

    assert untagged == []
    service = re.search(r"services:\n  (\w+):", (INFRA.parent / "azure.yaml").read_text())
    assert service is not None
    assert site["tags"]["azd-service-name"] == service[1]


def test_names_are_as_long_as_azure_takes_them() -> None:
    made = deployment()
    (account,) = made.of("Microsoft.Storage/storageAccounts")
    (vault,) = made.of("Microsoft.KeyVault/vaults")

    assert re.fullmatch(r"[a-z0-9]{3,24}", account["name"])
    assert re.fullmatch(r"[a-z][a-z0-9-]{1,22}[a-z0-9]", vault["name"])


def test_outputs_are_named_as_azd_keeps_them() -> None:
    assert all(name.isupper() for name in template()["outputs"])


def test_a_released_package_is_deployed_where_one_is_named() -> None:
    (release,) = deployment(releaseUri="https://example.com/r.zip").of(
        "Microsoft.Web/sites/extensions"
    )

    assert release["name"].endswith("/onedeploy")
    assert release["properties"] == {"packageUri": "https://example.com/r.zip", "remoteBuild": True}
    assert deployment().of("Microsoft.Web/sites/extensions") == []

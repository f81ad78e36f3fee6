"""Two templates compared by what they ask Azure for, however each is written."""

from collections.abc import Iterable, Mapping
from typing import Any

from deployment.template.evaluating import Cloud, Deployed, deployed

_EVERY_SWITCH: tuple[Mapping[str, Any], ...] = (
    {},
    {
        "privateNetworking": True,
        "alertEmail": "o@example.com",
        "releaseUri": "https://example.com/r",
    },
    {"postgresqlEnabled": False, "crmUrl": "postgresql://h/d", "alwaysReadyHttp": 0},
    {"publicUrl": "https://rapport.example.com", "administratorPrincipalId": "p"},
)
"""Parameters that take every branch between them."""
_GIVEN = {"environmentName": "compared", "adminClientId": "a"}
"""What has no default."""
_CLOUD = Cloud(
    resource_group={"id": "/subscriptions/s/resourceGroups/g", "location": "l"},
    subscription={"id": "/subscriptions/s"},
    tenant={"tenantId": "t"},
    environment={
        "name": "AzureCloud",
        "authentication": {"loginEndpoint": "https://login/"},
        "suffixes": {"storage": "core", "keyvaultDns": ".vault.azure.net"},
    },
    answers={
        "Microsoft.ManagedIdentity/userAssignedIdentities": {"clientId": "c", "principalId": "p"},
        "Microsoft.Storage/storageAccounts": {
            "primaryEndpoints": {"blob": "b/", "queue": "q/", "table": "t/"}
        },
        "Microsoft.KeyVault/vaults": {"vaultUri": "https://v/"},
        "Microsoft.Insights/components": {"ConnectionString": "i"},
        "Microsoft.Web/sites": {"defaultHostName": "h"},
        "Microsoft.DBforPostgreSQL/flexibleServers": {"fullyQualifiedDomainName": "d"},
    },
)


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return a line for each difference in parameters, resources or outputs; none where both ask for the same.

    Raises:
        NotEvaluated: a template uses what is not known here.
    """
    found = _unlike("parameters", _declared(one), _declared(other))
    for switches in _EVERY_SWITCH:
        left, right = (deployed(told, {**_GIVEN, **switches}, _CLOUD) for told in (one, other))
        told = f"with {', '.join(switches) or 'defaults'}:"
        found += [f"{told} {line}" for line in _unlike("resources", _asked(left), _asked(right))]
        found += [f"{told} {line}" for line in _unlike("outputs", left.outputs, right.outputs)]
    return found


def _declared(template: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {k: v for k, v in told.items() if k != "metadata"} | {"type": told["type"].lower()}
        for name, told in template["parameters"].items()
    }


def _asked(made: Deployed) -> dict[str, Any]:
    return {
        f"{one['type']} {one['name']} {_scope(one)}": {
            k: v for k, v in one.items() if k not in ("dependsOn", "scope")
        }
        for one in made.resources
    }


def _scope(resource: Mapping[str, Any]) -> str:
    """Return a scope as type and name: the compiler may write it as an id."""
    return str(resource.get("scope", "")).replace("|", "/")


def _unlike(what: str, left: Mapping[str, Any], right: Mapping[str, Any]) -> list[str]:
    def told(names: Iterable[str], how: str) -> list[str]:
        return [f"{what}: {name} {how}" for name in sorted(names)]

    changed = [name for name in left.keys() & right.keys() if left[name] != right[name]]
    return [
        *told(left.keys() - right.keys(), "is in the first alone"),
        *told(right.keys() - left.keys(), "is in the second alone"),
        *told(changed, "differs"),
    ]

"""The template's app on this machine: its settings as the template works them out, and local parts behind each.

Azure is stood in for by: Azurite over https with tokens alone, the endpoint of a managed identity, the pretend
tenant over https, which lets in that identity's tokens only, the pretend Entra ID, and a vault of secrets.
"""

import base64
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from deployment.template import Deployed, app_settings
from simulator import entra, identity
from simulator.entra import Authority, Somebody
from simulator.graph import Tenant
from simulator.graph.http.server import serve
from simulator.graph.surroundings import SeededSurroundings
from simulator.host.platform import with_secrets
from simulator.identity import PretendIdentity
from simulator.processes.azurite import start_azurite
from simulator.processes.certificates import Certificate
from simulator.processes.children import Child
from simulator.processes.firm import REPOSITORY
from simulator.processes.ports import free_ports
from tests.infra.pretend_azure import AZURE, GIVEN, deployment, template

CLIENT = "aaaaaaaa-0000-0000-0000-000000000001"
ADMINISTRATOR = Somebody("bbbbbbbb-0000-0000-0000-000000000001", "Ada", ("Rapport.Admin",))
VAULT = "kv"


@dataclass(frozen=True, kw_only=True)
class Drill:
    """A running app, and what it runs on."""

    url: str
    host: Child
    settings: Mapping[str, str]
    """As the template sets them."""
    tenant: Tenant
    tenant_url: str
    identity: PretendIdentity
    authority: Authority
    crm: Path
    certificate: Certificate
    storage: Mapping[str, str]
    """Addresses of its services."""


@asynccontextmanager
async def drilled(folder: Path) -> AsyncIterator[Drill]:
    """Yield the app, started from what the template and the platform set, and from nothing else."""
    async with AsyncExitStack() as parts:
        certificate = Certificate.make(folder)
        azurite = await start_azurite(REPOSITORY, folder, certificate=certificate)
        parts.push_async_callback(azurite.child.stop)
        tenant = Tenant(SeededSurroundings(1))
        who = PretendIdentity(client_id=CLIENT, tenant_id=tenant.id, now=_now)
        serving = await serve(
            tenant,
            recognises=lambda token: who.recognises(token, "https://127.0.0.1"),
            tls=certificate.for_server(),
        )
        parts.push_async_callback(serving.stop)
        url = f"http://127.0.0.1:{free_ports(1)[0]}"
        authority = await parts.enter_async_context(
            entra.served(_authority(tenant), f"{url}/sign-in/answer")
        )
        crm = folder / "crm.db"
        parameters = {
            "adminClientId": authority.client_id,
            "graphUrl": serving.url,
            "authorityUrl": authority.url,
            "publicUrl": url,
            "crmUrl": f"sqlite+aiosqlite:///{crm}",
            "postgresqlEnabled": False,
        }
        around = replace(
            AZURE,
            tenant={"tenantId": tenant.id},
            answers={
                **AZURE.answers,
                "Microsoft.Storage/storageAccounts": {"primaryEndpoints": azurite.addresses},
            },
        )
        settings = app_settings(template(), GIVEN | parameters, around)
        secrets = _vault(deployment(around, **parameters))
        injected = await parts.enter_async_context(identity.served(who))
        environment = with_secrets(settings, secrets) | injected
        environment |= {
            "WEBSITE_HOSTNAME": url.removeprefix("http://"),
            "SSL_CERT_FILE": str(certificate.file),  # what this machine trusts: no setting
        }
        host = await _started(folder, url, environment)
        parts.push_async_callback(host.stop)
        yield Drill(
            url=url,
            host=host,
            settings=settings,
            tenant=tenant,
            tenant_url=serving.url,
            identity=who,
            authority=authority,
            crm=crm,
            certificate=certificate,
            storage=azurite.addresses,
        )


async def _started(folder: Path, url: str, environment: Mapping[str, str]) -> Child:
    """Start the host in an environment of its own; the settings' file is empty, as in Azure."""
    file = folder / "no-settings.json"
    file.write_text(json.dumps({"IsEncrypted": False, "Values": {}}))
    words = [sys.executable, "-m", "simulator", "host", "--port", url.rpartition(":")[2]]
    words += ["--app", str(REPOSITORY), "--settings", str(file)]
    host = await Child.start("host", words, folder, environment, REPOSITORY, inherits=False)
    await host.ready_line()
    return host


def _authority(tenant: Tenant) -> Authority:
    return Authority(
        tenant_id=tenant.id, client_id=GIVEN["adminClientId"], now=_now, people=(ADMINISTRATOR,)
    )


def _vault(made: Deployed) -> dict[tuple[str, str], str]:
    """Return the vault's secrets: those of the template, and the key that is made beside it."""
    secrets = {
        (VAULT, one["name"].rpartition("/")[2]): str(one["properties"]["value"])
        for one in made.of("Microsoft.KeyVault/vaults/secrets")
    }
    return secrets | {(VAULT, "rapport-digest-key"): base64.b64encode(bytes(range(32))).decode()}


def _now() -> datetime:
    return datetime.now(UTC)

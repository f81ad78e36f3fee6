"""Azurite, Microsoft's storage emulator, from node_modules."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simulator.processes.certificates import Certificate
from simulator.processes.children import Child, DidNotStart
from simulator.processes.ports import free_ports

_HOST = "127.0.0.1"
_ACCOUNT = "devstoreaccount1"
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""The emulator's published key (Learn: use the Azurite emulator)."""


@dataclass(frozen=True, slots=True)
class Azurite:
    """A running emulator."""

    child: Child
    connection: str
    """Connection string for AzureWebJobsStorage."""
    addresses: dict[str, str]
    """Of its services: blob, queue, table."""


async def start_azurite(
    repository: Path,
    logs: Path,
    kept_in: Path | None = None,
    certificate: Certificate | None = None,
) -> Azurite:
    """Start the emulator on free ports; it keeps everything in memory unless given a folder.

    With a certificate it speaks https and takes tokens of an identity too; it looks at their times, issuer and
    audience, not at their signature, and at no role.

    Raises:
        DidNotStart: it is not installed (`make setup`) or does not come up.
    """
    program = repository / "node_modules" / ".bin" / "azurite"
    if not program.exists():
        raise DidNotStart("Azurite is not installed: run `make setup` first")
    blob, queue, table = free_ports(3)
    keeping = ["--location", str(kept_in)] if kept_in else ["--inMemoryPersistence"]
    words = [str(program), "--silent", "--skipApiVersionCheck", "--loose", "--disableTelemetry"]
    words += keeping
    if certificate:
        words += ["--oauth", "basic", "--cert", str(certificate.file)]
        words += ["--key", str(certificate.key_file)]
    for name, port in (("blob", blob), ("queue", queue), ("table", table)):
        words += [f"--{name}Host", _HOST, f"--{name}Port", str(port)]
    child = await Child.start("azurite", words, logs)
    for port in (queue, table):
        await child.port_open(_HOST, port)
    scheme = "https" if certificate else "http"
    ports = {"blob": blob, "queue": queue, "table": table}
    told = {name: f"{scheme}://{_HOST}:{port}/{_ACCOUNT}" for name, port in ports.items()}
    return Azurite(child, connection_string(told), told)


def connection_string(addresses: Mapping[str, str]) -> str:
    """Return the connection string of an emulator at these addresses."""
    told = ";".join(f"{name.title()}Endpoint={url}" for name, url in addresses.items())
    scheme = addresses["queue"].partition(":")[0]
    return f"DefaultEndpointsProtocol={scheme};AccountName={_ACCOUNT};AccountKey={_KEY};{told};"

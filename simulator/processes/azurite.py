"""Azurite, Microsoft's storage emulator, from node_modules."""

from dataclasses import dataclass
from pathlib import Path

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


async def start_azurite(repository: Path, logs: Path, kept_in: Path | None = None) -> Azurite:
    """Start the emulator on free ports; it keeps everything in memory unless given a folder.

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
    for name, port in (("blob", blob), ("queue", queue), ("table", table)):
        words += [f"--{name}Host", _HOST, f"--{name}Port", str(port)]
    child = await Child.start("azurite", words, logs)
    for port in (queue, table):
        await child.port_open(_HOST, port)
    return Azurite(child, connection_string(blob, queue, table))


def connection_string(blob: int, queue: int, table: int) -> str:
    """Return the connection string of an emulator on these ports."""
    endpoints = (("Blob", blob), ("Queue", queue), ("Table", table))
    told = ";".join(f"{n}Endpoint=http://{_HOST}:{p}/{_ACCOUNT}" for n, p in endpoints)
    return f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_KEY};{told};"

"""`python -m simulator.graph`: a tenant in a process of its own, until it is stopped."""

import argparse
import asyncio
import json
import signal

from simulator.graph.http.server import serve
from simulator.graph.rules import ServerRules
from simulator.graph.surroundings import SeededSurroundings
from simulator.graph.tenant import TENANT_ID, Tenant


def main() -> None:
    """Serve a tenant; its address is printed as one JSON line when it answers."""
    asked = _parser().parse_args()
    rules = ServerRules() if asked.faults is None else ServerRules.troubled(asked.faults)
    tenant = Tenant(SeededSurroundings(asked.seed), rules, tenant_id=asked.tenant_id)
    asyncio.run(_run(tenant, asked.host, asked.port, control=asked.control))


async def _run(tenant: Tenant, host: str, port: int, *, control: bool) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    serving = await serve(tenant, host, port, control=control)
    address = {
        "url": serving.url,
        "control_url": serving.control_url,
        "outlook_url": serving.outlook_url,
        "tenant_id": tenant.id,
    }
    print(json.dumps(address), flush=True)
    await stopped.wait()
    await serving.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulator.graph", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at")
    parser.add_argument("--port", type=int, default=0, help="port; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=1, help="seed of ids and chance")
    parser.add_argument("--faults", type=int, metavar="SEED", help="trouble drawn from this seed")
    parser.add_argument("--tenant-id", default=TENANT_ID, help="the tenant's id (a GUID)")
    parser.add_argument("--control", action="store_true", help="serve /_control and /outlook too")
    return parser


if __name__ == "__main__":
    main()

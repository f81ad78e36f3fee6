"""A pretend firm on this machine: Azurite, the tenant and the function app, each in a process of its own."""

import json
import os
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from aiohttp import ClientSession, ClientTimeout

from simulator.processes.azurite import Azurite, start_azurite
from simulator.processes.children import Child
from simulator.processes.control import HostControl, TenantControl
from simulator.processes.ports import free_ports

REPOSITORY = Path(__file__).resolve().parents[2]
_REQUEST_SECONDS_MAX = 120
_SCHEDULES = {
    "RAPPORT_SWEEP_SCHEDULE": "0 */15 * * * *",
    "RAPPORT_SUBSCRIPTIONS_SCHEDULE": "0 5 * * * *",
    "RAPPORT_DIRECTORY_SCHEDULE": "0 20 */6 * * *",
    "RAPPORT_REMATCH_SCHEDULE": "0 */5 * * * *",
    "RAPPORT_CRM_FEED_SCHEDULE": "30 * * * * *",
    "RAPPORT_PRUNE_SCHEDULE": "0 40 3 * * *",
    "RAPPORT_HEALTH_SCHEDULE": "0 */5 * * * *",
}


@dataclass(frozen=True, kw_only=True)
class FirmPlan:
    """What a pretend firm is made of."""

    folder: Path
    """Where its processes' logs and settings lie."""
    crm_url: str
    digest_key: str
    """Base64, as the setting RAPPORT_DIGEST_KEY."""
    tenant_seed: int = 1
    storage_folder: Path | None = None
    """Where Azurite keeps its data; None: in memory."""
    host_port: int = 0
    """0 takes a free one."""
    processing_seconds: int = 600
    schedules: dict[str, str] = field(default_factory=dict)
    """Timers that fire otherwise than in the sample settings."""
    settings: dict[str, str] = field(default_factory=dict)
    """Further settings of the app."""
    host_folder: Path | None = None
    """Where the function app works; None: where this process does."""


class PretendFirm:
    """The running processes. Enter it to start Azurite and the tenant; the host is started apart."""

    tenant: TenantControl
    host: HostControl
    outlook_url: str
    """Where its people act in the pretend Outlook."""
    settings: dict[str, str]
    """The app's settings, as environment variables."""
    host_output: bytes
    """What function app processes that have ended had printed."""

    def __init__(self, plan: FirmPlan) -> None:
        self._plan = plan
        self._open = AsyncExitStack()
        self._host: Child | None = None
        self.host_output = b""

    async def __aenter__(self) -> Self:
        """Start Azurite and the tenant.

        Raises:
            DidNotStart: one of them did not come up; everything started is stopped.
        """
        async with AsyncExitStack() as opening:
            timeout = ClientTimeout(total=_REQUEST_SECONDS_MAX)
            client = await opening.enter_async_context(ClientSession(timeout=timeout))
            azurite = await start_azurite(REPOSITORY, self._plan.folder, self._plan.storage_folder)
            opening.push_async_callback(azurite.child.stop)
            tenant = await Child.start("tenant", self._tenant_words(), self._plan.folder)
            opening.push_async_callback(tenant.stop)
            told = await tenant.ready_line()
            port = self._plan.host_port or free_ports(1)[0]
            self.tenant = TenantControl(client, told["control_url"])
            self.outlook_url = told["outlook_url"]
            self.host = HostControl(client, f"http://127.0.0.1:{port}")
            self.settings = self._settings(azurite, told, port)
            self._open = opening.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop everything, the host first."""
        try:
            await self.stop_host()
        finally:
            await self._open.aclose()

    async def start_host(self) -> None:
        """Start the function app.

        Raises:
            DidNotStart: it did not come up.
        """
        file = self._plan.folder / "settings.json"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            json.dump({"IsEncrypted": False, "Values": self.settings}, opened, indent=1)
        port = self.host.url.rpartition(":")[2]
        words = [
            sys.executable,
            "-m",
            "simulator",
            "host",
            "--port",
            port,
            "--app",
            str(REPOSITORY),
        ]
        words += ["--settings", str(file)]
        words += ["--processing-seconds", str(self._plan.processing_seconds)]
        paths = {"PYTHONPATH": str(REPOSITORY)}
        self._host = await Child.start(
            "host", words, self._plan.folder, paths, self._plan.host_folder
        )
        await self._host.ready_line()

    async def stop_host(self) -> None:
        """End the function app gently; nothing where it does not run."""
        if self._host is not None:
            await self._host.stop()
            await self._ended()

    async def kill_host(self) -> None:
        """End the function app as a crash would."""
        if self._host is not None:
            await self._host.kill()
            await self._ended()

    async def _ended(self) -> None:
        host, self._host = self._host, None
        if host is not None:
            self.host_output += await host.rest_of_output()

    def _tenant_words(self) -> list[str]:
        seed = str(self._plan.tenant_seed)
        return [sys.executable, "-m", "simulator.graph", "--port", "0", "--control", "--seed", seed]

    def _settings(self, azurite: Azurite, tenant: dict[str, str], port: int) -> dict[str, str]:
        return {
            "FUNCTIONS_WORKER_RUNTIME": "python",
            "AzureWebJobsStorage": azurite.connection,
            "RAPPORT_DIGEST_KEY": self._plan.digest_key,
            "RAPPORT_TENANT_ID": tenant["tenant_id"],
            "RAPPORT_GRAPH_URL": tenant["url"],
            "RAPPORT_GRAPH_CREDENTIAL": "local",
            "RAPPORT_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "RAPPORT_SIGN_IN": "local",
            "RAPPORT_CRM_URL": self._plan.crm_url,
            **_SCHEDULES,
            **self._plan.schedules,
            **self._plan.settings,
        }

"""The engine of one process: parts chosen from the settings, built on first use, closed at the end.

Built lazily, because a placeholder process is given its settings after it has imported the app (facts:
azure §4), and because the webhook must answer before anything heavy is loaded.
"""

import logging
from asyncio import Lock
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from azure.core.credentials_async import AsyncTokenCredential

from adapters.crm.sql import SqlCrm
from adapters.entra import EntraTokens
from adapters.graph import GraphTenant
from adapters.graph.credentials import credential_for
from adapters.scoring import AzureLanguageScorer, LocalScorer
from adapters.storage import StorageAccount
from adapters.surroundings import SystemSurroundings
from flows.meter import Meter
from flows.ports.calendar_desk import CalendarDesk
from flows.ports.contact_desk import ContactDesk
from flows.ports.desk import Desk
from flows.ports.identity import Tokens
from flows.ports.parts import Parts
from flows.ports.scorer import Scorer
from sync_core.digests import Digester
from wiring.settings import CrmCredential, GraphCredential, Settings
from wiring.telemetry import measured

_Step = Callable[[], Awaitable[None]]
_OURS = ("rapport", "adapters", "admin", "flows", "functions", "simulator", "host", "wiring")
"""Loggers of this project: they tell codes, counts and tags, at any level."""


async def _none_of_ours() -> tuple[str, str]:
    return "", ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """All parts of one process."""

    settings: Settings
    parts: Parts
    desk: Desk
    calendar_desk: CalendarDesk
    contact_desk: ContactDesk
    meter: Meter
    crm_schema: Callable[[], Awaitable[tuple[str, str]]] = _none_of_ours
    """Which schema the CRM's database has, and which one this program writes; both empty where the CRM keeps its own."""
    tokens: Tokens | None = None
    """Proves tokens of the firm's Entra ID; None on a local host, where nobody signs in."""
    prepares: tuple[_Step, ...] = ()
    """Called before first use: what has to be there outside is created."""
    closes: tuple[_Step, ...] = ()
    """Called at the end: every connection is closed."""


class _Process:
    """What this process holds: nothing until the first use."""

    engine: Engine | None = None
    lock: Lock | None = None


async def engine() -> Engine:
    """Return this process's engine, built on first use.

    Raises:
        BadSettings: names each setting that is missing or malformed.
    """
    if _Process.engine is not None:
        return _Process.engine
    _Process.lock = _Process.lock or Lock()
    async with _Process.lock:
        if _Process.engine is None:
            _Process.engine = await _prepared(build(Settings.read()))
    return _Process.engine


async def close() -> None:
    """Close this process's engine; the next use builds it anew."""
    held, _Process.engine, _Process.lock = _Process.engine, None, None
    for step in held.closes if held else ():
        await step()


def install(made: Engine) -> None:
    """Let this process use an engine put together elsewhere (a pretend firm in memory)."""
    _Process.engine = made


def build(settings: Settings) -> Engine:
    """Return an engine for some settings; nothing is connected yet."""
    _quieten()
    (meter, telemetry), digester = measured(settings), Digester(settings.digest_key)
    closes_telemetry = (telemetry.close,) if telemetry else ()
    tenant = GraphTenant.connect(
        url=settings.graph_url,
        credential=_graph_credential(settings),
        public_url=settings.public_url,
        meter=meter,
        event_grid_topic=settings.event_grid_topic,
    )
    storage = _storage(settings, meter, digester)
    crm = SqlCrm.connect(settings.crm_url, meter, credential=_crm_credential(settings))
    registration = settings.registration
    remote_scorer, closes_scorer = _remote_scorer(settings)
    parts = Parts(
        mail=tenant.mail,
        directory=tenant.directory,
        subscriptions=tenant.subscriptions,
        calendar=tenant.calendar,
        contacts=tenant.contacts,
        crm=crm,
        crm_calendar=crm.calendar,
        crm_contacts=crm.contacts,
        memory=storage.memory,
        policies=storage.policies,
        queue=storage.queue,
        scorer=LocalScorer(),
        remote_scorer=remote_scorer,
        surroundings=SystemSurroundings(),
        digester=digester,
    )
    return Engine(
        settings=settings,
        parts=parts,
        desk=crm,
        calendar_desk=crm.calendar,
        contact_desk=crm.contacts,
        meter=meter,
        crm_schema=crm.revisions,
        tokens=EntraTokens(registration, parts.surroundings.now) if registration else None,
        prepares=(storage.prepare, crm.prepare),
        closes=(tenant.close, storage.close, crm.close, *closes_scorer, *closes_telemetry),
    )


def _storage(settings: Settings, meter: Meter, digester: Digester) -> StorageAccount:
    return StorageAccount.connect(
        connection_string=(
            None if settings.reaches_storage_by_identity else settings.storage_connection
        ),
        queue_uri=settings.queue_uri,
        table_uri=settings.table_uri,
        credential=_storage_credential(settings),
        meter=meter,
        digester=digester,
    )


async def _prepared(made: Engine) -> Engine:
    """Create what the engine needs outside: tables, queues, the CRM's schema."""
    for step in made.prepares:
        await step()
    return made


def _graph_credential(settings: Settings) -> AsyncTokenCredential:
    return credential_for(
        kind=settings.graph_credential.value,
        client_id=settings.client_id,
        tenant_id=settings.tenant_id,
        certificate_path=settings.certificate_path,
    )


def _storage_credential(settings: Settings) -> AsyncTokenCredential | None:
    """Return the identity storage is reached with; a connection string carries its own key."""
    if not settings.reaches_storage_by_identity:
        return None
    return credential_for(
        kind=GraphCredential.MANAGED_IDENTITY.value,
        client_id=settings.storage_client_id,
        tenant_id=settings.tenant_id,
        certificate_path=None,
    )


def _crm_credential(settings: Settings) -> AsyncTokenCredential | None:
    """Return the identity the CRM's database is reached with; an address with a password needs none."""
    if settings.crm_credential is CrmCredential.URL:
        return None
    return credential_for(
        kind=GraphCredential.MANAGED_IDENTITY.value,
        client_id=settings.client_id,
        tenant_id=settings.tenant_id,
        certificate_path=None,
    )


def _remote_scorer(settings: Settings) -> tuple[Scorer | None, tuple[_Step, ...]]:
    """Return the scorer that the policy may choose instead of the local one, and what closes it."""
    if not settings.language_endpoint:
        return None, ()
    credential = _graph_credential(settings)
    scorer = AzureLanguageScorer(settings.language_endpoint, credential)
    return scorer, (scorer.close, credential.close)


def _quieten() -> None:
    """Let nobody but this project speak below a warning, whatever level the app was given.

    Libraries log links, statements with their values, tokens. A list of the quiet would miss the next one.
    """
    root = logging.getLogger()
    if root.level >= logging.WARNING:
        return
    for name in _OURS:
        logging.getLogger(name).setLevel(root.level)
    root.setLevel(logging.WARNING)

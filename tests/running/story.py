"""A firm's life in a minute, with words planted everywhere: mail, meetings, contacts, faults, a crash, foreign hands."""

import asyncio
import base64
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from azure.data.tables.aio import TableClient
from azure.storage.queue.aio import QueueClient

from flows.ports.desk import NewPerson
from simulator.processes.firm import FirmPlan, PretendFirm
from simulator.replay.quiet import until_history
from simulator.replay.scene import Scene, scene_of
from sync_core.addresses import NoAddress, normalise
from sync_core.mail import Address
from sync_core.policy import Policy
from sync_core.work import MailboxId, Task, WorkItem
from tests.running import places
from tests.running.addressbook import CONTACTS, AddressBook, BookTold
from tests.running.canaries import Canaries
from tests.running.diary import CALENDAR, Diary, DiaryTold
from tests.running.foreign import visit
from tests.running.letters import FIRM_DOMAIN, NEVER_DOMAIN, REFUSED_WORD, Letter, Letters

_PATIENCE_SECONDS = 240
_PROCESSING_SECONDS = 4
_LOOK_SECONDS = 0.3
_NEVER = "0 0 0 1 1 *"
_MAILBOXES = ("anna", "bo", "crashing", "failing", "waiting")
_SUBSCRIPTIONS_EACH = 3
_LEASES = "RowKey ge 'cursor.' and RowKey lt 'cursor/'"
_DEQUEUED_BEFORE = 4
"""host.json gives a message up at the fifth time."""


@dataclass
class Told:
    """What a run planted, and everything it left behind."""

    seed: int
    """Of all words; pytest shows it with a failure."""
    canaries: Canaries = field(repr=False)
    foreign: Canaries = field(repr=False)
    """Words that others put into our queues: the emulator's own files hold what was put there."""
    captured: list[Letter] = field(default_factory=list, repr=False)
    left_out: list[Letter] = field(default_factory=list, repr=False)
    kept: list[places.Place] = field(default_factory=list, repr=False)
    """Tables, queues and files, but for the CRM's and the emulator's."""
    emulator: list[places.Place] = field(default_factory=list, repr=False)
    crm: bytes = field(default=b"", repr=False)
    log: bytes = field(default=b"", repr=False)
    poison_seen: bytes = field(default=b"", repr=False)
    """What the queues held while the host was down."""
    secrets: dict[str, bytes] = field(default_factory=dict, repr=False)
    diary: DiaryTold = field(default_factory=DiaryTold, repr=False)
    """What became of the calendars."""
    book: BookTold = field(default_factory=BookTold, repr=False)
    """What became of the contacts."""


async def live(folder: Path, seed: int) -> Told:
    """Live the story in a folder and return what it left behind."""
    told = Told(seed, Canaries(seed, "mail"), Canaries(seed, "foreign"))
    key = Random(f"key {seed}").randbytes(32)  # noqa: S311 - of a firm that lives a minute
    told.secrets = {
        "digest key": base64.b64encode(key),
        "digest key in hex": key.hex().encode(),
        "bearer token": b"local-pretend-token",
        "storage key": b"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq",
    }
    plan = _plan(folder, told.secrets["digest key"].decode())
    async with PretendFirm(plan) as firm:
        async with scene_of(firm) as scene:
            await _Story(scene, told, folder / "crm" / "crm.db").live()
        await firm.stop_host()
        connection = firm.settings["AzureWebJobsStorage"]
        told.kept += [place async for place in places.rows(connection)]
        told.kept += [place async for place in places.messages(connection)]
        told.kept.append(places.Place("what the host printed", firm.host_output))
    logs = places.files(folder / "logs", but=frozenset(("tenant.log",)))
    told.log = b"".join(place.data for place in logs if place.name.endswith("host.log"))
    told.kept += [*logs, *places.files(folder / "host")]
    told.emulator = places.files(folder / "storage")
    told.crm = b"".join(place.data for place in places.files(folder / "crm"))
    return told


def _plan(folder: Path, digest_key: str) -> FirmPlan:
    for name in ("logs", "storage", "crm", "host", "host/temporary"):
        (folder / name).mkdir()
    never = ("SWEEP", "SUBSCRIPTIONS", "DIRECTORY", "REMATCH", "CRM_FEED", "PRUNE", "HEALTH")
    return FirmPlan(
        folder=folder / "logs",
        crm_url=f"sqlite+aiosqlite:///{folder}/crm/crm.db",
        digest_key=digest_key,
        storage_folder=folder / "storage",
        processing_seconds=_PROCESSING_SECONDS,
        schedules={f"RAPPORT_{name}_SCHEDULE": _NEVER for name in never},
        settings={
            "PYTHON_ENABLE_DEBUG_LOGGING": "1",
            "TMPDIR": str(folder / "host" / "temporary"),
        },
        host_folder=folder / "host",
    )


class _Story:
    def __init__(self, scene: Scene, told: Told, crm: Path) -> None:
        self._scene, self._told, self._crm = scene, told, crm
        self._owners = {name: told.canaries.address(FIRM_DOMAIN) for name in _MAILBOXES}
        self._letters = {name: Letters(told.canaries, a) for name, a in self._owners.items()}
        self._ids: dict[str, str] = {}
        self._diary = Diary(scene, told.canaries, crm, self._owners, _until)
        told.diary = self._diary.told
        self._book = AddressBook(scene, told.canaries, crm, self._owners, _until)
        told.book = self._book.told

    async def live(self) -> None:
        """Begin, go through everything, come to rest."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await self._begin()
            await self._arrivals()
            await visit(self._scene, self._told.canaries, self._ids["anna"])
            await self._diary.lose_cursors()
            await self._book.lose_cursors()
            await self._diary.move_in_crm()
            await self._idle()
            await self._crash()
            await self._foreign_hands()
            await self._scene.firm.start_host()
            await self._idle()
            await self._diary.end()
            await self._book.end()

    # Acts

    async def _begin(self) -> None:
        """People, rules and a past; the function app starts and back-fills it."""
        words = self._told.canaries
        users = [
            {
                "name": words.word("user"),
                "address": address,
                "aliases": [words.address("alias.test")],
            }
            for address in self._owners.values()
        ]
        ids = await self._scene.firm.tenant.add_users(users)
        self._ids = dict(zip(self._owners, ids, strict=True))
        await self._scene.set_policy(_policy())
        received = datetime.now(UTC) - timedelta(days=3)
        for name in ("anna", "bo"):
            await self._deliver(self._letters[name].of_every_kind(received))
        await self._know_people()
        _refuse_some(self._crm)
        await self._diary.begin()
        await self._book.begin()
        await self._scene.firm.start_host()
        await self._scene.firm.host.trigger("directory")
        await until_history(self._scene, len(_MAILBOXES), _PATIENCE_SECONDS)
        await _until(self._is_subscribed)
        await _until(self._diary.has_begun)
        await _until(self._book.has_begun)
        await self._scene.firm.host.trigger("crmfeed")
        await _until(self._diary.is_followed)
        await _until(self._book.is_followed)

    async def _know_people(self) -> None:
        """Make half of the clients people of the CRM."""
        clients = [a for a in self._told.canaries.addresses if a.endswith("client.test")]
        people = [
            NewPerson(
                name=self._told.canaries.word("person"), addresses=(("email", Address(address)),)
            )
            for address in clients[::2]
        ]
        await self._scene.desk.add_people(people)
        staff = [(name, normalise(address)) for name, address in self._owners.items()]
        await self._scene.desk.add_staff([(n, a) for n, a in staff if not isinstance(a, NoAddress)])

    async def _arrivals(self) -> None:
        """Mail arrives while the tenant turns requests away, then is calm again."""
        tenant = self._scene.firm.tenant
        before = int((await tenant.stats())["throttled"])
        await tenant.set_rules(None, {"throttle_chance": 1.0, "retry_after_seconds": 1})
        for name in ("anna", "bo"):
            await self._deliver(self._letters[name].of_every_kind(None))
        await self._diary.change_both_sides()
        await self._book.change_both_sides()

        async def was_throttled() -> bool:
            return int((await tenant.stats())["throttled"]) > before

        await _until(was_throttled)
        await tenant.set_rules(None, {})
        await _until(self._has_everything)
        await _until(self._diary.both_sides_show_it)
        await _until(self._book.both_sides_show_it)

    async def _crash(self) -> None:
        """Kill the function app while it holds a message that it has not written anywhere yet.

        And an event and a contact that are made in Outlook, while the CRM does not know of it yet.
        """
        firm, mailbox = self._scene.firm, self._ids["crashing"]
        read = await self._requests_of(mailbox)
        await self._diary.prepare_crash()
        await self._book.prepare_crash()
        with _locked(self._crm):
            await self._deliver([self._letters["crashing"].captured(None)])
            await firm.host.trigger("crmfeed")

            async def is_read() -> bool:
                return await self._requests_of(mailbox) > read and await self._is_leased(mailbox)

            await _until(is_read)
            await _until(self._diary.crash_is_due)
            await _until(self._book.crash_is_due)
            await firm.kill_host()
        await self._expire_leases()

    async def _foreign_hands(self) -> None:
        """While the host is down: an item that will fail, and messages of others in our queues."""
        tenant, words = self._scene.firm.tenant, self._told.foreign
        await self._spoil_tallies(self._ids["failing"])
        await tenant.set_rules(None, {"notification_lost_chance": 1.0})
        await self._deliver([self._letters["failing"].captured(None)])
        mailbox = MailboxId(self._ids["failing"])
        ours = WorkItem(task=Task.MAIL_WAKE, mailbox=mailbox, woken_at=datetime.now(UTC)).encode()
        await self._put("work", base64.b64encode(ours.encode()).decode(), times=_DEQUEUED_BEFORE)
        told = f'{{"subject": "{words.word("json")}"}}'
        addressed = ours.replace(mailbox, words.address("foreign.test"))
        for queue in ("work", "bulk", "work-poison", "bulk-poison"):
            for text in (told, words.word("text"), addressed):
                await self._put(queue, base64.b64encode(text.encode()).decode())
            await self._put(queue, f"{words.word('bare')} is no base64")
        held = [p async for p in places.messages(self._connection)]
        self._told.poison_seen = b"\n".join(place.data for place in held)

    # What the acts are made of

    @property
    def _connection(self) -> str:
        return self._scene.firm.settings["AzureWebJobsStorage"]

    async def _deliver(self, letters: Iterable[Letter]) -> None:
        some = list(letters)
        for letter in some:
            (self._told.captured if letter.is_captured else self._told.left_out).append(letter)
        await self._scene.firm.tenant.deliver([letter.order for letter in some])

    async def _is_subscribed(self) -> bool:
        stats = await self._scene.firm.tenant.stats()
        return int(stats["subscriptions"]) >= _SUBSCRIPTIONS_EACH * len(_MAILBOXES)

    async def _has_everything(self) -> bool:
        return (await self._scene.desk.totals())["activities"] >= len(self._told.captured)

    async def _idle(self) -> None:
        """Return when nothing waits anywhere, seen twice in a row."""
        seen: list[bool] = []

        async def nothing_waits() -> bool:
            lengths = [await self._length(f"{q}-poison") for q in ("work", "bulk")]
            seen.append(not any((await self._scene.waiting()).values()) and not any(lengths))
            return seen[-2:] == [True, True]

        await _until(nothing_waits)

    async def _length(self, queue: str) -> int:
        async with QueueClient.from_connection_string(self._connection, queue) as client:
            return (await client.get_queue_properties()).approximate_message_count or 0

    async def _requests_of(self, mailbox: str) -> int:
        return int((await self._scene.firm.tenant.stats())["mailboxes"].get(mailbox, 0))

    async def _is_leased(self, mailbox: str) -> bool:
        async with self._memory() as table:
            row = await table.get_entity(mailbox, "cursor.mail.live!lease")
            return bool(row["run"])

    async def _expire_leases(self) -> None:
        """Let the time pass that the leases of killed runs hold."""
        past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        async with self._memory() as table:
            leases = [row async for row in table.query_entities(_LEASES) if row.get("run")]
            for row in leases:
                keys = {name: row[name] for name in ("PartitionKey", "RowKey")}
                await table.update_entity({**keys, "expires_at": past})

    async def _spoil_tallies(self, mailbox: str) -> None:
        """Make every try to remember in this mailbox fail by a fault of the engine's own."""
        async with self._memory() as table:
            for days in (0, 1):
                day = datetime.now(UTC).date() + timedelta(days=days)
                row = {"PartitionKey": mailbox, "RowKey": f"tally.{day}", "no_such_reason": 1}
                await table.upsert_entity(row)

    @asynccontextmanager
    async def _memory(self) -> AsyncIterator[TableClient]:
        async with TableClient.from_connection_string(self._connection, "memory") as table:
            yield table

    async def _put(self, queue: str, content: str, times: int = 0) -> None:
        """Put a message into a queue as if it had been taken out and come back so many times."""
        async with QueueClient.from_connection_string(self._connection, queue) as client:
            await client.send_message(content)
            for _ in range(times):
                message = await client.receive_message(visibility_timeout=30)
                assert message is not None
                await client.update_message(message, visibility_timeout=0)


def _policy() -> Policy:
    return Policy.parse(
        {
            "mailboxes": {"choose": "all"},
            "mail": {
                "internal_domains": [{"domain": FIRM_DOMAIN, "subdomains": True}],
                "never_log": [NEVER_DOMAIN],
                "content": "full",
                "history": {"months": 1},
            },
            "calendar": CALENDAR,
            "contacts": CONTACTS,
        }
    )


def _refuse_some(crm: Path) -> None:
    """Let the CRM's database refuse some messages: the driver's error then holds the row's values."""
    with closing(sqlite3.connect(crm)) as database:
        database.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON email_activity "
            f"WHEN NEW.subject LIKE '%{REFUSED_WORD}%' "
            "BEGIN SELECT RAISE(ABORT, 'refused by the firm'); END"
        )
        database.commit()


class _locked:  # noqa: N801 - used like contextlib's own lower-case context managers
    """Holds the CRM's database, so that whoever would write to it waits."""

    def __init__(self, crm: Path) -> None:
        self._database = sqlite3.connect(crm, isolation_level=None)

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._database.execute("ROLLBACK")
        self._database.close()


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Return when a condition holds; the story's own time limit ends it otherwise."""
    while not await holds():
        await asyncio.sleep(_LOOK_SECONDS)

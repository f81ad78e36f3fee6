"""The calendar's part of the story: people act in Outlook and in the CRM, the engine keeps both in step."""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flows.ports.desk import NewPerson
from simulator.replay.scene import Scene
from sync_core.calendar.event import CrmEventId, Span
from sync_core.mail import Address, CrmUserId
from tests.running.canaries import Canaries
from tests.running.letters import REFUSED_WORD
from tests.running.meetings import Appointment, Meetings

CALENDAR = {
    "enabled": True,
    "brakes": {"preview_first": False, "invitation_fuse": 4},
}
"""The policy: first runs wait for nobody, and five strangers are one too many to mail unasked."""
_STRANGERS = 5

Until = Callable[[Callable[[], Awaitable[bool]]], Awaitable[None]]


@dataclass
class DiaryTold:
    """What people did, and what both sides show at the end."""

    kept: list[Appointment] = field(default_factory=list, repr=False)
    left_out: list[Appointment] = field(default_factory=list, repr=False)
    edited: list[str] = field(default_factory=list)
    """Subjects given in Outlook while requests were turned away, and while cursors were lost."""
    made: list[str] = field(default_factory=list)
    """Subjects of events made in the CRM whose guests were invited."""
    held: str = ""
    """Subject of the event that waits for a person."""
    crashed: str = ""
    """Subject of the event that was made in Outlook when the process ended."""
    crashed_guest: str = ""
    client: str = ""
    """The address of the CRM's person whom meetings are with."""
    moved_to: str = ""
    outlook: dict[str, list[dict[str, Any]]] = field(default_factory=dict, repr=False)
    """The events of each mailbox."""
    crm: list[str] = field(default_factory=list, repr=False)
    """The subjects of all events of the CRM."""
    mails: list[dict[str, Any]] = field(default_factory=list, repr=False)
    subscribed: list[tuple[str | None, str | None]] = field(default_factory=list, repr=False)
    """Of each mailbox its subscriptions: of messages and of events."""
    subscriptions: int = 0
    """How many the tenant holds."""


class Diary:
    """Lives the calendars of a scene's mailboxes."""

    def __init__(
        self, scene: Scene, canaries: Canaries, crm: Path, owners: dict[str, str], until: Until
    ) -> None:
        self.told = DiaryTold()
        self._scene, self._crm, self._owners, self._until = scene, crm, owners, until
        self._words = canaries
        self._client = canaries.address("guest.test")
        self._meetings = {
            name: Meetings(canaries, address, self._client) for name, address in owners.items()
        }
        self.told.client = self._client
        self._first = ""

    async def begin(self) -> None:
        """Fill a calendar before the engine first looks."""
        tenant, anna = self._scene.firm.tenant, self._owners["anna"]
        person = NewPerson(
            name=self._words.word("person"), addresses=(("email", Address(self._client)),)
        )
        await self._scene.desk.add_people([person])
        some = list(self._meetings["anna"].of_every_kind(self._owners["bo"]))
        ids = await tenant.make_events([one.order for one in some])
        damaged = [
            {"mailbox": anna, "id": id_, "act": "damage"}
            for id_, one in zip(ids, some, strict=True)
            if one.is_damaged
        ]
        await tenant.act(damaged)
        self.told.kept += [one for one in some if one.is_kept]
        self.told.left_out += [one for one in some if not one.is_kept]
        self._first = ids[0]
        refuse_some(self._crm)

    async def has_begun(self) -> bool:
        """Return whether every mailbox's first run is over."""
        records = await self._scene.records()
        started = sum(r.calendar_started_at is not None for r in records)
        return started == len(self._owners)

    async def is_followed(self) -> bool:
        """Return whether the CRM's feed is read from here on."""
        return bool((await self._scene.parts.memory.firm()).crm_events_cursor)

    async def change_both_sides(self) -> None:
        """Edit in Outlook, make new events in the CRM: one of them mails more strangers than allowed."""
        await self._edit()
        bo, waiting = await self._user("bo"), await self._user("waiting")
        strangers = [self._words.address("stranger.test") for _ in range(_STRANGERS)]
        new = [
            self._meetings["bo"].in_the_crm(bo, self._client),
            self._meetings["bo"].in_the_crm(bo, self._client, rule="FREQ=WEEKLY;COUNT=3"),
            self._meetings["waiting"].in_the_crm(waiting, *strangers),
        ]
        await self._scene.calendar_desk.add_events(new)
        self.told.made += [event.subject for event in new[:2]]
        self.told.held = new[2].subject
        await self._scene.firm.host.trigger("crmfeed")

    async def both_sides_show_it(self) -> bool:
        """Return whether each side shows what was done on the other."""
        shown = set(await self._subjects("bo"))
        records = await self._scene.records()
        return (
            set(self.told.edited) <= set(self.in_crm())
            and set(self.told.made) <= shown
            and any(r.calendar_held for r in records)
        )

    async def lose_cursors(self) -> None:
        """Change something in Outlook while the tenant knows no cursor any more."""
        tenant = self._scene.firm.tenant
        await tenant.set_rules(None, {"cursor_loss_chance": 1.0})
        await self._edit()
        await self._until(self.both_sides_show_it)
        await tenant.set_rules(None, {})

    async def move_in_crm(self) -> None:
        """Let a meeting that was made in Outlook take place a day later, as a user of the CRM decides."""
        id_, version = self._row(self.told.edited[-1])
        meeting = await self._scene.calendar_desk.meeting(id_)
        assert meeting is not None
        day = timedelta(days=1)
        span = Span(
            start=meeting.span.start + day, end=meeting.span.end + day, zone=meeting.span.zone
        )
        await self._scene.calendar_desk.move(id_, version, span)
        await self._scene.firm.host.trigger("crmfeed")
        self.told.moved_to = span.start.isoformat().replace("+00:00", "")

        async def is_moved() -> bool:
            events = await self._scene.firm.tenant.events(self._owners["anna"])
            return any(str(e["start"]).startswith(self.told.moved_to) for e in events)

        await self._until(is_moved)

    async def prepare_crash(self) -> None:
        """Make an event in the CRM whose mailbox is to make it in Outlook while the process ends."""
        owner = await self._user("crashing")
        self.told.crashed_guest = self._words.address("late.test")
        new = self._meetings["crashing"].in_the_crm(owner, self.told.crashed_guest)
        self.told.crashed = new.subject
        await self._scene.calendar_desk.add_events([new])

    async def crash_is_due(self) -> bool:
        """Return whether the event is in Outlook, and the CRM does not know it yet."""
        return self.told.crashed in await self._subjects("crashing")

    async def end(self) -> None:
        """Note what both sides show."""
        tenant, told = self._scene.firm.tenant, self.told
        told.outlook = {name: await tenant.events(a) for name, a in self._owners.items()}
        told.crm, told.mails = self.in_crm(), await tenant.invitations()
        records = await self._scene.records()
        told.subscribed = [(r.subscription_id, r.calendar_subscription_id) for r in records]
        told.subscriptions = int((await tenant.stats())["subscriptions"])

    def in_crm(self) -> list[str]:
        """Return the subjects of the CRM's events."""
        with closing(sqlite3.connect(self._crm)) as database:
            return [row[0] for row in database.execute("SELECT subject FROM event")]

    async def _edit(self) -> None:
        subject = self._meetings["anna"].word_for_subject()
        act = {"mailbox": self._owners["anna"], "id": self._first, "act": "edit"}
        await self._scene.firm.tenant.act([{**act, "subject": subject}])
        self.told.edited = [subject]

    def _row(self, subject: str) -> tuple[CrmEventId, int]:
        with closing(sqlite3.connect(self._crm)) as database:
            found = database.execute(
                "SELECT id, version FROM event WHERE subject = ?", (subject,)
            ).fetchall()
        ((number, version),) = found
        return CrmEventId(str(number)), int(version)

    async def _subjects(self, name: str) -> Sequence[str]:
        return [e["subject"] for e in await self._scene.firm.tenant.events(self._owners[name])]

    async def _user(self, name: str) -> CrmUserId:
        staff = await self._scene.desk.staff()
        return next(user for user, member in staff.items() if member.name == name)


def refuse_some(crm: Path) -> None:
    """Let the CRM's database refuse some events: the driver's error then holds the row's values."""
    with closing(sqlite3.connect(crm)) as database:
        database.execute(
            "CREATE TRIGGER refusing_events BEFORE INSERT ON event "
            f"WHEN NEW.subject LIKE '%{REFUSED_WORD}%' "
            "BEGIN SELECT RAISE(ABORT, 'refused by the firm'); END"
        )
        database.commit()

"""The policy's calendar section: which events are kept in step, how, and what stops for a person."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from sync_core.policy_section import Section
from sync_core.primaries import own_entry
from sync_core.reconcile.decide import Move, OnDelete, Winner
from sync_core.reconcile.gates import Direction
from sync_core.reconcile.sides import Side

Days = Annotated[int, Field(ge=0, le=3_650)]


class PrivateEvents(StrEnum):
    """What the other side gets of a private event."""

    SKIP = "skip"
    BUSY_ONLY = "busy_only"
    """Its time, and nothing else."""
    WITHOUT_ATTENDEES = "without_attendees"
    FULL = "full"


class Prevented(Section):
    """Operations that never happen on one side, whatever else the policy says."""

    create: bool = Field(default=False, description="Make nothing new on this side")
    update: bool = Field(default=False, description="Change nothing on this side")
    delete: bool = Field(default=False, description="Delete nothing on this side")


class Prevent(Section):
    """Prevented operations override every other rule; what is withheld happens once it is allowed."""

    outlook: Prevented = Field(default=Prevented(), description="In Microsoft 365")
    crm: Prevented = Field(default=Prevented(), description="In the CRM")

    @property
    def operations(self) -> frozenset[tuple[Side, Move]]:
        """The operations that never happen, by side."""
        sides = {Side.OUTLOOK: self.outlook, Side.CRM: self.crm}
        moves = (Move.CREATE, Move.UPDATE, Move.DELETE)
        return frozenset(
            (side, move)
            for side, prevents in sides.items()
            for move in moves
            if getattr(prevents, move.value)
        )


class Deletions(Section):
    """What becomes of an event whose twin was deleted."""

    in_outlook: OnDelete = Field(
        default=OnDelete.KEEP,
        description="The Outlook event, when the CRM's was deleted; delete and cancel mail attendees",
    )
    in_crm: OnDelete = Field(
        default=OnDelete.CANCEL,
        description="The CRM's event, when Outlook's was deleted; cancel keeps the history of who met whom",
    )
    edit_survives: bool = Field(
        default=True,
        description="An event deleted on one side and edited on the other is made again; false: the deletion wins",
    )


class OptIn(Section):
    """Only events that their owner chose, by a category in Outlook."""

    category: str = Field(
        default="", description="The Outlook category that chooses an event; empty: no choosing"
    )
    future_only: bool = Field(
        default=False, description="An event already past when it is chosen stays out"
    )
    not_recurring: bool = Field(default=False, description="Series stay out")


class Attendees(Section):
    """Who of an event's attendees the CRM receives."""

    maximum: Annotated[int, Field(ge=1, le=500)] = Field(
        default=50, description="The first so many by address; the organiser is always kept"
    )
    known_only: bool = Field(
        default=False,
        description="Only attendees the CRM knows; the others are listed, to be added as people",
    )


class Brakes(Section):
    """From where on a run stops before any write and waits for a person."""

    changes: Annotated[int, Field(ge=1)] = Field(
        default=100, description="More changes than this in one run are held"
    )
    deletes: Annotated[int, Field(ge=0)] = Field(
        default=10, description="More deletions than this in one run are held"
    )
    share: Annotated[float, Field(gt=0, le=1)] = Field(
        default=0.5,
        description="Ten or more changes, and more than this share of all events, are held",
    )
    invitation_fuse: Annotated[int, Field(ge=0)] = Field(
        default=10, description="Mailing more people outside the firm than this in one run is held"
    )
    preview_first: bool = Field(
        default=True, description="A mailbox's first run waits until its preview is approved"
    )


class Mode(StrEnum):
    """When one direction runs."""

    AUTOMATIC = "automatic"
    """At once, and swept."""
    PERIODIC = "periodic"
    MANUAL = "manual"
    """When somebody asks."""


class DailyHours(Section):
    """The hours of the day in which automatic and periodic runs begin, in the mailbox's zone."""

    begin: time = Field(default=time(0), description="For example 07:00")
    end: time = Field(default=time(0), description="For example 19:00; the same as begin: all day")


class CalendarSchedule(Section):
    """How often calendars are brought into step."""

    to_crm: Mode = Field(default=Mode.AUTOMATIC, description="Changes in Outlook")
    to_outlook: Mode = Field(default=Mode.AUTOMATIC, description="Changes in the CRM")
    every_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = Field(
        default=15,
        description="How often a periodic direction runs; the timer that looks ticks every 15 minutes",
    )
    hours: DailyHours = DailyHours()


class MailboxCalendar(Section):
    """What is particular to one mailbox."""

    mailbox: str = Field(description="Object id of the mailbox")
    calendar: str = Field(
        default="",
        description="Name of the calendar; empty: the default one. Private items of any other one stay out",
    )
    enabled: bool = Field(
        default=True, description="Off: this mailbox's calendar is not kept in step"
    )
    is_primary: bool | None = Field(
        default=None,
        description="Whether events its user makes in the CRM go to this mailbox; absent: the user's own mailbox does",
    )


class CalendarPolicy(Section):
    """Calendars, kept in step both ways."""

    enabled: bool = Field(
        default=False,
        description="Whether calendars are kept in step at all; off until the firm says so",
    )
    choose: Literal["all", "listed"] = Field(
        default="all",
        description="all: every mailbox that is captured; listed: those named in mailboxes alone",
    )
    only_with_contacts: bool = Field(
        default=False,
        description="A mailbox whose contacts are not kept in step keeps no calendar in step either",
    )
    direction: Direction = Field(default=Direction.TWO_WAY, description="Both ways, or one of them")
    winner: Winner = Field(
        default=Winner.OUTLOOK,
        description="Whose value stays where both sides changed the same field between two runs",
    )
    past_days: Days = Field(default=30, description="How far back events are kept in step")
    future_days: Days = Field(default=365, description="How far ahead")
    internal: bool = Field(
        default=False, description="Events whose attendees are all users of the CRM"
    )
    unmatched: bool = Field(default=False, description="Events that no person of the CRM attends")
    only_related: bool = Field(
        default=False,
        description="CRM events leave only when a person or record was related to them",
    )
    private: PrivateEvents = Field(
        default=PrivateEvents.SKIP, description="Events marked private, on either side"
    )
    free: bool = Field(default=True, description="Events whose time is shown as free")
    declined: bool = Field(default=False, description="Invitations this mailbox declined")
    recurring: bool = Field(default=True, description="Series and their occurrences")
    opt_in: OptIn = OptIn()
    attendees: Attendees = Attendees()
    invite: bool = Field(
        default=True,
        description="CRM events invite their attendees from the user's mailbox; off: they are made without attendees",
    )
    deletions: Deletions = Deletions()
    prevent: Prevent = Prevent()
    body: Literal["sync", "leave_out"] = Field(
        default="sync", description="Whether an event's text is kept in step"
    )
    protect_rich: bool = Field(
        default=True,
        description="An Outlook text with formatting, images or a meeting link is never overwritten",
    )
    rooms: bool = Field(
        default=True,
        description="Locations that carry a CRM resource's unique name become that resource",
    )
    brakes: Brakes = Brakes()
    schedule: CalendarSchedule = CalendarSchedule()
    mailboxes: tuple[MailboxCalendar, ...] = Field(
        default=(), description="Mailboxes with a calendar of their own choice"
    )

    def includes(self, mailbox: str) -> bool:
        """Return whether the calendar of a captured mailbox is kept in step."""
        named = own_entry(self.mailboxes, mailbox)
        if named is not None:
            return self.enabled and named.enabled
        return self.enabled and self.choose == "all"

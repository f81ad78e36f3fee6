"""The pair: what is remembered of an Outlook item and its CRM twin. Ids, digests and reason codes only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType, Self

from sync_core.reconcile.sides import Side

PairKey = NewType("PairKey", str)
"""What both twins are known by: a keyed digest in hex, or `new.` and the digest of a CRM record's id."""
NEVER_AGREED = "-"
"""Stands in a base for the value of a field that waits to be copied across and was never agreed on: no digest."""
FieldDigests = Mapping[str, str]
"""Field name -> digest of its value in canonical form; equal digests mean equal values, on either side."""


class PairState(StrEnum):
    """How a pair stands."""

    LINKED = "linked"
    UNLINKED = "unlinked"
    """Parted on purpose (a deletion that was not to be copied): nothing flows and nothing is made again."""
    LEFT_OUT = "left_out"
    """A rule keeps this item from the other side; `reason` says which."""
    FAILED = "failed"
    """It could not be brought into step; tried again when `due_at` has come."""
    ASKED = "asked"
    """A person is asked about it; `reason` says what. Nothing of it is written until there is an answer."""


class Writing(StrEnum):
    """What the engine is about to do to one side, told before it is done."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A write that was begun: after a crash, what is found there may be our own doing."""

    side: Side
    writing: Writing
    digests: FieldDigests = field(default_factory=dict)
    """The fields written and what they are to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One row of memory: an item, its twin, and what both last agreed on."""

    key: PairKey
    state: PairState
    reason: str = ""
    """Reason code of a pair that is left out, failed, or waits for an answer."""
    outlook: str = ""
    """The Outlook item's immutable id; empty where there is none yet."""
    crm: str = ""
    """The CRM record's id; empty where there is none yet."""
    series: str = ""
    """Of an occurrence: its series master's Outlook id."""
    original_start: datetime | None = None
    """Of an occurrence: the slot it stands for, however it was moved."""
    starts_at: datetime | None = None
    """When it begins (UTC): tells later whether it still lies in the window."""
    outlook_base: FieldDigests = field(default_factory=dict)
    """What Outlook showed when both last agreed."""
    crm_base: FieldDigests = field(default_factory=dict)
    """What the CRM showed then: a side may store a value in its own way."""
    crm_version: int = 0
    """Version of the CRM's record that showed exactly this: met again, nothing happened there since, whatever
    its feed says. 0: not known, or something of it is still to be copied."""
    asks: str = ""
    """Of a pair that waits for an answer: digest (hex) of what is shown, which the answer repeats. Of a contact
    that failed: digest of the writes that were refused."""
    intents: tuple[Intent, ...] = ()
    attempts: int = 0
    due_at: datetime | None = None

    @property
    def is_unfinished(self) -> bool:
        """Whether it failed, or something was begun with it: looked at whatever else happens."""
        return bool(self.intents) or self.state is PairState.FAILED

    @property
    def made_on(self) -> frozenset[Side]:
        """The sides on which its item was begun to be made from the other one's."""
        return frozenset(i.side for i in self.intents if i.writing is Writing.CREATE)

    def is_due(self, now: datetime) -> bool:
        """Return whether it is to be looked at though nothing happened: a write was left begun, or one is tried again."""
        is_begun = bool(self.intents) and self.state is not PairState.FAILED
        return is_begun or (self.due_at is not None and self.due_at <= now)

    def holds(self, crm_version: int) -> bool:
        """Return whether both sides are in step with the CRM's record as it was at this version."""
        return self.state is PairState.LINKED and self.crm_version == crm_version

    def knows(self, id_: str) -> bool:
        """Return whether an id is its item's on either side, or its series'."""
        return bool(id_) and id_ in (self.outlook, self.crm, self.series)

    def base(self, side: Side) -> FieldDigests:
        """Return what one side showed when both last agreed."""
        return self.outlook_base if side is Side.OUTLOOK else self.crm_base

    def id_on(self, side: Side) -> str:
        """Return the item's id on one side; empty where there is none."""
        return self.outlook if side is Side.OUTLOOK else self.crm

    def as_made(self) -> Self:
        """Return the row of an item that was begun to be made, and is there.

        What it was made with otherwise than its source on purpose is agreed: the source's base tells it.
        """
        made = next((i for i in self.intents if i.writing is Writing.CREATE), None)
        if made is None or self.base(made.side):
            return self
        told = {name: made.digests.get(name, "") for name in self.base(made.side.other)}
        return self.with_base(made.side, told)

    def with_base(self, side: Side, digests: FieldDigests) -> Self:
        """Return the pair with another base of one side."""
        if side is Side.OUTLOOK:
            return replace(self, outlook_base=digests)
        return replace(self, crm_base=digests)

    def does_ask(self, about: str) -> bool:
        """Return whether a person is asked just this of it: an answer to another question is none."""
        return self.state is PairState.ASKED and self.asks == about

    def agreed(self, outlook: FieldDigests, crm: FieldDigests) -> Self:
        """Return the pair in step, with what each side shows now."""
        return replace(
            self,
            state=PairState.LINKED,
            reason="",
            asks="",
            outlook_base=dict(outlook),
            crm_base=dict(crm),
            intents=(),
            attempts=0,
            due_at=None,
        )

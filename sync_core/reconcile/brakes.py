"""Brakes: a plan that destroys much, or mails many, is held for a person before anything is written."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Action, Fingerprint, Plan, Withheld

SHARE_COUNTS_FROM = 10
"""Below so many actions a share says nothing: two of three events changed is an ordinary morning."""


class Brake(StrEnum):
    """Why a plan is held; `text` is what the administrator reads."""

    FIRST_RUN = "first_run"
    TOO_MANY_CHANGES = "too_many_changes"
    TOO_MANY_DELETES = "too_many_deletes"
    SIDE_EMPTY = "side_empty"
    INVITATIONS = "invitations"
    SUSPICIOUS = "suspicious"
    RESTORED = "restored"
    FOLDER_GONE = "folder_gone"

    @property
    def text(self) -> str:
        """What happened and what is asked, in one or two plain sentences."""
        return _TEXTS[self]


_TEXTS = {
    Brake.FIRST_RUN: "This is the first run of this mailbox. Look at the preview and approve it.",
    Brake.TOO_MANY_CHANGES: "More would change than the confirmation threshold allows. Approve or reject.",
    Brake.TOO_MANY_DELETES: "More would be deleted than the confirmation threshold allows. Approve or reject.",
    Brake.SIDE_EMPTY: "One side suddenly shows nothing. Make sure that it is really empty before approving.",
    Brake.INVITATIONS: "More people outside the firm would be mailed than the fuse allows. Approve or reject.",
    Brake.SUSPICIOUS: "Many contacts seem to be somebody else now, or were emptied. Make sure that nothing is broken before approving.",
    Brake.RESTORED: "One side is older than when both last agreed, as after restoring a backup. Look at what would change, and approve or reject.",
    Brake.FOLDER_GONE: "The folder that is kept in step was deleted. Bring it back, or choose another one in the policy.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From where on a plan is held."""

    changes_max: int
    deletes_max: int
    share_max: float
    """Of the pairs a mailbox has; counts only from SHARE_COUNTS_FROM actions on what is there already."""
    outside_people_max: int
    """The invitation fuse."""
    approves_first_run: bool
    """Whether a mailbox's first run waits for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person said of a held plan, action by action."""

    approved: frozenset[Fingerprint] = frozenset()
    rejected: frozenset[Fingerprint] = frozenset()

    def amended_by(self, later: Self) -> Self:
        """Return both answers as one: of an action answered twice the later answer holds."""
        return replace(
            later,
            approved=later.approved | (self.approved - later.rejected),
            rejected=later.rejected | (self.rejected - later.approved),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPlan:
    """A plan that waits for a person: no item, only what tells the same actions again."""

    id: str
    brakes: tuple[Brake, ...]
    held_at: datetime
    fingerprints: tuple[Fingerprint, ...]
    """The actions held: approving approves exactly these."""
    creates: int = 0
    updates: int = 0
    deletes: int = 0
    mails_outside: int = 0
    answers: Answers = Answers()
    answered_at: datetime | None = None
    answered_by: str = ""
    """The object id of who answered; empty while nobody has."""

    def with_answer(self, answers: Answers, by: str, at: datetime) -> Self:
        """Return the plan with an answer more."""
        said = self.answers.amended_by(answers)
        return replace(self, answers=said, answered_by=by, answered_at=at)

    def answered_as(self, former: Self | None) -> Self:
        """Return the plan with what was answered to the former one, where it is the same plan."""
        if former is None or former.id != self.id or former.answered_at is None:
            return self
        said = self.answers.amended_by(former.answers)
        return replace(
            self, answers=said, answered_by=former.answered_by, answered_at=former.answered_at
        )


def answered(plan: Plan, answers: Answers) -> Plan:
    """Return the plan without what was rejected; an item changed since has another fingerprint."""
    return replace(
        plan,
        actions=tuple(
            replace(a, withheld=a.withheld or Withheld.REJECTED)
            if a.fingerprint in answers.rejected
            else a
            for a in plan.actions
        ),
    )


def brakes_on(
    plan: Plan,
    thresholds: Thresholds,
    approved: Collection[Fingerprint],
    *,
    is_first_run: bool,
    is_side_empty: bool,
) -> tuple[Brake, ...]:
    """Return why the plan is to be held; nothing: it may be done.

    Actions that a person approved count no more.
    """
    open_actions = [a for a in plan.to_do if a.fingerprint not in approved]
    if not open_actions:
        return ()
    found = []
    if is_first_run and thresholds.approves_first_run:
        found.append(Brake.FIRST_RUN)
    if is_side_empty:
        found.append(Brake.SIDE_EMPTY)
    deletes = [a for a in open_actions if a.move in (Move.DELETE, Move.CANCEL)]
    if _is_over(deletes, thresholds.deletes_max, plan.known, thresholds.share_max):
        found.append(Brake.TOO_MANY_DELETES)
    on_what_is_there = [a for a in open_actions if a.move is not Move.CREATE]
    is_many = len(open_actions) > thresholds.changes_max
    if not is_first_run and (
        is_many
        or _is_over(on_what_is_there, thresholds.changes_max, plan.known, thresholds.share_max)
    ):
        found.append(Brake.TOO_MANY_CHANGES)
    if sum(a.mails_outside for a in open_actions) > thresholds.outside_people_max:
        found.append(Brake.INVITATIONS)
    return tuple(found)


def _is_over(actions: list[Action], count_max: int, known: int, share_max: float) -> bool:
    """Return whether there are too many: by their number, or by the share of all pairs that they concern."""
    if len(actions) > count_max:
        return True
    pairs = len({a.key for a in actions})
    return pairs >= SHARE_COUNTS_FROM and known > 0 and pairs > share_max * known

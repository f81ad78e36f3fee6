"""Checking and changing the policy: one way for pages, JSON API and command."""

from dataclasses import dataclass
from typing import Any

from admin.console import Console
from admin.refusals import Problem, Refused
from admin.waking import read_directory
from flows.ports.policy_store import PolicyVersion
from sync_core.failures import VersionConflict
from sync_core.policy import BadPolicy, Policy
from sync_core.policy_changes import difference, filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a document would change."""

    current: PolicyVersion
    policy: Policy
    changes: tuple[str, ...]


async def plan(console: Console, document: Any) -> Plan:
    """Return what a document would change; changes nothing.

    Raises:
        Refused: the document is no valid policy; names each field and what was expected.
    """
    policy = _parsed(document)
    current = await console.policies.current()
    before = Policy.parse(dict(current.document))
    changes = tuple(str(change) for change in difference(before, policy))
    return Plan(current=current, policy=policy, changes=changes)


async def change(console: Console, document: Any, expected: int, who: str) -> PolicyVersion:
    """Make a document the policy and return its version; an equal one makes no new version.

    The version keeps every default written out, so that a later release with other defaults changes
    no rule by itself. The directory is read by it as soon as it acts everywhere: who is captured follows then,
    or with the next tick where the queue is away.

    Raises:
        Refused: the document is not valid, or `expected` is not the newest version; nothing changed.
    """
    wanted = await plan(console, document)
    if wanted.current.number != expected:
        raise _changed_meanwhile(wanted.current.number)
    if not wanted.changes:
        return wanted.current
    version = PolicyVersion(
        number=expected + 1,
        document=filled(wanted.policy),
        changed_by=who,
        changed_at=console.surroundings.now(),
        difference=wanted.changes,
    )
    try:
        await console.policies.append(version)
    except VersionConflict:
        raise _changed_meanwhile(None) from None
    await read_directory(console)
    return version


def problems_of(bad: BadPolicy) -> tuple[Problem, ...]:
    """Return each field a policy is wrong in, and what was expected there."""
    told = [problem.partition(": ") for problem in bad.problems]
    return tuple((path, expected) for path, _, expected in told)


def _parsed(document: Any) -> Policy:
    try:
        return Policy.parse(document)
    except BadPolicy as bad:
        message = "The policy is not valid; nothing was changed."
        raise Refused(422, "bad_policy", message, problems_of(bad)) from None


def _changed_meanwhile(number: int | None) -> Refused:
    newest = f" The newest version is {number}." if number is not None else ""
    return Refused(
        412,
        "changed_meanwhile",
        f"Somebody changed the policy meanwhile; nothing was changed.{newest}",
    )

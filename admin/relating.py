"""Relate to People: many unmatched e-mails, one person, and perhaps one address to remember."""

from dataclasses import dataclass

from admin.console import Console
from admin.refusals import Problem, Refused, bad_fields
from admin.waking import send
from sync_core.addresses import NoAddress, normalise
from sync_core.failures import SkipItem
from sync_core.mail import ActivityId, Address, PersonId
from sync_core.work import FIRM, Task, WorkItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Relating:
    """What a person asks for; nothing is checked yet."""

    activities: tuple[ActivityId, ...]
    person: PersonId
    learn: str = ""
    """An address of the mails, to become one of the person's contact points; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """What came of it."""

    person: PersonId
    name: str
    relations: int
    """How many were new."""
    learnt: Address | None


async def relate(console: Console, asked: Relating) -> Related:
    """Relate e-mails to a person, and wake the matching of past mail when an address was learnt.

    Raises:
        Refused: a field is missing or wrong, or something named does not exist; nothing was written.
    """
    learn = await _learnt(console, asked)
    person = await console.desk.person(asked.person)
    if person is None:
        raise bad_fields(("person", "expected a person of the CRM"))
    try:
        relations = await console.desk.relate(asked.activities, asked.person, learn)
    except SkipItem as gone:
        raise Refused(
            409, "gone", "An e-mail or the person no longer exists; nothing was written."
        ) from gone
    if learn is not None:
        await send(console, _rematch(console))
    return Related(person=person.id, name=person.name, relations=relations, learnt=learn)


async def _learnt(console: Console, asked: Relating) -> Address | None:
    """Return the address to remember, refusing what must never become a client's."""
    problems: list[Problem] = []
    if not asked.activities:
        problems.append(("activities", "expected at least one e-mail"))
    if not asked.person:
        problems.append(("person", "expected the person to relate to"))
    address = normalise(asked.learn) if asked.learn else None
    if isinstance(address, NoAddress):
        problems.append(("learn", "expected an e-mail address"))
    elif address is not None and (await console.insiders()).has(address):
        problems.append(("learn", "expected an address outside the firm"))
    if problems:
        raise bad_fields(*problems)
    return None if isinstance(address, NoAddress) else address


def _rematch(console: Console) -> WorkItem:
    return WorkItem(task=Task.REMATCH, mailbox=FIRM, woken_at=console.surroundings.now())

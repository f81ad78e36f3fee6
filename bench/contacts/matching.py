"""First-run matching: a long list of contacts against firms of very different size.

Half of the contacts are people of the firm, some have a name that thousands there have, and the rest are
nobody. Whatever the firm's size, the same is asked, and a contact takes about as long.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import process_time

from bench.contacts.filling import NAMESAKE, NAMESAKES_EACH, fill
from bench.contacts.made_up import Somebody, people, tenant_of
from bench.contacts.office import Office, office
from bench.mail.figures import Figure, Figures
from bench.mail.rig import NotQuiet
from bench.spent import Spent
from flows.meter import Cost
from flows.ports.crm_contacts import Probe
from sync_core import limits
from sync_core.contacts.contact import Card
from sync_core.contacts.identity import emails_of, name_keys, phone_keys
from sync_core.work import MailboxId

TRIPS_WITHIN = 1.0
"""A hundred times the people: not one round trip more."""
CPU_WITHIN = 1.5
"""A hundred times the people: CPU a contact at most so many times (an index is deeper, a cache colder)."""
CPU_MS_MAX = 20.0
"""CPU milliseconds a contact of a first run, the firm's people included: 5,000 in less than two minutes, well
before a function is cut off (host.json, ten minutes)."""
_NAMESAKE_EACH = 100
"""One in so many contacts has a name that many have."""
_UNKNOWN = 5_000_000
"""From this number on nobody is of the firm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """One first run."""

    first: Spent
    """Outlook, list and firm: everything until all is at rest."""
    lookup_seconds: float
    """CPU of looking up all contacts once more, by itself."""
    lookup_trips: int
    filled_seconds: float
    with_person: int
    """Entries that stand for a person of the firm in the end."""


async def matching_figures(contacts: int, sizes: Sequence[int]) -> Figures:
    """Return what the first run of so many contacts costs beside so many people, least first."""
    told = {size: await matched(contacts, size) for size in sizes}
    trips = Cost.CRM_ROUND_TRIPS.value
    figures: Figures = {}
    for size, one in told.items():
        name = f"first_run_of_{contacts}_beside_{size}_people"
        cpu_ms = one.first.cpu_seconds * 1_000 / contacts
        figures |= {
            f"{name}_crm_round_trips": Figure(measured=one.first.outside[trips], unit="count"),
            f"{name}_cpu_ms_per_contact": Figure(measured=cpu_ms, unit="ms", at_most=CPU_MS_MAX),
            f"{name}_lookup_round_trips": Figure(measured=one.lookup_trips, unit="count"),
            f"{name}_lookup_ms_per_contact": Figure(
                measured=one.lookup_seconds * 1_000 / contacts, unit="ms"
            ),
            f"{name}_filled_in_seconds": Figure(measured=one.filled_seconds, unit="s"),
        }
    few, many = told[sizes[0]], told[sizes[-1]]
    name = f"first_run_beside_{sizes[-1]}_people_times_{sizes[0]}"
    ratios = {
        "round_trips": (many.first.outside[trips] / few.first.outside[trips], TRIPS_WITHIN),
        "lookup_round_trips": (many.lookup_trips / few.lookup_trips, TRIPS_WITHIN),
        "cpu": (many.first.cpu_seconds / few.first.cpu_seconds, CPU_WITHIN),
        "lookup_cpu": (many.lookup_seconds / few.lookup_seconds, CPU_WITHIN),
    }
    return figures | {
        f"{name}_{what}": Figure(measured=ratio, unit="times", at_most=most)
        for what, (ratio, most) in ratios.items()
    }


async def matched(contacts: int, size: int) -> Matched:
    """Bring so many contacts into step for the first time, in a firm of so many people.

    Raises:
        NotQuiet: not everyone who is of the firm was found there.
    """
    tenant, (mailbox,) = tenant_of()
    known = _known(contacts, size)
    unknown = people(contacts - len(known), first=_UNKNOWN)
    async with office(tenant, [mailbox], promote="known") as firm:
        filled = fill(firm.made.database, size)
        firm.add_in_outlook(mailbox, known)
        _add_strangers(firm, mailbox, unknown)
        first = await firm.spend([mailbox])
        entries = await firm.in_crm(mailbox)
        found = sum(entry.person is not None for entry in entries)
        if len(entries) != contacts or found != len(known):
            raise NotQuiet(
                f"{len(entries)} entries, {found} of the firm; expected {contacts} and {len(known)}"
            )
        before, began = firm.made.spent(), process_time()
        await _look_up(firm, mailbox, [entry.card for entry in entries])
        seconds, after = process_time() - began, firm.made.spent()
    trips = Cost.CRM_ROUND_TRIPS.value
    return Matched(
        first=first,
        lookup_seconds=seconds,
        lookup_trips=after[trips] - before[trips],
        filled_seconds=filled,
        with_person=found,
    )


def _known(contacts: int, size: int) -> list[Somebody]:
    """Return half of the contacts: people spread over the whole firm, none of them a namesake."""
    count, step = contacts // 2, max(size // (contacts // 2), 1)
    numbers = (n * step for n in range(count))
    return [Somebody(n + (n % NAMESAKES_EACH == NAMESAKES_EACH - 1)) for n in numbers]


def _add_strangers(firm: Office, mailbox: MailboxId, those: Sequence[Somebody]) -> None:
    """Write down people that the firm does not know, some of them with a name that many have there."""
    for number, one in enumerate(those):
        says = one.contact
        if number % _NAMESAKE_EACH == 0:
            names = {n: getattr(NAMESAKE, n) for n in ("given_name", "surname", "display_name")}
            says = replace(says, **names)
        firm.tenant.contacts.create(mailbox, says)


async def _look_up(firm: Office, mailbox: MailboxId, cards: Sequence[Card]) -> None:
    probes = [Probe(emails=emails_of(c), names=name_keys(c), phones=phone_keys(c)) for c in cards]
    for start in range(0, len(probes), limits.PROBES_PER_LOOKUP_MAX):
        some = probes[start : start + limits.PROBES_PER_LOOKUP_MAX]
        await firm.made.parts.crm_contacts.candidates(firm.owners[mailbox], some)

"""The made-up firm's contacts: as its people keep them in Outlook, and those that stood in the CRM's lists before.

Deterministic: every start writes the same. All names, addresses and numbers are invented; the numbers are
from ranges that are given to nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator.demo.appointments import DANIEL, INES, LUCIE, PRIYA, STAFF, TOMAS
from simulator.demo.cast import CLIENTS, Client, Colleague
from sync_core.contacts.contact import Card
from sync_core.mail import Address

MARTA, JONAS, HENRIK, JULIA = CLIENTS[0], CLIENTS[1], CLIENTS[5], CLIENTS[14]
WITH_SEVERAL = {MARTA: (INES, TOMAS), HENRIK: (INES, PRIYA)}
"""Clients whom two colleagues have among their contacts; the CRM knows them as the firm's people."""
ROLES = (
    "Managing director",
    "Head of finance",
    "General counsel",
    "Head of logistics",
    "Owner",
    "Office manager",
    "Chief operating officer",
)
_TOWNS = (
    ("Storgatan 4", "Göteborg", "411 24", "Sweden"),
    ("Hauptstraße 17", "Stuttgart", "70173", "Germany"),
    ("Rua do Ouro 88", "Lisboa", "1100-063", "Portugal"),
    ("14 Harbour Street", "Bristol", "BS1 4RN", "United Kingdom"),
)
_FRIENDS = {
    INES: (("Rita", "Sequeira", "rita.sequeira@freemail.test"), ("Dr. Paulo", "Ferreira", "")),
    TOMAS: (("Nils", "Holm", "nils@holmfamilie.test"), ("Football", "Wednesdays", "")),
    PRIYA: (("Anand", "Nair", "anand.nair@freemail.test"), ("Mrs", "Okoye", "")),
    DANIEL: (("Ngozi", "Okafor", "ngozi@freemail.test"), ("Piano", "teacher", "")),
    LUCIE: (("Hugo", "Perrin", "hugo.perrin@freemail.test"), ("Aunt", "Colette", "")),
}
"""Of each colleague: a friend, and somebody marked private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """A contact that stood in somebody's list in the CRM before the first run."""

    owner: Colleague
    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Recycled:
    """A client's contact that its owner writes over with somebody else."""

    owner: Colleague
    client: Client
    becomes: dict[str, Any]
    """Fields of the control API's act."""


def in_outlook() -> list[dict[str, Any]]:
    """Return the orders that make the contacts in Outlook."""
    return [order for owner in STAFF for order in (*_clients(owner), *_private_life(owner))]


def in_crm() -> tuple[ListEntry, ...]:
    """Return the entries of the CRM's lists.

    Two are surely contacts of Outlook too, one may be (nobody at the firm knows her other address), and one
    is in the CRM alone.
    """
    return (
        ListEntry(
            owner=INES,
            card=_card(MARTA, MARTA.addresses[0], department="Chartering"),
        ),
        ListEntry(owner=TOMAS, card=_card(JONAS, JONAS.addresses[0], department="Purchasing")),
        ListEntry(owner=LUCIE, card=_card(JULIA, "julia.stein@freemail.test")),
        ListEntry(
            owner=PRIYA,
            card=Card(
                given_name="Rosa",
                surname="Klein",
                display_name="Rosa Klein",
                company="Klein Druck",
                emails=(Address("rosa.klein@kleindruck.test"),),
                mobile_phone="+49 1555 0100 77",
            ),
        ),
    )


def recycled() -> tuple[Recycled, ...]:
    """Return whose contacts may be written over while somebody watches, in this order."""
    made = (
        (DANIEL, CLIENTS[13], "Clara", "Voss", "Voss Yachts", "clara@vossyachts.test"),
        (TOMAS, CLIENTS[11], "Petra", "Holub", "Holub Keramika", "petra@holubkeramika.test"),
        (PRIYA, CLIENTS[12], "Samir", "Aziz", "Aziz Pharma", "s.aziz@azizpharma.test"),
        (LUCIE, CLIENTS[4], "Paolo", "Conti", "Conti Vini", "paolo@contivini.test"),
    )
    return tuple(
        Recycled(
            owner=owner,
            client=client,
            becomes={
                "given_name": given,
                "surname": surname,
                "display_name": f"{given} {surname}",
                "company": company,
                "emails": [{"address": address, "name": f"{given} {surname}"}],
            },
        )
        for owner, client, given, surname, company, address in made
    )


def _clients(owner: Colleague) -> Iterator[dict[str, Any]]:
    """Yield the clients one colleague keeps; the first who has one knows more of them."""
    for number, client in enumerate(CLIENTS):
        keepers = WITH_SEVERAL.get(client, (STAFF[number % len(STAFF)],))
        if owner not in keepers:
            continue
        order = _order(owner, *_names(client), client.addresses[0]) | {"company": client.company}
        yield order | (_details(number) if owner is keepers[0] else {})


def _details(number: int) -> dict[str, Any]:
    street, city, code, country = _TOWNS[number % len(_TOWNS)]
    return {
        "job_title": ROLES[number % len(ROLES)],
        "business_phones": [f"+44 20 7946 0{number:03d}"],
        "mobile_phone": f"+44 7700 900{number:03d}",
        "business_address": {
            "street": street,
            "city": city,
            "postal_code": code,
            "country": country,
        },
        "notes": "Prefers to be called in the morning.",
        "categories": ["Clients"],
    }


def _private_life(owner: Colleague) -> Iterator[dict[str, Any]]:
    number = STAFF.index(owner)
    friend, hidden = _FRIENDS[owner]
    yield _order(owner, *friend) | {
        "home_phones": [f"+44 1632 960{number:03d}"],
        "birthday": f"{1979 + number}-0{number + 3}-14",
        "notes": "Gift ideas: ask Anna.",
    }
    yield _order(owner, *hidden) | {
        "mobile_phone": f"+44 7700 9009{number:02d}",
        "private": True,
    }


def _order(owner: Colleague, given: str, surname: str, address: str) -> dict[str, Any]:
    name = f"{given} {surname}"
    return {
        "mailbox": owner.address,
        "given_name": given,
        "surname": surname,
        "display_name": name,
        "emails": [{"address": address, "name": name}] if address else [],
    }


def _card(client: Client, address: str, **more: Any) -> Card:
    given, surname = _names(client)
    return Card(
        given_name=given,
        surname=surname,
        display_name=client.name,
        company=client.company,
        emails=(Address(address),),
        **more,
    )


def _names(client: Client) -> tuple[str, str]:
    given, _, surname = client.name.partition(" ")
    return given, surname

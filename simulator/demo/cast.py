"""Who is in the made-up firm and whom it writes to. All names and addresses are invented."""

from dataclasses import dataclass

DOMAIN = "northwind.test"
OFFICE_DOMAIN = "lisbon.northwind.test"
FORMER_DOMAIN = "northwind-partners.test"
"""The firm's name before a merger: colleagues still have aliases there."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the firm with a mailbox."""

    id: str
    """Object id in the directory: fixed, so that a second start meets the same mailboxes."""
    name: str
    address: str
    aliases: tuple[str, ...] = ()
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody the firm writes to."""

    name: str
    company: str
    addresses: tuple[str, ...]
    """The first is used most; all are known to the CRM."""
    segment: str = "Mid-market"
    is_key: bool = False
    is_known: bool = True
    """Whether the CRM knows this person yet."""


def _id(number: int) -> str:
    return f"7d1a0c00-0000-4000-8000-{number:012d}"


COLLEAGUES = (
    Colleague(
        _id(1),
        "Ines Carvalho",
        f"ines.carvalho@{DOMAIN}",
        (f"ines@{DOMAIN}", f"i.carvalho@{FORMER_DOMAIN}"),
    ),
    Colleague(_id(2), "Tomas Berg", f"tomas.berg@{DOMAIN}", (f"t.berg@{FORMER_DOMAIN}",)),
    Colleague(_id(3), "Priya Nair", f"priya.nair@{DOMAIN}", (f"priya.nair@{OFFICE_DOMAIN}",)),
    Colleague(_id(4), "Daniel Okafor", f"daniel.okafor@{DOMAIN}"),
    Colleague(_id(5), "Lucie Moreau", f"lucie.moreau@{DOMAIN}", (f"lucie@{DOMAIN}",)),
    Colleague(_id(6), "Client Desk", f"clients@{DOMAIN}", (f"hello@{DOMAIN}",), is_shared=True),
)
CLIENTS = (
    Client(
        "Marta Lindqvist",
        "Aalto Shipping",
        ("marta.lindqvist@aaltoshipping.test", "marta.l@mailbox.test"),
        "Enterprise",
        is_key=True,
    ),
    Client(
        "Jonas Weber", "Weber Präzision", ("j.weber@weber-praezision.test",), "Enterprise", True
    ),
    Client(
        "Aisha Rahman",
        "Rahman Textiles",
        ("aisha@rahmantextiles.test", "aisha.rahman@freemail.test"),
    ),
    Client("Peter O'Malley", "O'Malley Foods", ("peter.o'malley@omalleyfoods.test",)),
    Client("Sofia Rossi", "Studio Rossi", ("sofia@studiorossi.test", "sofia.rossi@freemail.test")),
    Client("Henrik Dahl", "Dahl Energi", ("henrik.dahl@dahlenergi.test",), "Enterprise", True),
    Client(
        "Carmen Vidal",
        "Vidal & Hijos",
        ("carmen.vidal@vidalehijos.test", "oficina@vidalehijos.test"),
        "Family office",
    ),
    Client(
        "Luis Vidal",
        "Vidal & Hijos",
        ("luis.vidal@vidalehijos.test", "oficina@vidalehijos.test"),
        "Family office",
    ),
    Client("Grace Mbeki", "Mbeki Logistics", ("grace.mbeki@mbekilogistics.test",)),
    Client(
        "Oliver Grant", "Grant Motors", ("oliver.grant@grantmotors.test", "ogrant@mailbox.test")
    ),
    Client("Hana Kimura", "Kimura Foods", ("hana.kimura@kimurafoods.test",), "Enterprise"),
    Client("Emil Novak", "Novak Glass", ("emil..novak@novakglass.test",)),
    Client("Nadia Haddad", "Haddad Clinics", ("nadia.haddad@haddadclinics.test",), is_key=True),
    Client("Ben Archer", "Archer Boats", ("ben@archerboats.test",)),
    Client(
        "Julia Stein", "Stein Immobilien", ("julia.stein@stein-immobilien.test",), is_known=False
    ),
    Client("Marco Bianchi", "Bianchi Tessuti", ("m.bianchi@bianchitessuti.test",), is_known=False),
    Client("Ruth Adler", "Adler Stiftung", ("ruth.adler@adlerstiftung.test",), is_known=False),
)
NEVER_LOGGED = ("dr.ferreira@clinicaferreira.test", "works-council.test")
"""On the never-log list: a colleague's doctor, and a domain with which mail is nobody's business."""

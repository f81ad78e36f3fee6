"""One card as a contact file holds it, before any tenant has it."""

from dataclasses import dataclass

from simulator.contactfiles.leftout import LeftOut
from simulator.graph.contacts.contact import Contact
from simulator.graph.mail import Sensitivity


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFileCard:
    """One person, or one group."""

    place: str
    """File name, and the number of the card in it."""
    contact: Contact
    """What Outlook would hold of it."""
    sensitivity: Sensitivity = Sensitivity.NORMAL
    is_group: bool = False
    """A group of people, in Outlook a distribution list."""
    left_over: tuple[LeftOut, ...] = ()
    """What of the card Outlook has no place for."""

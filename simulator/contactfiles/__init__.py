"""Reading contacts from vCard files, and putting them into a pretend tenant."""

from simulator.contactfiles.leftout import LeftOut, Why
from simulator.contactfiles.loading import Loaded, load_cards, load_contacts
from simulator.contactfiles.reading import ContactReading, UnknownContactFile, read_contacts
from simulator.contactfiles.records import ContactFileCard

__all__ = [
    "ContactFileCard",
    "ContactReading",
    "LeftOut",
    "Loaded",
    "UnknownContactFile",
    "Why",
    "load_cards",
    "load_contacts",
    "read_contacts",
]

"""Twins of the storage ports held in memory, and surroundings turned by hand: the world stands on them."""

from simulator.memory.crm import InMemoryCrm
from simulator.memory.crm_calendar import InMemoryCrmCalendar
from simulator.memory.crm_contacts import InMemoryCrmContacts
from simulator.memory.memory import InMemoryMemory
from simulator.memory.policies import InMemoryPolicyStore
from simulator.memory.queue import InMemoryQueue
from simulator.memory.surroundings import ManualSurroundings

__all__ = [
    "InMemoryCrm",
    "InMemoryCrmCalendar",
    "InMemoryCrmContacts",
    "InMemoryMemory",
    "InMemoryPolicyStore",
    "InMemoryQueue",
    "ManualSurroundings",
]

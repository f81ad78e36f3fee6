"""What of a contact or a folder only extended properties tell, and the mark that is written on a folder.

A named property has one constant name, since each new one eats a mailbox's quota of them (facts: graph §2.3).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.graph.cards.wire import MESSAGE_CLASS
from adapters.graph.events.writing import STAMP
from adapters.graph.queries import SENSITIVITY
from adapters.graph.wire import ExtendedProperty

MARK = "Integer {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name RapportGeneration"
"""The named property of a folder that counts how often the engine has marked it."""
_PRIVATE = ("1", "2", "3")
"""MAPI sensitivity: personal, private, company-confidential; 0 is normal (MS-OXCMSG §2.2.1.13)."""
_LIST_CLASS = "ipm.distlist"
_TAG = re.compile(r"\b0x0*([0-9a-f]+)$")
_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What Graph tells of a contact only where it is asked for it."""

    stamp: str = ""
    is_private: bool = False
    is_list: bool = False


def hidden_of(properties: Sequence[ExtendedProperty] | None) -> Hidden:
    """Return what a contact's extended properties tell; one without any is ordinary."""
    told = _values(properties)
    return Hidden(
        stamp=told.get(_key(STAMP), ""),
        is_private=told.get(_key(SENSITIVITY), "") in _PRIVATE,
        is_list=told.get(_key(MESSAGE_CLASS), "").lower().startswith(_LIST_CLASS),
    )


def mark_of(properties: Sequence[ExtendedProperty] | None) -> int:
    """Return the count a folder is marked with; 0 where it is not, or with something else."""
    told = _values(properties).get(_key(MARK), "")
    return int(told) if _COUNT.fullmatch(told) else 0


def _values(properties: Sequence[ExtendedProperty] | None) -> dict[str, str]:
    return {_key(p.get("id") or ""): p.get("value") or "" for p in properties or ()}


def _key(name: str) -> str:
    """Return a property's id as it is compared: Graph answers with other capitals and leading zeros."""
    return _TAG.sub(r"0x\1", name.strip().lower())

"""What is remembered of a user's contacts, as far as a run needs it: all pairs, or those a small change concerns."""

from dataclasses import dataclass

from flows.contacts.listing import CrmListed, OutlookListed
from flows.running import Run
from sync_core import limits
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.work import Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A mailbox's pairs."""

    pairs: tuple[Pair, ...]
    is_all: bool
    """Every pair; else those of what was listed, each of them linked, and none is unfinished."""

    @property
    def may_be_answered(self) -> bool:
        """Whether an answer may be there: somebody is asked about a pair, or an answer waits to be acted on."""
        waits = (PairState.ASKED, PairState.FAILED, PairState.LEFT_OUT)
        return any(p.state in waits for p in self.pairs)


async def remembered(run: Run, outlook: OutlookListed, crm: CrmListed) -> Remembered:
    """Return the pairs that a run needs: where contacts in step changed, few of a long list's.

    Whoever is new may be anybody, and whatever waits may be anybody's: then all are read.
    """
    memory, mailbox = run.parts.memory, run.record.id
    ids = sorted({*outlook.changed, *outlook.removed, *crm.changed, *crm.deleted})
    is_small = 3 * len(ids) <= limits.PAIRS_ASKED_MAX and not run.record.contacts_open
    if ids and is_small and not outlook.is_whole:
        some = await memory.pairs_about(mailbox, Stream.CONTACTS, ids, ())
        if _are_enough(some, outlook, crm):
            return Remembered(pairs=some, is_all=False)
    return Remembered(pairs=await memory.pairs(mailbox, Stream.CONTACTS), is_all=True)


def _are_enough(pairs: tuple[Pair, ...], outlook: OutlookListed, crm: CrmListed) -> bool:
    """Return whether everything that changed is in step with its twin, and nothing else is to be done."""
    are_quiet = all(p.state is PairState.LINKED and not p.is_unfinished for p in pairs)
    are_known = outlook.changed <= {p.outlook for p in pairs}
    return are_quiet and are_known and crm.changed <= {p.crm for p in pairs}

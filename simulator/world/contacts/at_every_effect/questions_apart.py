"""What is remembered of pairs and questions: who was found to be one, and no two questions that look alike."""

from flows.ports.leases import Lease
from flows.ports.remembrance import Remembrance
from simulator.world.contacts.at_every_effect.scene import Scene
from simulator.world.contacts.verdicts import require
from simulator.world.steps import Process
from sync_core.contacts.contact import ContactId, CrmContactId
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.reconcile.plan import Withheld
from sync_core.work import Stream


class QuestionsApart:
    """Looks at every pair that is remembered."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._asked: dict[str, str] = {}
        """Why a person was asked, by the digest of what was shown."""

    def remembered(self, process: Process, lease: Lease, what: Remembrance) -> None:
        """Look at what a process remembers."""
        for pair in what.pairs:
            self._asks_apart(process, pair)
            if pair.state in (PairState.LEFT_OUT, PairState.ASKED, PairState.FAILED):
                kind = "withheld" if pair.reason in set(Withheld) else "left"
                self._scene.marks.hit(f"{kind}.{pair.reason}")
            if pair.outlook and lease.stream is Stream.CONTACTS:
                self._found(pair)
        if what.heeded:
            self._scene.marks.hit("heeded")

    def _asks_apart(self, process: Process, pair: Pair) -> None:
        """Check that no two questions look alike: an answer to one would hold for the other."""
        if pair.state is PairState.ASKED:
            reason = self._asked.setdefault(pair.asks, pair.reason)
            is_same = reason == pair.reason
            require(is_same, f"{process.name}: {reason} and {pair.reason} are one question")

    def _found(self, pair: Pair) -> None:
        """Note which contact the engine knows by now, and as whose entry."""
        self._scene.learn(ContactId(pair.outlook))
        if pair.state not in (PairState.ASKED, PairState.LEFT_OUT) and pair.crm:
            self._scene.diary.meet(ContactId(pair.outlook), CrmContactId(pair.crm))

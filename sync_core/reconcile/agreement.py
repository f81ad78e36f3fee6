"""What both sides of a pair last agreed on, or may show by our own doing: which of them changed a field."""

from collections.abc import Mapping
from dataclasses import dataclass

from sync_core.reconcile.pairs import NEVER_AGREED, Pair, Writing
from sync_core.reconcile.sides import Side


@dataclass(frozen=True, slots=True)
class Agreement:
    """What both sides last agreed on, or may show by our own doing."""

    pair: Pair | None
    never_agreed: str | None
    """What stands for a field the two never agreed on. None: no value, so that whatever is shown is another.

    Of twins that are both there a blank one is then as good as any other, and the winner's value is the one to
    be copied. Of an item left alone it says nothing: a field that is blank was not edited.
    """

    def changed(self, name: str, values: Mapping[Side, str]) -> Mapping[Side, bool]:
        """Return which of two sides that differ in a field changed it.

        Where one shows what we wrote there, it was copied from the other, which has changed since. Where one
        still shows what its twin was made from, it has not.
        """
        ours = {side: self.is_ours(side, name, value) for side, value in values.items()}
        return {
            side: ours[side.other]
            or (self.has_changed(side, name, value) and not self._was_copied(side, name, values))
            for side, value in values.items()
        }

    def _was_copied(self, side: Side, name: str, values: Mapping[Side, str]) -> bool:
        """Return whether the twin was made by us from what a side shows still, and has changed since.

        A twin that shows what was agreed on long before may not be the one we began to make.
        """
        if self.pair is None or self.is_agreed(side.other, name, values[side.other]):
            return False
        made = (i for i in self.pair.intents if i.writing is Writing.CREATE)
        return any(i.side is side.other and i.digests.get(name) == values[side] for i in made)

    def has_changed(self, side: Side, name: str, now: str) -> bool:
        """Return whether a side's field is another than agreed, and not because we wrote it so."""
        return not (self.is_agreed(side, name, now) or self.is_ours(side, name, now))

    def is_agreed(self, side: Side, name: str, now: str) -> bool:
        """Return whether a side shows what it did when both last agreed."""
        agreed = self.pair.base(side) if self.pair else {}
        value = agreed.get(name, NEVER_AGREED)
        return bool(agreed) and now == (self.never_agreed if value == NEVER_AGREED else value)

    def is_ours(self, side: Side, name: str, now: str) -> bool:
        """Return whether a side shows not what was agreed, but what a write we began put there."""
        if self.pair is None or self.is_agreed(side, name, now):
            return False
        return any(i.side is side and i.digests.get(name) == now for i in self.pair.intents)


def with_memory(pair: Pair | None) -> Pair | None:
    """Return the pair; None where its twins never agreed on anything, and nothing was begun with them."""
    has_any = pair is not None and (pair.outlook_base or pair.crm_base or pair.intents)
    return pair if has_any else None

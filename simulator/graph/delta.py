"""One page of a delta: the same for messages, folders, users and events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.ports.surroundings import Surroundings
from simulator.graph.changes import Change, Entry, Log
from simulator.graph.refusals import Refusal
from simulator.graph.rounds import CursorForgotten, Round, Rounds
from simulator.graph.rules import LostCursor, ServerRules
from simulator.graph.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What a delta runs over."""

    scope: str
    """Its name within its rounds."""
    log: Log
    location: str
    """The path at which a lost cursor begins anew."""
    timeline: Timeline | None = None
    """Where given, a first round that filters or sorts by time runs over it."""
    page_items: int = 10
    """Where neither a header nor $top asked for another size."""
    is_endless: bool = False
    """A mailbox whose rounds never come to an end (facts: 3,548 pages seen)."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a page."""

    number: int
    is_removed: bool
    is_new: bool
    """It came into the collection since the round began."""
    is_partial: bool
    """Only its id and what changed are told."""


@dataclass(frozen=True, slots=True)
class DeltaPage:
    """One page and the token to go on with."""

    told: list[Told]
    token: str
    is_over: bool
    """The token is a deltaLink's."""
    options: Mapping[str, str]


class DeltaReader:
    """Reads pages under the server's rules."""

    def __init__(self, rounds: Rounds, rules: ServerRules, surroundings: Surroundings) -> None:
        self._rounds = rounds
        self._rules = rules
        self._chance = surroundings.chance

    def page(
        self,
        what: Collection,
        token: str | None,
        options: Mapping[str, str],
        size: int | None,
        first: int | None = None,
    ) -> DeltaPage:
        """Return the page a token stands for; None begins with `options`, which the token then holds.

        Args:
            what: what the delta runs over.
            token: of a nextLink or a deltaLink; None begins.
            options: query options of the first call.
            size: page size asked for with this very call; None is what the first call asked for.
            first: second from which on the first round lists items; None lists all.

        Raises:
            Refusal: the cursor is lost (410, or 400 SyncStateNotFound).
        """
        a_round = self._round(what, token, options, first)
        asked = size or int(dict(a_round.options).get("$top", what.page_items))
        count = min(asked, self._rules.page_items_max)
        if self._strikes(self._rules.empty_page_chance):
            return self._written([], a_round)
        entries, after = self._entries(what, a_round, count)
        if after.is_over and what.is_endless:
            after = replace(after, is_over=False, position=self._start(a_round).position)
        entries = self._shuffled(self._with_replays(what, a_round, entries))
        told = [self._told(what, a_round, e) for e in entries]
        return self._written(told, after)

    def latest(self, what: Collection, options: Mapping[str, str]) -> DeltaPage:
        """Return an empty page whose token tells only what changes from now on."""
        begun = self._rounds.begin(
            what.scope, what.log.end, options, self._rules.cursors_kept_per_mailbox
        )
        return self._written([], replace(begun, position=what.log.end, is_over=True))

    def _round(
        self, what: Collection, token: str | None, options: Mapping[str, str], first: int | None
    ) -> Round:
        rules = self._rules
        if token is None:
            begun = self._rounds.begin(
                what.scope, what.log.end, options, rules.cursors_kept_per_mailbox
            )
            by_time = what.timeline is not None and bool({"$filter", "$orderby"} & options.keys())
            return self._start(replace(begun, is_by_time=by_time, first=first))
        try:
            if self._strikes(rules.cursor_loss_chance):
                raise CursorForgotten
            resumed = self._rounds.resume(
                token, what.scope, what.log.end, rules.cursor_generations_kept
            )
        except CursorForgotten:
            raise lost_cursor(rules, what.location) from None
        is_fresh = resumed.told == 0 and resumed.position == resumed.since
        return self._start(resumed) if is_fresh else resumed

    def _start(self, a_round: Round) -> Round:
        """Return the round at its beginning, in a direction that chance chooses."""
        if a_round.is_by_time:
            return replace(a_round, position=0)
        backward = self._rules.order_shuffled and self._chance() < 0.5
        position = a_round.until if backward else a_round.since
        return replace(a_round, is_backward=backward, position=position)

    def _entries(self, what: Collection, r: Round, size: int) -> tuple[list[Entry], Round]:
        if r.is_by_time and what.timeline is not None:
            return self._by_time(what.timeline, r, size)
        if r.is_backward:
            entries, position = what.log.backward(r.position, r.since, size)
            is_over = position <= r.since
        else:
            entries, position = what.log.forward(r.position, r.until, size)
            is_over = position >= r.until
        if r.is_first:
            entries = [e for e in entries if e.change is not Change.REMOVED]
        after = replace(r, position=position, told=r.told + len(entries), is_over=is_over)
        return entries, after

    def _by_time(self, timeline: Timeline, r: Round, size: int) -> tuple[list[Entry], Round]:
        is_filtered = r.first is not None
        left = self._rules.filtered_delta_messages_max - r.told if is_filtered else size
        numbers, key = timeline.below(r.position or None, r.first, min(size, left))
        told = r.told + len(numbers)
        is_over = key is None or (is_filtered and left <= len(numbers))
        after = replace(r, position=key or 0, told=told, is_over=is_over)
        return [Entry(n, Change.ADDED, 0) for n in numbers], after

    def _with_replays(self, what: Collection, r: Round, entries: list[Entry]) -> list[Entry]:
        if r.is_first or not self._strikes(self._rules.replay_chance):
            return entries
        again = what.log.one_before(r.since, self._chance())
        return [*entries, again] if again else entries

    def _shuffled(self, entries: list[Entry]) -> list[Entry]:
        if not self._rules.order_shuffled:
            return entries
        return sorted(entries, key=lambda _: self._chance())

    def _told(self, what: Collection, r: Round, entry: Entry) -> Told:
        is_new = what.log.is_new_since(entry.number, r.since)
        changed = entry.change in (Change.UPDATED, Change.TOUCHED) and not is_new
        return Told(
            number=entry.number,
            is_removed=entry.change is Change.REMOVED,
            is_new=is_new,
            is_partial=changed and self._strikes(self._rules.partial_item_chance),
        )

    def _written(self, told: list[Told], after: Round) -> DeltaPage:
        return DeltaPage(told, self._rounds.write(after), after.is_over, dict(after.options))

    def _strikes(self, chance: float) -> bool:
        return chance > 0 and self._chance() < chance


def lost_cursor(rules: ServerRules, location: str) -> Refusal:
    """Return how the rules answer a cursor that is no longer known."""
    text = "The sync state generation is not found; generation=149;[highest=157]."
    if rules.lost_cursor is LostCursor.SYNC_STATE_NOT_FOUND:
        return Refusal(400, "SyncStateNotFound", text)
    tells = rules.lost_cursor is LostCursor.GONE_WITH_LOCATION
    return Refusal(410, "SyncStateNotFound", text, location=location if tells else None)

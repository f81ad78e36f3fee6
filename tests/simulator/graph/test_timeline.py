"""The sorted index of items and the log of changes, against a plain list."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.graph.changes import Change, ChangeLog
from simulator.graph.timeline import Timeline

_ITEMS = st.lists(st.integers(0, 30), max_size=40).map(lambda seconds: list(enumerate(seconds)))
_END = st.one_of(st.none(), st.integers(-1, 31))


def filled(items: list[tuple[int, int]]) -> Timeline:
    timeline = Timeline()
    for number, second in items:
        timeline.add(second, number)
    return timeline


def within(second: int, first: int | None, last: int | None) -> bool:
    return (first is None or second >= first) and (last is None or second <= last)


@given(_ITEMS, _END, _END, st.integers(0, 10), st.integers(0, 10), st.booleans())
def test_a_page_is_a_slice_of_the_sorted_span(
    items: list[tuple[int, int]],
    first: int | None,
    last: int | None,
    skip: int,
    count: int,
    backward: bool,
) -> None:
    sought = sorted((s, n) for n, s in items if within(s, first, last))
    expected = [n for _, n in (sought[::-1] if backward else sought)][skip : skip + count]
    timeline = filled(items)
    assert timeline.page(first, last, skip, count, newest_first=backward) == expected
    assert timeline.count(first, last) == len(sought)


@given(_ITEMS, st.one_of(st.none(), st.integers(0, 31)), st.integers(1, 7))
def test_going_down_by_key_meets_everything_once(
    items: list[tuple[int, int]], first: int | None, count: int
) -> None:
    timeline, found, key = filled(items), list[int](), None
    while True:
        numbers, key = timeline.below(key, first, count)
        found += numbers
        if key is None:
            break
    expected = sorted(((s, n) for n, s in items if within(s, first, None)), reverse=True)
    assert found == [n for _, n in expected]


@given(_ITEMS, st.data())
def test_what_was_removed_is_gone_and_the_rest_stays(
    items: list[tuple[int, int]], data: st.DataObject
) -> None:
    timeline = filled(items)
    out = {item for item in items if data.draw(st.booleans())}
    for number, second in out:
        timeline.remove(second, number)
    left = sorted((s, n) for n, s in items if (n, s) not in out)
    assert timeline.page(None, None, 0, 99, newest_first=False) == [n for _, n in left]


_CHANGES = st.lists(st.tuples(st.integers(1, 6), st.sampled_from(Change)), max_size=40)


@given(_CHANGES, st.integers(0, 40), st.integers(1, 5), st.booleans())
def test_the_log_tells_each_item_s_newest_change_since_a_position(
    changes: list[tuple[int, Change]], since: int, size: int, backward: bool
) -> None:
    log = ChangeLog()
    newest: dict[int, tuple[int, Change]] = {}
    for place, (number, change) in enumerate(changes):
        log.record(number, change)
        newest[number] = (place, change)
    expected = {n: c for n, (place, c) in newest.items() if place >= since}
    found: dict[int, Change] = {}
    position = log.end if backward else min(since, log.end)
    while (position > since) if backward else (position < log.end):
        read = log.backward if backward else log.forward
        entries, position = read(position, since if backward else log.end, size)
        found |= {e.number: e.change for e in entries}
    assert found == expected

import json
import re
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from sync_core.calendar.event import Recurrence, Span
from sync_core.calendar.expansion import TooManyOccurrences, expand
from sync_core.calendar.graph_pattern import (
    DayOfWeek,
    GraphPattern,
    GraphRange,
    GraphRecurrence,
    Inexpressible,
    Obstacle,
    PatternType,
    RangeType,
    WeekIndex,
)
from sync_core.calendar.recurrence import (
    canonical_rule,
    from_graph,
    settled,
    to_graph,
)
from sync_core.calendar.rule_parts import UnreadableRule
from sync_core.calendar.window import Window
from tests.shared_data import shared_path

TUESDAY = datetime.fromisoformat("2026-03-03 09:30")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
DAYS = tuple(DayOfWeek)
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


def wall(text: str) -> datetime:
    """Return a time as a clock on the wall shows it."""
    return datetime.fromisoformat(text)


def span_at(at: datetime, zone: str = "Europe/Berlin", hours: int = 1) -> Span:
    start = at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return Span(start=start, end=start + timedelta(hours=hours), zone=zone)


def graph_of(rule: str, span: Span | None = None) -> GraphRecurrence:
    graph = to_graph(Recurrence(rule=rule), span or span_at(TUESDAY))
    assert isinstance(graph, GraphRecurrence), (rule, graph)
    return graph


def obstacle(rule: str, span: Span | None = None) -> tuple[Obstacle, str] | None:
    graph = to_graph(Recurrence(rule=rule), span or span_at(TUESDAY))
    return (graph.obstacle, graph.part) if isinstance(graph, Inexpressible) else None


def starts(rule: Recurrence, span: Span, years: int = 4) -> list[Span]:
    until = span.start + timedelta(days=366 * years)
    return list(expand(span, rule, Window(since=span.start, until=until)))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("freq=weekly;byday=WE,mo,WE; interval=1 ;", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("BYDAY=+2TU;FREQ=MONTHLY;WKST=SU", "FREQ=MONTHLY;BYDAY=2TU"),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU"),
        ("FREQ=WEEKLY;WKST=MO;INTERVAL=2;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("FREQ=DAILY;UNTIL=20261231t225959z", "FREQ=DAILY;UNTIL=20261231T225959Z"),
        ("FREQ=DAILY;UNTIL=20261231", "FREQ=DAILY;UNTIL=20261231"),
        ("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=OMIT", "FREQ=YEARLY"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1,2;COUNT=07", "FREQ=MONTHLY;COUNT=7;BYMONTHDAY=-1,2,15"),
    ],
)
def test_a_rule_has_one_canonical_text(text: str, canonical: str) -> None:
    assert canonical_rule(text) == canonical
    assert canonical_rule(canonical) == canonical


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "FREQ"),
        ("\r", "FREQ"),
        ("FREQ=FORTNIGHTLY", "FREQ"),
        ("INTERVAL=2", "FREQ"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
        ("FREQ=DAILY;INTERVAL=٣", "INTERVAL"),
        ("FREQ=DAILY;COUNT=0", "COUNT"),
        ("FREQ=DAILY;COUNT=-1", "COUNT"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261231", "COUNT"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ"),
        ("FREQ=DAILY;UNTIL=20261331", "UNTIL"),
        ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,x", "BYMONTHDAY"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO"),
        ("FREQ=DAILY;BYYEARDAY=1", "BYYEARDAY"),
        ("FREQ=WEEKLY;BYDAY=2TU", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=0TU", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=54TU", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=+1,3MO", "BYDAY"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"),
        ("FREQ=WEEKLY;WKST=XX", "WKST"),
        ("FREQ=WEEKLY;UNTL=20191023", "UNTL"),
        ("FREQ=WEEKLY;ends never", "ENDSNEVER".replace("SN", "S?N")),
        ("RSCALE=CHINESE;FREQ=MONTHLY", "RSCALE"),
        ("FREQ=MONTHLY;SKIP=FORWARD", "SKIP"),
        ("FREQ=DAILY;" + "X" * 2_000, "RRULE"),
    ],
)
def test_a_text_that_is_no_rule_is_refused_by_the_name_of_its_part(text: str, part: str) -> None:
    with pytest.raises(UnreadableRule) as refused:
        canonical_rule(text)

    assert refused.value.part == part
    assert isinstance(refused.value, ValueError)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(UnreadableRule):
        assert canonical_rule(canonical_rule(text)) == canonical_rule(text)


@given(st.text(alphabet="FREQ=DAILYWKTHUSO;,BN0123456789-+Z", max_size=60))
def test_no_text_like_a_rule_breaks_the_way_to_graph(text: str) -> None:
    told = to_graph(Recurrence(rule=f"FREQ=WEEKLY;{text}"), span_at(TUESDAY))

    assert isinstance(told, GraphRecurrence | Inexpressible)


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("FREQ=DAILY;INTERVAL=3", GraphPattern(type=PatternType.DAILY, interval=3)),
        (
            "FREQ=WEEKLY",
            GraphPattern(type=PatternType.WEEKLY, days_of_week=(DayOfWeek.TUESDAY,)),
        ),
        (
            "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
            GraphPattern(type=PatternType.WEEKLY, days_of_week=DAYS[:5]),
        ),
        ("FREQ=MONTHLY", GraphPattern(type=PatternType.ABSOLUTE_MONTHLY, day_of_month=3)),
        (
            "FREQ=MONTHLY;BYDAY=1TU",
            GraphPattern(type=PatternType.RELATIVE_MONTHLY, days_of_week=(DayOfWeek.TUESDAY,)),
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2",
            GraphPattern(
                type=PatternType.RELATIVE_MONTHLY,
                days_of_week=DAYS[:5],
                index=WeekIndex.SECOND,
            ),
        ),
        (
            "FREQ=YEARLY",
            GraphPattern(type=PatternType.ABSOLUTE_YEARLY, month=3, day_of_month=3),
        ),
        (
            "FREQ=MONTHLY;BYMONTH=3;BYDAY=1TU",
            GraphPattern(
                type=PatternType.RELATIVE_YEARLY, month=3, days_of_week=(DayOfWeek.TUESDAY,)
            ),
        ),
        (
            "FREQ=DAILY;BYHOUR=9;BYMINUTE=30",
            GraphPattern(type=PatternType.DAILY),
        ),
    ],
)
def test_a_rule_becomes_the_pattern_that_means_it(rule: str, pattern: GraphPattern) -> None:
    found = graph_of(rule).pattern

    assert (found.type, found.interval, found.days_of_week, found.day_of_month) == (
        pattern.type,
        pattern.interval,
        pattern.days_of_week,
        pattern.day_of_month,
    )
    assert (found.month, found.index) == (pattern.month, pattern.index)


def test_the_last_day_of_the_month_is_the_last_of_all_seven_days() -> None:
    pattern = graph_of("FREQ=MONTHLY;BYMONTHDAY=-1", span_at(wall("2026-03-31 09:00"))).pattern

    assert pattern.type is PatternType.RELATIVE_MONTHLY
    assert set(pattern.days_of_week) == set(DayOfWeek)
    assert pattern.index is WeekIndex.LAST


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=SECONDLY", (Obstacle.FREQUENCY, "FREQ")),
        ("FREQ=HOURLY;INTERVAL=4", (Obstacle.FREQUENCY, "FREQ")),
        ("FREQ=WEEKLY;INTERVAL=100", (Obstacle.INTERVAL, "INTERVAL")),
        ("FREQ=DAILY;COUNT=1000", (Obstacle.COUNT, "COUNT")),
        ("FREQ=DAILY;BYHOUR=9,15", (Obstacle.TIMES, "BYHOUR")),
        ("FREQ=DAILY;BYMINUTE=0", (Obstacle.TIMES, "BYMINUTE")),
        ("FREQ=DAILY;INTERVAL=2;BYDAY=TU", (Obstacle.DAYS, "BYDAY")),
        ("FREQ=DAILY;BYMONTH=3", (Obstacle.MONTHS, "BYMONTH")),
        ("FREQ=WEEKLY;BYMONTH=3", (Obstacle.MONTHS, "BYMONTH")),
        ("FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=2", (Obstacle.POSITIONS, "BYSETPOS")),
        ("FREQ=MONTHLY;BYMONTHDAY=3,15", (Obstacle.MONTH_DAYS, "BYMONTHDAY")),
        ("FREQ=MONTHLY;BYMONTHDAY=-3", (Obstacle.MONTH_DAYS, "BYMONTHDAY")),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", (Obstacle.MONTH_DAYS, "BYMONTHDAY")),
        ("FREQ=MONTHLY;BYDAY=TU", (Obstacle.DAYS, "BYDAY")),
        ("FREQ=MONTHLY;BYDAY=1TU,3TU", (Obstacle.DAYS, "BYDAY")),
        ("FREQ=MONTHLY;BYDAY=5TU", (Obstacle.POSITIONS, "BYSETPOS")),
        ("FREQ=MONTHLY;BYDAY=-2TU", (Obstacle.POSITIONS, "BYSETPOS")),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1,2", (Obstacle.POSITIONS, "BYSETPOS")),
        ("FREQ=YEARLY;BYMONTH=3,9", (Obstacle.MONTHS, "BYMONTH")),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=TU", (Obstacle.DAYS, "BYDAY")),
        ("FREQ=YEARLY;BYDAY=20MO", (Obstacle.MONTHS, "BYMONTH")),
        ("FREQ=YEARLY;BYWEEKNO=10", (Obstacle.WEEKS, "BYWEEKNO")),
        ("FREQ=YEARLY;BYYEARDAY=62", (Obstacle.YEAR_DAYS, "BYYEARDAY")),
        ("FREQ=DAILY;UNTIL=20260302", (Obstacle.EMPTY, "UNTIL")),
        ("FREQ=WEEKLY;BYDAY=WE", (Obstacle.START, "DTSTART")),
        ("FREQ=MONTHLY;BYDAY=2TU", (Obstacle.START, "DTSTART")),
        ("every day", (Obstacle.UNREADABLE, "EVERY?DAY")),
    ],
)
def test_a_rule_that_graph_has_no_words_for_is_refused_by_its_part(
    rule: str, expected: tuple[Obstacle, str]
) -> None:
    assert obstacle(rule) == expected
    assert expected[0].text.endswith(".")


def test_the_31st_is_refused_because_outlook_would_put_it_on_the_30th() -> None:
    last_of_january = span_at(wall("2026-01-31 09:00"))

    assert obstacle("FREQ=MONTHLY", last_of_january) == (Obstacle.MISSING_DAY, "BYMONTHDAY")
    assert obstacle("FREQ=YEARLY", span_at(wall("2028-02-29 09:00"))) == (
        Obstacle.MISSING_DAY,
        "BYMONTHDAY",
    )
    assert obstacle("FREQ=MONTHLY;INTERVAL=12", last_of_january) is None
    assert obstacle("FREQ=YEARLY", last_of_january) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (28, [(1, 28), (2, 28), (3, 28), (4, 28)]),
        (29, [(1, 29), (2, 28), (3, 29), (4, 29)]),
        (30, [(1, 30), (2, 28), (3, 30), (4, 30)]),
        (31, [(1, 31), (2, 28), (3, 31), (4, 30)]),
    ],
)
def test_outlooks_day_beyond_a_months_end_is_that_months_last_day(
    day: int, expected: list[tuple[int, int]]
) -> None:
    span = span_at(wall(f"2026-01-{day} 09:00"))
    pattern = GraphPattern(type=PatternType.ABSOLUTE_MONTHLY, day_of_month=day)
    within = GraphRange(type=RangeType.NO_END, start_date=date(2026, 1, day), zone=span.zone)
    rule = from_graph(GraphRecurrence(pattern=pattern, range=within), span)

    assert [(s.start.month, s.start.day) for s in starts(rule, span, 1)[:4]] == expected
    assert settled(rule, span) == rule


def test_the_range_ends_on_the_last_day_an_occurrence_may_begin_in_the_series_zone() -> None:
    late = span_at(wall("2026-03-03 23:30"), "America/New_York")

    def ends(until: str, span: Span) -> date | None:
        return graph_of(f"FREQ=DAILY;UNTIL={until}", span).range.end_date

    assert ends("20260311T033000Z", late) == date(2026, 3, 10)
    assert ends("20260311T032959Z", late) == date(2026, 3, 9)
    assert ends("20260311", late) == date(2026, 3, 11)
    assert ends("20260311T233000", late) == date(2026, 3, 11)
    assert ends("20260311T232959", late) == date(2026, 3, 10)
    assert ends("20260311T090000Z", Span.of_days(date(2026, 3, 3), date(2026, 3, 4))) == date(
        2026, 3, 11
    )


def test_an_end_date_comes_back_as_the_last_second_of_that_day() -> None:
    span = span_at(TUESDAY, "Europe/Berlin")
    rule = from_graph(graph_of("FREQ=DAILY;UNTIL=20260630T073000Z", span), span)

    assert rule.rule == "FREQ=DAILY;UNTIL=20260630T215959Z"
    assert settled(rule, span) == rule


def test_a_rule_settles_to_the_text_that_comes_back_from_outlook() -> None:
    span = span_at(TUESDAY)

    def text(rule: str) -> str:
        return settled(Recurrence(rule=rule), span).rule

    assert text("FREQ=WEEKLY") == text("FREQ=WEEKLY;BYDAY=TU;WKST=SU") == "FREQ=WEEKLY;BYDAY=TU"
    assert text("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1") == text("FREQ=MONTHLY;BYDAY=1TU")
    assert text("FREQ=YEARLY") == "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3"
    assert text("byhour=9,15;freq=daily") == "FREQ=DAILY;BYHOUR=9,15"
    assert text("no rule") == "no rule"


@pytest.mark.parametrize(
    ("pattern", "within", "part"),
    [
        ({"type": PatternType.WEEKLY}, {}, "pattern.daysOfWeek"),
        ({"type": PatternType.RELATIVE_MONTHLY}, {}, "pattern.daysOfWeek"),
        ({"type": PatternType.ABSOLUTE_MONTHLY}, {}, "pattern.dayOfMonth"),
        ({"type": PatternType.ABSOLUTE_YEARLY, "day_of_month": 1}, {}, "pattern.month"),
        ({"type": PatternType.DAILY, "interval": 0}, {}, "pattern.interval"),
        ({"type": PatternType.DAILY}, {"type": RangeType.END_DATE}, "range.endDate"),
        ({"type": PatternType.DAILY}, {"type": RangeType.NUMBERED}, "range.numberOfOccurrences"),
    ],
)
def test_a_pattern_that_lacks_what_its_type_needs_is_refused(
    pattern: dict[str, object], within: dict[str, object], part: str
) -> None:
    whole = {"type": RangeType.NO_END, "start_date": TUESDAY.date(), "zone": "UTC"} | within
    graph = GraphRecurrence(
        pattern=GraphPattern(**pattern),  # type: ignore[arg-type] # each case names fields
        range=GraphRange(**whole),  # type: ignore[arg-type] # see above
    )

    with pytest.raises(UnreadableRule) as refused:
        from_graph(graph, span_at(TUESDAY))

    assert refused.value.part == part


def test_a_series_in_an_unknown_zone_is_refused() -> None:
    span = Span(start=LONG_AGO, end=LONG_AGO, zone="tzone://Microsoft/Custom")

    assert obstacle("FREQ=DAILY", span) == (Obstacle.ZONE, "DTSTART")


rule_parts = st.fixed_dictionaries(
    {"FREQ": st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))},
    optional={
        "INTERVAL": st.sampled_from(("1", "2", "3", "12", "24")),
        "COUNT": st.integers(1, 30).map(str),
        "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=2).map(
            lambda x: ",".join(map(str, x))
        ),
        "BYMONTHDAY": st.sampled_from(
            ("1", "13", "28", "29", "30", "31", "-1", "28,29", "28,29,30")
        ),
        "BYDAY": st.lists(
            st.sampled_from(
                ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "1MO", "-1FR", "4SU", "5TU")
            ),
            min_size=1,
            max_size=7,
        ).map(",".join),
        "BYSETPOS": st.sampled_from(("1", "2", "4", "-1", "-2", "5")),
        "WKST": st.sampled_from(("MO", "SU", "WE")),
    },
)


@st.composite
def series(draw: st.DrawFn) -> tuple[Recurrence, Span]:
    """Return a rule and a start that is, where there is one, its first occurrence."""
    parts = draw(rule_parts)
    begins = wall("2026-01-01") + timedelta(
        days=draw(st.integers(0, 800)), minutes=draw(st.sampled_from((0, 90, 150, 570, 1410)))
    )
    if draw(st.booleans()):
        span = Span.of_days(begins.date(), begins.date() + timedelta(days=draw(st.integers(1, 3))))
    else:
        span = span_at(begins, draw(st.sampled_from(ZONES)))
    if "COUNT" not in parts and draw(st.booleans()):
        end = span.start + timedelta(days=draw(st.integers(0, 900)), hours=draw(st.integers(0, 23)))
        form = draw(st.sampled_from(("%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ")))
        parts = parts | {"UNTIL": end.strftime(form)}
    rule = Recurrence(rule=";".join(f"{name}={value}" for name, value in parts.items()))
    try:
        canonical_rule(rule.rule)
    except UnreadableRule:
        return rule, span
    occurrences = expand(
        span, rule, Window(since=span.start, until=span.start + timedelta(days=800))
    )
    return rule, occurrences[0] if occurrences else span


@settings(deadline=None, max_examples=100)  # no test here is about time
@given(series())
def test_a_rule_that_graph_expresses_comes_back_with_the_same_occurrences(
    made: tuple[Recurrence, Span],
) -> None:
    rule, span = made
    graph = to_graph(rule, span)
    event(graph.obstacle if isinstance(graph, Inexpressible) else graph.pattern.type)
    if isinstance(graph, Inexpressible):
        return
    back = from_graph(graph, span)

    occurrences = starts(rule, span, 3)

    assert occurrences[0] == span
    assert starts(back, span, 3) == occurrences
    assert settled(back, span) == back == settled(rule, span)
    assert canonical_rule(back.rule) == back.rule


def test_every_published_rule_is_expressed_unchanged_or_refused_with_its_reason() -> None:
    told: Counter[str] = Counter()
    rules = json.loads(shared_path("data/calendars/rrules-dev.json").read_text())
    for text, _ in rules:
        ends = re.search(r"UNTIL=(\d{4})", text)
        begins = f"{int(ends[1]) - 2 if ends else 1997}-09-02 09:00"
        rule, span = Recurrence(rule=text), span_at(wall(begins))
        try:
            span = next(iter(starts(rule, span, 5)), span)
            found = starts(rule, span, 5)
        except UnreadableRule:
            told["unreadable"] += 1
            assert obstacle(text, span) is not None
            continue
        except TooManyOccurrences:
            told["too many"] += 1
            assert obstacle(text, span) is not None
            continue
        graph = to_graph(rule, span)
        if isinstance(graph, Inexpressible):
            told[graph.obstacle.value] += 1
            continue
        told["expressed"] += 1
        assert starts(from_graph(graph, span), span, 5) == found, text

    assert sum(told.values()) == len(rules) == 407
    assert told == {
        "expressed": 324,
        "unreadable": 34,
        "month_days": 11,
        "months": 8,
        "days": 8,
        "too many": 7,
        "frequency": 4,
        "weeks": 4,
        "positions": 3,
        "year_days": 2,
        "times": 1,
        "start": 1,
    }

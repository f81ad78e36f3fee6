"""A series, its occurrences in a window, and what is proved of those that are not there."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from adapters.graph.calendar import GraphCalendar
from flows.ports.calendar import Series
from flows.ports.tenant import Gone
from sync_core import limits
from sync_core.calendar.event import EventId, Shape, UnreadableEvent
from sync_core.calendar.window import Window
from sync_core.failures import Unavailable
from tests.adapters.graph.canned import BOX, URL, Graph, error, event, ok, page

MASTER = EventId("M")
WEST = "W. Europe Standard Time"
WINDOW = Window(since=datetime(2026, 11, 1, tzinfo=UTC), until=datetime(2026, 12, 31, tzinfo=UTC))


def at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def moment(time: datetime) -> dict[str, str]:
    return {"dateTime": time.strftime("%Y-%m-%dT%H:%M:%S.0000000"), "timeZone": "UTC"}


FIRST = at(2)


def master(start: datetime = FIRST, **fields: Any) -> dict[str, Any]:
    """A series of five Mondays from 2 November."""
    return event(
        id=MASTER,
        type="seriesMaster",
        start=moment(start),
        end=moment(start + timedelta(hours=1)),
        recurrence={
            "pattern": {
                "type": "weekly",
                "interval": 1,
                "month": 0,
                "dayOfMonth": 0,
                "daysOfWeek": ["monday"],
                "firstDayOfWeek": "sunday",
                "index": "first",
            },
            "range": {
                "type": "numbered",
                "startDate": "2026-11-02",
                "endDate": "0001-01-01",
                "recurrenceTimeZone": WEST,
                "numberOfOccurrences": 5,
            },
        },
        **fields,
    )


ODD_DAYS = ("odd", "OID.M.2026-13-45", "OID.M.0000-00-00", "OID.M.9999-12-31")


def slot(start: datetime, moved: timedelta = timedelta(), **fields: Any) -> dict[str, Any]:
    """An occurrence of the slot, as it is or moved."""
    shape = "exception" if moved else "occurrence"
    told = {
        "id": f"o{start:%m%d}",
        "type": shape,
        "seriesMasterId": MASTER,
        "iCalUId": f"0400-{start:%m%d}",
        "start": moment(start + moved),
        "end": moment(start + moved + timedelta(hours=1)),
        "originalStart": f"{start:%Y-%m-%dT%H:%M:%S}Z",
    }
    return event(**{**told, **fields})


async def read(graph: Graph, window: Window = WINDOW) -> Series:
    told = await GraphCalendar(graph.tenant._client).series(BOX, MASTER, window)
    assert isinstance(told, Series), told
    return told


async def test_a_series_is_read_with_its_occurrences_and_its_deleted_ones() -> None:
    graph = Graph(
        ok(master(cancelledOccurrences=["OID.M.2026-11-09", "OID.M.2026-12-28", *ODD_DAYS])),
        page(slot(at(2)), slot(at(16), timedelta(days=1))),
    )

    told = await read(graph)

    assert told.master.shape is Shape.SERIES
    assert told.master.content.recurrence is not None
    assert [(o.shape, o.original_start) for o in told.occurrences] == [
        (Shape.OCCURRENCE, at(2)),
        (Shape.EXCEPTION, at(16)),
    ]
    assert told.occurrences[1].content.span.start == at(17)
    assert told.cancelled == (at(9), at(28, month=12))
    first, second = (parse_qs(r.url.query.decode()) for r in graph.asked)
    assert first["$select"][0].endswith(",cancelledOccurrences")
    assert first["$expand"] == ["exceptionOccurrences"]
    assert second["startDateTime"] == ["2026-11-01T00:00:00Z"]
    assert second["endDateTime"] == ["2026-12-31T00:00:00Z"]
    assert all('outlook.timezone="UTC"' in r.headers["Prefer"] for r in graph.asked)


async def test_the_day_of_a_deleted_slot_is_one_of_the_series_zone() -> None:
    late = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)  # half past midnight of the 2nd in Berlin
    graph = Graph(ok(master(late, cancelledOccurrences=["OID.M.2026-11-09"])), page())

    assert (await read(graph)).cancelled == (late + timedelta(days=7),)


async def test_slots_keep_their_local_time_when_clocks_change() -> None:
    summer = datetime(2026, 10, 19, 7, tzinfo=UTC)
    told = master(summer, cancelledOccurrences=["OID.M.2026-10-19", "OID.M.2026-10-26"])
    told["recurrence"]["range"]["startDate"] = "2026-10-19"

    assert (await read(Graph(ok(told), page()))).cancelled == (
        summer,
        datetime(2026, 10, 26, 8, tzinfo=UTC),
    )


async def test_a_deleted_day_is_a_day() -> None:
    days = {
        "isAllDay": True,
        "start": {"dateTime": "2026-11-01T23:00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2026-11-02T23:00:00", "timeZone": "UTC"},
    }
    told = {**master(cancelledOccurrences=["OID.M.2026-11-09"]), **days}
    timed = slot(datetime(2026, 11, 15, 23, tzinfo=UTC), timedelta(hours=9))

    series = await read(Graph(ok(told), page(timed)))

    assert series.cancelled == (datetime(2026, 11, 9, tzinfo=UTC),)
    assert series.occurrences[0].original_start == datetime(2026, 11, 16, tzinfo=UTC)
    assert not series.occurrences[0].content.span.is_all_day


async def test_without_a_list_of_deleted_ones_only_a_gap_between_two_is_proof() -> None:
    graph = Graph(ok(master()), page(slot(at(9)), slot(at(23)), slot(at(30))))

    assert (await read(graph)).cancelled == (at(16),)


async def test_an_occurrence_changed_elsewhere_is_no_gap() -> None:
    graph = Graph(
        ok(master(exceptionOccurrences=[slot(at(16), timedelta(days=1))])),
        page(slot(at(9)), slot(at(23))),
    )

    assert (await read(graph)).cancelled == ()


@pytest.mark.parametrize(
    "unreadable", [{"exceptionOccurrences": [{"id": "x"}]}, {"exceptionOccurrences": [7]}]
)
async def test_what_cannot_be_read_proves_nothing(unreadable: dict[str, Any]) -> None:
    graph = Graph(ok(master(**unreadable)), page(slot(at(9)), slot(at(23))))

    assert (await read(graph)).cancelled == ()


async def test_an_occurrence_that_cannot_be_read_is_told_and_proves_nothing() -> None:
    graph = Graph(ok(master()), page(slot(at(9)), slot(at(16), end=None), slot(at(30))))

    told = await read(graph)

    assert [o.original_start for o in told.occurrences] == [at(9), at(30)]
    assert [u.problem for u in told.unreadable] == ["end: missing"]
    assert told.cancelled == ()


async def test_all_pages_of_occurrences_are_read_and_the_window_is_half_open() -> None:
    until = Window(since=at(2, 10), until=at(23))
    graph = Graph(
        ok(master(cancelledOccurrences=[])),
        page(slot(at(2)), slot(at(9)), following=f"{URL}/users/x/events/M/instances?$skip=2"),
        page(slot(at(9)), slot(at(16)), slot(at(23))),
    )

    told = await read(graph, until)

    assert [o.original_start for o in told.occurrences] == [at(9), at(16)]
    assert graph.counted == 3


async def test_a_series_without_an_end_of_pages_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "SERIES_PAGES_MAX", 3)
    graph = Graph(ok(master()), page(following=f"{URL}/users/x/events/M/instances?$skip=1"))

    with pytest.raises(Unavailable):
        await read(graph)
    assert graph.counted == 4


async def test_a_link_to_elsewhere_is_never_followed() -> None:
    graph = Graph(ok(master()), page(following="https://evil.test/v1.0/x"))

    with pytest.raises(Unavailable):
        await read(graph)
    assert graph.counted == 2


async def test_a_series_that_became_a_single_event_has_no_occurrences() -> None:
    told = await read(Graph(ok(event(id=MASTER))))

    assert (told.master.shape, told.occurrences, told.cancelled) == (Shape.SINGLE, (), ())


@pytest.mark.parametrize(
    "answers",
    [
        (error(404, "ErrorItemNotFound"),),
        (ok(master()), error(404, "ErrorItemNotFound")),
    ],
)
async def test_a_series_that_is_gone_is_gone(answers: tuple[httpx.Response, ...]) -> None:
    graph = Graph(*answers)

    assert await GraphCalendar(graph.tenant._client).series(BOX, MASTER, WINDOW) is Gone.GONE


async def test_a_series_that_cannot_be_read_says_why() -> None:
    graph = Graph(ok(master(iCalUId=None)))

    told = await GraphCalendar(graph.tenant._client).series(BOX, MASTER, WINDOW)

    assert told == UnreadableEvent(id=MASTER, problem="iCalUId: missing")

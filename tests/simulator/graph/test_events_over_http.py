"""Events read, written and searched over HTTP."""

from typing import Any

import httpx
import pytest

from simulator.graph import Appointment, Tenant
from simulator.graph.calendar.events import Damage
from sync_core.calendar.event import Answer, Recurrence, ShowAs
from sync_core.work import MailboxId
from tests.simulator.graph.acts import IMMUTABLE, code, document
from tests.simulator.graph.calendar_acts import (
    CARLA,
    DAILY,
    at,
    event,
    event_json,
    invited,
    made,
    mails,
    slots,
)

STAMP = "String {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name Stamp"
WEEKLY: dict[str, Any] = {
    "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"]},
    "range": {"type": "noEnd", "startDate": "2026-11-24"},
}


def path(mailbox: MailboxId, name: str, rest: str = "") -> str:
    return f"/users/{mailbox}/events/{name}{rest}"


async def test_a_made_event_comes_back_whole(graph: httpx.AsyncClient, ana: MailboxId) -> None:
    attendee = {"emailAddress": {"address": "c@client.test", "name": "C"}, "type": "optional"}
    told = await made(
        graph,
        ana,
        body={"contentType": "text", "content": "Agenda"},
        attendees=[attendee],
        location={"displayName": "Room 1", "locationEmailAddress": "room@northwind.test"},
        sensitivity="private",
        showAs="oof",
        categories=["Red"],
        transactionId="t-1",
    )
    read = await document(await graph.get(path(ana, told["id"]), headers=IMMUTABLE))
    assert {k: v for k, v in read.items() if k != "@odata.context"} == {
        k: v for k, v in told.items() if k != "@odata.context"
    }
    assert read["start"] == {"dateTime": "2026-11-24T09:00:00.0000000", "timeZone": "UTC"}
    assert read["originalStartTimeZone"] == "W. Europe Standard Time"
    assert read["attendees"][0]["status"]["response"] == "none"
    assert (read["sensitivity"], read["showAs"], read["transactionId"]) == ("private", "oof", "t-1")
    assert (read["isOrganizer"], read["responseStatus"]["response"]) == (True, "organizer")
    assert "Agenda" in read["body"]["content"]
    assert read["body"]["contentType"] == "html"


async def test_times_and_bodies_are_told_as_preferred(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    told = await made(graph, ana, body={"contentType": "html", "content": "<p>A <b>b</b></p>"})
    prefer = 'outlook.timezone="Tokyo Standard Time", outlook.body-content-type="text"'
    answered = await graph.get(path(ana, told["id"]), headers={"prefer": prefer})
    assert answered.json()["start"] == {
        "dateTime": "2026-11-24T18:00:00.0000000",
        "timeZone": "Tokyo Standard Time",
    }
    assert answered.json()["body"] == {"contentType": "text", "content": "A b"}
    assert answered.headers["preference-applied"] == (
        'outlook.body-content-type="text", outlook.timezone="Tokyo Standard Time"'
    )
    wrong = await graph.get(path(ana, told["id"]), headers={"prefer": 'outlook.timezone="Mars"'})
    assert code(wrong) == (400, "TimeZoneNotSupportedException")


async def test_ids_come_in_both_formats_and_both_are_taken(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    told = await made(graph, ana)
    plain = (await document(await graph.get(path(ana, told["id"]))))["id"]
    assert plain != told["id"]
    assert (await document(await graph.get(path(ana, plain), headers=IMMUTABLE)))["id"] == told[
        "id"
    ]


async def test_a_transaction_id_makes_one_event_only(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    told = await made(graph, ana, transactionId="t-1")
    again = await graph.post(f"/users/{ana}/events", json=event_json(transactionId="t-1"))
    assert code(again) == (409, "ErrorDuplicateTransactionId")
    changed = await graph.patch(path(ana, told["id"]), json={"transactionId": "t-2"})
    assert code(changed) == (400, "ErrorInvalidRequest")


async def test_a_write_on_a_stale_version_is_refused(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    told = await made(graph, ana)
    tenant.outlook.edit(ana, told["id"], subject="Meanwhile")
    stale = {"if-match": told["@odata.etag"]}
    for answered in (
        await graph.patch(path(ana, told["id"]), json={"subject": "Mine"}, headers=stale),
        await graph.delete(path(ana, told["id"]), headers=stale),
    ):
        assert code(answered) == (412, "ErrorIrresolvableConflict")
    fresh = {"if-match": tenant.outlook.look(ana, told["id"]).etag}
    done = await graph.patch(path(ana, told["id"]), json={"subject": "Mine"}, headers=fresh)
    assert (done.status_code, done.json()["subject"]) == (200, "Mine")


async def test_what_is_gone_answers_404_to_everything(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    told = await made(graph, ana)
    assert (await graph.delete(path(ana, told["id"]))).status_code == 204
    for answered in (
        await graph.get(path(ana, told["id"])),
        await graph.patch(path(ana, told["id"]), json={"subject": "x"}),
        await graph.delete(path(ana, told["id"])),
        await graph.post(path(ana, told["id"], "/accept"), json={}),
        await graph.get(
            path(ana, told["id"], "/instances"),
            params={"startDateTime": "2026-11-01", "endDateTime": "2026-12-01"},
        ),
    ):
        assert code(answered) == (404, "ErrorItemNotFound")


async def test_only_what_is_sent_is_changed(graph: httpx.AsyncClient, ana: MailboxId) -> None:
    told = await made(graph, ana, categories=["Red"], body={"contentType": "text", "content": "T"})
    changed = (await graph.patch(path(ana, told["id"]), json={"subject": "New"})).json()
    assert (changed["subject"], changed["categories"]) == ("New", ["Red"])
    assert (changed["start"], changed["body"]) == (told["start"], told["body"])


async def test_a_location_replaces_all_locations(graph: httpx.AsyncClient, ana: MailboxId) -> None:
    two = [{"displayName": "A"}, {"displayName": "B", "locationUri": "https://b.test"}]
    told = await made(graph, ana, locations=two)
    assert [p["displayName"] for p in told["locations"]] == ["A", "B"]
    assert told["location"]["displayName"] == "A; B"
    one = await graph.patch(path(ana, told["id"]), json={"location": {"displayName": "C"}})
    assert [p["displayName"] for p in one.json()["locations"]] == ["C"]
    none = await graph.patch(path(ana, told["id"]), json={"location": {"displayName": ""}})
    assert none.json()["locations"] == []


async def test_a_stamped_event_is_found_and_the_stamp_is_shown_only_where_asked(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    told = await made(graph, ana, singleValueExtendedProperties=[{"id": STAMP, "value": "s'1"}])
    assert "singleValueExtendedProperties" not in told
    given = f"singleValueExtendedProperties/any(ep: ep/id eq '{STAMP}' and ep/value eq 's''1')"
    expand = f"singleValueExtendedProperties($filter=id eq '{STAMP}')"
    found = await document(
        await graph.get(
            f"/users/{ana}/events", params={"$filter": given, "$expand": expand}, headers=IMMUTABLE
        )
    )
    assert [e["id"] for e in found["value"]] == [told["id"]]
    assert found["value"][0]["singleValueExtendedProperties"] == [{"id": STAMP, "value": "s'1"}]
    other = given.replace("s''1", "s2")
    none = await document(await graph.get(f"/users/{ana}/events", params={"$filter": other}))
    assert none["value"] == []


async def test_a_series_shows_its_exceptions_and_cancelled_days_when_asked(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    told = await made(graph, ana, recurrence=WEEKLY)
    first, second, *_ = slots(tenant, ana, told["id"])
    one = tenant.outlook.edit_occurrence(ana, told["id"], first, subject="Kick-off")
    tenant.outlook.cancel_occurrence(ana, told["id"], second)
    query = "?$select=subject,cancelledOccurrences,recurrence&$expand=exceptionOccurrences"
    read = await document(await graph.get(path(ana, told["id"], query), headers=IMMUTABLE))
    assert read["cancelledOccurrences"] == [f"OID.{told['id']}.2026-12-01"]
    assert [(e["id"], e["subject"]) for e in read["exceptionOccurrences"]] == [(one, "Kick-off")]
    assert read["recurrence"]["range"] == {
        "type": "noEnd",
        "startDate": "2026-11-24",
        "endDate": "0001-01-01",
        "recurrenceTimeZone": "W. Europe Standard Time",
        "numberOfOccurrences": 0,
    }


async def test_instances_are_listed_in_pages_with_all_their_fields(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    told = await made(graph, ana, recurrence=WEEKLY)
    window = "?startDateTime=2026-11-01T00:00:00Z&endDateTime=2027-02-01T00:00:00Z&$top=4"
    link, found = path(ana, told["id"], f"/instances{window}"), []
    while link:
        page = await document(await graph.get(link))
        found += page["value"]
        link = page.get("@odata.nextLink", "")
    assert len(found) == 10
    assert {e["type"] for e in found} == {"occurrence"}
    assert len({e["iCalUId"] for e in found}) == 10
    assert found[0]["originalStart"] == "2026-11-24T09:00:00Z"


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        ({"type": "daily", "interval": 2}, [24, 26, 28]),
        ({"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday", "friday"]}, [24, 27]),
        ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 24}, [24]),
        (
            {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["tuesday"], "index": "last"},
            [24],
        ),
        ({"type": "absoluteYearly", "interval": 1, "dayOfMonth": 24, "month": 11}, [24]),
        (
            {
                "type": "relativeYearly",
                "interval": 1,
                "daysOfWeek": ["tuesday"],
                "index": "fourth",
                "month": 11,
            },
            [24],
        ),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else None,
)
@pytest.mark.parametrize(
    "within",
    [
        {"type": "noEnd"},
        {"type": "numbered", "numberOfOccurrences": 3},
        {"type": "endDate", "endDate": "2026-11-28"},
    ],
    ids=lambda value: str(value["type"]),
)
async def test_every_pattern_and_range_comes_back_as_it_was_sent_and_has_its_days(
    graph: httpx.AsyncClient,
    tenant: Tenant,
    ana: MailboxId,
    pattern: dict[str, Any],
    days: list[int],
    within: dict[str, Any],
) -> None:
    ranged = within | {"startDate": "2026-11-24"}
    told = await made(graph, ana, recurrence={"pattern": pattern, "range": ranged})
    assert pattern.items() <= told["recurrence"]["pattern"].items()
    assert ranged.items() <= told["recurrence"]["range"].items()
    starts = [at_ for at_ in slots(tenant, ana, told["id"]) if (at_.year, at_.month) == (2026, 11)]
    assert [start.day for start in starts if start.day < 29] == days


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        ("absoluteMonthly", 31, [(12, 31), (1, 31), (2, 28), (3, 31), (4, 30)]),
        ("absoluteMonthly", 30, [(12, 30), (1, 30), (2, 28), (3, 30), (4, 30)]),
        ("absoluteMonthly", 29, [(12, 29), (1, 29), (2, 28), (3, 29), (4, 29)]),
        ("absoluteYearly", 31, [(12, 31)]),
    ],
)
async def test_a_day_that_a_month_lacks_is_that_months_last_day_and_comes_back_as_it_was_sent(
    graph: httpx.AsyncClient,
    tenant: Tenant,
    ana: MailboxId,
    kind: str,
    day: int,
    expected: list[tuple[int, int]],
) -> None:
    """EWS, DayOfMonth: "the last day of the month is assumed"; a series never leaves a month out."""
    pattern = {"type": kind, "interval": 1, "dayOfMonth": day}
    pattern |= {"month": 12} if kind == "absoluteYearly" else {}
    within = {"type": "noEnd", "startDate": f"2026-12-{day}"}
    times = {
        end: {"dateTime": f"2026-12-{day}T{hour}:00:00", "timeZone": "W. Europe Standard Time"}
        for end, hour in (("start", "10"), ("end", "11"))
    }
    told = await made(graph, ana, recurrence={"pattern": pattern, "range": within}, **times)

    assert pattern.items() <= told["recurrence"]["pattern"].items()
    found = slots(tenant, ana, told["id"])[: len(expected)]
    assert [(start.month, start.day) for start in found] == expected


async def test_a_range_that_does_not_begin_with_the_event_is_refused(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    wrong = WEEKLY | {"range": {"type": "noEnd", "startDate": "2026-11-25"}}
    answered = await graph.post(f"/users/{ana}/events", json=event_json(recurrence=wrong))
    assert code(answered) == (400, "ErrorPropertyValidationFailure")


@pytest.mark.parametrize(
    "fields",
    [
        {"isAllDay": True},
        {"start": None},
        {"end": {"dateTime": "2026-11-24T09:00:00", "timeZone": "UTC"}, "start": {"dateTime": 7}},
        {"end": {"dateTime": "2026-11-24T01:00:00", "timeZone": "UTC"}},
        {"showAs": "asleep"},
        {"attendees": [{"type": "required"}]},
        {"attendees": [{"emailAddress": {"address": f"{n}@x.test"}} for n in range(501)]},
    ],
)
async def test_a_wrong_event_is_refused_and_nothing_is_made(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, fields: dict[str, Any]
) -> None:
    answered = await graph.post(f"/users/{ana}/events", json=event_json(**fields))
    assert code(answered) == (400, "ErrorPropertyValidationFailure")
    assert (len(tenant.mailbox(ana).calendars.items), mails(tenant)) == (0, [])


async def test_days_are_told_as_days_or_shifted_to_the_zone_asked_for(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    days = {
        "isAllDay": True,
        "start": {"dateTime": "2026-11-24T00:00:00", "timeZone": "W. Europe Standard Time"},
        "end": {"dateTime": "2026-11-25T00:00:00", "timeZone": "W. Europe Standard Time"},
    }
    told = await made(graph, ana, **days)
    assert told["start"]["dateTime"].startswith("2026-11-24T00:00")
    tenant.change_rules(all_day_shifted=True)
    shifted = await document(await graph.get(path(ana, told["id"])))
    assert shifted["start"]["dateTime"].startswith("2026-11-23T23:00")
    assert shifted["originalStartTimeZone"] == "W. Europe Standard Time"


async def test_answers_are_given_by_their_own_calls(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    said = event(attendees=invited("ana.lima@northwind.test"))
    copy = tenant.outlook.copy(ana, tenant.outlook.invite_from_outside(CARLA, said))
    assert copy
    for call, answer in (
        ("accept", Answer.ACCEPTED),
        ("tentativelyAccept", Answer.TENTATIVE),
        ("decline", Answer.DECLINED),
    ):
        given = {"sendResponse": call != "decline", "comment": "Yes"}
        answered = await graph.post(path(ana, copy, f"/{call}"), json=given)
        assert answered.status_code == 202
        assert tenant.outlook.look(ana, copy).item.answer is answer
    assert mails(tenant) == [("response", CARLA.address)] * 2
    assert code(await graph.post(path(ana, copy, "/cancel"), json={}))[0] == 400
    refused = await graph.patch(
        path(ana, copy),
        json=event_json(start={"dateTime": "2026-11-24T08:00:00", "timeZone": "UTC"}),
    )
    assert code(refused) == (400, "ErrorInvalidRequest")


async def test_a_meeting_is_cancelled_by_its_own_call_and_only_a_meeting(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    alone = await made(graph, ana)
    attendees = [{"emailAddress": {"address": CARLA.address}}]
    meeting = await made(graph, ana, attendees=attendees)
    assert code(await graph.post(path(ana, alone["id"], "/cancel"), json={}))[0] == 400
    assert code(await graph.post(path(ana, alone["id"], "/accept"), json={}))[0] == 400
    done = await graph.post(path(ana, meeting["id"], "/cancel"), json={"comment": "Ill"})
    assert done.status_code == 202
    assert mails(tenant)[0] == ("cancellation", CARLA.address)


async def test_an_online_meeting_is_lost_where_its_link_is_written_over(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    told = await made(graph, ana, isOnlineMeeting=True)
    link = told["onlineMeeting"]["joinUrl"]
    assert link in told["body"]["content"]
    around = {"contentType": "html", "content": told["body"]["content"] + "<p>More</p>"}
    kept = (await graph.patch(path(ana, told["id"]), json={"body": around})).json()
    assert (kept["isOnlineMeeting"], kept["onlineMeeting"]) == (True, {"joinUrl": link})
    over = {"contentType": "text", "content": "Agenda"}
    lost = (await graph.patch(path(ana, told["id"]), json={"body": over})).json()
    assert (lost["isOnlineMeeting"], lost["onlineMeeting"]) == (False, None)


async def test_the_server_normalises_text_where_the_rules_say_so(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.change_rules(text_normalised=True)
    told = await made(
        graph, ana, subject="Offer ", body={"contentType": "text", "content": "One\nTwo  "}
    )
    text = {"prefer": 'outlook.body-content-type="text"'}
    read = await document(await graph.get(path(ana, told["id"]), headers=text))
    assert (read["subject"], read["body"]["content"]) == ("Offer", "One\r\nTwo\r\n")


async def test_an_online_meetings_body_is_normalised_with_the_way_to_join_it(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.change_rules(text_normalised=True)
    body = {"contentType": "text", "content": "One\nTwo"}
    told = await made(graph, ana, body=body, isOnlineMeeting=True)
    content = told["body"]["content"]
    assert told["onlineMeeting"]["joinUrl"] in content
    assert "\n" not in content.replace("\r\n", "")
    again = (await graph.patch(path(ana, told["id"]), json={"body": told["body"]})).json()
    assert again["body"]["content"] == content


async def test_an_equal_write_gives_a_new_version_and_mails_nobody(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    told = await made(graph, ana, attendees=[{"emailAddress": {"address": CARLA.address}}])
    tenant.invitations.clear()
    again = (await graph.patch(path(ana, told["id"]), json={"subject": told["subject"]})).json()
    assert again["@odata.etag"] != told["@odata.etag"]
    assert mails(tenant) == []


async def test_a_damaged_event_is_served_in_a_form_nobody_understands(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    name = tenant.outlook.create(ana, event())
    tenant.outlook.damage(ana, name)
    assert (await document(await graph.get(path(ana, name))))["start"] == 7
    tenant.outlook.damage(ana, name, Damage.BACKWARDS)
    read = await document(await graph.get(path(ana, name)))
    assert read["end"]["dateTime"] < read["start"]["dateTime"]


async def test_a_copy_may_name_its_organiser_among_the_attendees(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    said = event(attendees=invited("ana.lima@northwind.test"))
    copy = tenant.outlook.copy(ana, tenant.outlook.invite_from_outside(CARLA, said))
    tenant.change_rules(organiser_among_attendees=True)
    read = await document(await graph.get(path(ana, copy or "")))
    listed = [a["emailAddress"]["address"] for a in read["attendees"]]
    assert listed == [CARLA.address, "ana.lima@northwind.test"]


async def test_calendars_are_listed_with_the_default_one_first(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    second = tenant.outlook.add_calendar(ana, "Team")
    found = (await document(await graph.get(f"/users/{ana}/calendars")))["value"]
    assert [(c["name"], c["isDefaultCalendar"]) for c in found] == [
        ("Calendar", True),
        ("Team", False),
    ]
    told = (await graph.post(f"/users/{ana}/calendars/{second}/events", json=event_json())).json()
    view = f"/users/{ana}/calendars/{second}/calendarView?startDateTime=2026-11-01&endDateTime=2027-01-01"
    assert [e["id"] for e in (await document(await graph.get(view)))["value"]] == [told["id"]]
    missing = await graph.get(f"/users/{ana}/calendars/nonsense/events")
    assert code(missing) == (404, "ErrorItemNotFound")


async def test_a_view_shows_occurrences_in_order_of_time(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.outlook.create(ana, event("Series", at(25), recurrence=DAILY))
    tenant.outlook.create(ana, Appointment(subject="Single", span=at(24), show_as=ShowAs.FREE))
    query = "startDateTime=2026-11-24T00:00:00Z&endDateTime=2026-11-27T00:00:00Z"
    found = (await document(await graph.get(f"/users/{ana}/calendarView?{query}")))["value"]
    assert [e["subject"] for e in found] == ["Single", "Series", "Series"]


async def test_a_mailbox_s_zone_is_among_its_settings(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.outlook.set_zone(ana, "Tokyo Standard Time")
    settings = await document(await graph.get(f"/users/{ana}/mailboxSettings"))
    assert settings["timeZone"] == "Tokyo Standard Time"


async def test_events_are_written_within_a_batch_too(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    name = tenant.outlook.create(ana, event())
    etag = tenant.outlook.look(ana, name).etag
    typed = {"Content-Type": "application/json"}
    requests = [
        {"id": "1", "method": "GET", "url": path(ana, name), "headers": IMMUTABLE},
        {
            "id": "2",
            "method": "PATCH",
            "url": path(ana, name),
            "headers": typed | {"If-Match": etag},
            "body": {"subject": "New"},
            "dependsOn": ["1"],
        },
        {
            "id": "3",
            "method": "DELETE",
            "url": path(ana, name),
            "headers": {"If-Match": etag},
            "dependsOn": ["2"],
        },
    ]
    answered = (await graph.post("/$batch", json={"requests": requests})).json()["responses"]
    assert {r["id"]: r["status"] for r in answered} == {"1": 200, "2": 200, "3": 412}


async def test_a_series_of_people_s_own_making_is_told_as_graph_tells_it(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    rule = Recurrence(rule="FREQ=MONTHLY;BYDAY=-1TU;UNTIL=20270301T090000Z")
    name = tenant.outlook.create(ana, event(recurrence=rule))
    read = (await document(await graph.get(path(ana, name))))["recurrence"]
    assert read["pattern"]["type"] == "relativeMonthly"
    assert (read["pattern"]["index"], read["pattern"]["daysOfWeek"]) == ("last", ["tuesday"])
    assert (read["range"]["type"], read["range"]["endDate"]) == ("endDate", "2027-03-01")

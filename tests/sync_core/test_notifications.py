import json
from typing import Any

import pytest

from sync_core.notifications import Heard, UnreadablePost, hear
from sync_core.work import Task
from tests.sync_core.making import DIGESTER, MAILBOX, NOON

TENANT = "aaaaaaaa-0000-0000-0000-000000000001"


def notification(**fields: Any) -> dict[str, Any]:
    return {
        "subscriptionId": "s1",
        "clientState": DIGESTER.client_state(MAILBOX, "nonce"),
        "changeType": "created",
        "tenantId": TENANT,
        "resource": f"Users/{MAILBOX}/Messages/AAMk",
        "resourceData": {"@odata.type": "#Microsoft.Graph.Message", "id": "AAMk"},
        **fields,
    }


def heard(*items: Any) -> Heard:
    return hear(json.dumps({"value": items}).encode(), TENANT, DIGESTER, NOON)


def test_a_genuine_notification_asks_to_look_at_its_mailbox() -> None:
    told = heard(notification())

    assert [(i.task, i.mailbox, i.woken_at) for i in told.items] == [
        (Task.MAIL_WAKE, MAILBOX, NOON)
    ]
    assert (told.accepted, told.dropped) == (1, 0)


@pytest.mark.parametrize(
    "resource",
    [
        f"users/{MAILBOX.upper()}/messages/1",
        f"/users('{MAILBOX}')/messages('1')",
        f"users/{MAILBOX}/messages",
    ],
)
def test_the_resource_is_read_in_any_case_and_form(resource: str) -> None:
    assert heard(notification(resource=resource)).items[0].mailbox == MAILBOX


@pytest.mark.parametrize(
    "forged",
    [
        notification(clientState="guess"),
        notification(clientState=DIGESTER.client_state("another", "nonce")),
        notification(clientState=None),
        notification(tenantId="another"),
        notification(resource="groups/1"),
        notification(resource="users/../admin"),
        {},
        "text",
        None,
    ],
)
def test_a_forged_or_foreign_item_is_dropped_counted_and_hinders_no_other(forged: Any) -> None:
    told = heard(forged, notification())

    assert (len(told.items), told.accepted, told.dropped) == (1, 1, 1)


def test_a_burst_for_one_mailbox_is_one_item() -> None:
    told = heard(*[notification(resource=f"users/{MAILBOX}/messages/{n}") for n in range(50)])

    assert (len(told.items), told.accepted) == (1, 50)


@pytest.mark.parametrize(
    ("event", "tasks"),
    [
        ("reauthorizationRequired", {Task.SUBSCRIBE}),
        ("subscriptionRemoved", {Task.SUBSCRIBE, Task.MAIL_SWEEP}),
        ("missed", {Task.MAIL_WAKE, Task.MAIL_SWEEP}),
        ("somethingNew", {Task.MAIL_WAKE, Task.MAIL_SWEEP}),
    ],
)
def test_each_lifecycle_event_has_its_answer(event: str, tasks: set[Task]) -> None:
    assert {i.task for i in heard(notification(lifecycleEvent=event)).items} == tasks


@pytest.mark.parametrize(
    "resource",
    [
        f"Users/{MAILBOX}/Events/AAMk",
        f"users/{MAILBOX}/events",
        f"users('{MAILBOX}')/calendars('c')/events('1')",
    ],
)
def test_a_notification_about_events_wakes_the_calendar(resource: str) -> None:
    told = heard(notification(resource=resource), notification())

    assert [i.task for i in told.items] == [Task.CALENDAR_WAKE, Task.MAIL_WAKE]


@pytest.mark.parametrize(
    ("event", "tasks"),
    [
        ("reauthorizationRequired", {Task.SUBSCRIBE}),
        ("subscriptionRemoved", {Task.SUBSCRIBE, Task.CALENDAR_SWEEP}),
        ("missed", {Task.CALENDAR_WAKE, Task.CALENDAR_SWEEP}),
        ("somethingNew", {Task.CALENDAR_WAKE, Task.CALENDAR_SWEEP}),
    ],
)
def test_a_lifecycle_event_of_the_calendars_subscription_looks_at_the_calendar(
    event: str, tasks: set[Task]
) -> None:
    told = heard(notification(resource=f"users/{MAILBOX}/events", lifecycleEvent=event))

    assert {i.task for i in told.items} == tasks


@pytest.mark.parametrize(
    "resource",
    [
        f"Users/{MAILBOX}/Contacts/AAMk",
        f"users/{MAILBOX}/contacts",
        f"users('{MAILBOX}')/contactFolders('f')/contacts('1')",
    ],
)
def test_a_notification_about_contacts_wakes_them_alone(resource: str) -> None:
    told = heard(notification(resource=resource), notification())

    assert [i.task for i in told.items] == [Task.CONTACTS_WAKE, Task.MAIL_WAKE]


@pytest.mark.parametrize(
    ("event", "tasks"),
    [
        ("reauthorizationRequired", {Task.SUBSCRIBE}),
        ("subscriptionRemoved", {Task.SUBSCRIBE, Task.CONTACTS_SWEEP}),
        ("missed", {Task.CONTACTS_WAKE, Task.CONTACTS_SWEEP}),
        ("somethingNew", {Task.CONTACTS_WAKE, Task.CONTACTS_SWEEP}),
    ],
)
def test_a_lifecycle_event_of_the_contacts_subscription_looks_at_the_contacts(
    event: str, tasks: set[Task]
) -> None:
    told = heard(notification(resource=f"users/{MAILBOX}/contacts", lifecycleEvent=event))

    assert {i.task for i in told.items} == tasks


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"value": 1}', b"\xff", b'{"value": [' + b"1," * 1000 + b"1]}"]
)
def test_what_is_no_collection_or_too_large_is_refused_whole(body: bytes) -> None:
    with pytest.raises(UnreadablePost):
        hear(body, TENANT, DIGESTER, NOON)

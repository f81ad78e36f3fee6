from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from sync_core.failures import ParkReason
from sync_core.mailboxes import MailboxRecord
from sync_core.subscriptions import Adopted, Watched, is_due, new_expiry, noted, remembered, tend
from sync_core.work import MailboxId
from tests.sync_core.making import NOON

URL = "https://app.test/api/notifications"
SOON, LATE = NOON + timedelta(days=1), NOON + timedelta(days=6)


@dataclass(frozen=True)
class Held:
    id: str
    mailbox: MailboxId
    expires_at: datetime = LATE
    notification_url: str = URL
    watched: Watched | None = Watched.MESSAGES


def record(name: str, **fields: object) -> MailboxRecord:
    return MailboxRecord(id=MailboxId(name), enabled=True, **fields)  # type: ignore[arg-type] # fields vary by test


def test_a_mailbox_without_a_subscription_asks_for_one() -> None:
    assert tend([], [record("a")], URL, NOON).ask == ("a",)


def test_a_subscription_in_good_time_is_left_alone() -> None:
    told = tend(
        [Held("s", MailboxId("a"))],
        [record("a", subscription_id="s", subscription_until=LATE)],
        URL,
        NOON,
    )

    assert (told.adopt, told.delete, told.ask) == ((), (), ())


def test_one_past_its_half_life_is_renewed() -> None:
    held = Held("s", MailboxId("a"), SOON)

    assert tend(
        [held], [record("a", subscription_id="s", subscription_until=SOON)], URL, NOON
    ).ask == ("a",)


def test_of_duplicates_the_remembered_one_stays() -> None:
    held = [Held("s1", MailboxId("a"), SOON), Held("s2", MailboxId("a"), LATE)]
    told = tend(held, [record("a", subscription_id="s1", subscription_until=SOON)], URL, NOON)

    assert told.delete == ("s2",)


def test_one_made_by_a_run_that_crashed_is_adopted_not_made_again() -> None:
    told = tend([Held("s", MailboxId("a"))], [record("a")], URL, NOON)

    adopted = Adopted(
        mailbox=MailboxId("a"), watched=Watched.MESSAGES, subscription="s", until=LATE
    )
    assert (told.adopt, told.ask) == ((adopted,), ())


def test_subscriptions_of_mailboxes_no_longer_captured_are_ended() -> None:
    held = [
        Held("s1", MailboxId("off")),
        Held("s2", MailboxId("parked")),
        Held("s3", MailboxId("unknown")),
    ]
    records = [MailboxRecord(id=MailboxId("off")), record("parked", parked=ParkReason.NO_MAILBOX)]

    assert set(tend(held, records, URL, NOON).delete) == {"s1", "s2", "s3"}


def test_another_installations_subscription_is_never_touched() -> None:
    other = Held("s", MailboxId("a"), LATE, "https://other.test/api/notifications")

    assert tend([other], [record("a")], URL, NOON).delete == ()


def test_one_we_remember_that_sends_to_a_former_address_is_ended_and_made_anew() -> None:
    topic = "EventGrid:?azuresubscriptionid=s&resourcegroup=g&partnertopic=t&location=l"
    a = record("a", subscription_id="s", subscription_until=LATE)
    held = [Held("s", MailboxId("a")), Held("foreign", MailboxId("a"))]

    for there in (topic, "https://moved.test/api/notifications"):
        told = tend(iter(held), iter([a]), there, NOON)
        assert (told.delete, told.ask) == (("s",), ("a",))


def test_one_that_does_not_tell_where_it_sends_is_left_alone() -> None:
    a = record("a", subscription_id="s", subscription_until=LATE)

    assert tend([Held("s", MailboxId("a"), LATE, "")], [a], URL, NOON).delete == ()


def test_a_mailbox_whose_calendar_is_in_step_has_one_for_each_kind() -> None:
    a = record("a", calendar_enabled=True, subscription_id="m", subscription_until=LATE)
    messages = Held("m", MailboxId("a"))
    events = Held("e", MailboxId("a"), watched=Watched.EVENTS)
    double = Held("e2", MailboxId("a"), SOON, watched=Watched.EVENTS)

    lacking = tend([messages], [a], URL, NOON)
    having = tend([messages, events, double], [a], URL, NOON)

    assert (lacking.ask, lacking.delete) == (("a",), ())
    assert [(one.watched, one.subscription) for one in having.adopt] == [(Watched.EVENTS, "e")]
    assert (having.ask, having.delete) == ((), ("e2",))


def test_the_events_of_a_calendar_not_in_step_are_watched_no_longer() -> None:
    a = record("a", subscription_id="m", subscription_until=LATE, calendar_subscription_id="e")
    held = [Held("m", MailboxId("a")), Held("e", MailboxId("a"), watched=Watched.EVENTS)]

    told = tend(held, [a], URL, NOON)

    assert (told.adopt, told.delete, told.ask) == ((), ("e",), ())


def test_contacts_in_step_are_watched_beside_the_rest_and_no_longer_than_they_are() -> None:
    a = record("a", contacts_enabled=True, subscription_id="m", subscription_until=LATE)
    messages = Held("m", MailboxId("a"))
    contacts = Held("c", MailboxId("a"), watched=Watched.CONTACTS)

    lacking = tend([messages], [a], URL, NOON)
    having = tend([messages, contacts], [a], URL, NOON)
    leaving = tend([messages, contacts], [replace(a, contacts_enabled=False)], URL, NOON)

    assert (lacking.ask, lacking.delete) == (("a",), ())
    assert [(one.watched, one.subscription) for one in having.adopt] == [(Watched.CONTACTS, "c")]
    assert (having.ask, having.delete) == ((), ())
    assert (leaving.adopt, leaving.delete, leaving.ask) == ((), ("c",), ())


def test_a_subscription_of_ours_to_something_else_is_ended() -> None:
    held = [Held("m", MailboxId("a")), Held("x", MailboxId("a"), watched=None)]

    assert tend(held, [record("a", calendar_enabled=True)], URL, NOON).delete == ("x",)


@pytest.mark.parametrize("watched", list(Watched))
def test_what_is_noted_of_a_subscription_is_what_is_remembered(watched: Watched) -> None:
    told = record("a", **noted(watched, "s", LATE))

    assert remembered(told, watched) == ("s", LATE)
    assert {remembered(told, other) for other in Watched if other is not watched} == {(None, None)}


def test_the_expiry_asked_for_is_within_graphs_limit() -> None:
    assert new_expiry(NOON) - NOON < timedelta(minutes=10_080)
    assert not is_due(new_expiry(NOON), NOON)
    assert is_due(None, NOON)

from dataclasses import dataclass
from datetime import datetime, timedelta

from sync_core.failures import ParkReason
from sync_core.mailboxes import MailboxRecord
from sync_core.subscriptions import is_due, new_expiry, tend
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

    assert (told.adopt, told.ask) == ((("a", "s", LATE),), ())


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


def test_the_expiry_asked_for_is_within_graphs_limit() -> None:
    assert new_expiry(NOON) - NOON < timedelta(minutes=10_080)
    assert not is_due(new_expiry(NOON), NOON)
    assert is_due(None, NOON)

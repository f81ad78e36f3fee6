from typing import Any

from sync_core.calendar.policy import CalendarPolicy
from sync_core.contacts.policy import ContactsPolicy
from sync_core.enrolment import Enrolment, enrol
from sync_core.failures import ParkReason
from sync_core.mail import Address, CrmUserId
from sync_core.mailboxes import DirectoryUser, MailboxKind, MailboxRecord
from sync_core.policy import Mailboxes
from sync_core.work import MailboxId
from tests.sync_core.making import NOON

OWNERS = {Address("ana@northwind.test"): CrmUserId("u-ana")}


def user(name: str = "ana", **fields: Any) -> DirectoryUser:
    told: dict[str, Any] = {
        "id": MailboxId(f"id-{name}"),
        "kind": MailboxKind.USER,
        "account_enabled": True,
        "has_mailbox": True,
        "primary": Address(f"{name}@northwind.test"),
        "addresses": (Address(f"{name}@northwind.test"),),
    }
    return DirectoryUser(**{**told, **fields})


def enrolled(
    policy: dict[str, Any], *users: DirectoryUser, known: tuple[MailboxRecord, ...] = ()
) -> list[Enrolment]:
    by_id = {r.id: r for r in known}
    return list(enrol(users, Mailboxes.model_validate(policy), OWNERS, by_id, NOON))


def test_nobody_is_captured_until_the_firm_says_so() -> None:
    assert enrolled({}, user()) == []


def test_a_listed_mailbox_begins_with_its_owner_found_by_address() -> None:
    (change,) = enrolled({"listed": [{"mailbox": "Ana@Northwind.test"}]}, user())

    assert change.begins
    assert change.fields["owner"] == "u-ana"
    assert change.fields["enabled"] is True


def test_a_mailbox_may_be_listed_by_its_id() -> None:
    assert enrolled({"listed": [{"mailbox": "ID-ANA"}]}, user())[0].begins


def test_a_shared_mailbox_belongs_to_its_nominated_user() -> None:
    shared = user("desk", kind=MailboxKind.SHARED, account_enabled=False)
    (change,) = enrolled({"listed": [{"mailbox": "id-desk", "nominated_user": "u-bo"}]}, shared)

    assert (change.fields["owner"], change.fields["kind"], change.begins) == (
        "u-bo",
        MailboxKind.SHARED,
        True,
    )


def test_all_means_every_mailbox_but_rooms_the_unlicensed_and_the_excepted() -> None:
    people = [
        user("ana"),
        user("room", kind=MailboxKind.ROOM),
        user("guest", has_mailbox=False),
        user("bo"),
    ]

    assert [
        c.mailbox for c in enrolled({"choose": "all", "excepted": ["bo@northwind.test"]}, *people)
    ] == ["id-ana"]


def test_a_listed_mailbox_without_licence_is_parked_with_its_reason_and_does_not_begin() -> None:
    (change,) = enrolled({"listed": [{"mailbox": "id-ana"}]}, user(has_mailbox=False))

    assert (change.fields["parked"], change.begins) == (ParkReason.NO_MAILBOX, False)


def test_a_fresh_licence_unparks_and_begins() -> None:
    parked = MailboxRecord(
        id=MailboxId("id-ana"), enabled=True, owner=CrmUserId("u-ana"), parked=ParkReason.NO_MAILBOX
    )
    (change,) = enrolled({"listed": [{"mailbox": "id-ana"}]}, user(), known=(parked,))

    assert change.fields["parked"] is None
    assert change.begins


def test_a_mailbox_parked_for_another_reason_is_not_unparked_by_the_directory() -> None:
    denied = MailboxRecord(
        id=MailboxId("id-ana"),
        enabled=True,
        owner=CrmUserId("u-ana"),
        parked=ParkReason.ACCESS_DENIED,
    )

    assert enrolled({"listed": [{"mailbox": "id-ana"}]}, user(), known=(denied,)) == []


def test_an_unchanged_mailbox_and_one_missing_from_the_directory_change_nothing() -> None:
    same = MailboxRecord(id=MailboxId("id-ana"), enabled=True, owner=CrmUserId("u-ana"))
    missing = MailboxRecord(id=MailboxId("id-gone"), enabled=True)

    assert enrolled({"listed": [{"mailbox": "id-ana"}]}, user(), known=(same, missing)) == []


def test_taken_off_the_list_a_mailbox_is_switched_off() -> None:
    on = MailboxRecord(id=MailboxId("id-ana"), enabled=True, owner=CrmUserId("u-ana"))
    (change,) = enrolled({}, user(), known=(on,))

    assert (change.fields, change.begins) == ({"enabled": False}, False)


def test_a_parked_mailbox_still_without_licence_is_no_change_each_time() -> None:
    parked = MailboxRecord(
        id=MailboxId("id-ana"), enabled=True, owner=CrmUserId("u-ana"), parked=ParkReason.NO_MAILBOX
    )

    assert (
        enrolled({"listed": [{"mailbox": "id-ana"}]}, user(has_mailbox=False), known=(parked,))
        == []
    )


def test_contacts_are_kept_in_step_where_the_policy_includes_a_captured_mailbox() -> None:
    chosen = Mailboxes.model_validate({"listed": [{"mailbox": "id-ana"}, {"mailbox": "id-bo"}]})
    contacts = ContactsPolicy.model_validate(
        {"enabled": True, "mailboxes": [{"mailbox": "ID-BO", "enabled": False}]}
    )

    def told(policy: ContactsPolicy, **known: Any) -> dict[str, Any]:
        records = {
            MailboxId(f"id-{n}"): MailboxRecord(id=MailboxId(f"id-{n}"), **known)
            for n in ("ana", "bo", "cy")
        }
        users = (user("ana"), user("bo"), user("cy"))
        changes = enrol(users, chosen, {}, records, NOON, contacts=policy)
        return {c.mailbox: c.fields.get("contacts_enabled") for c in changes}

    assert told(contacts) == {"id-ana": True, "id-bo": None}
    assert told(contacts, enabled=True, contacts_enabled=True) == {"id-bo": False, "id-cy": False}
    assert told(ContactsPolicy(), enabled=True, contacts_enabled=True)["id-ana"] is False


def test_a_calendar_may_depend_on_contacts() -> None:
    chosen = Mailboxes.model_validate({"choose": "all"})
    calendar = CalendarPolicy.model_validate({"enabled": True, "only_with_contacts": True})
    for is_on in (False, True):
        contacts = ContactsPolicy.model_validate({"enabled": is_on})
        (change,) = enrol([user()], chosen, OWNERS, {}, NOON, calendar, contacts)
        assert change.fields.get("calendar_enabled", False) is is_on

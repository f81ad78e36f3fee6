"""Which of a user's mailboxes a stream goes to."""

import pytest

from sync_core.calendar.policy import MailboxCalendar
from sync_core.contacts.policy import MailboxContacts
from sync_core.mail import CrmUserId
from sync_core.mailboxes import MailboxKind, MailboxRecord
from sync_core.primaries import MailboxEntry, is_primary, names_another, own_entry
from sync_core.work import MailboxId

ANNA, BO = CrmUserId("1"), CrmUserId("2")
OWN = MailboxRecord(id=MailboxId("own"), owner=ANNA)
TEAM = MailboxRecord(id=MailboxId("team"), kind=MailboxKind.SHARED, owner=ANNA)
OTHER = MailboxRecord(id=MailboxId("other"), owner=BO)
NOBODYS = MailboxRecord(id=MailboxId("nobodys"))
FIRM = (OWN, TEAM, OTHER, NOBODYS)


Shape = type[MailboxCalendar | MailboxContacts]
SHAPES: tuple[Shape, ...] = (MailboxCalendar, MailboxContacts)


@pytest.fixture(params=SHAPES, ids=["calendar", "contacts"])
def entry(request: pytest.FixtureRequest) -> Shape:
    """Return the shape of what a stream's part of the policy says of a mailbox."""
    shape: Shape = request.param
    return shape


def primaries(entries: tuple[MailboxEntry, ...]) -> set[str]:
    return {r.id for r in FIRM if is_primary(entries, r, FIRM)}


def test_where_the_policy_is_silent_each_users_own_mailbox_is_primary_and_no_shared_one() -> None:
    assert primaries(()) == {"own", "other"}


def test_an_entry_that_does_not_say_changes_nothing(entry: Shape) -> None:
    assert primaries((entry(mailbox="own"), entry(mailbox="team"))) == {"own", "other"}


def test_a_shared_mailbox_named_as_primary_takes_the_place_of_its_users_own(entry: Shape) -> None:
    assert primaries((entry(mailbox="team", is_primary=True),)) == {"team", "other"}


def test_a_mailbox_told_not_to_be_primary_is_not_and_leaves_its_user_none(entry: Shape) -> None:
    assert primaries((entry(mailbox="own", is_primary=False),)) == {"other"}


def test_what_the_policy_says_of_a_mailbox_holds_whatever_else_it_names(entry: Shape) -> None:
    entries = (entry(mailbox="own", is_primary=True), entry(mailbox="team", is_primary=True))

    assert primaries(entries) == {"own", "team", "other"}


def test_a_mailbox_without_a_user_is_nobodys_primary_one_even_by_name(entry: Shape) -> None:
    assert "nobodys" not in primaries((entry(mailbox="nobodys", is_primary=True),))


def test_a_mailbox_is_known_by_its_id_in_whatever_case(entry: Shape) -> None:
    typed = entry(mailbox="TEAM", is_primary=True)

    assert own_entry((typed,), TEAM.id) is typed
    assert own_entry((typed,), OWN.id) is None
    assert primaries((typed,)) == {"team", "other"}


def test_mailboxes_are_read_only_where_another_one_is_named_as_primary(entry: Shape) -> None:
    of_team = (entry(mailbox="Team", is_primary=True),)

    assert names_another(of_team, OWN.id)
    assert not names_another(of_team, TEAM.id)
    assert not names_another((entry(mailbox="team", is_primary=False),), OWN.id)
    assert not names_another((entry(mailbox="team"),), OWN.id)
    assert not names_another((), OWN.id)

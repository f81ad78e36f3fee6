"""What a role includes."""

import pytest

from sync_core.access import ON_THIS_MACHINE, AppRole, SignedIn

ADMIN, OPERATOR, READER = AppRole.ADMIN, AppRole.OPERATOR, AppRole.READER


@pytest.mark.parametrize(
    ("held", "may"),
    [
        (set(), set()),
        ({READER}, {READER}),
        ({OPERATOR}, {READER, OPERATOR}),
        ({ADMIN}, {READER, OPERATOR, ADMIN}),
        ({READER, ADMIN}, {READER, OPERATOR, ADMIN}),
    ],
)
def test_a_role_includes_those_below_it(held: set[AppRole], may: set[AppRole]) -> None:
    somebody = SignedIn(object_id="x", roles=frozenset(held))

    assert {role for role in AppRole if somebody.may(role)} == may


def test_who_uses_a_local_host_may_do_everything_and_is_nobody() -> None:
    assert all(ON_THIS_MACHINE.may(role) for role in AppRole)
    assert ON_THIS_MACHINE.object_id == ""

"""The firm of these tests."""

import pytest

from tests.flows.calendar.office import Office


@pytest.fixture
def office() -> Office:
    """Return a firm whose calendars are kept in step both ways."""
    return Office()

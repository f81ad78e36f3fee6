"""The firm most tests of flows begin with."""

import pytest

from tests.flows.firm import Firm


@pytest.fixture
def firm() -> Firm:
    """Return a firm without people yet."""
    return Firm()

"""How much is logged once the engine is built."""

import logging
from collections.abc import Iterator

import pytest

from tests.functions.conftest import ENVIRONMENT
from wiring.engine import build
from wiring.settings import Settings

_SETTINGS = Settings.read(ENVIRONMENT)
_OURS = ("rapport", "rapport.work", "adapters", "host", "simulator")


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """Yield the root logger; all levels are set back afterwards."""
    names = (
        None,
        "rapport",
        "adapters",
        "admin",
        "flows",
        "functions",
        "simulator",
        "host",
        "wiring",
    )
    levels = [(logging.getLogger(name), logging.getLogger(name).level) for name in names]
    yield logging.getLogger()
    for logger, level in levels:
        logger.setLevel(level)


def test_an_app_that_logs_everything_keeps_every_library_quiet(root: logging.Logger) -> None:
    root.setLevel(logging.DEBUG)
    build(_SETTINGS)
    for library in ("aiosqlite", "httpx", "sqlalchemy.engine", "azure.core", "made_up_tomorrow"):
        logger = logging.getLogger(library)
        assert not logger.isEnabledFor(logging.INFO), library
        assert logger.isEnabledFor(logging.ERROR), library
    for ours in _OURS:
        assert logging.getLogger(ours).isEnabledFor(logging.DEBUG), ours


def test_building_the_engine_again_keeps_the_level_of_our_own_lines(root: logging.Logger) -> None:
    root.setLevel(logging.INFO)
    build(_SETTINGS)
    build(_SETTINGS)
    assert logging.getLogger("rapport.work").isEnabledFor(logging.INFO)
    assert not logging.getLogger("rapport.work").isEnabledFor(logging.DEBUG)

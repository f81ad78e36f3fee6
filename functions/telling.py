"""Log lines as the declared records alone: nothing here words one of its own."""

import logging

from sync_core.log_lines import Level, LogLine

_LEVELS = {
    Level.INFO: logging.INFO,
    Level.WARNING: logging.WARNING,
    Level.ERROR: logging.ERROR,
}
_log = logging.getLogger("rapport")


def tell(line: LogLine) -> None:
    """Write one line to the log."""
    _log.log(_LEVELS[line.level], line.text())

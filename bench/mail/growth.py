"""Memory: a back-fill of a hundred times the mail takes no more of it. Each size in a process of its own."""

import json
import subprocess
import sys

from bench.mail.emulator import ROOT
from bench.mail.figures import Figure, Figures
from bench.mail.rig import NotQuiet

FLAT_WITHIN = 1.25
"""A hundred times the messages: at most this many times the memory, which is mostly the libraries."""
_LIMIT_SECONDS = 900


def growth_figures(few: int, many: int, stored: int, storage: str) -> Figures:
    """Return peak memory for few and for many messages, and their ratio.

    Args:
        few: messages of the small back-fill.
        many: messages of the large one.
        stored: messages of a back-fill through the storage adapter, against as few as `few`.
        storage: connection string of the storage emulator.
    """
    small, large = _peak_mebibytes(few, ""), _peak_mebibytes(many, "")
    small_stored, large_stored = _peak_mebibytes(few, storage), _peak_mebibytes(stored, storage)
    told = {
        f"memory_{few}_messages_mib": small,
        f"memory_{many}_messages_mib": large,
        f"memory_{few}_messages_storage_adapter_mib": small_stored,
        f"memory_{stored}_messages_storage_adapter_mib": large_stored,
    }
    figures = {name: Figure(measured=mib, unit="MiB") for name, mib in told.items()}
    ratios = {
        f"memory_{many}_messages_times_{few}": large / small,
        f"memory_{stored}_messages_times_{few}_storage_adapter": large_stored / small_stored,
    }
    return figures | {
        n: Figure(measured=ratio, unit="times", at_most=FLAT_WITHIN) for n, ratio in ratios.items()
    }


def _peak_mebibytes(messages: int, storage: str) -> float:
    """Return the peak memory of a process that back-fills so many messages."""
    told = subprocess.run(  # noqa: S603 - this interpreter, fixed words
        [sys.executable, "-m", "bench.mail.growing", str(messages), storage],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT_SECONDS,
    )
    if told.returncode:
        raise NotQuiet(f"the back-fill of {messages} messages failed: {told.stderr[-2_000:]}")
    return float(json.loads(told.stdout)["peak_mib"])

"""What starting costs: importing the function app, beside importing azure.functions alone."""

import base64
import json
import os
import subprocess
import sys
from statistics import median

from bench.mail.emulator import ROOT
from bench.mail.figures import Figure, Figures

_TIMED = "import time; b = time.perf_counter(); import {0}; print(time.perf_counter() - b)"


def importing_figures(rounds: int = 5) -> Figures:
    """Return how long imports take in fresh processes; rounds alternate, the median counts."""
    names = ("function_app", "azure.functions")
    for name in names:
        _seconds(name)  # the first compiles what was never imported
    seconds = [{name: _seconds(name) for name in names} for _ in range(rounds)]
    ms = {name: median(each[name] for each in seconds) * 1_000 for name in names}
    return {
        "import_function_app_ms": Figure(measured=ms["function_app"], unit="ms"),
        "import_azure_functions_alone_ms": Figure(measured=ms["azure.functions"], unit="ms"),
        "import_function_app_times_azure_functions": Figure(
            measured=ms["function_app"] / ms["azure.functions"], unit="times"
        ),
    }


def _seconds(name: str) -> float:
    told = subprocess.run(  # noqa: S603 - this interpreter, fixed words
        [sys.executable, "-c", _TIMED.format(name)],
        cwd=ROOT,
        env=os.environ | _settings() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return float(told.stdout)


def _settings() -> dict[str, str]:
    """Return settings that the app starts with: the sample's, and a key."""
    sample = json.loads((ROOT / "local.settings.sample.json").read_text())["Values"]
    return {**sample, "RAPPORT_DIGEST_KEY": base64.b64encode(bytes(32)).decode()}

"""`python -m simulator host`, as a process."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[3]
APP = """
import os
import azure.functions as func
app = func.FunctionApp()

@app.route("told", auth_level=func.AuthLevel.ANONYMOUS)
async def told(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(os.environ["TOLD"])
"""


@contextmanager
def _host(folder: Path, app: str, values: object) -> Iterator["subprocess.Popen[str]"]:
    (folder / "function_app.py").write_text(app)
    (folder / "host.json").write_text(
        '{"version": "2.0", "extensions": {"http": {"routePrefix": ""}}}'
    )
    (folder / "settings.json").write_text(json.dumps({"Values": values}))
    words = ["-m", "simulator", "host", "--port", "0", "--app", str(folder)]
    words += ["--settings", str(folder / "settings.json")]
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_the_command_says_when_it_is_ready_serves_and_stops_cleanly(tmp_path: Path) -> None:
    with _host(tmp_path, APP, {"TOLD": "from the settings"}) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        with urlopen(f"{ready['ready']}/told") as answer:  # noqa: S310 - our own host
            assert answer.read() == b"from the settings"
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_what_cannot_run_is_refused_in_one_line(tmp_path: Path) -> None:
    two = APP + "\nother = func.FunctionApp()\n"
    for app, values, told in (
        (two, {}, "expected one FunctionApp, found 2"),
        (APP, ["TOLD"], "Values: expected an object"),
    ):
        with _host(tmp_path, app, values) as process:
            _, errors = process.communicate(timeout=30)
        assert process.returncode == 1
        assert told in errors
        assert len(errors.strip().splitlines()) == 1

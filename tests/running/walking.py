"""The runbooks' page taken apart, and its commands run as a person would type them."""

import contextlib
import io
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from admin.__main__ import main

_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_STEP = re.compile(r"^\*\*(Symptom|Look|Do|Check)\.\*\*", re.MULTILINE)
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = ["python", "-m", "admin"]


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that was run."""

    words: str
    code: int
    told: str


@dataclass(frozen=True, slots=True)
class Runbook:
    """One runbook of the page: the text and the commands of each step."""

    name: str
    texts: Mapping[str, str]

    def commands(self, step: str) -> list[str]:
        """Return a step's commands, in order."""
        blocks = _BLOCK.findall(self.texts[step])
        return [line for block in blocks for line in block.splitlines() if line.strip()]


def runbooks_of(page: Path) -> dict[str, Runbook]:
    """Return the page's runbooks by name."""
    parts = _SECTION.split(page.read_text())
    return {
        name: Runbook(name, _steps(text))
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def _steps(text: str) -> dict[str, str]:
    parts = _STEP.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def run(line: str, told: Mapping[str, str]) -> Ran:
    """Run one command of the page, its placeholders filled in; what it prints comes back."""
    words = shlex.split(Template(line).substitute(told))
    assert words[:3] == _COMMAND, f"{line}: only commands of `python -m admin` can be walked"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = main(words[3:])
    return Ran(line, code, printed.getvalue())

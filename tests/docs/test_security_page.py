"""The threat model names a test for each threat, and each of them is there."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows() -> list[list[str]]:
    """Return the threats: what could be done, what stops it, its tests."""
    told = PAGE.partition("## Threats")[2].partition("## What remains")[0]
    cells = [
        [c.strip() for c in line.strip("|").split("|")]
        for line in told.splitlines()
        if line.startswith("|")
    ]
    return [row for row in cells if row[0] != "What could be done" and set(row[0]) != {"-"}]


@cache
def functions_of(file: str) -> frozenset[str]:
    """Return the names of a file's test functions."""
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def test_every_threat_names_a_test_and_every_named_test_exists() -> None:
    assert len(rows()) >= 35
    for row in rows():
        assert len(row) == 3, row
        named = NAMED.findall(row[2])
        assert named, row
        for file, name in named:
            assert name.startswith("test_") and name in functions_of(file), (file, name)

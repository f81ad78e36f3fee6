import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "sync_core",
    "flows",
    "adapters",
    "wiring",
    "functions",
    "admin",
    "simulator",
    "bench",
    "deployment",
)
MISSING_NOUNS = {"utils", "helpers", "common", "manager", "base", "misc"}
FUNCTION_LINES_MAX = 50


def sources(*packages: str) -> list[Path]:
    tracked = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    if not tracked:
        pytest.skip("the tree is looked at in a git checkout")
    return [ROOT / p for p in tracked if p.split("/")[0] in packages and (ROOT / p).exists()]


def nodes(*packages: str) -> Iterator[tuple[Path, ast.AST]]:
    for path in sources(*packages):
        for node in ast.walk(ast.parse(path.read_text())):
            yield path, node


def test_the_core_neither_waits_nor_touches_the_outside() -> None:
    waiting = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    found = [
        f"{path.name}:{getattr(node, 'lineno', 0)}"
        for path, node in nodes("sync_core")
        if isinstance(node, waiting)
        or (isinstance(node, ast.Name) and node.id in {"open", "print", "input", "exec", "eval"})
    ]

    assert found == []


def test_every_file_says_which_idea_it_holds() -> None:
    silent = [str(p) for p in sources(*PACKAGES) if not ast.get_docstring(ast.parse(p.read_text()))]

    assert silent == []


def test_no_file_is_named_by_a_missing_noun() -> None:
    assert [str(p) for p in sources(*PACKAGES, "tests") if p.stem in MISSING_NOUNS] == []


def test_functions_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path, node in nodes(*PACKAGES)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    ]

    assert [told for told in long if "migrations/" not in told] == []


def test_nothing_sleeps_in_the_engine() -> None:
    sleeping = [
        f"{path.name}:{node.lineno}"
        for path, node in nodes("sync_core", "flows", "adapters", "functions", "wiring", "admin")
        if isinstance(node, ast.Attribute) and node.attr == "sleep"
    ]

    assert sleeping == []

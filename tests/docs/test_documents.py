import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
PATH = re.compile(r"`((?:[a-z_]+/)[a-zA-Z0-9_./-]*)(?::[^`]*)?`")
LINK = re.compile(r"\]\(([^)#:]+)\)")
MODULE = re.compile(
    r"python -m (simulator [a-z-]+|bench [a-z]+|admin (?:policy [a-z]+|doctor|poison|resync|run|trace)|wiring [a-z]+|deployment [a-z-]+|adapters\.crm\.sql [a-z-]+)"
)


def names() -> list[str]:
    return [str(d.relative_to(ROOT)) for d in DOCUMENTS]


@pytest.mark.parametrize("name", names())
def test_every_link_and_path_of_a_document_leads_somewhere(name: str) -> None:
    document = ROOT / name
    text = document.read_text()
    linked = [document.parent / target for target in LINK.findall(text)]
    named = [ROOT / path for path in PATH.findall(text) if path.split("/")[0] in TOP]

    assert [str(p) for p in linked + named if not p.exists()] == []


TOP = {p.name for p in ROOT.iterdir() if p.is_dir()} - {"node_modules"}


def test_every_make_target_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        t
        for d in DOCUMENTS
        for t in re.findall(r"`make ([a-z0-9-]+)`|^make ([a-z0-9-]+)$", d.read_text(), re.MULTILINE)
        for t in t
        if t
    }

    assert {"demo", "test"} <= named
    assert named <= targets


@pytest.mark.parametrize(
    "command", sorted({m for d in DOCUMENTS for m in MODULE.findall(d.read_text())})
)
def test_every_command_the_documents_name_explains_itself(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package, *words = command.split()
    monkeypatch.setattr(sys, "argv", [package, *words, "--help"])
    for loaded in (f"{package}.__main__", f"{package}.{words[0]}.__main__"):
        monkeypatch.delitem(sys.modules, loaded, raising=False)  # `-m` runs it anew, too
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(package, run_name="__main__", alter_sys=True)

    told = capsys.readouterr()
    assert not ended.value.code, told.err
    assert "usage" in told.out.lower()


def test_the_words_of_the_glossary_are_the_streams_and_tasks_of_the_code() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text()

    for word in (
        "wake",
        "sweep",
        "back-fill",
        "retry",
        "lease",
        "cursor",
        "tally",
        "digest",
        "seen",
    ):
        assert f"| {word} |" in glossary

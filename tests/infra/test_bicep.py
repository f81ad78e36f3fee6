"""The Bicep files: well formed, documented, without secrets, and saying the same thing in each of their places."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tree_sitter import Node

from deployment.template import BadBicep, compiled
from deployment.template.syntax import decorated, parsed, parts, properties, text
from tests.infra.pretend_azure import INFRA

FILES = sorted(INFRA.glob("*.bicep"))
_SECRET = re.compile(
    r"AccountKey=|SharedAccessKey|password\s*[:=]\s*'|client_?secret|listKeys|BEGIN ", re.IGNORECASE
)


def _parameters(path: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """Return a file's parameters: how each is declared, and its decorators by name."""
    return {
        text(parts(node)[0]): (
            text(node),
            {text(parts(call)[0]): text(call) for call in decorators},
        )
        for node, decorators in decorated(parsed(path))
        if node.type == "parameter_declaration"
    }


def _modules(path: Path) -> dict[str, dict[str, Node]]:
    """Return a file's modules: what each is given."""
    found = {}
    for node, _ in decorated(parsed(path)):
        if node.type == "module_declaration":
            _, file, held = parts(node)
            body = parts(held)[1] if held.type == "if_statement" else held
            found[text(file).strip("'")] = properties(properties(body)["params"])
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_well_formed_and_says_what_it_is(path: Path) -> None:
    assert parsed(path).named_children
    assert path.read_text().startswith("// ")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_parameter_is_explained_and_used(path: Path) -> None:
    source = path.read_text()
    for name, (_, decorators) in _parameters(path).items():
        assert "description" in decorators, name
        assert len(re.findall(rf"\b{name}\b", source)) > 1, name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_secret_stands_in_a_file(path: Path) -> None:
    assert not _SECRET.search(path.read_text())
    for name, (_, decorators) in _parameters(path).items():
        if name == "crmUrl":
            assert "secure" in decorators


@pytest.mark.parametrize("path", [INFRA / "main.bicep", INFRA / "resources.bicep"])
def test_a_module_is_given_what_it_declares(path: Path) -> None:
    for file, given in _modules(path).items():
        declared = _parameters(INFRA / file)
        required = {name for name, (told, _) in declared.items() if "=" not in told}

        assert required <= set(given) <= set(declared), file


def test_azd_and_the_portal_ask_for_the_same() -> None:
    ours, portal = _parameters(INFRA / "main.bicep"), _parameters(INFRA / "resources.bicep")
    (given,) = _modules(INFRA / "main.bicep").values()

    assert {name: text(value) for name, value in given.items()} == {name: name for name in portal}
    assert set(ours) == set(portal)
    for name in set(ours) - {"location", "environmentName"}:
        assert ours[name] == portal[name]


def test_azd_is_told_parameters_that_there_are() -> None:
    told = json.loads((INFRA / "main.parameters.json").read_text())["parameters"]
    declared = _parameters(INFRA / "main.bicep")

    assert set(told) <= set(declared)
    assert {name for name, (told, _) in declared.items() if "=" not in told} <= set(told)


def test_every_module_lies_beside_the_others_and_needs_no_registry() -> None:
    named = {file for path in FILES for file in _modules(path)}

    assert named | {"main.bicep"} == {path.name for path in FILES}


def test_one_version_of_azure_s_interface_stands_for_one_type() -> None:
    found: dict[str, set[str]] = {}
    for path in FILES:
        for kind, version in re.findall(r"'(Microsoft\.[\w./]+)@([\w-]+)'", path.read_text()):
            found.setdefault(kind, set()).add(version)

    assert {kind: versions for kind, versions in found.items() if len(versions) > 1} == {}


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.bicep"
    broken.write_text("param a string\nresource b 'Microsoft.X/y@2024-01-01' = {\n  name: 'x'\n")

    with pytest.raises(BadBicep, match=r"broken\.bicep:\d"):
        compiled(broken)


def test_the_same_settings_are_declared_once() -> None:
    """A setting that stands twice in an object would be refused by the compiler."""
    told: list[Any] = re.findall(r"^    (\w+): ", (INFRA / "app.bicep").read_text(), re.MULTILINE)
    settings = [name for name in told if name.isupper() or name.startswith("AzureWebJobs")]

    assert len(settings) == len(set(settings))

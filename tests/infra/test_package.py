"""What is deployed beside the templates: the package, azd's file, the workflow, the script for Exchange, the page that explains them."""

import fnmatch
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from admin.entra_door import ANSWER_PATH
from deployment.__main__ import main
from deployment.grants.roles import FIRM_ROLES, MAILBOX_ROLES, STREAM_ROLES, Stream
from sync_core.access import AppRole
from tests.infra.pretend_azure import INFRA, template

ROOT = INFRA.parent
SHIPPED = {"adapters", "admin", "flows", "functions", "sync_core", "wiring"}
"""The packages that run in Azure."""
NEEDED = {"function_app.py", "host.json", "requirements.txt"}
SCRIPT = (INFRA / "scope_mailboxes.ps1").read_text()
WORKFLOW = ROOT / ".github" / "workflows" / "infra.yml"


def _ignored() -> list[str]:
    lines = (ROOT / ".funcignore").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _is_shipped(path: Path) -> bool:
    return not any(fnmatch.fnmatch(part, rule) for part in path.parts for rule in _ignored())


def _tracked() -> list[Path]:
    told = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if told.returncode != 0:
        pytest.skip("the package is looked at in a git checkout")
    return [Path(line) for line in told.stdout.splitlines()]


def test_the_package_holds_what_runs_and_nothing_else() -> None:
    shipped = [path for path in _tracked() if _is_shipped(path)]

    assert {path.parts[0] for path in shipped} == SHIPPED | NEEDED


def test_no_file_of_what_runs_is_left_out() -> None:
    lost = [p for p in _tracked() if p.parts[0] in SHIPPED and not _is_shipped(p)]

    assert [p for p in lost if p.suffix != ".md"] == []
    assert _is_shipped(Path("admin/static/vendor/htmx.js")), "the pages' libraries"


def test_a_machine_s_own_settings_and_secrets_stay_there() -> None:
    for name in ("local.settings.json", ".azure/test/.env", ".venv/x.py", "crm.db", ".demo/crm.db"):
        assert not _is_shipped(Path(name)), name


def test_azd_runs_commands_that_there_are() -> None:
    told = (ROOT / "azure.yaml").read_text()
    scripts = json.loads((ROOT / "package.json").read_text())["scripts"]

    assert set(re.findall(r"npm run --silent (\w+)", told)) <= set(scripts)
    outputs = set(re.findall(r"RAPPORT_\w+", told))
    assert outputs <= set(template()["outputs"])
    assert {"infra": yaml.safe_load(told)["infra"]["path"]} == {"infra": INFRA.name}


def test_the_workflow_names_files_and_commands_that_there_are() -> None:
    told = WORKFLOW.read_text()
    jobs: dict[str, Any] = yaml.safe_load(told)["jobs"]

    assert set(jobs) == {"compile", "what-if"}
    assert all(job["timeout-minutes"] <= 15 for job in jobs.values())
    for file in re.findall(r"infra/\w+\.bicep", told):
        assert (ROOT / file).exists(), file
    for command in set(re.findall(r"python -m deployment (\w+)", told)):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0


def test_the_workflow_holds_no_secret() -> None:
    assert "secrets." not in WORKFLOW.read_text()


def test_exchange_is_asked_for_the_same_permissions_by_their_own_names() -> None:
    named = set(re.findall(r"'(Application [\w.]+)'", SCRIPT))

    assert named == {f"Application {role}" for role in (*MAILBOX_ROLES, *STREAM_ROLES.values())}
    assert not {f"Application {role}" for role in FIRM_ROLES} & named
    assert re.search(r"ValidateSet\((.*?)\)", SCRIPT)[1] == ", ".join(f"'{s}'" for s in Stream)  # type: ignore[index] # it is there


def test_the_script_changes_nothing_unless_told_to() -> None:
    """Whatever makes something stands inside Set-Missing, which makes nothing without -Apply."""
    outside = re.sub(r"Set-Missing \"[^\n]*\{\n.*?\n *\}\n", "", SCRIPT, flags=re.DOTALL)

    assert "New-ManagementScope" in SCRIPT
    assert not re.search(r"^\s*(New|Set|Remove)-(?!Missing|StrictMode)\w+", outside, re.MULTILINE)
    assert 'if (-not $Apply) { "would make' in SCRIPT


def test_the_page_registers_the_address_that_people_come_back_to() -> None:
    page = (ROOT / "docs" / "deploying.md").read_text()

    assert f"RAPPORT_APP_URL){ANSWER_PATH}" in page
    assert "RAPPORT_APP_URL)/signed-out" in page


def test_the_registration_has_the_roles_that_the_code_knows() -> None:
    told = json.loads((INFRA / "app_roles.json").read_text())

    assert {one["value"] for one in told} == {role.value for role in AppRole}
    assert len({one["id"] for one in told}) == len(told)


def test_the_page_explains_every_parameter_as_the_template_does() -> None:
    page = (ROOT / "docs" / "deploying.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", page, re.MULTILINE))

    assert set(template()["parameters"]) <= set(rows)
    for name, told in template()["parameters"].items():
        default = told.get("defaultValue", "(must be given)")
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        if not shown.startswith("[") and shown not in ("", "{}"):
            assert shown in rows[name], name

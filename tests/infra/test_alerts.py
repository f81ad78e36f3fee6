"""Alert rules and the workbook ask for lines that the code writes, and for fields that these have."""

import ast
import json
import re
from dataclasses import fields

import pytest

from sync_core.log_lines import Happening, Level, WatchEnded, WorkEnded
from sync_core.watching import Finding, Sign
from tests.infra.pretend_azure import INFRA, deployment

ALERTS = {one["name"]: one for one in json.loads((INFRA / "alerts.json").read_text())}
WORKBOOK = json.loads((INFRA / "workbook.json").read_text())
EVENTS = {kind.event for kind in Happening.__subclasses__()} | {sign.value for sign in Sign}
FIELDS = {
    "event",
    "level",
    *(field.name for kind in (WorkEnded, WatchEnded, Finding) for field in fields(kind)),
}


def _functions() -> set[str]:
    found = set()
    for path in sorted((INFRA.parent / "functions").glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "function_name":
                found.add(ast.literal_eval(call.args[0]))
    return found


def _queries() -> list[str]:
    panels = [one["content"].get("query", "") for one in WORKBOOK["items"]]
    return [one["query"] for one in ALERTS.values()] + [query for query in panels if query]


@pytest.mark.parametrize("sign", Sign)
def test_whatever_the_watch_finds_raises_an_alert(sign: Sign) -> None:
    rule = ALERTS[sign.value.removeprefix("watch_").replace("_", "-")]

    assert f"told.event == '{sign.value}'" in rule["query"]
    assert (rule["severity"] <= 1) is (sign.level is Level.ERROR)


def test_a_watch_that_is_silent_raises_an_alert() -> None:
    assert ALERTS["nothing-runs"]["query"].endswith("| count | where Count == 0")


def test_queries_ask_for_lines_that_are_written() -> None:
    asked = {
        event for query in _queries() for event in re.findall(r"told\.event == '(\w+)'", query)
    }

    assert asked
    assert asked <= EVENTS


def test_queries_ask_for_fields_that_the_lines_have() -> None:
    asked = {name for query in _queries() for name in re.findall(r"told(?:\.|\[')(\w+)", query)}

    assert asked <= FIELDS


def test_queries_ask_for_functions_that_there_are() -> None:
    asked = {
        name
        for query in _queries()
        for told in re.findall(r"Name in \(([^)]*)\)", query)
        for name in re.findall(r"'(\w+)'", told)
    }

    assert asked == {"notifications", "lifecycle"}
    assert asked <= _functions()


def test_an_alert_names_runbooks_that_there_are() -> None:
    page = (INFRA.parent / "docs" / "runbooks.md").read_text()
    written = {title.lower() for title in re.findall(r"^## (.+)$", page, re.MULTILINE)}
    named = {
        title
        for one in ALERTS.values()
        for told in re.findall(r"Runbooks?: (.+)\.$", one["description"])
        for title in told.split(", ")
    }

    assert len(named) > 5
    assert {title.lower() for title in named} <= written


def test_every_rule_is_deployed_and_mails_whom_the_firm_names() -> None:
    silent = deployment().of("Microsoft.Insights/scheduledQueryRules")
    told = deployment(alertEmail="o@example.com").of("Microsoft.Insights/scheduledQueryRules")

    assert len(silent) == len(told) == len(ALERTS)
    assert all(one["properties"]["actions"]["actionGroups"] == [] for one in silent)
    assert all(len(one["properties"]["actions"]["actionGroups"]) == 1 for one in told)


def test_the_workbook_travels_whole() -> None:
    (workbook,) = deployment().of("Microsoft.Insights/workbooks")

    assert json.loads(workbook["properties"]["serializedData"]) == WORKBOOK

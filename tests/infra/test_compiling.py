"""Bicep made into ARM templates, and ARM templates evaluated, on small examples worked out by hand."""

from pathlib import Path
from typing import Any

import pytest

from deployment.template import NotCompiled, compiled, deployed
from deployment.template.armlanguage import BadExpression, Call, Literal, Pick, read
from deployment.template.comparing import differences
from deployment.template.evaluating import NotEvaluated
from tests.infra.pretend_azure import AZURE, template

SAMPLE = """
@description('Where.')
@allowed(['a', 'b'])
param place string = 'a'
param isOn bool
var doors = ['ftp', 'scm']
var label = 'in ${place}'
resource box 'Microsoft.X/boxes@2024-01-01' = if (isOn && place != 'b') {
  name: 'it\\'s {${label}}'
  tags: { 'a-b': '[literal', '${place}!': true }
  size: isOn ? 1 : -1
}
resource lid 'Microsoft.X/boxes/lids@2024-01-01' = [for door in doors: {
  parent: box
  name: door
}]
output id string = box.id
"""


def _compiled(folder: Path, source: str, **others: str) -> dict[str, Any]:
    for name, told in {"main": source, **others}.items():
        (folder / f"{name}.bicep").write_text(told)
    return compiled(folder / "main.bicep")


def test_a_file_becomes_the_template_worked_out_by_hand(tmp_path: Path) -> None:
    name = "[format('it''s {{{0}}}', variables('label'))]"
    box = "resourceId('Microsoft.X/boxes', format('it''s {{{0}}}', variables('label')))"

    assert _compiled(tmp_path, SAMPLE) == {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {
            "place": {
                "type": "string",
                "metadata": {"description": "Where."},
                "allowedValues": ["a", "b"],
                "defaultValue": "a",
            },
            "isOn": {"type": "bool"},
        },
        "variables": {"label": "[format('in {0}', parameters('place'))]"},
        "resources": [
            {
                "condition": "[and(parameters('isOn'), not(equals(parameters('place'), 'b')))]",
                "type": "Microsoft.X/boxes",
                "apiVersion": "2024-01-01",
                "name": name,
                "tags": {"a-b": "[[literal", "[format('{0}!', parameters('place'))]": True},
                "size": "[if(parameters('isOn'), 1, -1)]",
            },
            *(
                {
                    "type": "Microsoft.X/boxes/lids",
                    "apiVersion": "2024-01-01",
                    "name": f"[format('{{0}}/{door}', format('it''s {{{{{{0}}}}}}', variables('label')))]",
                    "dependsOn": [f"[{box}]"],
                }
                for door in ("ftp", "scm")
            ),
        ],
        "outputs": {"id": {"type": "string", "value": f"[{box}]"}},
    }


def test_a_template_is_evaluated_as_azure_would(tmp_path: Path) -> None:
    made = deployed(_compiled(tmp_path, SAMPLE), {"isOn": True}, AZURE)

    assert [one["name"] for one in made.resources] == [
        "it's {in a}",
        "it's {in a}/ftp",
        "it's {in a}/scm",
    ]
    assert made.resources[0]["tags"] == {"a-b": "[literal", "a!": True}
    assert (
        deployed(_compiled(tmp_path, SAMPLE), {"isOn": False}, AZURE).of("Microsoft.X/boxes") == []
    )


def test_a_module_hands_over_what_it_makes(tmp_path: Path) -> None:
    told = _compiled(
        tmp_path,
        "param p string\nmodule m 'inner.bicep' = {\n  name: 'inner'\n  params: { q: '${p}!' }\n}\n"
        "output o string = m.outputs.r\n",
        inner="param q string\noutput r string = toLower(q)\n",
    )

    assert deployed(told, {"p": "ABC"}, AZURE).outputs == {"o": "abc!"}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("output o string = nowhere\n", "line 1: nothing is named nowhere"),
        ("param p array\nvar v = [for x in p: x]\n", "line 2: for_statement"),
        ("param p int\nvar v = p - 1\n", "line 2: -"),
        ("@batchSize(1)\nparam p int\n", "line 2: @batchSize"),
    ],
)
def test_what_is_not_known_is_refused_with_its_line(tmp_path: Path, source: str, told: str) -> None:
    with pytest.raises(NotCompiled, match=f"main.bicep: {told}"):
        _compiled(tmp_path, source)


def test_expressions_are_read_into_calls_literals_and_picks() -> None:
    assert read("a('it''s', -2).b[0]") == Pick(
        Pick(Call("a", (Literal("it's"), Literal(-2))), Literal("b")), Literal(0)
    )


@pytest.mark.parametrize("text", ["a(", "a)", "a('b'", "a.b", "'a' 'b'", "a(,)", "a().", "#"])
def test_a_broken_expression_is_refused(text: str) -> None:
    with pytest.raises(BadExpression):
        read(text)


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({}, "isOn is not given"),
        ({"isOn": True, "place": "c"}, "place must be one of"),
        ({"isOn": True, "other": 1}, "not declared: other"),
    ],
)
def test_wrong_parameters_are_named(tmp_path: Path, parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(NotEvaluated, match=told):
        deployed(_compiled(tmp_path, SAMPLE), parameters, AZURE)


LIKE_THE_COMPILER = {
    "languageVersion": "2.0",
    "parameters": {"isOn": {"type": "bool"}, "place": {"type": "string", "defaultValue": "a"}},
    "variables": {"doors": ["ftp", "scm"]},
    "resources": {
        "box": {
            "condition": "[parameters('isOn')]",
            "type": "Microsoft.X/boxes",
            "apiVersion": "2024-01-01",
            "name": "[parameters('place')]",
        },
        "lid": {
            "copy": {"name": "lid", "count": "[length(variables('doors'))]"},
            "type": "Microsoft.X/boxes/lids",
            "apiVersion": "2024-01-01",
            "name": "[format('{0}/{1}', parameters('place'), variables('doors')[copyIndex()])]",
        },
        "inner": {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2022-09-01",
            "name": "inner",
            "properties": {
                "parameters": {},
                "template": {"parameters": {}, "resources": [], "outputs": {"o": {"value": 7}}},
            },
        },
    },
    "outputs": {"o": {"type": "int", "value": "[reference('inner').outputs.o.value]"}},
}
"""Loops and symbolic names, in the form the Bicep compiler gives them."""


def test_loops_and_symbolic_names_of_the_compiler_are_understood() -> None:
    made = deployed(LIKE_THE_COMPILER, {"isOn": False}, AZURE)

    assert [one["name"] for one in made.resources] == ["a/ftp", "a/scm"]
    assert made.outputs == {"o": 7}


def test_a_template_asks_for_the_same_as_itself() -> None:
    assert differences(template(), template()) == []


def test_templates_that_ask_for_something_else_are_told_apart() -> None:
    other = template()
    other["parameters"]["alertEmail"]["defaultValue"] = "x@example.com"
    site = next(one for one in other["resources"] if one["name"] == "app")
    inner = site["properties"]["template"]["resources"]
    inner[1]["properties"]["httpsOnly"] = False

    told = "\n".join(differences(template(), other))

    assert "parameters: alertEmail differs" in told
    assert "Microsoft.Web/sites func-" in told
    assert "actionGroups" in told

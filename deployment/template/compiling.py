"""A Bicep file and its modules as one ARM template, in the form the Bicep compiler gives them.

It knows what the files in infra/ use and refuses the rest. The Bicep compiler itself is not needed to write
azuredeploy.json; where it is at hand (.github/workflows/infra.yml) both results are compared.
Loops run over what is known beforehand, so they are written out instead of left to ARM.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tree_sitter import Node

from deployment.template.expressions import Names, evaluated
from deployment.template.syntax import decorated, parsed, parts, properties, text
from deployment.template.values import (
    DEPLOYMENTS,
    DEPLOYMENTS_API,
    Code,
    Module,
    NotCompiled,
    Resource,
    Value,
    as_json,
    joined,
)

_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_DECORATORS = {
    "allowed": "allowedValues",
    "minValue": "minValue",
    "maxValue": "maxValue",
    "minLength": "minLength",
    "maxLength": "maxLength",
}


def compiled(path: Path) -> dict[str, Value]:
    """Return a file as an ARM template.

    Raises:
        BadBicep: a file is not well formed.
        NotCompiled: a file uses what is not known here.
    """
    try:
        return _Compiler(path).template()
    except NotCompiled as wrong:
        raise NotCompiled(f"{path.name}: {wrong}") from wrong


@dataclass(frozen=True, slots=True)
class _Body:
    """What one resource or module is declared as; a loop declares several."""

    held: Node
    condition: Node | None
    local: dict[str, Value]


class _Compiler:
    """One file on its way to a template."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._declared = list(decorated(parsed(path)))
        self._names = Names(path.parent)
        self._parameters: dict[str, Value] = {}
        self._resources: list[Value] = []
        self._outputs: dict[str, Value] = {}

    def template(self) -> dict[str, Value]:
        """Return the file as a template."""
        for node, decorators in self._declared:
            if node.type == "parameter_declaration":
                self._parameter(node, decorators)
        for node, _ in self._declared:
            if node.type == "variable_declaration":
                name, value = parts(node)
                self._names.variables[text(name)] = evaluated(value, self._names)
        for node, _ in self._declared:
            if node.type in ("resource_declaration", "module_declaration"):
                self._symbol(node)
        for node, _ in self._declared:
            self._declaration(node)
        variables = {k: v for k, v in self._names.variables.items() if k in self._names.used}
        return {
            "$schema": _SCHEMA,
            "contentVersion": "1.0.0.0",
            "parameters": self._parameters,
            "variables": as_json(variables),
            "resources": self._resources,
            "outputs": self._outputs,
        }

    def _parameter(self, node: Node, decorators: list[Node]) -> None:
        name, kind, *default = parts(node)
        told: dict[str, Value] = {"type": text(kind)}
        for call in decorators:
            what = text(parts(call)[0])
            arguments = [evaluated(one, self._names) for one in parts(parts(call)[1])]
            if what == "secure":
                told["type"] = f"secure{text(kind)}"
            elif what == "description":
                told["metadata"] = {"description": arguments[0]}
            elif what in _DECORATORS:
                told[_DECORATORS[what]] = arguments[0]
            elif what != "metadata":  # says something to azd alone
                raise NotCompiled(f"line {node.start_point.row + 1}: @{what}")
        if default:
            told["defaultValue"] = as_json(evaluated(default[0], self._names))
        self._names.parameters.add(text(name))
        self._parameters[text(name)] = told

    def _symbol(self, node: Node) -> None:
        """Make known by which name others speak of a resource or a module."""
        name, what, value = parts(node)
        if node.type == "module_declaration":
            (body,) = self._bodies(value)
            named = properties(body.held)["name"]
            self._names.symbols[text(name)] = Module(evaluated(named, self._names))
            return
        kind, api = text(what).strip("'").split("@")
        made = [self._resource(kind, api, body) for body in self._bodies(value)]
        self._names.symbols[text(name)] = made if value.type == "for_statement" else made[0]

    def _resource(self, kind: str, api: str, body: _Body) -> Resource:
        self._names.locals = body.local
        held = properties(body.held)
        own = evaluated(held["name"], self._names)
        if "parent" not in held:
            return Resource(kind, api, (own,))
        parent = evaluated(held["parent"], self._names)
        return Resource(kind, api, (*parent.names, own))

    def _bodies(self, value: Node) -> Iterator[_Body]:
        if value.type == "for_statement":
            local, over, then = parts(value)
            for one in self._listed(over):
                held, condition = _conditional(then)
                yield _Body(held, condition, {text(local): one})
        else:
            held, condition = _conditional(value)
            yield _Body(held, condition, {})

    def _listed(self, over: Node) -> list[Value]:
        found = evaluated(over, self._names)
        if not isinstance(found, list):
            raise NotCompiled(f"line {over.start_point.row + 1}: a loop over what is not known yet")
        return found

    def _declaration(self, node: Node) -> None:
        if node.type == "resource_declaration":
            made = self._names.symbols[text(parts(node)[0])]
            several = made if isinstance(made, list) else [made]
            for resource, body in zip(several, self._bodies(parts(node)[2]), strict=True):
                assert isinstance(resource, Resource)  # noqa: S101 - the symbol of a resource declaration
                self._resources.append(self._written(resource, body))
        elif node.type == "module_declaration":
            self._resources.append(self._module(node))
        elif node.type == "output_declaration":
            name, kind, value = parts(node)
            told = as_json(evaluated(value, self._names))
            self._outputs[text(name)] = {"type": text(kind), "value": told}

    def _written(self, resource: Resource, body: _Body) -> Value:
        names = self._names
        names.touched, names.locals = [], body.local
        told: dict[str, Value] = self._condition(body)
        told |= {"type": resource.type, "apiVersion": resource.api, "name": resource.name}
        for name, value in properties(body.held).items():
            if name in ("parent", "dependsOn"):
                self._touch(evaluated(value, names))
            elif name == "scope":
                scope = evaluated(value, names)
                self._touch(scope)
                told["scope"] = joined([f"{scope.type}/", scope.name])
            elif name != "name":
                told[name] = evaluated(value, names)
        return as_json(told | self._depends(resource))

    def _module(self, node: Node) -> Value:
        symbol, file, value = parts(node)
        (body,) = self._bodies(value)
        self._names.touched, self._names.locals = [], {}
        held = properties(body.held)
        given = evaluated(held["params"], self._names)
        told = self._condition(body)
        told |= {"type": DEPLOYMENTS, "apiVersion": DEPLOYMENTS_API}
        told["name"] = evaluated(held["name"], self._names)
        inner = compiled(self._path.parent / text(file).strip("'"))
        written = as_json(told)
        written["properties"] = {
            "expressionEvaluationOptions": {"scope": "inner"},
            "mode": "Incremental",
            "parameters": {name: {"value": as_json(one)} for name, one in given.items()},
            "template": inner,
        }
        return written | as_json(self._depends(self._names.symbols[text(symbol)]))

    def _condition(self, body: _Body) -> dict[str, Value]:
        self._names.locals = body.local
        if body.condition is None:
            return {}
        return {"condition": evaluated(body.condition, self._names)}

    def _touch(self, what: Value) -> None:
        if isinstance(what, list):
            for one in what:
                self._touch(one)
        else:
            self._names.touched.append(what)

    def _depends(self, own: Value) -> dict[str, Value]:
        """Return what has to be there first, once each."""
        ids = {one.id.text for one in self._names.touched if one != own}
        return {"dependsOn": [Code(one) for one in sorted(ids)]} if ids else {}


def _conditional(value: Node) -> tuple[Node, Node | None]:
    if value.type == "if_statement":
        condition, held = parts(value)
        return held, condition
    return value, None

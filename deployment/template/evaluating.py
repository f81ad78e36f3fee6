"""An ARM template evaluated without Azure: which resources it would ask for, with every value worked out.

What Azure alone knows (addresses, ids that it gives) is told by the caller. Expressions are those of
Microsoft's page "ARM template functions", as far as a template here uses them; another one is an error.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from deployment.template.armlanguage import Call, Literal, Term, read

Json = Any
_DEPLOYMENT = "Microsoft.Resources/deployments"


class NotEvaluated(ValueError):
    """A template names something that is neither declared nor told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """What a deployment finds, and what Azure answers of resources made by it."""

    resource_group: Mapping[str, Json]
    subscription: Mapping[str, Json]
    tenant: Mapping[str, Json]
    environment: Mapping[str, Json]
    answers: Mapping[str, Mapping[str, Json]]
    """Properties by resource type, as reference() tells them of each resource of that type."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a template asks for."""

    resources: tuple[Mapping[str, Json], ...]
    """Each with type, apiVersion, whole name and scope, its modules' too; those left out by condition are not there."""
    outputs: Mapping[str, Json]

    def of(self, kind: str) -> list[Mapping[str, Json]]:
        """Return the resources of one type."""
        return [one for one in self.resources if one["type"] == kind]


def deployed(
    template: Mapping[str, Json], parameters: Mapping[str, Json], around: Cloud
) -> Deployed:
    """Return what a template asks for.

    Raises:
        NotEvaluated: names a parameter that is missing, not declared or not allowed, or what an expression does not find.
    """
    return _Deployment(template, parameters, around).whole()


@dataclass(slots=True)
class _Deployment:
    template: Mapping[str, Json]
    given: Mapping[str, Json]
    around: Cloud
    nested: dict[str, Deployed] = field(default_factory=dict)
    index: int = 0
    """Where the loop under way is."""

    def whole(self) -> Deployed:
        """Evaluate everything."""
        unknown = set(self.given) - set(self.template["parameters"])
        if unknown:
            raise NotEvaluated(f"parameters that are not declared: {', '.join(sorted(unknown))}")
        made = [one for resource in self._declared() for one in self._made(resource)]
        outputs = {k: self.value(v["value"]) for k, v in self.template.get("outputs", {}).items()}
        return Deployed(tuple(made), outputs)

    def _declared(self) -> Iterable[Mapping[str, Json]]:
        """Return the resources: a list, or with symbolic names an object."""
        held = self.template["resources"]
        return list(held.values()) if isinstance(held, dict) else held

    def _made(self, resource: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
        """Yield what one declaration makes: nothing, one resource, a loop's, or a module's."""
        count = self.value(resource["copy"]["count"]) if "copy" in resource else 1
        for index in range(count):
            self.index = index
            if not self.value(resource.get("condition", True)):
                continue
            if resource["type"] == _DEPLOYMENT:
                yield from self._module(self.value(resource["name"])).resources
            else:
                left_out = ("condition", "copy")
                yield {k: self.value(v) for k, v in resource.items() if k not in left_out}

    def value(self, told: Json) -> Json:
        """Return a template's value with its expressions worked out."""
        if isinstance(told, dict):
            return {str(self.value(k)): self.value(v) for k, v in told.items()}
        if isinstance(told, list):
            return [self.value(one) for one in told]
        if not isinstance(told, str) or not told.startswith("["):
            return told
        if told.startswith("[["):
            return told[1:]
        return self._term(read(told[1:-1]))

    def parameter(self, name: str) -> Json:
        """Return a parameter's value, or its default."""
        declared = self.template["parameters"].get(name)
        if declared is None:
            raise NotEvaluated(f"parameter {name} is not declared")
        if name not in self.given and "defaultValue" not in declared:
            raise NotEvaluated(f"parameter {name} is not given")
        told = self.given[name] if name in self.given else self.value(declared["defaultValue"])
        if told not in declared.get("allowedValues", [told]):
            raise NotEvaluated(f"parameter {name} must be one of {declared['allowedValues']}")
        return told

    def reference(self, identity: str) -> Json:
        """Return what Azure tells of a resource, or the outputs of a module."""
        if "|" not in identity:
            identity = self._named(identity)
        kind, name = identity.split("|", 1)
        if kind == _DEPLOYMENT:
            outputs = self._module(name).outputs
            return {"outputs": {k: {"value": v} for k, v in outputs.items()}}
        if kind not in self.around.answers:
            raise NotEvaluated(f"nothing is told of {kind}")
        return self.around.answers[kind]

    def _named(self, symbol: str) -> str:
        """Return the id of what a symbolic name stands for."""
        held = self.template["resources"]
        if not isinstance(held, dict) or symbol not in held:
            raise NotEvaluated(f"no resource is named {symbol}")
        return _identity(held[symbol]["type"], self.value(held[symbol]["name"]))

    def _module(self, name: str) -> Deployed:
        if name not in self.nested:
            found = [
                one
                for one in self._declared()
                if one["type"] == _DEPLOYMENT and self.value(one["name"]) == name
            ]
            if not found:
                raise NotEvaluated(f"module {name} is not declared")
            held = found[0]["properties"]
            given = {k: self.value(v["value"]) for k, v in held.get("parameters", {}).items()}
            self.nested[name] = _Deployment(held["template"], given, self.around).whole()
        return self.nested[name]

    def _term(self, term: Term) -> Json:
        if isinstance(term, Literal):
            return term.value
        if not isinstance(term, Call):
            held, at = self._term(term.of), self._term(term.at)
            try:
                return held[at]
            except (KeyError, IndexError, TypeError):
                raise NotEvaluated(f"{at!r} is not in what {term.of} tells") from None
        if term.name == "if":  # only the branch taken is looked at, as in Azure
            asked, yes, no = term.arguments
            return self._term(yes if self._term(asked) else no)
        if term.name in ("and", "or"):
            judged = (bool(self._term(one)) for one in term.arguments)
            return all(judged) if term.name == "and" else any(judged)
        return self._call(term.name, [self._term(one) for one in term.arguments])

    def _call(self, name: str, told: list[Json]) -> Json:
        match name:
            case "parameters":
                return self.parameter(told[0])
            case "variables":
                return self.value(self.template["variables"][told[0]])
            case "reference":
                return self.reference(told[0])
            case "copyIndex":
                return self.index
            case "resourceGroup" | "subscription" | "tenant" | "environment":
                surrounding = {"resourceGroup": "resource_group"}.get(name, name)
                return getattr(self.around, surrounding)
            case _ if name in _FUNCTIONS:
                return _FUNCTIONS[name](*told)
            case _:
                raise NotEvaluated(f"function {name} is not known here")


def _identity(kind: str, *names: str) -> str:
    """Return an id that tells a resource from every other one."""
    return f"{kind}|{'/'.join(names)}"


def _unique(*told: Json) -> str:
    """Return thirteen characters that the same values always give; not the ones Azure would."""
    digest = hashlib.sha256("|".join(map(str, told)).encode()).digest()
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[byte % 32] for byte in digest[:13])


def _guid(*told: Json) -> str:
    digest = hashlib.sha256("|".join(map(str, told)).encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"


def _union(*told: Json) -> Json:
    merged: dict[str, Json] = {}
    for one in told:
        merged |= one
    return merged


_FUNCTIONS: dict[str, Callable[..., Json]] = {
    "resourceId": _identity,
    "subscriptionResourceId": _identity,
    "uniqueString": _unique,
    "guid": _guid,
    "union": _union,
    "format": lambda pattern, *told: pattern.format(*told),
    "concat": lambda *told: "".join(told),
    "string": str,
    "toLower": lambda told: told.lower(),
    "take": lambda told, count: told[:count],
    "replace": lambda told, old, new: told.replace(old, new),
    "empty": lambda told: not told,
    "equals": lambda left, right: left == right,
    "greater": lambda left, right: left > right,
    "not": lambda told: not told,
    "length": len,
    "items": lambda told: [{"key": key, "value": told[key]} for key in sorted(told)],
    "coalesce": lambda *told: next((one for one in told if one is not None), None),
    "createArray": lambda *told: list(told),
    "createObject": lambda *told: dict(zip(told[::2], told[1::2], strict=True)),
    "true": lambda: True,
    "false": lambda: False,
    "null": lambda: None,
}

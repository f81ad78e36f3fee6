"""Every rule of the policy with its value, default and meaning, read from the model itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sync_core.policy import Policy
from sync_core.policy_changes import filled


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a policy, named by the path of its field."""

    path: str
    value: str
    default: str
    meaning: str

    @property
    def is_default(self) -> bool:
        """Whether the firm left it as it comes."""
        return self.value == self.default


def rules_of(policy: Policy) -> tuple[Rule, ...]:
    """Return every rule of a policy, in the model's order."""
    return tuple(_rules("", Policy, filled(policy), filled(Policy())))


def _rules(
    above: str, model: type[BaseModel], values: dict[str, Any], defaults: dict[str, Any]
) -> Iterator[Rule]:
    for name, field in model.model_fields.items():
        path = f"{above}.{name}" if above else name
        value, default = values[name], defaults[name]
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _rules(path, field.annotation, value, default)
        else:
            yield Rule(path, _written(value), _written(default), field.description or "")


def entry_fields() -> tuple[Rule, ...]:
    """Return the fields of the entries of every list, named list[].field."""
    return tuple(_entries("", Policy))


def _entries(above: str, model: type[BaseModel]) -> Iterator[Rule]:
    for name, field in model.model_fields.items():
        path = f"{above}.{name}" if above else name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _entries(path, field.annotation)
        for kind in get_args(field.annotation):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from (_entry(f"{path}[].{n}", f) for n, f in kind.model_fields.items())


def _entry(path: str, field: FieldInfo) -> Rule:
    default = "(required)" if field.is_required() else _written(field.default)
    return Rule(path, default, default, field.description or "")


def _written(value: Any) -> str:
    """Return a value as it is written in a policy file."""
    if isinstance(value, str):
        return value or '""'
    if value is None:
        return "(nothing)"
    return json.dumps(value, ensure_ascii=False)

"""A template's resources against the models of Azure's own management libraries: names, kinds of value, enumerations.

The libraries come in two forms: with rest fields (type hints) and with an attribute map (strings).
"""

import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from types import ModuleType
from typing import Any

Wrong = Iterator[str]
_NOT_OF_THE_MODEL = ("type", "apiVersion", "name", "scope", "dependsOn")
_SCALARS: dict[Any, Callable[[Any], bool]] = {
    str: lambda told: isinstance(told, str),
    bool: lambda told: isinstance(told, bool),
    int: lambda told: isinstance(told, int) and not isinstance(told, bool),
    float: lambda told: isinstance(told, int | float),
    datetime: lambda told: isinstance(told, str),
    timedelta: lambda told: isinstance(told, str) and told.startswith("P"),
}


def wrong_in(resource: Mapping[str, Any], models: ModuleType, name: str) -> list[str]:
    """Return what a model does not know of a resource, each with its path."""
    held = {k: v for k, v in resource.items() if k not in _NOT_OF_THE_MODEL}
    return list(_judged(held, getattr(models, name), models, resource["type"]))


def _judged(told: Any, kind: Any, models: ModuleType, at: str) -> Wrong:
    if told is None or kind in (object, Any):
        return
    if typing.get_origin(kind) is not None:
        yield from _composed(told, kind, models, at)
    elif kind in _SCALARS:
        if not _SCALARS[kind](told):
            yield f"{at}: {told!r} is no {kind.__name__}"
    elif issubclass(kind, Enum):
        if told not in [one.value for one in kind]:
            yield f"{at}: {told!r} is not in {kind.__name__}"
    elif getattr(kind, "_attribute_map", None):
        yield from _by_map(told, kind, models, at)
    else:
        yield from _by_fields(told, kind, models, at)


def _composed(told: Any, kind: Any, models: ModuleType, at: str) -> Wrong:
    of = typing.get_args(kind)
    if typing.get_origin(kind) is list:
        yield from _each(told, of[0], models, at)
    elif typing.get_origin(kind) is dict:
        for key, one in told.items():
            yield from _judged(one, of[1], models, f"{at}.{key}")
    else:
        yield from _one_of(told, of, models, at)


def _one_of(told: Any, kinds: tuple[Any, ...], models: ModuleType, at: str) -> Wrong:
    """Enumerations stand beside str, since Azure may add to them: what the library knows is what is judged by."""
    kinds = tuple(one for one in kinds if one is not type(None))
    listed = [one for one in kinds if isinstance(one, type) and issubclass(one, Enum)]
    found = [list(_judged(told, one, models, at)) for one in listed or kinds]
    if all(found):
        yield from found[0]


def _each(told: Any, kind: Any, models: ModuleType, at: str) -> Wrong:
    if not isinstance(told, list):
        yield f"{at}: {told!r} is no list"
        return
    for number, one in enumerate(told):
        yield from _judged(one, kind, models, f"{at}[{number}]")


def _by_fields(told: Any, kind: Any, models: ModuleType, at: str) -> Wrong:
    if not isinstance(told, dict):
        yield f"{at}: {told!r} is no object"
        return
    fields = kind()._attr_to_rest_field
    hints = typing.get_type_hints(kind, localns={**vars(models), "_models": models})
    names = {field._rest_name: attribute for attribute, field in fields.items()}
    for key, one in told.items():
        if key not in names:
            yield f"{at}.{key}: not in {kind.__name__}"
        elif fields[names[key]]._visibility == ["read"]:
            yield f"{at}.{key}: Azure alone sets it"
        else:
            yield from _judged(one, hints[names[key]], models, f"{at}.{key}")


def _by_map(told: Any, kind: Any, models: ModuleType, at: str) -> Wrong:
    if not isinstance(told, dict):
        yield f"{at}: {told!r} is no object"
        return
    known = {one["key"]: one["type"] for one in kind._attribute_map.values()}
    for key, one in _paths(told, known):
        if key in known:
            yield from _judged(one, _named(known[key], models), models, f"{at}.{key}")
        else:
            yield f"{at}.{key}: not in {kind.__name__}"


def _paths(
    told: Mapping[str, Any], known: Mapping[str, str], at: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield an object's values under the dotted names that a map gives them."""
    for key, one in told.items():
        path = f"{at}{key}"
        deeper = any(name.startswith(f"{path}.") for name in known)
        if isinstance(one, dict) and path not in known and deeper:
            yield from _paths(one, known, f"{path}.")
        else:
            yield path, one


def _named(kind: str, models: ModuleType) -> Any:
    """Return the type that a map's string stands for."""
    if kind.startswith("["):
        return list[_named(kind[1:-1], models)]  # type: ignore[misc] # made up while running
    if kind.startswith("{"):
        return dict[str, _named(kind[1:-1], models)]  # type: ignore[misc] # as above
    plain = {"str": str, "bool": bool, "int": int, "long": int, "float": float, "object": object}
    timed = {"duration": timedelta, "iso-8601": datetime}
    return {**plain, **timed}.get(kind) or getattr(models, kind)

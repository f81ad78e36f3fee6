"""Reading a function app: which functions it has, what triggers each, how each is called."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import azure.functions as func


class UnhostableFunction(ValueError):
    """The function app cannot be run here; nothing was started."""


class TriggerKind(StrEnum):
    """What this host can wake a function by."""

    HTTP = "httpTrigger"
    QUEUE = "queueTrigger"
    TIMER = "timerTrigger"
    EVENT_GRID = "eventGridTrigger"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostedFunction:
    """One function, ready to be called."""

    name: str
    handler: Callable[..., Any]
    kind: TriggerKind
    argument: str
    """The parameter that gets the trigger's object."""
    binding: Mapping[str, Any]
    """The trigger's own settings, as its decorator was given them."""
    returns_answer: bool
    """Whether an HTTP answer is bound to what it returns."""
    takes_context: bool

    @property
    def is_async(self) -> bool:
        """Whether it runs on the event loop; others run on threads, as in the real worker."""
        return inspect.iscoroutinefunction(self.handler)


def hosted_functions(app: func.FunctionApp) -> tuple[HostedFunction, ...]:
    """Return the functions of an app.

    Raises:
        UnhostableFunction: a name is used twice, or a binding is of a kind this host has not.
    """
    functions = tuple(_hosted(f) for f in app.get_functions())
    names = [f.name for f in functions]
    for name in names:
        if names.count(name) > 1:
            raise UnhostableFunction(f"two functions are named {name}")
    return functions


def _hosted(function: Any) -> HostedFunction:
    name = function.get_function_name()
    trigger = function.get_trigger().get_dict_repr()
    others = [b.get_dict_repr() for b in function.get_bindings() if b is not function.get_trigger()]
    _check(name, trigger, others)
    handler = function.get_user_function()
    return HostedFunction(
        name=name,
        handler=handler,
        kind=TriggerKind(trigger["type"]),
        argument=trigger["name"],
        binding=trigger,
        returns_answer=any(b["type"] == "http" for b in others),
        takes_context="context" in inspect.signature(handler).parameters,
    )


def _check(name: str, trigger: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> None:
    if trigger["type"] not in set(TriggerKind):
        raise UnhostableFunction(f"{name}: this host knows no {trigger['type']}")
    for binding in others:
        if binding["type"] != "http" or binding["name"] != "$return":
            raise UnhostableFunction(f"{name}: this host knows no {binding['type']} binding")

"""Functions are read from the app and called as the Python worker calls them."""

import asyncio
import threading

import azure.functions as func
import pytest

from simulator.host.indexing import (
    HostedFunction,
    TriggerKind,
    UnhostableFunction,
    hosted_functions,
)
from simulator.host.invoking import FunctionFailed, Invocations


def _one(app: func.FunctionApp) -> HostedFunction:
    (function,) = hosted_functions(app)
    return function


def test_a_function_is_known_with_its_trigger_and_its_answer() -> None:
    app = func.FunctionApp()
    blueprint = func.Blueprint()  # type: ignore[no-untyped-call] # left untyped by azure.functions

    @blueprint.function_name("person")
    @blueprint.route("people/{id}", methods=["GET"])
    async def show(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
        return func.HttpResponse()

    app.register_functions(blueprint)
    function = _one(app)
    assert (function.name, function.kind, function.argument) == ("person", TriggerKind.HTTP, "req")
    assert function.returns_answer
    assert function.takes_context
    assert function.is_async
    assert function.binding["route"] == "people/{id}"


def test_a_trigger_or_binding_of_another_kind_is_refused_by_its_name() -> None:
    app = func.FunctionApp()

    @app.blob_trigger(arg_name="blob", path="x/{name}", connection="C")
    def on_blob(blob: func.InputStream) -> None: ...

    with pytest.raises(UnhostableFunction, match="on_blob.*blobTrigger"):
        hosted_functions(app)

    other = func.FunctionApp()

    @other.route("x")
    @other.queue_output(arg_name="out", queue_name="q", connection="C")
    def answer(req: func.HttpRequest, out: func.Out[str]) -> None: ...

    with pytest.raises(UnhostableFunction, match="answer.*queue"):
        hosted_functions(other)


async def test_a_returned_value_without_a_binding_for_it_fails_the_function() -> None:
    app = func.FunctionApp()

    @app.timer_trigger(arg_name="timer", schedule="0 * * * * *")
    async def tick(timer: func.TimerRequest) -> str:
        return "done"

    invocations = Invocations(60)
    with pytest.raises(FunctionFailed, match="tick: RuntimeError"):
        await invocations.call(_one(app), object())
    assert (invocations.done, invocations.failed) == (0, 1)


async def test_a_plain_function_runs_on_a_thread_and_an_async_one_on_the_loop() -> None:
    app = func.FunctionApp()
    ran: dict[str, str] = {}

    @app.timer_trigger(arg_name="timer", schedule="0 * * * * *")
    def plain(timer: func.TimerRequest) -> None:
        ran["plain"] = threading.current_thread().name

    @app.timer_trigger(arg_name="timer", schedule="0 * * * * *")
    async def on_loop(timer: func.TimerRequest, context: func.Context) -> None:
        ran[context.function_name] = threading.current_thread().name

    invocations = Invocations(60)
    for function in hosted_functions(app):
        await invocations.call(function, object())
    await invocations.end(0)
    assert ran["plain"].startswith("function")
    assert ran["on_loop"] == threading.current_thread().name


async def test_a_function_that_outlives_its_time_has_failed() -> None:
    app = func.FunctionApp()

    @app.timer_trigger(arg_name="timer", schedule="0 * * * * *")
    async def endless(timer: func.TimerRequest) -> None:
        await asyncio.Event().wait()

    with pytest.raises(FunctionFailed, match="TimeoutError"):
        await Invocations(0.01).call(_one(app), object())


async def test_a_caller_that_goes_away_does_not_end_the_function() -> None:
    app = func.FunctionApp()
    began, go, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    @app.route("x")
    async def slow(req: func.HttpRequest) -> str:
        began.set()
        await go.wait()
        ended.set()
        return "x"

    invocations = Invocations(60)
    caller = asyncio.create_task(invocations.call(_one(app), object()))
    await began.wait()
    caller.cancel()
    await asyncio.wait([caller])
    go.set()
    await ended.wait()
    assert caller.cancelled()


async def test_ending_waits_for_what_ends_and_cuts_off_what_does_not() -> None:
    app = func.FunctionApp()
    began = asyncio.Event()

    @app.timer_trigger(arg_name="timer", schedule="0 * * * * *")
    async def endless(timer: func.TimerRequest) -> None:
        began.set()
        await asyncio.Event().wait()

    invocations = Invocations(60)
    call = asyncio.create_task(invocations.call(_one(app), object()))
    await began.wait()
    assert await invocations.end(0.01) == 1
    with pytest.raises(FunctionFailed, match="host stops"):
        await call

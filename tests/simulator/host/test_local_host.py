"""The whole host over HTTP, with small function apps."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie

import azure.functions as func
import pytest
from aiohttp import ClientSession
from azure.storage.queue.aio import QueueClient

from simulator.host.hostfile import HostSettings, QueueSettings
from simulator.host.localhost import HostOptions, LocalHost
from simulator.host.settingsfile import UnknownSetting
from tests.azurite import azurite

__all__ = ["azurite"]


@asynccontextmanager
async def running(
    app: func.FunctionApp, environment: dict[str, str] | None = None
) -> AsyncIterator[ClientSession]:
    """A host that runs this app, and a client that talks to it."""
    polling = QueueSettings.model_validate({"maxPollingInterval": "00:00:01"})
    settings = HostSettings(queues=polling, route_prefix="")
    host = LocalHost(app, settings, environment or {}, HostOptions(port=0))
    address = await host.start()
    try:
        async with ClientSession(address) as client:
            yield client
    finally:
        await host.stop()


def _app() -> func.FunctionApp:
    return func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)


async def test_a_request_reaches_its_function_whole_and_its_answer_comes_back_whole() -> None:
    app = _app()

    @app.route("echo/{id:int}/{*rest}", methods=["POST"])
    async def echo(req: func.HttpRequest) -> func.HttpResponse:
        told = {
            "method": req.method,
            "params": dict(req.params),
            "route": dict(req.route_params),
            "header": req.headers.get("X-Told"),
            "body": base64.b64encode(req.get_body()).decode(),
            "url": req.url,
        }
        headers = {"X-Answer": "yes", "Content-Security-Policy": "default-src 'self'"}
        return func.HttpResponse(
            json.dumps(told), status_code=201, headers=headers, mimetype="application/json"
        )

    async with running(app) as client:
        answer = await client.post(
            "/echo/7/a/b?x=1&y=%20z", data=b"\x00\xff", headers={"x-told": "this"}
        )
        told = await answer.json()
    assert (answer.status, answer.headers["X-Answer"]) == (201, "yes")
    assert answer.headers["Content-Security-Policy"] == "default-src 'self'"
    assert told.pop("url").endswith("/echo/7/a/b?x=1&y=%20z")
    assert told == {
        "method": "POST",
        "params": {"x": "1", "y": " z"},
        "route": {"id": "7", "rest": "a/b"},
        "header": "this",
        "body": base64.b64encode(b"\x00\xff").decode(),
    }


async def test_json_text_cookies_and_nothing_are_answered_as_the_real_host_does() -> None:
    app = _app()

    @app.route("json")
    async def with_json(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse(json.dumps(req.get_json()))

    @app.route("text")
    def with_text(req: func.HttpRequest) -> str:
        return "plain"

    @app.route("nothing")
    async def with_nothing(req: func.HttpRequest) -> None: ...

    @app.route("cookies")
    async def with_cookies(req: func.HttpRequest) -> func.HttpResponse:
        answer = func.HttpResponse(b"\x89PNG", mimetype="image/png")
        answer.headers.add("Set-Cookie", "a=1; HttpOnly; SameSite=Strict")
        answer.headers.add("Set-Cookie", "b=2; Path=/x")
        return answer

    async with running(app) as client:
        with_body = await client.post("/json", json={"a": [1]})
        assert await with_body.json(content_type=None) == {"a": [1]}
        assert with_body.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert await (await client.get("/text")).text() == "plain"
        assert (await client.get("/nothing")).status == 204
        cookies = await client.get("/cookies")
        assert await cookies.read() == b"\x89PNG"
        assert cookies.headers["Content-Type"] == "image/png"
    jar = SimpleCookie("\r\n".join(cookies.headers.getall("Set-Cookie")[:1]))
    assert jar["a"]["samesite"] == "Strict"
    assert len(cookies.headers.getall("Set-Cookie")) == 2


async def test_a_function_that_raises_answers_500_and_the_host_goes_on() -> None:
    app = _app()

    @app.route("broken")
    async def broken(req: func.HttpRequest) -> func.HttpResponse:
        raise KeyError("hidden-away")

    @app.route("odd")
    async def odd(req: func.HttpRequest) -> func.HttpResponse:
        return 7  # type: ignore[return-value] # what a mistaken function would return

    async with running(app) as client:
        for path in ("/broken", "/odd"):
            answer = await client.get(path)
            assert answer.status == 500
            assert await answer.read() == b""
        assert (await client.get("/other")).status == 404
        assert (await (await client.get("/admin/host/status")).json())["invocations"] == {
            "done": 1,
            "failed": 1,
        }


async def test_events_are_handed_over_one_by_one_and_a_failure_is_told() -> None:
    app = _app()
    heard: list[tuple[str, object]] = []

    @app.function_name("told")
    @app.event_grid_trigger(arg_name="event")
    async def told(event: func.EventGridEvent) -> None:
        if event.get_json() == "fail":
            raise KeyError("hidden-away")
        heard.append((type(event).__name__, event.get_json()))

    cloud = {"specversion": "1.0", "id": "1", "source": "s", "type": "t", "data": {"a": 1}}
    grid = {"id": "2", "eventType": "t", "subject": "s", "dataVersion": "1", "data": {"b": 2}}
    path = "/runtime/webhooks/EventGrid?functionName="
    async with running(app) as client:
        bodies = [cloud, [grid, grid], {**cloud, "data": "fail"}]
        statuses = [(await client.post(f"{path}told", json=body)).status for body in bodies]
        assert (await client.post(f"{path}nobody", json=cloud)).status == 404
        assert (await client.post(f"{path}told", data=b"{")).status == 400
        assert (await client.post("/admin/functions/told", json={})).status == 404

    assert statuses == [202, 202, 500]
    assert [data for _, data in heard] == [{"a": 1}, {"b": 2}, {"b": 2}]


async def test_a_timer_is_called_by_hand_through_the_hosts_own_endpoint() -> None:
    app = _app()
    called: asyncio.Queue[func.TimerRequest] = asyncio.Queue()

    @app.timer_trigger(arg_name="timer", schedule="%WHEN%")
    async def sweep(timer: func.TimerRequest) -> None:
        await called.put(timer)

    async with running(app, {"WHEN": "0 0 0 29 2 *"}) as client:
        assert (await client.post("/admin/functions/sweep", json={"input": ""})).status == 202
        assert not (await called.get()).past_due
        assert (await client.post("/admin/functions/other", json={})).status == 404
        assert (await client.post("/admin/functions/sweep", data="{")).status == 400


def test_a_setting_that_a_binding_needs_and_nobody_set_stops_the_start_by_name() -> None:
    app = _app()

    @app.timer_trigger(arg_name="timer", schedule="%WHEN%")
    async def sweep(timer: func.TimerRequest) -> None: ...

    with pytest.raises(UnknownSetting, match="WHEN"):
        LocalHost(app, HostSettings(), {}, HostOptions())


@pytest.mark.azurite
async def test_a_queue_wakes_its_function_and_a_stop_loses_nothing(azurite: str) -> None:
    app = _app()
    began, go = asyncio.Semaphore(0), asyncio.Event()
    ended: list[str] = []

    @app.queue_trigger(arg_name="message", queue_name="stopping", connection="STORE")
    async def work(message: func.QueueMessage) -> None:
        began.release()
        await go.wait()
        ended.append(message.get_body().decode())

    settings = HostSettings(queues=QueueSettings.model_validate({"batchSize": 2}))
    host = LocalHost(app, settings, {"STORE": azurite}, HostOptions(port=0))
    await host.start()
    async with QueueClient.from_connection_string(azurite, "stopping") as queue:
        for text in ("one", "two", "three", "four", "five"):
            await queue.send_message(base64.b64encode(text.encode()).decode())
        await began.acquire()
        stopping = asyncio.create_task(host.stop())
        await asyncio.sleep(0)
        go.set()
        await stopping
        left = {base64.b64decode(m.content).decode() async for m in queue.receive_messages()}
    assert ended
    assert left | set(ended) == {"one", "two", "three", "four", "five"}
    assert not left & set(ended)

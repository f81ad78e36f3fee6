"""Microsoft's own worker library (Python 3.13 on) indexes, loads and invokes every function."""

import json
import logging
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sync_core.work import Task, WorkItem
from tests.app import app
from tests.flows.firm import Firm, mail
from tests.functions.test_event_grid import cloud_event, event_grid_event, told
from tests.functions.test_indexing import EXPECTED

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 13), reason="azure-functions-runtime is for Python 3.13 and newer"
)
ROOT = Path(__file__).resolve().parents[2]


class Records:
    """Stands in for the host's protocol: whatever record is asked for keeps what it is given."""

    StatusResult = type("StatusResult", (SimpleNamespace,), {"Success": 1, "Failure": 0})
    BindingInfo = type("BindingInfo", (SimpleNamespace,), {"in": 0, "out": 1, "inout": 2})

    def __getattr__(self, name: str) -> type[SimpleNamespace]:
        return type(name, (SimpleNamespace,), {})


@pytest.fixture
async def worker() -> AsyncIterator[dict[str, Any]]:
    """Yield the functions' metadata by name, indexed as the host has it done at start."""
    from azure_functions_runtime import handle_event

    logging.getLogger("azure_functions_runtime").setLevel(logging.ERROR)
    app.functions_bindings = {}  # names are checked against those of an earlier call
    start = SimpleNamespace(capabilities={}, function_app_directory=str(ROOT))
    told = await handle_event.worker_init_request(request(worker_init_request=start))
    assert told.result.status == 1, getattr(told.result, "exception", None)
    answer = await handle_event.functions_metadata_request(request())
    yield {f.name: f for f in answer.function_metadata_results}


def request(**of: Any) -> SimpleNamespace:
    return SimpleNamespace(
        request=SimpleNamespace(**of), properties={"host": "127.0.0.1", "protos": Records()}
    )


async def invoke(function: Any, name: str, datum: Any, **metadata: Any) -> Any:
    """Load and invoke a function as the host does, and return what it answered."""
    from azure_functions_runtime import handle_event, native_invocation

    load = SimpleNamespace(function_id=function.function_id)
    loaded = await handle_event.function_load_request(request(function_load_request=load))
    assert loaded.result.status == 1
    ok, returned, _, problem, trace = await native_invocation.invocation_request_native(
        "invocation-1", function.function_id, [(name, datum)], metadata
    )
    assert ok, f"{problem}\n{trace}"
    return returned.value if returned else None


def datum(value: Any, kind: str) -> Any:
    from azure_functions_runtime.bindings.datumdef import Datum

    return Datum(value, kind)


def http(method: str, url: str, body: bytes = b"", **query: str) -> Any:
    def texts(told: dict[str, str]) -> dict[str, Any]:
        return {k: datum(v, "string") for k, v in told.items()}

    return datum(
        {
            "method": datum(method, "string"),
            "url": datum(url, "string"),
            "headers": texts({"content-type": "application/json"}),
            "query": texts(query),
            "params": texts({}),
            "body": datum(body, "bytes"),
        },
        "http",
    )


async def test_every_function_is_indexed_with_its_bindings(worker: dict[str, Any]) -> None:
    kinds = {n: {b.type for b in f.bindings.values()} for n, f in worker.items()}

    assert set(worker) == set(EXPECTED)
    assert all(EXPECTED[n][0] in kinds[n] for n in worker)


@pytest.mark.usefixtures("firm")
async def test_the_handshake_passes_through_the_worker(worker: dict[str, Any]) -> None:
    for name in ("notifications", "lifecycle"):
        url = f"https://rapport.test/api/{name}"
        told = await invoke(worker[name], "req", http("POST", url, validationToken="a b"))

        assert told["body"].value == b"a b"
        assert told["status_code"].value == "200"


@pytest.mark.usefixtures("firm")
async def test_health_answers_through_the_worker(worker: dict[str, Any]) -> None:
    told = await invoke(worker["health"], "req", http("GET", "https://rapport.test/api/health"))

    assert json.loads(told["body"].value)["status"] == "ready"


@pytest.mark.usefixtures("firm")
async def test_the_policy_schema_page_answers_through_the_worker(worker: dict[str, Any]) -> None:
    url = "https://rapport.test/api/admin/policy/schema"
    told = await invoke(worker["pages"], "req", http("GET", url))

    assert told["status_code"].value == "200"
    assert "never_log" in told["body"].value.decode()


@pytest.mark.parametrize("queue", ["work", "bulk"])
async def test_a_queue_message_runs_through_the_worker(
    worker: dict[str, Any], firm: Firm, queue: str
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.deliver(bo, mail(1))
    item = WorkItem(task=Task.MAIL_WAKE, mailbox=bo, woken_at=firm.clock.now())
    await invoke(worker[queue], "msg", datum(item.encode(), "string"))

    assert len(firm.crm.emails()) == 1


@pytest.mark.parametrize("schema", [cloud_event, event_grid_event])
async def test_an_event_is_stored_through_the_worker(
    worker: dict[str, Any], firm: Firm, schema: Any
) -> None:
    event = json.dumps(schema(told(firm)))
    await invoke(worker["graph_events"], "event", datum(event, "json"))

    assert len(list(firm.queue.dump())) == 1


@pytest.mark.parametrize("queue", ["work_poison", "bulk_poison"])
async def test_a_poisoned_message_is_buried_through_the_worker(
    worker: dict[str, Any], firm: Firm, queue: str
) -> None:
    await invoke(worker[queue], "msg", datum("nothing of ours", "string"))

    assert [r.outcome for r in await firm.memory.runs(firm.clock.now().date(), 5)] == ["poisoned"]


@pytest.mark.parametrize(
    "timer", ["subscriptions", "directory", "rematch", "crmfeed", "prune", "sweep"]
)
async def test_a_timer_ticks_through_the_worker(
    worker: dict[str, Any], firm: Firm, timer: str
) -> None:
    firm.user("bo")
    await firm.begin()
    await invoke(worker[timer], "timer", datum('{"IsPastDue": false}', "json"))

    assert list(firm.queue.dump())


async def test_the_watch_ticks_through_the_worker(worker: dict[str, Any], firm: Firm) -> None:
    before = list(firm.kept())
    await invoke(worker["watch"], "timer", datum('{"IsPastDue": false}', "json"))

    assert list(firm.kept()) == before

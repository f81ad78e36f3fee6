"""Spans and metrics of a running engine: one trace, what each request cost, and no content anywhere."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.metrics.export import ConsoleMetricExporter, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from adapters.crm.sql import SqlCrm
from adapters.graph import GraphTenant
from adapters.graph.credentials import LocalCredential
from adapters.graph.shapes import shape_of
from adapters.storage import StorageAccount
from adapters.telemetry.exporters import late
from adapters.telemetry.telling import OpenTelemetry
from flows.accounting import account
from flows.meter import Cost, Meter
from flows.ports.parts import Parts
from flows.tracing import under
from flows.watching import watch
from simulator.graph import Recipient
from simulator.graph.http.transport import transport
from sync_core.digests import Digester
from sync_core.failures import Failure, Unavailable
from sync_core.log_lines import LogLine
from sync_core.work import MailboxId, Task, TraceId, WorkItem
from tests.adapters.graph.canned import BOX, Graph, error
from tests.flows.firm import Firm, mail

TRACE = TraceId("00ff" * 8)
CANARY = "kanarienvogel"


@dataclass
class Watched:
    """An engine over HTTP and a database, and everything that is told of it."""

    firm: Firm
    parts: Parts
    meter: Meter
    telemetry: OpenTelemetry
    exporter: InMemorySpanExporter
    reader: InMemoryMetricReader

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()

    def metrics(self) -> dict[str, Any]:
        data = self.reader.get_metrics_data()
        assert data is not None
        found = (m for r in data.resource_metrics for s in r.scope_metrics for m in s.metrics)
        return {m.name: m.data.data_points for m in found}

    async def work(self, mailbox: MailboxId, trace: TraceId = TRACE) -> list[LogLine]:
        lines: list[LogLine] = []
        now = self.firm.clock.now()
        item = WorkItem(task=Task.MAIL_WAKE, mailbox=mailbox, woken_at=now, trace=trace)
        await account(self.parts, self.meter, item, lines.append)
        return lines

    def told(self) -> str:
        """Return all that was told, as text."""
        spans = "".join(span.to_json() for span in self.spans)
        data = self.reader.get_metrics_data()
        return spans + (data.to_json() if data else "")


def telling(percent: int = 100) -> tuple[OpenTelemetry, InMemorySpanExporter, InMemoryMetricReader]:
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    return OpenTelemetry(SimpleSpanProcessor(exporter), [reader], percent), exporter, reader


@pytest.fixture
async def watched(firm: Firm, tmp_path: Path) -> AsyncIterator[Watched]:
    telemetry, exporter, reader = telling()
    meter = Meter(telemetry)
    telemetry.count_by(meter.read)
    crm = SqlCrm.connect(f"sqlite+aiosqlite:///{tmp_path}/crm.db", meter, firm.clock.now)
    await crm.prepare()
    graph = GraphTenant.connect(
        url="http://127.0.0.1:9/v1.0",
        credential=LocalCredential(),
        public_url="https://rapport.test",
        meter=meter,
        transport=transport(firm.tenant),
    )
    parts = replace(firm.parts, mail=graph.mail, crm=crm)
    exporter.clear()
    yield Watched(firm, parts, meter, telemetry, exporter, reader)
    await graph.close()
    await crm.close()
    await telemetry.close()


@pytest.fixture
def firm() -> Firm:
    return Firm()


async def deliver(watched: Watched) -> MailboxId:
    bo = watched.firm.user("bo")
    await watched.firm.begin()
    author = Recipient(f"{CANARY}@client.test", CANARY.title())
    told = mail(1, author=author, subject=CANARY, body=CANARY)
    watched.firm.tenant.deliver(bo, told)
    return bo


async def test_a_work_item_and_all_it_asks_for_are_one_trace(watched: Watched) -> None:
    bo = await deliver(watched)
    await watched.work(bo)
    by_name = {span.name: span for span in watched.spans}
    work = by_name["work mail.wake"]

    assert {f"{s.context.trace_id:032x}" for s in watched.spans if s.context} == {TRACE}
    others = [span for span in watched.spans if span is not work]
    assert {o.parent.span_id for o in others if o.parent} == {work.context.span_id}
    assert {"graph GET users/*/messages", "crm INSERT", "crm SELECT"} <= set(by_name)
    assert work.attributes is not None
    assert work.attributes["rapport.outcome"] == "done"
    assert work.attributes["rapport.mailbox"] == watched.parts.digester.tag(bo)


async def test_nothing_told_holds_content_an_address_or_an_id_of_a_mailbox(
    watched: Watched,
) -> None:
    bo = await deliver(watched)
    await watched.work(bo)
    watched.telemetry.levels((await watch(watched.parts)).levels)
    told = watched.told()

    assert "rapport.graph_requests" in told
    for secret in (CANARY, bo, "client.test", "northwind.test", "Bearer", "local-pretend"):
        assert secret.lower() not in told.lower(), secret


async def test_a_fault_is_told_by_its_kind_and_never_by_what_it_says(watched: Watched) -> None:
    bo = await deliver(watched)

    async def broken(*_: object, **__: object) -> None:
        raise KeyError(CANARY)

    object.__setattr__(watched.parts.mail, "arrived", broken)
    with pytest.raises(KeyError):
        await watched.work(bo)
    (work,) = (span for span in watched.spans if span.name == "work mail.wake")

    assert work.status.description == "fault"
    assert CANARY not in watched.told()


async def test_metrics_tell_what_the_meter_counted_how_long_work_took_and_what_the_watch_found(
    watched: Watched,
) -> None:
    bo = await deliver(watched)
    await watched.work(bo)
    await watched.firm.memory.change_firm(crm_stopped="The CRM refuses us.")
    watched.telemetry.levels((await watch(watched.parts)).levels)
    first = watched.metrics()
    await watched.firm.memory.change_firm(crm_stopped="")
    watched.telemetry.levels((await watch(watched.parts)).levels)

    counted = watched.meter.read()
    assert first["rapport.graph_requests"][0].value == counted[Cost.GRAPH_REQUESTS] >= 1
    assert first["rapport.crm_round_trips"][0].value == counted[Cost.CRM_ROUND_TRIPS] >= 3
    assert first["rapport.work.seconds"][0].attributes == {"task": "mail.wake", "outcome": "done"}
    assert first["rapport.watch_stopped"][0].value == 1
    assert watched.metrics()["rapport.watch_stopped"][0].value == 0


async def test_of_all_traces_the_share_asked_for_is_told_and_a_trace_whole_or_not_at_all() -> None:
    telemetry, exporter, _ = telling(percent=25)
    for number in range(400):
        trace = TraceId(f"{number * 0x00A3_D70A:08x}" + "4" * 4 + "8" * 20)  # spread over all
        with under(trace), telemetry.work(trace, "mail.wake"):
            telemetry.begin("graph", "GET").end()
    spans = exporter.get_finished_spans()

    assert 180 <= len(spans) <= 220
    assert len({s.context.trace_id for s in spans if s.context}) == len(spans) / 2


async def test_requests_that_were_told_to_wait_are_counted_and_their_spans_say_so() -> None:
    telemetry, exporter, _ = telling()
    graph = Graph(error(429, "TooManyRequests", {"Retry-After": "3"}))
    graph.meter.telemetry = telemetry
    with pytest.raises(Failure):
        await graph.tenant.mail.folders(BOX)
    (span,) = exporter.get_finished_spans()

    assert graph.meter.read()[Cost.GRAPH_THROTTLED] == 1
    assert (span.name, span.status.description) == ("graph POST $batch", "429")


async def test_storage_that_does_not_answer_is_told_without_its_address() -> None:
    telemetry, exporter, _ = telling()
    address = "http://127.0.0.1:9/account"
    account = StorageAccount.connect(
        connection_string="DefaultEndpointsProtocol=http;AccountName=account;AccountKey=a2V5;"
        f"TableEndpoint={address};QueueEndpoint={address};",
        meter=Meter(telemetry),
        digester=Digester(b"k" * 32),
    )
    with pytest.raises(Unavailable):
        await account.memory.mailbox(BOX)
    await account.close()
    spans = exporter.get_finished_spans()

    assert {(s.name, s.status.description) for s in spans} == {("storage GET table", "no answer")}
    assert BOX not in "".join(s.to_json() for s in spans)


async def test_an_exporter_is_loaded_by_the_first_export_and_never_before() -> None:
    made: list[str] = []
    exporter = InMemorySpanExporter()

    def make() -> InMemorySpanExporter:
        made.append("spans")
        return exporter

    def make_metrics() -> ConsoleMetricExporter:
        made.append("metrics")
        return ConsoleMetricExporter(out=printed)

    printed = StringIO()
    telemetry = late(make, make_metrics, 100)
    with telemetry.work(TRACE, "mail.wake"):
        assert made == []
    await telemetry.close()

    assert sorted(made) == ["metrics", "spans"]
    assert [s.name for s in exporter.get_finished_spans()] == ["work mail.wake"]
    assert "rapport.work.seconds" in printed.getvalue()


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("https://graph.test/v1.0/users/0a1b/messages?$filter=x", "users/*/messages"),
        ("https://graph.test/v1.0/$batch", "$batch"),
        (
            "https://graph.test/v1.0/users/ana@x.test/mailFolders('inbox')/messages/AAMk=",
            "users/*/*/messages/*",
        ),
    ],
)
def test_an_address_is_told_without_whose_and_which(url: str, shape: str) -> None:
    assert shape_of(url) == shape
    assert "@" not in json.dumps(shape)
    assert httpx.URL(url).host not in shape

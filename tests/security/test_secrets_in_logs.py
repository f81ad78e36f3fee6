"""No secret reaches a log line or an exception's text, whatever fails and however much is logged."""

import base64
import json
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import azure.functions as func
import pytest
from aiohttp import ClientSession, web

from functions import work
from sync_core.failures import Failure
from sync_core.work import MailboxId, Task, WorkItem
from tests.functions.conftest import ENVIRONMENT
from tests.functions.serving import served_app
from wiring import engine as wiring
from wiring.settings import BadSettings, Settings

BO = MailboxId("22222222-0000-0000-0000-000000000000")
KEY = b"canarydigestkeycanarydigestkeyca"
STORAGE = base64.b64encode(b"canarystoragekeycanarystoragekey").decode()
CANARIES = {
    "digest key": base64.b64encode(KEY).decode(),
    "digest key, decoded": KEY.decode(),
    "storage key": STORAGE,
    "password": "canarypassword",
    "token of Graph": "local-pretend-token",
    "token of a script": "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJvaWQiOiJjYW5hcnl0b2tlbiJ9.canarysignature1",
    "id token": "canaryidtoken",
    "cookie": "canarycookie",
    "code in an address": "canarycode",
    "handshake": "canaryvalidationtoken",
    "client state": "canaryclientstate",
}


class Lines(logging.Handler):
    """Keeps every line as a host would write it, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.text: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.text.append(self.format(record))


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Log everything of everybody from the start, as the worker's debug setting does."""
    root, kept = logging.getLogger(), Lines()
    level = root.level
    names = list(logging.root.manager.loggerDict)
    levels = {name: logging.getLogger(name).level for name in names}
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(kept)
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@asynccontextmanager
async def repeating() -> AsyncIterator[str]:
    """Serve what refuses every request and repeats all of it: a Graph, and a storage, that tell too much."""

    async def refuse(request: web.Request) -> web.Response:
        told = f"{request.url} {dict(request.headers)} {await request.text()}"
        return web.json_response({"error": {"code": told, "message": told}}, status=403)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def settings(outside: str) -> Settings:
    storage = f"DefaultEndpointsProtocol=http;AccountName=canary;AccountKey={STORAGE};"
    storage += f"QueueEndpoint={outside}/q;TableEndpoint={outside}/t;"
    return Settings.read(
        {
            **ENVIRONMENT,
            "RAPPORT_DIGEST_KEY": CANARIES["digest key"],
            "RAPPORT_GRAPH_URL": f"{outside}/v1.0",
            "RAPPORT_GRAPH_CREDENTIAL": "local",
            "RAPPORT_PUBLIC_URL": "http://127.0.0.1:7071",
            "RAPPORT_AUTHORITY_URL": outside,
            "RAPPORT_CRM_URL": "postgresql+psycopg://rapport:canarypassword@127.0.0.1:1/crm",
            "AzureWebJobsStorage": storage,
        }
    )


async def call_everything(app: str, client_state: str) -> list[int]:
    """Call the app in every way that can fail, and return the statuses."""
    post = {"resource": f"users/{BO}/messages/1", "clientState": client_state}
    forged = post | {"clientState": CANARIES["client state"]}
    code, cookie = CANARIES["code in an address"], {"Cookie": "__Host-rapport=canarycookie"}
    bearer = {"Authorization": f"Bearer {CANARIES['token of a script']}"}
    hook, there = f"{app}/api/notifications", f"{app}/api/admin/health?code={code}"
    async with ClientSession() as anybody:
        answers = [
            await anybody.post(f"{hook}?validationToken={CANARIES['handshake']}%00"),
            await anybody.post(f"{hook}?code={code}", data=json.dumps({"value": [post]})),
            await anybody.post(f"{hook}?code={code}", data=json.dumps({"value": [forged]})),
            await anybody.post(hook, data=CANARIES["client state"]),
            await anybody.get(there, headers=bearer),
            await anybody.get(there, headers=cookie),
            await anybody.get(f"{app}/policy?code={code}", headers=cookie, allow_redirects=False),
            await anybody.post(
                f"{app}/sign-in/answer?code={code}",
                data={"id_token": CANARIES["id token"], "state": "canarycode"},
                headers=cookie,
            ),
            await anybody.get(f"{app}/api/health?code={code}"),
        ]
        return [answer.status for answer in answers]


async def run_everything(made: wiring.Engine) -> list[BaseException]:
    """Let what runs behind the queue fail on the outside, and return what it raised."""
    message = WorkItem(task=Task.MAIL_WAKE, mailbox=BO, woken_at=made.parts.surroundings.now())
    body = func.QueueMessage(id="1", body=message.encode().encode())
    raised: list[BaseException] = []
    for step in (
        work._run(body),
        made.parts.subscriptions.existing(),
        made.parts.directory.users(None),
        made.parts.memory.mailboxes(),
        made.parts.policies.current(),
        made.desk.totals(),
        *(prepare() for prepare in made.prepares),
    ):
        try:
            await step
        except Exception as failed:  # noqa: BLE001 # whatever fails, its text is looked at
            raised.append(failed)
    return raised


def forms(canary: str) -> set[str]:
    """Return how a secret could hide in a line."""
    raw = canary.encode()
    return {canary, quote(canary, safe=""), base64.b64encode(raw).decode().rstrip("="), raw.hex()}


async def test_no_failing_path_writes_a_secret(lines: Lines) -> None:
    async with repeating() as outside, served_app() as app:
        made = wiring.build(settings(outside))
        wiring.install(made)
        try:
            state = made.parts.digester.client_state(BO, "n")
            statuses = await call_everything(app, state)
            raised = await run_everything(made)
        finally:
            await wiring.close()

    assert statuses == [400, 503, 202, 400, 503, 401, 303, 403, 200]
    assert len(raised) >= 5
    told = lines.text + ["".join(traceback.format_exception(failed)) for failed in raised]
    found = {
        (name, line[:200])
        for name, canary in {**CANARIES, "our client state": state}.items()
        for form in forms(canary)
        for line in told
        if form in line
    }
    assert found == set()


def test_the_search_would_find_a_secret(lines: Lines) -> None:
    logging.getLogger("rapport").error("a %s", quote(STORAGE, safe=""))

    assert any(form in line for form in forms(STORAGE) for line in lines.text)


@pytest.mark.parametrize("name", ["RAPPORT_DIGEST_KEY", "RAPPORT_CRM_URL", "AzureWebJobsStorage"])
def test_a_bad_or_printed_setting_does_not_show_its_value(name: str) -> None:
    with pytest.raises(BadSettings) as refused:
        Settings.read({**ENVIRONMENT, name: " ", "RAPPORT_DIGEST_KEY": "canarydigestkey"})
    assert "canary" not in str(refused.value) + repr(refused.value)

    printed = repr(settings("http://127.0.0.1:1"))
    assert not any(form in printed for c in CANARIES.values() for form in forms(c))


async def test_a_failure_of_the_outside_says_its_kind_and_not_what_was_sent(lines: Lines) -> None:
    async with repeating() as outside:
        made = wiring.build(settings(outside))
        for step in (made.parts.subscriptions.existing(), made.parts.memory.mailboxes()):
            with pytest.raises(Failure) as failed:
                await step
            assert "canary" not in str(failed.value) and "pretend-token" not in str(failed.value)
        for close in made.closes:
            await close()
    assert not any("canary" in line for line in lines.text)

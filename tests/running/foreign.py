"""Requests with words in them: forged and genuine notifications, wrong policies, odd addresses of pages."""

import json
from typing import Any

from aiohttp import ClientSession

from simulator.replay.scene import Scene
from tests.running.canaries import Canaries


async def visit(scene: Scene, words: Canaries, mailbox: str) -> None:
    """Send them all; each must be answered, and none may bring the host down."""
    url = scene.firm.host.url
    async with ClientSession() as client:
        for path in ("/api/notifications", "/api/lifecycle"):
            await _notify(client, url + path, scene, words, mailbox)
        for path in (*_paths(words), *_live(mailbox)):
            await _answered(client, "GET", url + path)
        await _change_policy(client, f"{url}/api/admin/policy", words)
        for who in (words.address("firm.test"), words.word("mailbox")):
            await _answered(client, "POST", f"{url}/api/admin/mailboxes/{who}/sync", json={})
        told = {"emails": [words.word("email")], "person": words.word("person"), words.word("x"): 1}
        await _answered(client, "POST", f"{url}/api/admin/relate", json=told)
        told = {"input": words.word("input")}
        for function in ("work", "bulk_poison"):
            await _answered(client, "POST", f"{url}/admin/functions/{function}", json=told)


def _paths(words: Canaries) -> tuple[str, ...]:
    """Return pages and answers of the API, asked for with words in path and query."""
    word, address = words.word("query"), words.address("query.test")
    return (
        f"/emails?person={word}&mailbox={address}&sent_from={word}&page={word}",
        f"/people?q={address}",
        f"/people/{word}",
        f"/fragments/people?q={word}",
        f"/explain?mailbox={address}&message={word}",
        f"/{word}/{word}?{word}={address}",
        f"/static/{word}.js?{word}",
        f"/api/admin/emails?person={word}&matched={word}",
        f"/api/admin/people?q={address}",
        f"/api/admin/runs?day={word}&limit={word}",
        f"/api/health?{word}",
        f"/contacts?q={word}&page={word}",
        f"/contacts?user={word}",
        f"/contacts/entries/{word}",
        f"/contacts/review?mailbox={address}",
    )


def _live(mailbox: str) -> tuple[str, ...]:
    """Return pages that read both sides at once: of a contact they show what is stored nowhere."""
    box = f"/mailboxes/{mailbox}"
    ways = ("preview", "contacts/preview", "contacts/left-out", "sharing/preview")
    return ("/contacts", "/contacts/review", *(f"{box}/{way}" for way in ways))


async def _notify(
    client: ClientSession, url: str, scene: Scene, words: Canaries, mailbox: str
) -> None:
    """Post what is forged, what is genuine with more in it than is used, and what is no post at all."""
    genuine = scene.parts.digester.client_state(mailbox, "nonce")
    # Genuine once only: a second would find the mailbox busy, and its item would wait for a while.
    for state in (words.word("state"), genuine) if url.endswith("lifecycle") else ("",):
        post = {"value": [_notification(words, mailbox, state)], words.word("field"): 1}
        await _answered(client, "POST", url, json=post)
    for body in (words.word("post"), f'{{"value": "{words.word("post")}"}}'):
        await _answered(client, "POST", url, data=body.encode())
    token = words.word("token")
    assert await _answered(client, "POST", f"{url}?validationToken={token}") == token


def _notification(words: Canaries, mailbox: str, state: str) -> dict[str, Any]:
    return {
        "subscriptionId": words.word("subscription"),
        "clientState": state,
        "changeType": words.word("change"),
        "resource": f"users/{mailbox}/messages/{words.word('resource')}",
        "resourceData": {"subject": words.word("rich"), "from": words.address("rich.test")},
        "encryptedContent": {"data": words.word("data")},
        "lifecycleEvent": words.word("event"),
    }


async def _change_policy(client: ClientSession, url: str, words: Canaries) -> None:
    """Send wrong documents, by every way in which a document can be wrong."""
    wrong: tuple[Any, ...] = (
        {"mail": {"internal_domains": [f"{words.word('domain')} with space"]}},
        {"mail": {"never_log": [f"{words.word('never')} log"], words.word("field"): True}},
        {"mail": {"history": {"start": words.word("start")}}, "mailboxes": words.word("boxes")},
        [words.word("list")],
        words.word("text"),
    )
    for document in wrong:
        for method, to in (("PUT", url), ("POST", f"{url}/check")):
            await _answered(client, method, to, data=json.dumps(document), **_AS_JSON)
    for method, to in (("PUT", url), ("POST", f"{url}/check")):
        await _answered(client, method, to, data=f"{{{words.word('broken')}", **_AS_JSON)


_AS_JSON = {"headers": {"content-type": "application/json", "if-match": '"1"'}}


async def _answered(client: ClientSession, method: str, url: str, **more: Any) -> str:
    """Return the answer's text, which is not a fault of the app."""
    async with client.request(method, url, **more) as answer:
        text = await answer.text()
        assert answer.status < 500, f"{method} answered {answer.status}"
        return text

"""The policy by JSON API: validated, versioned, never overwritten unseen."""

import json
from typing import Any

import pytest

from admin import PageRequest, handle
from sync_core.work import FIRM, Task
from tests.admin.asking import ask, call, get
from tests.admin.contacts import signed_in
from tests.admin.firm import Firm
from tests.admin.pretend_door import OBJECT_ID

URL = "/api/admin/policy"
DOMAIN = {"mail": {"internal_domains": ["northwind.test"]}}


NIA = {OBJECT_ID: "0a1b2c3d-0000-4000-8000-000000000000"}


async def put(firm: Firm, document: Any, expected: int, **headers: str) -> tuple[int, Any]:
    """Change the policy from a version."""
    return await call(firm, "PUT", URL, document, {"If-Match": f'"{expected}"', **headers})


async def test_a_firm_without_a_policy_has_the_defaults_as_version_0(firm: Firm) -> None:
    answer = await ask(firm, "GET", URL)
    _, told = await call(firm, "GET", URL)

    assert answer.headers["ETag"] == '"0"'
    assert told["version"] == 0 and told["document"]["mail"]["content"] == "subject"


async def test_a_change_is_kept_with_who_when_and_what_differs(firm: Firm) -> None:
    status, told = await put(firm, DOMAIN, 0, **NIA)

    assert status == 200
    assert (told["version"], told["changed_by"]) == (1, NIA[OBJECT_ID])
    assert told["changed_at"] == "2026-03-02T09:30:00+00:00"
    assert told["difference"] == [
        'mail.internal_domains[northwind.test]: (nothing) -> {"domain": "northwind.test", "subdomains": false}'
    ]
    assert (await firm.policies.current()).number == 1


async def test_the_page_shows_version_who_and_the_difference(firm: Firm) -> None:
    await put(firm, DOMAIN | {"mail": {"content": "full"}}, 0, **NIA)

    page = await get(firm, "/policy")

    assert f"Version 1, set by {NIA[OBJECT_ID]}" in page
    assert "mail.content: subject -&gt; full" in page


async def test_who_is_signed_in_cannot_change_the_policy_in_another_name(firm: Firm) -> None:
    body = json.dumps(DOMAIN).encode()
    headers = {"Content-Type": "application/json", "If-Match": '"0"', **NIA}
    answer = await ask(firm, "PUT", f"{URL}?who=Priya", headers, body)

    assert json.loads(answer.body)["changed_by"] == NIA[OBJECT_ID]


async def test_the_page_names_a_user_of_the_crm_who_changed_the_policy(firm: Firm) -> None:
    await firm.mailbox(1, "Priya Shah")
    await put(firm, DOMAIN, 0, **signed_in("Priya Shah"))

    assert "Version 1, set by Priya Shah" in await get(firm, "/policy")
    version = await firm.policies.current()
    assert "priya" not in version.changed_by.casefold()


async def test_a_change_made_from_an_older_version_is_refused(firm: Firm) -> None:
    await put(firm, DOMAIN, 0)

    status, told = await put(firm, {"mail": {"content": "full"}}, 0)

    assert (status, told["error"]["code"]) == (412, "changed_meanwhile")
    assert "The newest version is 1." in told["error"]["message"]
    assert (await firm.policies.current()).document["mail"]["content"] == "subject"


async def test_a_change_must_say_which_version_it_was_made_from(firm: Firm) -> None:
    assert (await call(firm, "PUT", URL, DOMAIN))[0] == 428
    assert (await call(firm, "PUT", URL, DOMAIN, {"If-Match": "*"}))[0] == 400
    assert (await firm.policies.current()).number == 0


async def test_a_change_has_the_directory_read_by_it(firm: Firm) -> None:
    await put(firm, DOMAIN, 0)

    assert firm.queued() == [(Task.DIRECTORY, FIRM)]


async def test_a_queue_that_is_away_loses_no_change(firm: Firm) -> None:
    status, _ = await put(firm.with_queue_away(), DOMAIN, 0)

    assert status == 200
    assert (await firm.policies.current()).number == 1


async def test_a_policy_that_says_the_same_makes_no_version(firm: Firm) -> None:
    await put(firm, DOMAIN, 0)

    status, told = await put(firm, DOMAIN, 1)

    assert (status, told["version"]) == (200, 1)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"mail": {"content": "everything"}}, "mail.content"),
        ({"mail": {"contnet": "full"}}, "mail.contnet"),
        ({"mail": {"history": {"months": -1}}}, "mail.history.months"),
        ({"mail": {"internal_domains": ["a b"]}}, "mail.internal_domains.0.domain"),
        ({"mail": {"never_log": [{"entry": ""}]}}, "mail.never_log.0.entry"),
        ({"mailboxes": {"listed": [{}]}}, "mailboxes.listed.0.mailbox"),
        ([], "document"),
        (None, "document"),
        ("text", "document"),
    ],
)
async def test_a_bad_policy_changes_nothing_and_names_the_field(
    firm: Firm, document: Any, path: str
) -> None:
    body = b"null" if document is None else None
    status, told = (
        await call(firm, "PUT", URL, document, {"If-Match": '"0"'})
        if body is None
        else await _put_bytes(firm, body)
    )

    assert status == 422
    assert [f["path"] for f in told["error"]["fields"]] == [path]
    assert all(f["expected"] for f in told["error"]["fields"])
    assert (await firm.policies.current()).number == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"mail": {}, "mail": {}}', "named twice"),
        (b'{"mail": ', "line 1, column 10"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b"", "not JSON"),
    ],
)
async def test_a_body_that_is_no_clean_json_is_refused(firm: Firm, body: bytes, said: str) -> None:
    status, told = await _put_bytes(firm, body)

    assert status == 400
    assert said in told["error"]["message"]


async def test_checking_says_what_would_change_and_changes_nothing(firm: Firm) -> None:
    status, told = await call(firm, "POST", f"{URL}/check", {"mail": {"content": "full"}})

    assert (status, told["version"]) == (200, 0)
    assert told["changes"] == ["mail.content: subject -> full"]
    assert (await firm.policies.current()).number == 0


async def test_versions_are_listed_newest_first(firm: Firm) -> None:
    await put(firm, DOMAIN, 0)
    await put(firm, {"mail": {"content": "full"}}, 1)

    _, told = await call(firm, "GET", f"{URL}/versions")

    assert [v["version"] for v in told["versions"]] == [2, 1]


async def test_runs_of_a_day_are_listed(firm: Firm) -> None:
    assert (await call(firm, "GET", "/api/admin/runs?day=2026-03-02"))[1] == {"runs": []}
    assert (await call(firm, "GET", "/api/admin/runs?day=today"))[0] == 400
    assert (await call(firm, "GET", "/api/admin/runs?limit=0"))[0] == 400


async def _put_bytes(firm: Firm, body: bytes) -> tuple[int, Any]:
    import json

    headers = {"Content-Type": "application/json", "If-Match": '"0"'}
    answer = await handle(
        PageRequest.read(method="PUT", url=URL, headers=headers, body=body), firm.console
    )
    return answer.status, json.loads(answer.body)


async def test_the_presets_are_listed_and_each_is_a_policy_that_would_be_taken(firm: Firm) -> None:
    status, told = await call(firm, "GET", f"{URL}/presets")

    assert status == 200 and len(told["presets"]) == 5
    for preset in told["presets"]:
        assert preset["text"]
        assert (await call(firm, "POST", f"{URL}/check", preset["document"]))[0] == 200

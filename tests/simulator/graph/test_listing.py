"""Lists of messages: filter, order, size, selection."""

from datetime import UTC, datetime

import httpx
import pytest

from simulator.graph import MailKind, Sensitivity, Tenant
from sync_core.work import MailboxId
from tests.simulator.graph.acts import IMMUTABLE, code, document, fill, mail

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


async def listed(graph: httpx.AsyncClient, mailbox: MailboxId, **options: str) -> list[str]:
    """Return the subjects of one page."""
    query = {f"${name}": value for name, value in options.items()}
    page = await document(await graph.get(f"/users/{mailbox}/messages", params=query))
    return [item["subject"] for item in page["value"]]


async def test_a_list_runs_from_new_to_old_ten_at_a_time_unless_told_otherwise(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 12, FIRST)
    assert await listed(graph, ana) == [f"Mail {n}" for n in range(11, 1, -1)]
    assert await listed(graph, ana, orderby="receivedDateTime", top="2") == ["Mail 0", "Mail 1"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("receivedDateTime ge 2026-01-01T00:02:00Z", ["Mail 2", "Mail 3", "Mail 4"]),
        ("receivedDateTime gt 2026-01-01T00:02:00Z", ["Mail 3", "Mail 4"]),
        ("receivedDateTime le 2026-01-01T00:02:00Z", ["Mail 0", "Mail 1", "Mail 2"]),
        ("receivedDateTime lt 2026-01-01T00:02:00Z", ["Mail 0", "Mail 1"]),
        (
            "receivedDateTime ge 2026-01-01T00:01:59.5Z and receivedDateTime lt 2026-01-01T00:02:00.5Z",
            ["Mail 2"],
        ),
        ("receivedDateTime gt 2026-01-01T00:02:00.9Z", ["Mail 3", "Mail 4"]),
        ("receivedDateTime ge 2026-01-01T01:02:00%2B01:00", ["Mail 2", "Mail 3", "Mail 4"]),
    ],
)
async def test_a_filter_by_time_holds_exactly(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, condition: str, expected: list[str]
) -> None:
    fill(tenant, ana, 5, FIRST)
    path = f"/users/{ana}/messages?$orderby=receivedDateTime asc&$filter={condition}"
    page = await document(await graph.get(path))
    assert [item["subject"] for item in page["value"]] == expected


async def test_next_links_are_absolute_on_the_server_s_own_host_and_lead_through_everything(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    there = fill(tenant, ana, 23, FIRST)
    tenant.change_rules(empty_page_chance=0.3, page_items_max=4)
    link: str | None = f"/users/{ana}/messages?$top=5&$orderby=receivedDateTime desc&$select=id"
    found: list[str] = []
    while link:
        page = await document(await graph.get(link, headers=IMMUTABLE))
        found += [item["id"] for item in page["value"]]
        link = page.get("@odata.nextLink")
        assert link is None or link.startswith(f"http://graph.local/v1.0/users/{ana}/messages?")
    assert found == there[::-1]


async def test_mail_of_all_ages_keeps_its_place(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    for year in (2044, 1601, 1997, 2026):
        tenant.deliver(ana, mail(str(year)), received_at=datetime(year, 5, 4, tzinfo=UTC))
    assert await listed(graph, ana, orderby="receivedDateTime asc") == [
        "1601",
        "1997",
        "2026",
        "2044",
    ]


async def test_a_list_of_the_mailbox_covers_all_folders_but_what_was_deleted_for_good(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    for folder in (
        "inbox",
        "junkemail",
        "deleteditems",
        "inbox/Deep/Deeper",
        "recoverableitemsdeletions",
    ):
        tenant.deliver(ana, mail(folder), folder)
    assert set(await listed(graph, ana)) == {
        "inbox",
        "junkemail",
        "deleteditems",
        "inbox/Deep/Deeper",
    }


async def test_only_what_is_selected_is_sent_and_the_id_always(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 1)
    page = await document(await graph.get(f"/users/{ana}/messages?$select=Subject,isDraft"))
    assert set(page["value"][0]) == {"@odata.etag", "id", "subject", "isDraft"}


async def test_headers_come_by_selection_only(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.deliver(ana, mail(headers=(("List-Id", "<news.client.test>"),)))
    whole = await document(await graph.get(f"/users/{ana}/messages"))
    chosen = await document(
        await graph.get(f"/users/{ana}/messages?$select=internetMessageHeaders")
    )
    assert "internetMessageHeaders" not in whole["value"][0]
    assert chosen["value"][0]["internetMessageHeaders"] == [
        {"name": "List-Id", "value": "<news.client.test>"}
    ]


async def test_sensitivity_is_no_property_but_an_extended_one(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.deliver(ana, mail(sensitivity=Sensitivity.CONFIDENTIAL))
    expand = "singleValueExtendedProperties($filter=id eq 'Integer 0x36')"
    page = await document(await graph.get(f"/users/{ana}/messages", params={"$expand": expand}))
    refused = await graph.get(f"/users/{ana}/messages?$select=sensitivity")
    assert page["value"][0]["singleValueExtendedProperties"] == [
        {"id": "Integer 0x36", "value": "3"}
    ]
    assert refused.status_code == 400


async def test_a_body_is_html_unless_text_is_preferred(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    html = "<html><head><style>p{}</style></head><body><p>Dear&nbsp;Ana,</p><div>two<br>lines</div></body></html>"
    message = tenant.deliver(ana, mail(body=html, body_is_html=True))
    path = f"/users/{ana}/messages/{message}?$select=body"
    shown = await document(await graph.get(path))
    text = await graph.get(path, headers={"prefer": 'outlook.body-content-type="text"'})
    assert shown["body"] == {"contentType": "html", "content": html}
    assert text.json()["body"] == {"contentType": "text", "content": "Dear Ana,\n\ntwo\nlines"}
    assert text.headers["preference-applied"] == 'outlook.body-content-type="text"'


async def test_meeting_mail_carries_its_own_type_in_the_same_list(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.deliver(ana, mail(kind=MailKind.MEETING_REQUEST))
    page = await document(await graph.get(f"/users/{ana}/messages?$select=subject"))
    assert page["value"][0]["@odata.type"] == "#microsoft.graph.eventMessageRequest"


async def test_a_count_is_given_when_asked_for(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 14, FIRST)
    page = await document(
        await graph.get(
            f"/users/{ana}/mailFolders/inbox/messages?$count=true&$top=1"
            "&$filter=receivedDateTime ge 2026-01-01T00:10:00Z"
        )
    )
    assert (page["@odata.count"], len(page["value"])) == (4, 1)


@pytest.mark.parametrize(
    "query",
    [
        "$top=0",
        "$top=1001",
        "$top=x",
        "$filter=subject eq 'a'",
        "$orderby=subject",
        "$select=nothing",
        "$expand=attachments",
        "$filter=receivedDateTime ge yesterday",
    ],
)
async def test_options_that_the_service_does_not_take_are_refused(
    graph: httpx.AsyncClient, ana: MailboxId, query: str
) -> None:
    assert (await graph.get(f"/users/{ana}/messages?{query}")).status_code == 400


async def test_a_path_that_is_not_served_is_refused(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    assert code(await graph.get(f"/users/{ana}/drive"))[0] == 400
    assert code(await graph.put(f"/users/{ana}/messages"))[0] == 405

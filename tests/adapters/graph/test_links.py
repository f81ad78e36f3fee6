"""Stored links are followed to the configured Graph only; the token goes nowhere else."""

import pytest

from adapters.graph.links import followed, leads_to
from flows.ports.tenant import DeltaToken, PageToken, What
from sync_core.failures import CursorLost, Unavailable
from sync_core.mail import FolderId
from tests.adapters.graph.canned import BOX, SINCE, URL, Graph, ok, page

GRAPH = "https://graph.microsoft.com/v1.0"
ELSEWHERE = [
    "https://evil.test/v1.0/users",
    "http://graph.microsoft.com/v1.0/users",
    "https://graph.microsoft.com:444/v1.0/users",
    "https://graph.microsoft.com.evil.test/v1.0/users",
    "https://graph.microsoft.com@evil.test/v1.0/users",
    "https://user@graph.microsoft.com/v1.0/users",
    "https://graph.microsoft.com/beta/users",
    "https://graph.microsoft.com/v1.0",
    "https://graph.microsoft.com/v1.0evil/users",
    "https://graph.microsoft.com/v1.0/../beta/users",
    "https://graph.microsoft.com/v1.0/%2e%2e/beta/users",
    "https://graph.microsoft.com\\@evil.test/v1.0/users",
    "https://graph.microsoft.com/v1.0/users\r\nHost: evil.test",
    "https://graph.microsoft.com:port/v1.0/users",
    "https://[bad/v1.0/users",
    "//graph.microsoft.com/v1.0/users",
    "/v1.0/users",
    "ftp://graph.microsoft.com/v1.0/users",
    "",
]


@pytest.mark.parametrize("link", ELSEWHERE)
def test_a_link_that_leads_elsewhere_is_a_lost_cursor(link: str) -> None:
    with pytest.raises(CursorLost, match="foreign_link"):
        followed(GRAPH, link)


@pytest.mark.parametrize(
    "link",
    [
        "https://graph.microsoft.com/v1.0/users('U')/mailFolders('F')/messages/delta?$skiptoken=a%2Fb",
        "https://GRAPH.microsoft.com:443/v1.0/users?$skiptoken=x",
    ],
)
def test_a_link_of_the_configured_graph_is_followed_as_it_stands(link: str) -> None:
    assert followed(GRAPH, link) == link


def test_the_port_belongs_to_the_address() -> None:
    assert leads_to(URL, f"{URL}/users")
    assert not leads_to(URL, "http://127.0.0.1:10/v1.0/users")


async def test_nothing_is_sent_for_a_stored_link_to_another_host() -> None:
    graph = Graph(page())
    mail = graph.tenant.mail

    with pytest.raises(CursorLost):
        await mail.arrived(BOX, SINCE, What(), PageToken("http://evil.test/v1.0/users"))
    with pytest.raises(CursorLost):
        await mail.history(BOX, SINCE, None, What(), PageToken("http://127.0.0.1:8/v1.0/users"))
    with pytest.raises(CursorLost):
        await mail.changed(BOX, FolderId("f"), DeltaToken("http://127.0.0.1:9/beta/users"))
    with pytest.raises(CursorLost):
        await graph.tenant.directory.users(PageToken("https://127.0.0.1:9/v1.0/users"))

    assert graph.asked == []


async def test_a_listing_that_points_elsewhere_is_not_followed() -> None:
    graph = Graph(ok({"value": [], "@odata.nextLink": "http://evil.test/v1.0/subscriptions"}))

    with pytest.raises(Unavailable, match="foreign_link"):
        await graph.tenant.subscriptions.existing()

    assert [str(r.url.host) for r in graph.asked] == ["127.0.0.1"]


async def test_a_redirect_is_not_followed() -> None:
    away = ok({}, 307)
    away.headers["Location"] = "http://evil.test/v1.0/users"
    graph = Graph(away)

    with pytest.raises(Unavailable):
        await graph.tenant.mail.arrived(BOX, SINCE, What())

    assert len(graph.asked) == 1

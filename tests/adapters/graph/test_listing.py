"""What every listing of Graph's is."""

import json
from typing import Any

import pytest

from adapters.graph.listing import Listing
from sync_core.failures import Unavailable


def listing(**told: Any) -> Listing:
    return Listing.of(json.dumps(told).encode())


def test_a_listing_has_its_items_as_they_are_and_its_links() -> None:
    told = {"@odata.nextLink": "https://graph.test/next", "@odata.context": "c"}

    assert listing(value=[1, None, {}], **told) == Listing(
        items=[1, None, {}], following="https://graph.test/next", finished=""
    )
    assert listing(value=[], **{"@odata.deltaLink": "d"}).finished == "d"


@pytest.mark.parametrize("link", [None, 7, ["https://graph.test"]])
def test_a_link_that_is_no_text_is_none(link: Any) -> None:
    assert listing(value=[], **{"@odata.nextLink": link}).following == ""


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"value": {}}', b'{"value": "x"}', b"null"])
def test_an_answer_without_a_list_is_no_listing(body: bytes) -> None:
    with pytest.raises(Unavailable):
        Listing.of(body)

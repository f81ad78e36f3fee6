"""A queue trigger's connection is found as the real host finds it."""

from contextlib import AsyncExitStack

import pytest

from simulator.host.connecting import Connections
from simulator.host.settingsfile import UnknownSetting

STRING = (
    "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;QueueEndpoint=http://127.0.0.1:1/a"
)
BY_IDENTITY = {
    "S__queueServiceUri": "https://s.queue.core.windows.net/",
    "S__credential": "managedidentity",
    "S__clientId": "aaaaaaaa-0000-0000-0000-000000000001",
}


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({"S": STRING}, "http://127.0.0.1:1/a/work"),
        (BY_IDENTITY, "https://s.queue.core.windows.net/work"),
        ({**BY_IDENTITY, "S__clientId": ""}, "https://s.queue.core.windows.net/work"),
        ({**BY_IDENTITY, "S": STRING}, "http://127.0.0.1:1/a/work"),
    ],
)
async def test_a_queue_is_reached_by_a_string_or_by_an_identity(
    settings: dict[str, str], address: str
) -> None:
    async with AsyncExitStack() as closing:
        queue = await Connections(settings, closing).queue("S", "work")

        assert queue.url == address


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "the setting S is not set"),
        ({**BY_IDENTITY, "S__queueServiceUri": ""}, "the setting S is not set"),
        ({**BY_IDENTITY, "S__credential": "secret"}, "S__credential: expected managedidentity"),
    ],
)
async def test_a_connection_that_is_not_told_is_named(settings: dict[str, str], told: str) -> None:
    async with AsyncExitStack() as closing:
        with pytest.raises(UnknownSetting, match=told):
            await Connections(settings, closing).queue("S", "work")

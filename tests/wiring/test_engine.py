"""Which parts are put together from which settings, and that all of them are closed."""

from typing import Any

import pytest

from adapters.graph.credentials import credential_for
from adapters.storage import StorageAccount
from tests.functions.conftest import ENVIRONMENT
from tests.wiring.test_settings import BY_IDENTITY
from wiring import engine
from wiring.settings import Settings


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Collect what the storage account is connected with."""
    told: dict[str, Any] = {}
    connect = StorageAccount.connect

    def noted(**given: Any) -> StorageAccount:
        told.update(given)
        return connect(**given)

    monkeypatch.setattr(StorageAccount, "connect", noted)
    return told


@pytest.mark.parametrize("beside", ["", "AccountName=put;AccountKey=here;By=FlexConsumption"])
def test_the_storage_account_is_reached_by_identity_even_where_a_key_is_put_beside(
    connected: dict[str, Any], beside: str
) -> None:
    engine.build(Settings.read({**ENVIRONMENT, **BY_IDENTITY, "AzureWebJobsStorage": beside}))

    assert connected["connection_string"] is None
    assert connected["credential"] is not None
    assert connected["table_uri"] == BY_IDENTITY["AzureWebJobsStorage__tableServiceUri"]


def test_a_connection_string_alone_needs_no_identity(connected: dict[str, Any]) -> None:
    engine.build(Settings.read(ENVIRONMENT))

    assert connected["connection_string"] == ENVIRONMENT["AzureWebJobsStorage"]
    assert connected["credential"] is None


async def test_every_credential_is_closed_with_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    closed: list[Any] = []

    def noted(*told: Any, **given: Any) -> Any:
        credential = credential_for(*told, **given)
        made.append(credential)

        async def close() -> None:
            closed.append(credential)

        monkeypatch.setattr(credential, "close", close)
        return credential

    monkeypatch.setattr("wiring.engine.credential_for", noted)
    language = {"RAPPORT_LANGUAGE_ENDPOINT": "https://x.cognitiveservices.azure.com"}
    engine.install(engine.build(Settings.read({**ENVIRONMENT, **BY_IDENTITY, **language})))
    await engine.close()

    assert len(made) == 3
    assert {id(one) for one in made} == {id(one) for one in closed}

import pytest

from sync_core.partner_topic import topic_address

GUID = "8a8a8a8a-4b4b-4c4c-4d4d-12e12e12e12e"
ADDRESS = (
    f"EventGrid:?azuresubscriptionid={GUID}&resourcegroup=rg-firm"
    "&partnertopic=rapport&location=westeurope"
)


@pytest.mark.parametrize(
    "told",
    [
        ADDRESS,
        ADDRESS.upper(),
        f"eventgrid:?location=WestEurope&partnertopic=Rapport&resourcegroup=rg%2Dfirm&azureSubscriptionId={GUID}",
    ],
)
def test_a_topic_has_one_address_however_it_is_told(told: str) -> None:
    assert topic_address(told) == ADDRESS


@pytest.mark.parametrize(
    "told",
    [
        "",
        "https://rapport.test/api/notifications",
        ADDRESS.removeprefix("EventGrid:?"),
        ADDRESS.removesuffix("&location=westeurope"),
        ADDRESS.replace("westeurope", "West Europe"),
        ADDRESS.replace("westeurope", ""),
        ADDRESS.replace(GUID, "the-subscription"),
        ADDRESS.replace("rg-firm", "rg-firm."),
        ADDRESS.replace("=rapport", "=a/b"),
        f"{ADDRESS}&location=westeurope",
        f"{ADDRESS}&code=canary",
        f"{ADDRESS}\n",
    ],
)
def test_what_names_no_topic_is_none(told: str) -> None:
    assert topic_address(told) is None

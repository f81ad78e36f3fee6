"""The app settings: what the code reads, what the timers name, and nothing else."""

import json
from dataclasses import replace

from sync_core.partner_topic import topic_address
from tests.infra.pretend_azure import AZURE, INFRA, settings
from wiring.platform_settings import PLATFORM_SETTINGS
from wiring.settings import Settings

_PLATFORM = {one.name for one in PLATFORM_SETTINGS if one.set_by == "the template"}
"""Read by the host, not by the code."""
_NOT_IN_AZURE = {
    "AzureWebJobsStorage": "a connection string holds a key",
    "RAPPORT_CERTIFICATE_PATH": "the managed identity takes its place",
}
_REPLACED_BY_FLEX = {
    "FUNCTIONS_EXTENSION_VERSION",
    "FUNCTIONS_WORKER_RUNTIME",
    "FUNCTIONS_WORKER_RUNTIME_VERSION",
    "WEBSITE_RUN_FROM_PACKAGE",
    "WEBSITE_TIME_ZONE",
    "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
    "WEBSITE_CONTENTSHARE",
    "SCM_DO_BUILD_DURING_DEPLOYMENT",
    "ENABLE_ORYX_BUILD",
}


def test_the_template_sets_exactly_what_is_read() -> None:
    assert set(settings()) == (Settings.names() | _PLATFORM) - set(_NOT_IN_AZURE)


def test_a_partner_topic_is_named_in_this_group_only_where_one_is_wanted() -> None:
    subscription = "8a8a8a8a-4b4b-4c4c-4d4d-12e12e12e12e"
    around = replace(AZURE, subscription={**AZURE.subscription, "subscriptionId": subscription})
    told = settings(around, eventGridTopic="Rapport")["RAPPORT_EVENT_GRID_TOPIC"]

    assert settings()["RAPPORT_EVENT_GRID_TOPIC"] == ""
    assert topic_address(told) == (
        f"EventGrid:?azuresubscriptionid={subscription}&resourcegroup=rg"
        "&partnertopic=rapport&location=westeurope"
    )


def test_settings_that_flex_consumption_replaced_are_not_set() -> None:
    assert not set(settings()) & _REPLACED_BY_FLEX


def test_the_code_takes_the_template_s_settings_once_the_vault_s_secrets_are_in() -> None:
    told = {
        **settings(),
        "RAPPORT_DIGEST_KEY": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
        "RAPPORT_CRM_URL": "postgresql+psycopg://id@psql.postgres.database.azure.com/rapport",
    }

    assert Settings.read(told).public_url == "https://func.azurewebsites.net"


def test_schedules_are_those_of_the_sample() -> None:
    sample = json.loads((INFRA.parent / "local.settings.sample.json").read_text())["Values"]
    timers = Settings.timers()

    assert {k: settings()[k] for k in timers} == {k: sample[k] for k in timers}


def test_a_firm_s_own_settings_take_the_place_of_the_template_s() -> None:
    told = settings(extraSettings={"RAPPORT_SWEEP_SCHEDULE": "0 0 * * * *"})

    assert told["RAPPORT_SWEEP_SCHEDULE"] == "0 0 * * * *"
    assert len(told) == len(settings())


def test_secrets_are_references_to_the_vault() -> None:
    for name in ("RAPPORT_CRM_URL", "RAPPORT_DIGEST_KEY"):
        assert settings(crmUrl="postgresql://u:p@host/db")[name].startswith(
            "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/"
        )

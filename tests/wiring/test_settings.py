import base64

import pytest

from admin.__main__ import TOKEN_VARIABLE
from tests.functions.conftest import ENVIRONMENT
from tests.infra.pretend_azure import template
from wiring.settings import BadSettings, Settings
from wiring.settings_reading import OF_COMMANDS


@pytest.mark.parametrize("missing", sorted(set(ENVIRONMENT) - {"AzureWebJobsStorage"}))
def test_a_missing_setting_stops_the_start_by_name(missing: str) -> None:
    told = {k: v for k, v in ENVIRONMENT.items() if k != missing}

    with pytest.raises(BadSettings) as refused:
        Settings.read(told)

    assert any(missing in problem for problem in refused.value.problems)
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("RAPPORT_DIGEST_KEY", "short", "RAPPORT_DIGEST_KEY: .*32 random bytes"),
        ("RAPPORT_DIGEST_KEY", base64.b64encode(b"k" * 31).decode(), "32 random bytes"),
        ("RAPPORT_GRAPH_URL", "http://graph.example.com", "RAPPORT_GRAPH_URL: .*https"),
        ("RAPPORT_PUBLIC_URL", "rapport.test", "RAPPORT_PUBLIC_URL"),
        ("RAPPORT_GRAPH_CREDENTIAL", "password", "RAPPORT_GRAPH_CREDENTIAL"),
        ("RAPPORT_GRAPH_CREDENTIAL", "local", "on this machine"),
        ("RAPPORT_GRAPH_CREDENTIAL", "certificate", "RAPPORT_CERTIFICATE_PATH"),
        ("AzureWebJobsStorage", "", "AzureWebJobsStorage__queueServiceUri"),
        ("RAPPORT_SIGN_IN", "none", "RAPPORT_SIGN_IN"),
        ("RAPPORT_SIGN_IN", "local", "RAPPORT_SIGN_IN=local goes with .* this machine"),
        ("RAPPORT_ADMIN_CLIENT_ID", "rapport", "RAPPORT_ADMIN_CLIENT_ID: .*GUID"),
        ("RAPPORT_TENANT_ID", "northwind.test", "RAPPORT_TENANT_ID: .*GUID"),
        ("AZURE_CLIENT_ID", "rapport", "AZURE_CLIENT_ID: .*GUID"),
        ("RAPPORT_PUBLIC_URL", "https://a@rapport.test", "RAPPORT_PUBLIC_URL: .*https address"),
        ("RAPPORT_PUBLIC_URL", "https://rapport.test/?code=1", "RAPPORT_PUBLIC_URL"),
        ("RAPPORT_EVENT_GRID_TOPIC", "EventGrid:?partnertopic=x", "EVENT_GRID_TOPIC: .*location="),
        ("RAPPORT_EVENT_GRID_TOPIC", "https://rapport.test", "RAPPORT_EVENT_GRID_TOPIC: .*region"),
        ("RAPPORT_CRM_URL", "mysql://crm", "RAPPORT_CRM_URL: .*postgresql"),
        ("RAPPORT_SWEEP_SCHEDULE", "*/15 * * * *", "RAPPORT_SWEEP_SCHEDULE: .*six fields"),
        ("RAPPORT_PRUNE_SCHEDULE", "0 0 25 * * *", "RAPPORT_PRUNE_SCHEDULE: hour: .* 0 to 23"),
        ("RAPPORT_PRUNE_SCHEDULE", "0 0 0 30 2 *", "RAPPORT_PRUNE_SCHEDULE: .*never fires"),
        ("AzureWebJobsStorage__credential", "secret", "AzureWebJobsStorage__credential: .*managed"),
        ("AzureWebJobsStorage__blobServiceUri", "https://s", "all of AzureWebJobsStorage__blob"),
        ("RAPPORT_AUTHORITY_URL", "http://login.example.com", "RAPPORT_AUTHORITY_URL: .*https"),
        ("RAPPORT_AUTHORITY_URL", "http://127.0.0.1:1", "RAPPORT_AUTHORITY_URL of this machine"),
        ("RAPPORT_LANGUAGE_ENDPOINT", "http://x.cognitiveservices.azure.com", "https"),
        ("RAPPORT_LANGUAGE_ENDPOINT", "https://evil.example", "cognitiveservices.azure.com"),
        (
            "RAPPORT_LANGUAGE_ENDPOINT",
            "https://x.cognitiveservices.azure.com.evil.example",
            "https",
        ),
        ("RAPPORT_LANGUAGE_ENDPOINT", "https://a@x.cognitiveservices.azure.com", "https"),
    ],
)
def test_a_malformed_setting_is_named_with_what_was_expected(
    name: str, value: str, told: str
) -> None:
    with pytest.raises(BadSettings, match=told):
        Settings.read({**ENVIRONMENT, name: value})


def test_no_value_is_repeated_in_an_error() -> None:
    with pytest.raises(BadSettings) as refused:
        Settings.read(
            {**ENVIRONMENT, "RAPPORT_DIGEST_KEY": "canary", "RAPPORT_PUBLIC_URL": "canary"}
        )

    assert "canary" not in str(refused.value)


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = Settings.read(ENVIRONMENT)

    assert "kkkk" not in repr(settings)
    assert "Development" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("RAPPORT_SWEEP_SCHEDUEL", "did you mean RAPPORT_SWEEP_SCHEDULE?"),
        ("RAPPORT_PUBLICURL", "did you mean RAPPORT_PUBLIC_URL?"),
        ("rapport_public_url", "did you mean RAPPORT_PUBLIC_URL?"),
        ("RAPPORT_QQ", "there is no such setting"),
    ],
)
def test_a_misspelt_setting_stops_the_start_with_the_nearest_right_name(
    name: str, told: str
) -> None:
    with pytest.raises(BadSettings) as refused:
        Settings.read({**ENVIRONMENT, name: "canary"})

    (problem,) = refused.value.problems
    assert problem.startswith(f"{name}: there is no such setting")
    assert problem.endswith(told)
    assert "canary" not in problem


def test_settings_of_others_and_of_commands_are_passed_over() -> None:
    others = dict.fromkeys({*OF_COMMANDS, "WEBSITE_HOSTNAME", "APPSETTING_RAPPORT_X"}, "x")

    assert Settings.read({**ENVIRONMENT, **others}) == Settings.read(ENVIRONMENT)


def test_what_commands_read_is_the_consoles_token_and_what_the_template_tells_azd() -> None:
    assert {TOKEN_VARIABLE, *template()["outputs"]} == OF_COMMANDS


def test_a_key_vault_reference_that_was_not_followed_is_named_as_such() -> None:
    reference = "@Microsoft.KeyVault(SecretUri=https://canary.vault.azure.net/secrets/crm)"
    with pytest.raises(BadSettings) as refused:
        Settings.read({**ENVIRONMENT, "RAPPORT_CRM_URL": reference})

    (problem,) = refused.value.problems
    assert problem.startswith("RAPPORT_CRM_URL: its Key Vault reference was not resolved")
    assert "canary" not in problem


def test_every_problem_is_told_at_once() -> None:
    told = {**ENVIRONMENT, "RAPPORT_PUBLIC_URL": "x", "RAPPORT_DIGEST_KEY": " ", "RAPPORT_X": "x"}
    with pytest.raises(BadSettings) as refused:
        Settings.read(told)

    assert [p.split(":")[0] for p in refused.value.problems] == [
        "RAPPORT_X",
        "RAPPORT_DIGEST_KEY",
        "RAPPORT_PUBLIC_URL",
    ]


def test_blanks_around_a_value_are_no_part_of_it() -> None:
    spaced = {name: f" {value}\n" for name, value in ENVIRONMENT.items()}

    assert Settings.read(spaced) == Settings.read(ENVIRONMENT)


BY_IDENTITY = {
    "AzureWebJobsStorage__blobServiceUri": "https://s.blob.core.windows.net",
    "AzureWebJobsStorage__queueServiceUri": "https://s.queue.core.windows.net",
    "AzureWebJobsStorage__tableServiceUri": "https://s.table.core.windows.net",
    "AzureWebJobsStorage__credential": "managedidentity",
    "AzureWebJobsStorage__clientId": "33333333-0000-0000-0000-000000000000",
}


@pytest.mark.parametrize("beside", ["", "AccountName=put;AccountKey=here;By=FlexConsumption"])
def test_storage_is_reached_by_identity_wherever_its_addresses_are_set(beside: str) -> None:
    settings = Settings.read({**ENVIRONMENT, **BY_IDENTITY, "AzureWebJobsStorage": beside})

    assert settings.reaches_storage_by_identity


@pytest.mark.parametrize("missing", ["blob", "queue", "table"])
def test_storage_by_identity_needs_all_three_addresses(missing: str) -> None:
    told = {**ENVIRONMENT, **BY_IDENTITY, "AzureWebJobsStorage": ""}
    with pytest.raises(BadSettings, match=f"AzureWebJobsStorage__{missing}ServiceUri"):
        Settings.read({**told, f"AzureWebJobsStorage__{missing}ServiceUri": ""})


def test_a_pretend_tenant_on_this_machine_needs_no_https() -> None:
    told = {
        **ENVIRONMENT,
        "RAPPORT_GRAPH_CREDENTIAL": "local",
        "RAPPORT_GRAPH_URL": "http://127.0.0.1:9000/v1.0/",
    }

    assert Settings.read(told).graph_url == "http://127.0.0.1:9000/v1.0"

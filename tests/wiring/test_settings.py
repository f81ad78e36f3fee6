import base64

import pytest

from tests.functions.conftest import ENVIRONMENT
from wiring.settings import BadSettings, Settings


@pytest.mark.parametrize("missing", sorted(set(ENVIRONMENT) - {"AzureWebJobsStorage"}))
def test_a_missing_setting_stops_the_start_by_name(missing: str) -> None:
    told = {k: v for k, v in ENVIRONMENT.items() if k != missing}

    with pytest.raises(BadSettings, match=missing):
        Settings.read(told)


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
        ("RAPPORT_TENANT_ID", "northwind.test", "GUID as RAPPORT_TENANT_ID"),
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


def test_storage_may_be_reached_by_identity_instead_of_a_key() -> None:
    told = {k: v for k, v in ENVIRONMENT.items() if k != "AzureWebJobsStorage"}
    told |= {
        "AzureWebJobsStorage__queueServiceUri": "https://s.queue.core.windows.net",
        "AzureWebJobsStorage__tableServiceUri": "https://s.table.core.windows.net",
    }

    assert Settings.read(told).storage_connection is None


def test_a_pretend_tenant_on_this_machine_needs_no_https() -> None:
    told = {
        **ENVIRONMENT,
        "RAPPORT_GRAPH_CREDENTIAL": "local",
        "RAPPORT_GRAPH_URL": "http://127.0.0.1:9000/v1.0/",
    }

    assert Settings.read(told).graph_url == "http://127.0.0.1:9000/v1.0"

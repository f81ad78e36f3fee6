"""References to a Key Vault are followed as App Service follows them."""

import pytest

from simulator.host.platform import with_secrets

SECRETS = {("kv", "crm-url"): "sqlite:///crm.db"}


@pytest.mark.parametrize(
    "reference",
    [
        "SecretUri=https://kv.vault.azure.net/secrets/crm-url",
        "SecretUri=https://kv.vault.azure.net/secrets/crm-url/",
        "SecretUri=https://kv.vault.azure.net/secrets/crm-url/0123456789abcdef",
        "VaultName=kv;SecretName=crm-url",
    ],
)
def test_a_reference_becomes_the_secret_it_names(reference: str) -> None:
    told = with_secrets({"A": f"@Microsoft.KeyVault({reference})", "B": "plain"}, SECRETS)

    assert told == {"A": "sqlite:///crm.db", "B": "plain"}


@pytest.mark.parametrize(
    "reference",
    [
        "SecretUri=https://other.vault.azure.net/secrets/crm-url",
        "SecretUri=https://kv.vault.azure.net/secrets/another",
        "SecretUri=https://kv.vault.azure.net/keys/crm-url",
        "nothing",
    ],
)
def test_a_reference_that_cannot_be_followed_stays_as_it_is(reference: str) -> None:
    settings = {"A": f"@Microsoft.KeyVault({reference})"}

    assert with_secrets(settings, SECRETS) == settings

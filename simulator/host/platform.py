"""What App Service makes of an app's settings before the app sees them: Key Vault references become secrets.

From Learn, "Use Key Vault references": a reference names a secret by SecretUri, or by VaultName and SecretName; one
that cannot be followed reaches the app as it stands.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

_REFERENCE = re.compile(r"@Microsoft\.KeyVault\((?P<parts>.+)\)")


def with_secrets(
    settings: Mapping[str, str], secrets: Mapping[tuple[str, str], str]
) -> dict[str, str]:
    """Return the settings with each reference replaced by the secret it names.

    Args:
        settings: as the template sets them.
        secrets: what the app's identity may read, by the vault's name and the secret's.
    """
    return {name: _followed(value, secrets) for name, value in settings.items()}


def _followed(value: str, secrets: Mapping[tuple[str, str], str]) -> str:
    found = _REFERENCE.fullmatch(value)
    return value if found is None else secrets.get(_secret(found["parts"]), value)


def _secret(parts: str) -> tuple[str, str]:
    """Return the vault and the secret that a reference names; a version that it names too is the newest."""
    told = dict(part.strip().partition("=")[::2] for part in parts.split(";"))
    if "SecretUri" not in told:
        return told.get("VaultName", ""), told.get("SecretName", "")
    address = urlsplit(told["SecretUri"])
    names = address.path.strip("/").split("/")
    vault = (address.hostname or "").partition(".")[0]
    return (vault, names[1]) if names[0] == "secrets" and len(names) > 1 else (vault, "")

"""The one typed reading of the app's settings; a missing or malformed one stops the start by name."""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LANGUAGE_DOMAINS = (
    ".cognitiveservices.azure.com",
    ".cognitiveservices.azure.us",
    ".cognitiveservices.azure.cn",
)
"""Where Azure AI Language is, in Azure's clouds (Learn, "custom subdomain names")."""


class BadSettings(ValueError):
    """The app's settings are not valid; nothing was started."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(f"{self.__doc__} {'; '.join(problems)}")
        self.problems = problems


class GraphCredential(StrEnum):
    """How the app proves itself to Microsoft Graph."""

    MANAGED_IDENTITY = "managed_identity"
    CERTIFICATE = "certificate"
    LOCAL = "local"
    """A made-up token, for a pretend tenant on this machine only."""


class SignIn(StrEnum):
    """How people and scripts prove who they are."""

    ENTRA = "entra"
    """A token of the firm's own Entra ID, judged in code."""
    LOCAL = "local"
    """Nobody is asked and everything is allowed: for a pretend firm on this machine only."""


class Settings(BaseModel):
    """All settings. Each is read from the environment variable named as its alias."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    digest_key: bytes = Field(alias="RAPPORT_DIGEST_KEY", repr=False)
    """Base64 of at least 32 random bytes: the key of every digest. Changing it forgets what was seen."""
    tenant_id: str = Field(alias="RAPPORT_TENANT_ID", min_length=1)
    """The Microsoft 365 tenant's id; notifications of another one are dropped."""
    graph_url: str = Field(default="https://graph.microsoft.com/v1.0", alias="RAPPORT_GRAPH_URL")
    graph_credential: GraphCredential = Field(
        default=GraphCredential.MANAGED_IDENTITY, alias="RAPPORT_GRAPH_CREDENTIAL"
    )
    client_id: str | None = Field(default=None, alias="AZURE_CLIENT_ID")
    """The managed identity's client id, or with a certificate the app registration's."""
    certificate_path: str | None = Field(default=None, alias="RAPPORT_CERTIFICATE_PATH")
    public_url: str = Field(alias="RAPPORT_PUBLIC_URL")
    """Where Microsoft Graph reaches this app, for example https://func-rapport.azurewebsites.net."""
    sign_in: SignIn = Field(default=SignIn.ENTRA, alias="RAPPORT_SIGN_IN")
    """How people and scripts prove who they are: entra, or local where RAPPORT_PUBLIC_URL is this machine."""
    admin_client_id: str | None = Field(default=None, alias="RAPPORT_ADMIN_CLIENT_ID")
    """Client id of the app registration people sign in to and scripts ask tokens for; its app roles
    Rapport.Admin, Rapport.Operator and Rapport.Reader say what they may do. Needed with RAPPORT_SIGN_IN=entra."""
    authority_url: str = Field(
        default="https://login.microsoftonline.com", alias="RAPPORT_AUTHORITY_URL"
    )
    """Where the firm's Entra ID is, without the tenant: another one in a national cloud. Signing keys are read from there alone."""
    crm_url: str = Field(alias="RAPPORT_CRM_URL", repr=False)
    """The embedded CRM's database: sqlite+aiosqlite:///PATH or postgresql+psycopg://HOST/NAME."""
    storage_connection: str | None = Field(default=None, alias="AzureWebJobsStorage", repr=False)
    """Connection string of the storage account; in Azure the two addresses below stand instead."""
    queue_uri: str | None = Field(default=None, alias="AzureWebJobsStorage__queueServiceUri")
    table_uri: str | None = Field(default=None, alias="AzureWebJobsStorage__tableServiceUri")
    storage_client_id: str | None = Field(default=None, alias="AzureWebJobsStorage__clientId")
    language_endpoint: str | None = Field(default=None, alias="RAPPORT_LANGUAGE_ENDPOINT")
    """Azure AI Language's address, where the policy's sentiment engine is azure: https, of Azure's own domain."""

    @field_validator("digest_key", mode="before")
    @classmethod
    def _key(cls, value: str | bytes) -> bytes:
        try:
            key = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) < 32:
            raise ValueError("expected base64 of at least 32 random bytes")
        return key

    @field_validator("graph_url", "public_url", "authority_url")
    @classmethod
    def _https_or_loopback(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme != "https" and not _is_loopback(parts.hostname):
            raise ValueError("expected an https address (http only on this machine)")
        return value.rstrip("/")

    @field_validator("language_endpoint")
    @classmethod
    def _of_azure(cls, value: str | None) -> str | None:
        """Texts and a token go there: nowhere else than to Azure itself."""
        if value is None or _is_loopback(urlsplit(value).hostname):
            return value
        parts = urlsplit(value)
        is_azure = (parts.hostname or "").endswith(_LANGUAGE_DOMAINS)
        if parts.scheme != "https" or parts.username is not None or not is_azure:
            raise ValueError(
                f"expected an https address of {' or '.join(d[1:] for d in _LANGUAGE_DOMAINS)}"
            )
        return value

    @field_validator("admin_client_id")
    @classmethod
    def _client(cls, value: str | None) -> str | None:
        if value is not None and not _is_guid(value):
            raise ValueError("expected the application (client) id, a GUID")
        return value.lower() if value else value

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        if not self.storage_connection and not (self.queue_uri and self.table_uri):
            raise ValueError(
                "AzureWebJobsStorage, or both AzureWebJobsStorage__queueServiceUri and "
                "AzureWebJobsStorage__tableServiceUri, must be set"
            )
        if self.graph_credential is GraphCredential.LOCAL and not _is_loopback(
            urlsplit(self.graph_url).hostname
        ):
            raise ValueError("RAPPORT_GRAPH_CREDENTIAL=local goes with a tenant on this machine")
        if self.graph_credential is GraphCredential.CERTIFICATE and not (
            self.certificate_path and self.client_id
        ):
            raise ValueError(
                "RAPPORT_GRAPH_CREDENTIAL=certificate needs RAPPORT_CERTIFICATE_PATH and AZURE_CLIENT_ID"
            )
        return self

    @model_validator(mode="after")
    def _can_tell_people(self) -> "Settings":
        here = _is_loopback(urlsplit(self.public_url).hostname)
        if self.sign_in is SignIn.LOCAL:
            if not here:
                raise ValueError(
                    "RAPPORT_SIGN_IN=local goes with a RAPPORT_PUBLIC_URL of this machine"
                )
            return self
        if not self.admin_client_id or not _is_guid(self.tenant_id):
            raise ValueError(
                "RAPPORT_SIGN_IN=entra needs RAPPORT_ADMIN_CLIENT_ID, and a GUID as RAPPORT_TENANT_ID"
            )
        if _is_loopback(urlsplit(self.authority_url).hostname) and not here:
            raise ValueError(
                "RAPPORT_AUTHORITY_URL of this machine goes with such a RAPPORT_PUBLIC_URL"
            )
        return self

    @staticmethod
    def read(environment: Mapping[str, str] = os.environ) -> "Settings":
        """Return the settings.

        Raises:
            BadSettings: names each setting and what was expected; never shows a value.
        """
        named = {f.alias for f in Settings.model_fields.values()}
        told = {k: v for k, v in environment.items() if k in named and v != ""}
        try:
            return Settings.model_validate(told)
        except ValidationError as bad:
            raise BadSettings(
                tuple(
                    f"{'.'.join(map(str, e['loc'])) or 'settings'}: {e['msg']}"
                    for e in bad.errors(include_input=False)
                )
            ) from None


def _is_guid(text: str) -> bool:
    """Return whether a text is an id as Entra writes it."""
    return _GUID.fullmatch(text) is not None


def _is_loopback(host: str | None) -> bool:
    """Return whether a host is this machine."""
    if host is None:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

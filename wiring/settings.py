"""The one typed reading of the app's settings; a missing or malformed one stops the start by name."""

import base64
import binascii
import os
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator


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
    crm_url: str = Field(alias="RAPPORT_CRM_URL", repr=False)
    """The embedded CRM's database: sqlite+aiosqlite:///PATH or postgresql+psycopg://HOST/NAME."""
    storage_connection: str | None = Field(default=None, alias="AzureWebJobsStorage", repr=False)
    """Connection string of the storage account; in Azure the two addresses below stand instead."""
    queue_uri: str | None = Field(default=None, alias="AzureWebJobsStorage__queueServiceUri")
    table_uri: str | None = Field(default=None, alias="AzureWebJobsStorage__tableServiceUri")
    storage_client_id: str | None = Field(default=None, alias="AzureWebJobsStorage__clientId")
    language_endpoint: str | None = Field(default=None, alias="RAPPORT_LANGUAGE_ENDPOINT")
    """Azure AI Language's address, where the policy's sentiment engine is azure."""

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

    @field_validator("graph_url", "public_url")
    @classmethod
    def _https_or_loopback(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme != "https" and not _is_loopback(parts.hostname):
            raise ValueError("expected an https address (http only on this machine)")
        return value.rstrip("/")

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


def _is_loopback(host: str | None) -> bool:
    """Return whether a host is this machine."""
    if host is None:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""The app's settings, each typed; a missing, malformed or misspelt one stops the start by name.

What stands under a setting here is its text in docs/settings.md.
"""

import os
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sync_core.tokens import Registration
from wiring.setting_shapes import (
    Address,
    DatabaseAddress,
    DigestKey,
    Guid,
    LanguageAddress,
    TimerSchedule,
    TopicAddress,
    is_loopback,
)
from wiring.settings_reading import BadSettings, misspelt, refusals, unresolved, values_of

__all__ = [
    "BadSettings",
    "CrmCredential",
    "GraphCredential",
    "Settings",
    "SignIn",
    "TelemetryTarget",
]


class GraphCredential(StrEnum):
    """How the app proves itself to Microsoft Graph."""

    MANAGED_IDENTITY = "managed_identity"
    CERTIFICATE = "certificate"
    LOCAL = "local"
    """A made-up token, for a pretend tenant on this machine only."""


class CrmCredential(StrEnum):
    """How the app proves itself to the CRM's database."""

    URL = "url"
    """By what the address holds."""
    MANAGED_IDENTITY = "managed_identity"
    """By a token of Entra ID for the managed identity: PostgreSQL in Azure, without a password."""


class SignIn(StrEnum):
    """How people and scripts prove who they are."""

    ENTRA = "entra"
    """A token of the firm's own Entra ID, judged in code."""
    LOCAL = "local"
    """Nobody is asked and everything is allowed: for a pretend firm on this machine only."""


class TelemetryTarget(StrEnum):
    """Where spans and metrics go."""

    NONE = "none"
    AZURE_MONITOR = "azure_monitor"
    """The Application Insights resource of APPLICATIONINSIGHTS_CONNECTION_STRING, by the managed identity."""
    OTLP = "otlp"
    """A collector at OTEL_EXPORTER_OTLP_ENDPOINT, by OTLP over HTTP."""


class Settings(BaseModel):
    """All settings. Each is read from the environment variable named as its alias."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, use_attribute_docstrings=True)

    digest_key: DigestKey = Field(alias="RAPPORT_DIGEST_KEY", repr=False)
    """Base64 of at least 32 random bytes: the key of every digest. Changing it forgets what was seen."""
    tenant_id: Guid = Field(alias="RAPPORT_TENANT_ID")
    """The Microsoft 365 tenant's id, a GUID; notifications of another one are dropped."""
    graph_url: Address = Field(
        default="https://graph.microsoft.com/v1.0", alias="RAPPORT_GRAPH_URL"
    )
    """Where Microsoft Graph is: another host in a national cloud. The app's token goes to this host alone."""
    graph_credential: GraphCredential = Field(
        default=GraphCredential.MANAGED_IDENTITY, alias="RAPPORT_GRAPH_CREDENTIAL"
    )
    """How the app proves itself to Microsoft Graph: managed_identity, certificate, or local for a pretend
    tenant on this machine."""
    client_id: Guid | None = Field(default=None, alias="AZURE_CLIENT_ID")
    """The user-assigned managed identity's client id (none: the app's own identity), or with a certificate
    the app registration's."""
    certificate_path: str | None = Field(default=None, alias="RAPPORT_CERTIFICATE_PATH")
    """A PEM or PFX file with the private key, for RAPPORT_GRAPH_CREDENTIAL=certificate."""
    public_url: Address = Field(alias="RAPPORT_PUBLIC_URL")
    """Where Microsoft Graph and people reach this app, for example https://func-rapport.azurewebsites.net."""
    event_grid_topic: TopicAddress | None = Field(default=None, alias="RAPPORT_EVENT_GRID_TOPIC")
    """The Event Grid partner topic that Microsoft Graph tells of changes instead of calling RAPPORT_PUBLIC_URL:
    EventGrid:?azuresubscriptionid=GUID&resourcegroup=NAME&partnertopic=NAME&location=REGION. Empty: Graph calls."""
    sign_in: SignIn = Field(default=SignIn.ENTRA, alias="RAPPORT_SIGN_IN")
    """How people and scripts prove who they are: entra, or local where RAPPORT_PUBLIC_URL is this machine."""
    admin_client_id: Guid | None = Field(default=None, alias="RAPPORT_ADMIN_CLIENT_ID")
    """Client id of the app registration people sign in to and scripts ask tokens for; its app roles
    Rapport.Admin, Rapport.Operator and Rapport.Reader say what they may do. Needed with RAPPORT_SIGN_IN=entra."""
    authority_url: Address = Field(
        default="https://login.microsoftonline.com", alias="RAPPORT_AUTHORITY_URL"
    )
    """Where the firm's Entra ID is, without the tenant: another one in a national cloud. Signing keys are read from there alone."""
    crm_url: DatabaseAddress = Field(alias="RAPPORT_CRM_URL", repr=False)
    """The embedded CRM's database: sqlite+aiosqlite:///PATH or postgresql+psycopg://HOST/NAME."""
    crm_credential: CrmCredential = Field(default=CrmCredential.URL, alias="RAPPORT_CRM_CREDENTIAL")
    """How the app proves itself to the CRM's database: url (what the address holds), or managed_identity for
    PostgreSQL in Azure that knows no passwords; the address then names the identity as its user."""
    language_endpoint: LanguageAddress | None = Field(
        default=None, alias="RAPPORT_LANGUAGE_ENDPOINT"
    )
    """Azure AI Language's address, where the policy's sentiment engine is azure: https, of Azure's own domain."""

    storage_connection: str | None = Field(default=None, alias="AzureWebJobsStorage", repr=False)
    """Connection string of a storage account with a key: for the emulator on this machine. In Azure the
    addresses below stand instead; where they are set, this one is not used."""
    blob_uri: Address | None = Field(default=None, alias="AzureWebJobsStorage__blobServiceUri")
    """The storage account's blob service: the host keeps the timers' leases and the app's package there."""
    queue_uri: Address | None = Field(default=None, alias="AzureWebJobsStorage__queueServiceUri")
    """Its queue service."""
    table_uri: Address | None = Field(default=None, alias="AzureWebJobsStorage__tableServiceUri")
    """Its table service."""
    storage_credential: Literal["managedidentity"] | None = Field(
        default=None, alias="AzureWebJobsStorage__credential"
    )
    """How the host proves itself to the storage account: managedidentity, with the three addresses."""
    storage_client_id: Guid | None = Field(default=None, alias="AzureWebJobsStorage__clientId")
    """Client id of the user-assigned managed identity that holds the roles on the storage account."""

    sweep_schedule: TimerSchedule = Field(default="0 */15 * * * *", alias="RAPPORT_SWEEP_SCHEDULE")
    """When mailboxes are asked what notifications may have missed; a policy may sweep less often, never more.
    One queue message a mailbox each time."""
    subscriptions_schedule: TimerSchedule = Field(
        default="0 5 * * * *", alias="RAPPORT_SUBSCRIPTIONS_SCHEDULE"
    )
    """When subscriptions are renewed and lost ones made anew: hourly, while they hold a week."""
    directory_schedule: TimerSchedule = Field(
        default="0 20 */6 * * *", alias="RAPPORT_DIRECTORY_SCHEDULE"
    )
    """When the directory is read: aliases, new mailboxes and disabled ones."""
    rematch_schedule: TimerSchedule = Field(
        default="0 */5 * * * *", alias="RAPPORT_REMATCH_SCHEDULE"
    )
    """When addresses newly known to the CRM are looked for; one statement where there are none."""
    crm_feed_schedule: TimerSchedule = Field(
        default="30 * * * * *", alias="RAPPORT_CRM_FEED_SCHEDULE"
    )
    """When the CRM is asked what was changed in it by others than the pages: as late as that a change reaches Outlook."""
    prune_schedule: TimerSchedule = Field(default="0 40 3 * * *", alias="RAPPORT_PRUNE_SCHEDULE")
    """When old run records are removed: once a night."""
    telemetry: TelemetryTarget = Field(default=TelemetryTarget.NONE, alias="RAPPORT_TELEMETRY")
    """Where spans and metrics go: none, azure_monitor (with APPLICATIONINSIGHTS_CONNECTION_STRING and the managed
    identity), or otlp (with OTEL_EXPORTER_OTLP_ENDPOINT). Log lines go to the host's log whatever stands here."""
    otlp_endpoint: Address | None = Field(default=None, alias="OTEL_EXPORTER_OTLP_ENDPOINT")
    """A collector's address, without /v1/traces or /v1/metrics. What it asks for besides stands in
    OTEL_EXPORTER_OTLP_HEADERS (name=value, with commas between), which OpenTelemetry's exporter reads itself."""
    telemetry_percent: int = Field(default=5, ge=0, le=100, alias="RAPPORT_TELEMETRY_PERCENT")
    """Of all traces, how many are told as spans: ten a work item cost more than its log line. Metrics count all."""
    health_schedule: TimerSchedule = Field(default="0 */5 * * * *", alias="RAPPORT_HEALTH_SCHEDULE")
    """When what somebody should look at is written to the log: silent mailboxes, ending subscriptions,
    poisoned items and the like. An alert is as late as that."""

    @property
    def reaches_storage_by_identity(self) -> bool:
        """Whether the storage account is reached without a key.

        Flex Consumption may put a connection string beside the addresses (facts: azure §1); the addresses win.
        """
        return bool(self.queue_uri and self.table_uri)

    @model_validator(mode="after")
    def _reaches_storage(self) -> "Settings":
        addresses = (self.blob_uri, self.queue_uri, self.table_uri)
        if not all(addresses) and (any(addresses) or not self.storage_connection):
            raise ValueError(
                "AzureWebJobsStorage, or all of AzureWebJobsStorage__blobServiceUri, "
                "AzureWebJobsStorage__queueServiceUri and AzureWebJobsStorage__tableServiceUri, must be set"
            )
        return self

    @model_validator(mode="after")
    def _reaches_graph(self) -> "Settings":
        if self.graph_credential is GraphCredential.LOCAL and not is_loopback(self.graph_url):
            raise ValueError("RAPPORT_GRAPH_CREDENTIAL=local goes with a tenant on this machine")
        if self.graph_credential is GraphCredential.CERTIFICATE and not (
            self.certificate_path and self.client_id
        ):
            raise ValueError(
                "RAPPORT_GRAPH_CREDENTIAL=certificate needs RAPPORT_CERTIFICATE_PATH and AZURE_CLIENT_ID"
            )
        return self

    @model_validator(mode="after")
    def _can_tell_a_collector(self) -> "Settings":
        if self.telemetry is TelemetryTarget.OTLP and self.otlp_endpoint is None:
            raise ValueError("RAPPORT_TELEMETRY=otlp needs OTEL_EXPORTER_OTLP_ENDPOINT")
        return self

    @model_validator(mode="after")
    def _can_tell_people(self) -> "Settings":
        here = is_loopback(self.public_url)
        if self.sign_in is SignIn.LOCAL:
            if not here:
                raise ValueError(
                    "RAPPORT_SIGN_IN=local goes with a RAPPORT_PUBLIC_URL of this machine"
                )
            return self
        if not self.admin_client_id:
            raise ValueError("RAPPORT_SIGN_IN=entra needs RAPPORT_ADMIN_CLIENT_ID")
        if is_loopback(self.authority_url) and not here:
            raise ValueError(
                "RAPPORT_AUTHORITY_URL of this machine goes with such a RAPPORT_PUBLIC_URL"
            )
        return self

    @staticmethod
    def names() -> frozenset[str]:
        """Return the names of all settings."""
        return frozenset(str(field.alias) for field in Settings.model_fields.values())

    @staticmethod
    def timers() -> frozenset[str]:
        """Return the names of the timers' settings: the host itself reads them, so that each must be set."""
        return frozenset(name for name in Settings.names() if name.endswith("_SCHEDULE"))

    @property
    def registration(self) -> Registration | None:
        """Whom tokens must be meant for; None where nobody signs in (RAPPORT_SIGN_IN=local)."""
        if self.sign_in is SignIn.LOCAL:
            return None
        return Registration(
            authority_url=self.authority_url,
            tenant_id=self.tenant_id.lower(),
            client_id=self.admin_client_id or "",
        )

    @staticmethod
    def read(environment: Mapping[str, str] = os.environ) -> "Settings":
        """Return the settings.

        Raises:
            BadSettings: names each setting and what was expected; never shows a value.
        """
        values = values_of(environment, Settings.names())
        waiting = unresolved(values)
        problems = [
            *misspelt(environment.keys(), Settings.names()),
            *waiting.values(),
            *(f"{name}: is not set" for name in sorted(Settings.timers() - values.keys())),
        ]
        told = {name: value for name, value in values.items() if name not in waiting}
        try:
            settings = Settings.model_validate(told)
        except ValidationError as bad:
            raise BadSettings((*problems, *refusals(bad, but=waiting))) from None
        if problems:
            raise BadSettings(tuple(problems))
        return settings

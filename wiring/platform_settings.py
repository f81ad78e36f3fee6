"""Settings that others read than this app: Azure Functions' host, its Python worker, the identity library."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlatformSetting:
    """One of them, with what it does here."""

    name: str
    set_by: str
    meaning: str


_TEMPLATE, _AZURE, _HAND = "the template", "Azure", "hand, on this machine"

PLATFORM_SETTINGS = (
    PlatformSetting(
        "FUNCTIONS_WORKER_RUNTIME",
        _HAND,
        "python. On Flex Consumption it stands in functionAppConfig.runtime and is refused as an app setting.",
    ),
    PlatformSetting(
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        _TEMPLATE,
        "Where the host sends logs and counts; it holds no secret where local authentication is off.",
    ),
    PlatformSetting(
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        _TEMPLATE,
        "ClientId=...;Authorization=AAD: the host proves itself by the app's identity.",
    ),
    PlatformSetting(
        "PYTHON_ENABLE_DEBUG_LOGGING",
        _HAND,
        "1: the worker logs from DEBUG on; libraries stay at warnings all the same.",
    ),
    PlatformSetting(
        "IDENTITY_ENDPOINT",
        _AZURE,
        "Where the app asks for its identity's tokens; another one every time the app starts.",
    ),
    PlatformSetting(
        "IDENTITY_HEADER",
        _AZURE,
        "What proves that it is the app that asks there. Neither is ever set by hand.",
    ),
    PlatformSetting("WEBSITE_HOSTNAME", _AZURE, "The app's own host name, as Azure gave it."),
)

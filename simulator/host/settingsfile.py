"""A settings file (local.settings.json): the app's settings on this machine."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

_SETTING = re.compile(r"%([^%]+)%")


class BadSettingsFile(ValueError):
    """The settings file is not valid; nothing was started."""


class UnknownSetting(ValueError):
    """A binding names a setting that is not set."""


def read_settings_file(path: Path) -> dict[str, str]:
    """Return the values of a settings file, which become environment variables.

    Raises:
        BadSettingsFile: names the field and what was expected there.
    """
    try:
        document = json.loads(path.read_text())
    except (OSError, ValueError) as bad:
        raise BadSettingsFile(f"{path}: expected a JSON document ({type(bad).__name__})") from None
    values = document.get("Values") if isinstance(document, dict) else None
    if not isinstance(values, dict):
        raise BadSettingsFile(f"{path}: Values: expected an object of settings")
    for name, value in values.items():
        if not isinstance(value, str):
            raise BadSettingsFile(f"{path}: Values.{name}: expected a text")
    return values


def resolved(text: str, settings: Mapping[str, str]) -> str:
    """Return a binding's text with every %SETTING% replaced by that setting.

    Raises:
        UnknownSetting: names the setting that is not set.
    """

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if not settings.get(name):
            raise UnknownSetting(f"the setting {name} is not set")
        return settings[name]

    return _SETTING.sub(value, text)

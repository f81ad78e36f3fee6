"""The reference of all settings, written from the loader so that it cannot drift."""

from enum import Enum
from typing import Any

from pydantic.fields import FieldInfo

from wiring.platform_settings import PLATFORM_SETTINGS
from wiring.settings import Settings

_HEAD = """# Settings

Written by `python -m wiring settings` from the one loader (`wiring/settings.py`); a test keeps it equal. What a firm
decides about mail, calendars and contacts is no setting but its [policy](policy-reference.md).

A setting is an environment variable: an app setting in Azure, a value in `local.settings.json` on this machine
(`local.settings.sample.json` names them all). A blank one counts as not set. They are read once, when the app
starts. One that is missing, malformed, misspelt (any other name beginning with `RAPPORT_`) or still a Key Vault
reference that Azure could not follow stops the start; the log names it and says what was expected, and never
shows a value.

A **secret** lies in Key Vault in Azure, and the setting is a reference to it: `@Microsoft.KeyVault(SecretUri=...)`.
A **timer** is six fields of NCRONTAB (second minute hour day month weekday) in UTC. The host itself reads it, so
that it must be set; the default is what the sample sets.

| Setting | Needed | Default | Meaning |
| --- | --- | --- | --- |
"""
_PLATFORM_HEAD = """
## Read by others

Azure Functions' host, its worker and the identity library read these; the app does not.

| Setting | Set by | Meaning |
| --- | --- | --- |
"""


def reference() -> str:
    """Return the page, in Markdown."""
    ours = "".join(_row(field) for field in Settings.model_fields.values())
    others = "".join(
        f"| `{s.name}` | {s.set_by} | {_cell(s.meaning)} |\n" for s in PLATFORM_SETTINGS
    )
    return _HEAD + ours + _PLATFORM_HEAD + others


def _row(field: FieldInfo) -> str:
    name = str(field.alias)
    needed = "yes" if field.is_required() or name in Settings.timers() else "no"
    default = "" if field.is_required() or field.default is None else f"`{_text(field.default)}`"
    mark = "**Timer.** " if name in Settings.timers() else "" if field.repr else "**Secret.** "
    return f"| `{name}` | {needed} | {default} | {mark}{_cell(field.description or '')} |\n"


def _text(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")

"""The reference of all policy fields, written from the model so that it cannot drift."""

from sync_core.policy import Policy
from sync_core.policy_reference import entry_fields, rules_of

_HEAD = """# Policy reference

Written by `python -m admin policy reference` from the model; a test keeps it equal. The JSON Schema is
[policy-schema.json](policy-schema.json). Every field may be left out: its default then holds. Entries of lists stand at the end, as `list[].field`.

| Field | Default | Meaning and reason |
| --- | --- | --- |
"""


def reference() -> str:
    """Return the page, in Markdown."""
    rows = [
        f"| `{rule.path}` | `{_cell(rule.default)}` | {_cell(rule.meaning)} |"
        for rule in (*rules_of(Policy()), *entry_fields())
    ]
    return _HEAD + "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")

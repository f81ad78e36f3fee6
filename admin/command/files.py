"""Reading a policy file, JSON or YAML, strictly: what is written twice or cannot be read is named by its line."""

import json
from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sync_core import limits


class BadFile(ValueError):
    """The file could not be read; nothing was changed."""


def read_document(file: Path) -> Any:
    """Return the document a file holds, as JSON would hold it.

    Raises:
        BadFile: the file is missing, too large, or not JSON or YAML; names line and column.
    """
    try:
        content = file.read_bytes()
    except OSError as bad:
        raise BadFile(f"{file}: {bad.strerror}") from None
    if len(content) > limits.ADMIN_BODY_BYTES_MAX:
        raise BadFile(f"{file}: expected at most {limits.ADMIN_BODY_BYTES_MAX:,} bytes")
    try:
        # Every JSON document is a YAML document, so one strict reader does for both.
        return yaml.load(content, Loader=_Strict)  # noqa: S506 - _Strict is a SafeLoader
    except yaml.MarkedYAMLError as bad:
        mark = bad.problem_mark or bad.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise BadFile(f"{file}: {where}: {bad.problem or bad.context}") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise BadFile(f"{file}: expected JSON or YAML in UTF-8") from None


def as_json(document: Any) -> str:
    """Return a document as JSON; YAML's dates as text.

    Raises:
        BadFile: the document holds something JSON has no word for.
    """
    try:
        return json.dumps(document, default=_date, ensure_ascii=False)
    except TypeError as bad:
        raise BadFile(f"the document holds what a policy never does: {bad}") from None


def as_yaml(document: Any) -> str:
    """Return a document as YAML, in its own order."""
    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    return text


def _date(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


class _Strict(yaml.SafeLoader):
    """Safe YAML in which a key stands once and nothing is repeated by reference.

    References could unfold a small file into gigabytes, and a policy has no use for them.
    """

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            at = self.peek_event().start_mark  # type: ignore[no-untyped-call] # types-PyYAML leaves it open
            raise yaml.composer.ComposerError(None, None, "expected no reference (*name)", at)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        names = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if not isinstance(name, str):
                raise _wrong("expected a field's name", key)
            if name in names:
                raise _wrong(f"expected {name} once; it stands here again", key)
            names.add(name)
        return super().construct_mapping(node, deep)


def _wrong(said: str, node: yaml.Node) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, said, node.start_mark)

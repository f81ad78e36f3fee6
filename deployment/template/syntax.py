"""The syntax tree of a Bicep file, as tree-sitter reads it."""

from collections.abc import Iterator
from pathlib import Path

import tree_sitter
import tree_sitter_bicep
from tree_sitter import Node

_LANGUAGE = tree_sitter.Language(tree_sitter_bicep.language())
_SILENT = ("comment", "diagnostic_comment")


class BadBicep(ValueError):
    """A Bicep file is not well formed; names the file and the line."""


def parsed(path: Path) -> Node:
    """Return the root of a file's syntax tree.

    Raises:
        BadBicep: the file is not well formed.
    """
    root = tree_sitter.Parser(_LANGUAGE).parse(path.read_bytes()).root_node
    wrong = next(_wrong(root), None)
    if wrong is not None:
        raise BadBicep(f"{path.name}:{wrong.start_point.row + 1}: not well formed")
    return root


def parts(node: Node) -> list[Node]:
    """Return a node's named children without comments."""
    return [child for child in node.named_children if child.type not in _SILENT]


def text(node: Node) -> str:
    """Return the source a node stands for."""
    return (node.text or b"").decode()


def pairs(node: Node) -> list[tuple[Node, Node]]:
    """Return an object's names and values in order."""
    held = [parts(one) for one in parts(node) if one.type == "object_property"]
    return [(one[0], one[1]) for one in held]


def properties(node: Node) -> dict[str, Node]:
    """Return what a declaration's body sets, by name as it is written."""
    return {text(name): value for name, value in pairs(node)}


def decorated(root: Node) -> Iterator[tuple[Node, list[Node]]]:
    """Yield each declaration of a file with its decorators' calls."""
    waiting: list[Node] = []
    for node in parts(root):
        if node.type == "decorators":
            waiting = [parts(one)[0] for one in parts(node)]
        else:
            yield node, waiting
            waiting = []


def _wrong(node: Node) -> Iterator[Node]:
    if not node.has_error:
        return
    if node.type == "ERROR" or node.is_missing:
        yield node
    for child in node.children:
        yield from _wrong(child)

"""Secrets are compared in constant time: how long a refusal takes tells nothing of how near a guess was."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from admin.entra_door import EntraDoor
from sync_core.digests import Digester
from sync_core.seals import Sealer
from sync_core.tokens import by_id_token


@pytest.mark.parametrize(
    ("judge", "secrets"),
    [
        (Digester.is_client_state, {"told", "expected"}),
        (Sealer.opened, {"seal", "expected"}),
        (by_id_token, {"told", "nonce"}),
        (EntraDoor._let_in, {"told", "state"}),
    ],
)
def test_a_secret_is_compared_in_constant_time(
    judge: Callable[..., Any], secrets: set[str]
) -> None:
    tree = ast.parse(textwrap.dedent(inspect.getsource(judge)))
    called = {
        n.func.id
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    compared = {
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and not isinstance(node.ops[0], ast.Is | ast.IsNot)
        for name in ast.walk(node)
        if isinstance(name, ast.Name)
    }

    assert "compare_digest" in called
    assert not compared & secrets

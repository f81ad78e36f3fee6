"""The function app, imported under settings without which it does not start."""

import pytest

from tests.functions.conftest import ENVIRONMENT

with pytest.MonkeyPatch.context() as _environment:
    for _name, _value in ENVIRONMENT.items():
        _environment.setenv(_name, _value)
    from function_app import app

__all__ = ["app"]

"""Where the shared test data lies: the folder `shared` beside the repository, never copied into it."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared_path(relative: str) -> Path:
    """Return a path below the shared folder; the test that asks is skipped where it is absent."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"shared test data is not here: {relative}")
    return path

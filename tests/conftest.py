"""What several parts' tests share: a fixture, and how properties are searched for counter-examples."""

import os

from hypothesis import settings

from tests.azurite import azurite

__all__ = ["azurite"]

IS_CI = bool(os.environ.get("CI"))
"""CI has two cores and a limit, and judges what was changed: it searches less, and the same every time."""

settings.register_profile(
    "rapport",
    deadline=None,
    print_blob=True,
    max_examples=50 if IS_CI else 100,
    derandomize=IS_CI,
)
settings.load_profile("rapport")
"""No test is timed, and a counter-example prints what finds it again."""

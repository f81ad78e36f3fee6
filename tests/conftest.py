"""What several parts' tests share: a fixture, and how properties are searched for counter-examples."""

import os

from hypothesis import settings

from tests.azurite import azurite

__all__ = ["azurite"]

EXAMPLES = 50 if os.environ.get("CI") else 100
"""CI has two cores and a limit; a machine of one's own has time for more."""

settings.register_profile("rapport", deadline=None, print_blob=True, max_examples=EXAMPLES)
settings.load_profile("rapport")
"""No test is timed, and a counter-example prints what finds it again."""

"""What several parts' tests share: a fixture, and how properties are searched for counter-examples."""

from hypothesis import settings

from tests.azurite import azurite

__all__ = ["azurite"]

settings.register_profile("rapport", deadline=None, print_blob=True)
settings.load_profile("rapport")
"""No test is timed, and a counter-example prints what finds it again."""

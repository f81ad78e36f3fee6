"""docs/settings.md is what the loader says."""

from pathlib import Path

from wiring.settings import Settings
from wiring.settings_reference import reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_the_published_reference_is_the_loaders() -> None:
    assert PAGE.read_text() == reference(), "python -m wiring settings > docs/settings.md"


def test_every_setting_says_what_it_means() -> None:
    assert [f.alias for f in Settings.model_fields.values() if not f.description] == []


def test_the_reference_tells_secrets_and_timers_from_the_rest() -> None:
    rows = {row.split("`")[1]: row for row in reference().splitlines() if row.startswith("| `")}

    assert {name for name, row in rows.items() if "**Secret.**" in row} == {
        "RAPPORT_DIGEST_KEY",
        "RAPPORT_CRM_URL",
        "AzureWebJobsStorage",
    }
    assert {name for name, row in rows.items() if "**Timer.**" in row} == Settings.timers()

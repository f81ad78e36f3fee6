"""local.settings.sample.json: every setting there is, and nothing else."""

import base64
from pathlib import Path

import pytest

from simulator.host.settingsfile import read_settings_file
from wiring.platform_settings import PLATFORM_SETTINGS
from wiring.settings import BadSettings, Settings

ROOT = Path(__file__).resolve().parents[2]
VALUES = read_settings_file(ROOT / "local.settings.sample.json")
KEY = {"RAPPORT_DIGEST_KEY": base64.b64encode(bytes(32)).decode()}


def test_the_sample_names_every_setting_and_no_other() -> None:
    assert set(VALUES) == Settings.names() | {"FUNCTIONS_WORKER_RUNTIME"}


def test_the_sample_lacks_only_its_secret() -> None:
    with pytest.raises(BadSettings) as refused:
        Settings.read(VALUES)

    assert refused.value.problems == ("RAPPORT_DIGEST_KEY: is not set",)


def test_the_sample_is_for_this_machine_and_its_timers_are_as_they_come() -> None:
    settings = Settings.read({**VALUES, **KEY})

    assert settings.storage_connection is not None
    assert "QueueEndpoint=http://127.0.0.1:10001" in settings.storage_connection
    for field in Settings.model_fields.values():
        if field.alias in Settings.timers():
            assert VALUES[field.alias] == field.default, field.alias


def test_what_others_read_is_none_of_ours() -> None:
    names = [setting.name for setting in PLATFORM_SETTINGS]

    assert len(set(names)) == len(names)
    assert not set(names) & Settings.names()

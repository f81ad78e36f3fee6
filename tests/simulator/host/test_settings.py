"""host.json and the settings file: what is read, and what is refused by name."""

import base64
import json
import re
from pathlib import Path

import pytest

from simulator.host.hostfile import BadHostFile, read_host_file
from simulator.host.settingsfile import (
    BadSettingsFile,
    UnknownSetting,
    read_settings_file,
    resolved,
)
from sync_core import limits
from sync_core.ncrontab import Schedule
from wiring.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "local.settings.sample.json"


def test_the_projects_host_file_says_what_the_engine_counts_on() -> None:
    settings = read_host_file(ROOT / "host.json")
    assert settings.route_prefix == ""
    assert settings.queues.message_encoding == "base64"
    assert settings.queues.max_dequeue_count == 5
    assert settings.queues.retry_seconds == 30
    assert settings.queues.polling_seconds_max == 2
    assert settings.queues.batch_size + settings.queues.threshold == 12
    assert settings.function_seconds_max >= limits.LEASE_SECONDS


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("{", "JSON"),
        ("[]", "version"),
        ('{"version": "1"}', "version"),
        ('{"version": "2.0", "extensions": {"queues": {"batchSize": 33}}}', "queues.batchSize"),
        ('{"version": "2.0", "extensions": {"queues": {"batchsize": 3}}}', "queues.batchsize"),
        (
            '{"version": "2.0", "extensions": {"queues": {"visibilityTimeout": 30}}}',
            "queues.visibilityTimeout.*time span",
        ),
        ('{"version": "2.0", "functionTimeout": "soon"}', "function_seconds_max"),
    ],
)
def test_a_bad_host_file_is_refused_by_its_field(tmp_path: Path, document: str, told: str) -> None:
    (tmp_path / "host.json").write_text(document)
    with pytest.raises(BadHostFile, match=told):
        read_host_file(tmp_path / "host.json")


def test_the_real_hosts_defaults_hold_where_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    settings = read_host_file(tmp_path / "host.json")
    assert (settings.queues.batch_size, settings.queues.threshold) == (16, 8)
    assert (settings.route_prefix, settings.queues.retry_seconds) == ("api", 0)


def test_the_sample_names_every_setting_and_no_other() -> None:
    values = read_settings_file(SAMPLE)
    known = {str(field.alias) for field in Settings.model_fields.values()}
    bindings = set()
    for source in (ROOT / "functions").rglob("*.py"):
        bindings.update(re.findall(r"RAPPORT_[A-Z_]+_SCHEDULE", source.read_text()))
    assert set(values) == known | bindings | {"FUNCTIONS_WORKER_RUNTIME"}
    assert len(bindings) == 6


def test_the_sample_is_valid_once_its_secret_is_filled_in() -> None:
    values = read_settings_file(SAMPLE)
    values["RAPPORT_DIGEST_KEY"] = base64.b64encode(bytes(32)).decode()
    settings = Settings.read(values)
    assert settings.storage_connection is not None
    assert "QueueEndpoint=http://127.0.0.1:10001" in settings.storage_connection
    for name, value in values.items():
        if name.endswith("_SCHEDULE"):
            Schedule.parse(value)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("", "JSON"),
        ("[]", "Values"),
        ("{}", "Values"),
        ('{"Values": {"A": 7}}', r"Values\.A"),
    ],
)
def test_a_bad_settings_file_is_refused_by_its_field(
    tmp_path: Path, document: str, told: str
) -> None:
    (tmp_path / "s.json").write_text(document)
    with pytest.raises(BadSettingsFile, match=told):
        read_settings_file(tmp_path / "s.json")


def test_a_settings_value_is_not_shown_when_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(json.dumps({"Values": {"KEY": ["hidden-away"]}}))
    with pytest.raises(BadSettingsFile) as refused:
        read_settings_file(tmp_path / "s.json")
    assert "hidden-away" not in str(refused.value)


def test_a_binding_gets_its_setting_or_the_host_says_which_is_missing() -> None:
    assert resolved("x-%A%-%B%", {"A": "1", "B": "2"}) == "x-1-2"
    with pytest.raises(UnknownSetting, match="B"):
        resolved("%B%", {"A": "1", "B": ""})

"""host.json and the settings file: what is read, and what is refused by name."""

import json
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

ROOT = Path(__file__).resolve().parents[3]


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

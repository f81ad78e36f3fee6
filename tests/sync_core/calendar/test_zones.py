import json
from typing import Any

import pytest

from sync_core.calendar.zones import iana_of, windows_of, zone_of
from tests.shared_data import shared_path

NEWER_THAN_47 = {
    "America/Winnipeg": "Manitoba Standard Time",
    "America/Edmonton": "Alberta Standard Time",
    "America/Inuvik": "Alberta Standard Time",
    "America/Vancouver": "British Columbia Standard Time",
}
"""Zones to which later releases of CLDR than the compared one (47) give a Windows name of their own."""


def rows() -> list[dict[str, Any]]:
    told = json.loads(shared_path("data/zones/windowsZones.json").read_text())
    return [row["mapZone"] for row in told["supplemental"]["windowsZones"]["mapTimezones"]]


@pytest.mark.parametrize(
    ("name", "iana"),
    [
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("w. europe standard time", "Europe/Berlin"),
        (" Eastern Standard Time ", "America/New_York"),
        ("europe/berlin", "Europe/Berlin"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("UTC", "UTC"),
        ("utc", "UTC"),
        ("Etc/GMT", "UTC"),
        ("Z", "UTC"),
        ("CST6CDT", "CST6CDT"),
    ],
)
def test_a_zone_is_known_by_its_windows_and_its_iana_name(name: str, iana: str) -> None:
    assert iana_of(name) == iana


@pytest.mark.parametrize(
    "name",
    [
        "",
        "tzone://Microsoft/Custom",
        "Nowhere/Land",
        "../../etc/passwd",
        "/etc",
        "Europe",
        "x" * 999,
    ]
    + ["Customized Time Zone", "a\0b", "(UTC+01:00) Berlin"],
)
def test_a_name_of_no_zone_is_none(name: str) -> None:
    assert iana_of(name) is None
    assert zone_of(name) is None
    assert windows_of(name) is None


def test_a_zone_has_one_windows_name() -> None:
    assert windows_of("Europe/Berlin") == "W. Europe Standard Time"
    assert windows_of("asia/kolkata") == "India Standard Time"
    assert windows_of("UTC") == "UTC"
    assert windows_of("Antarctica/Troll") is None


def test_every_windows_name_of_cldr_leads_to_its_default_zone() -> None:
    wrong = [
        (row["_other"], iana_of(row["_other"]), row["_type"])
        for row in rows()
        if row["_territory"] == "001"
        and iana_of(row["_other"]) != ("UTC" if row["_other"] == "UTC" else row["_type"])
    ]

    assert wrong == []


def test_every_iana_name_of_cldr_leads_to_its_windows_name_and_is_known_here() -> None:
    told = [(iana, row["_other"]) for row in rows() for iana in row["_type"].split()]
    unknown = [iana for iana, _ in told if iana_of(iana) is None]
    differing = {iana: windows_of(iana) for iana, name in told if windows_of(iana) != name}

    assert unknown == []
    assert {iana: name for iana, name in NEWER_THAN_47.items() if iana in differing} == differing
    assert len({name for _, name in told}) == 139


def test_a_windows_name_comes_back_from_the_zone_it_leads_to() -> None:
    names = {row["_other"] for row in rows()}

    assert {name for name in names if windows_of(iana_of(name) or "") != name} == set()

from __future__ import annotations

from pathlib import Path

import pytest

from usagestats.catalog.document import UserSettings
from usagestats.catalog.written_settings import WrittenSetting, written_settings

FILE = Path("/etc/config.toml")


def test_only_the_keys_that_a_file_has_are_settings() -> None:
    table = UserSettings.model_validate({"timezone": "UTC", "counting": "matched"})

    assert written_settings(table, FILE, {("timezone",): 1, ("counting",): 4}) == {
        "timezone": WrittenSetting("UTC", FILE, 1),
        "counting": WrittenSetting("matched", FILE, 4),
    }


@pytest.mark.parametrize(
    ("store", "expected"),
    [("usage", "/etc/usage"), ("/srv", "/srv"), ("~/usage", "~/usage"), ("s3://a/b", "s3://a/b")],
)
def test_a_folder_is_relative_to_the_file(store: str, expected: str) -> None:
    table = UserSettings.model_validate({"store": store})

    assert written_settings(table, FILE, {("store",): 2})["store"].value == expected


def test_a_setting_has_a_place() -> None:
    assert WrittenSetting("UTC", FILE, 7).place == "/etc/config.toml:7"

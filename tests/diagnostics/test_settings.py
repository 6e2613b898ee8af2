from __future__ import annotations

from zoneinfo import ZoneInfo

from usagestats.diagnostics.settings import SettingRow, settings_report


def test_a_row_for_each_setting() -> None:
    rows = [
        SettingRow("timezone", "UTC", "option", "--timezone"),
        SettingRow("max_rejects", None, "default", None),
    ]
    report = settings_report(rows, ZoneInfo("UTC"))

    assert report.rows.columns == ["setting", "value", "source", "place"]
    assert report.rows.rows() == [tuple(row) for row in rows]


def test_no_settings() -> None:
    assert settings_report([], ZoneInfo("UTC")).rows.height == 0

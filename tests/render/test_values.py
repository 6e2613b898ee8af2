from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from usagestats.render.values import iso_time, with_safe_names, with_written_times

if TYPE_CHECKING:
    from usagestats.report import Report


@pytest.mark.parametrize(
    ("zone", "time", "expected"),
    [
        ("UTC", "2026-05-04T10:15", "2026-05-04T10:15:00+00:00"),
        ("Europe/Athens", "2026-10-25T00:30", "2026-10-25T03:30:00+03:00"),
        ("Europe/Athens", "2026-10-25T01:30", "2026-10-25T03:30:00+02:00"),
        ("America/St_Johns", "2026-01-01T00:00", "2025-12-31T20:30:00-03:30"),
        ("Asia/Kathmandu", "2026-01-01T00:15", "2026-01-01T06:00:00+05:45"),
    ],
)
def test_a_time_is_written_with_its_offset(zone: str, time: str, expected: str) -> None:
    actual = iso_time(datetime.fromisoformat(time).replace(tzinfo=UTC), ZoneInfo(zone))

    assert expected == actual


def test_only_columns_of_times_become_texts(report: Report) -> None:
    actual = with_written_times(report)

    starts = [
        "2026-10-25T02:00:00+03:00",
        "2026-10-25T03:00:00+03:00",
        "2026-10-25T03:00:00+02:00",
        "2026-10-25T04:00:00+02:00",
    ]
    times = ["period_start", "period_end"]

    assert actual["period_start"].to_list() == starts
    assert actual["period_end"].to_list() == [*starts[1:], "2026-10-25T05:00:00+02:00"]
    assert actual.drop(times).equals(report.rows.drop(times))
    assert actual.columns == report.rows.columns


@pytest.mark.parametrize(
    ("for_spreadsheet", "formula"), [(True, '\'=SUM(A1,"x")'), (False, '=SUM(A1,"x")')]
)
def test_names_are_made_visible_and_harmless_for_spreadsheets(
    report: Report,
    for_spreadsheet: bool,  # noqa: FBT001
    formula: str,
) -> None:
    rows = with_safe_names(report.rows, report, for_spreadsheet=for_spreadsheet)

    assert rows["application"].to_list() == ["web", formula, r"a|b\x1b[31m\u202ered\t\n", None]
    assert rows.drop("application").equals(report.rows.drop("application"))

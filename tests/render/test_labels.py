from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.choices import Granularity
from usagestats.periods.period import Period
from usagestats.render.people import lay_out

if TYPE_CHECKING:
    from usagestats.report import Report


@pytest.mark.parametrize(
    ("granularity", "zone", "start", "end", "expected"),
    [
        (Granularity.HOUR, "UTC", "2026-05-04T10:00", "2026-05-04T11:00", "2026-05-04 10:00"),
        (
            Granularity.HOUR,
            "Asia/Kathmandu",
            "2026-05-04T10:15",
            "2026-05-04T11:15",
            "2026-05-04 16:00",
        ),
        (
            Granularity.HOUR,
            "Europe/Athens",
            "2026-03-29T01:00",
            "2026-03-29T02:00",
            "2026-03-29 04:00",
        ),
        (
            Granularity.HOUR,
            "Australia/Lord_Howe",
            "2026-04-04T15:00",
            "2026-04-04T15:30",
            "2026-04-05 01:30+1030",
        ),
        (Granularity.DAY, "UTC", "2026-05-04T00:00", "2026-05-05T00:00", "2026-05-04 Mon"),
        (
            Granularity.DAY,
            "Europe/Athens",
            "2026-05-03T21:00",
            "2026-05-04T21:00",
            "2026-05-04 Mon",
        ),
        (
            Granularity.DAY,
            "America/Havana",
            "2026-11-01T04:00",
            "2026-11-02T05:00",
            "2026-11-01 Sun",
        ),
        (Granularity.WEEK, "UTC", "2026-05-04T00:00", "2026-05-11T00:00", "2026-W19"),
        (Granularity.WEEK, "UTC", "2026-12-28T00:00", "2027-01-04T00:00", "2026-W53"),
        (Granularity.WEEK, "UTC", "2024-12-30T00:00", "2025-01-06T00:00", "2025-W01"),
        (Granularity.WEEK, "UTC", "2026-05-03T00:00", "2026-05-10T00:00", "2026-05-03"),
        (Granularity.MONTH, "Europe/Athens", "2026-04-30T21:00", "2026-05-31T21:00", "2026-05"),
        (Granularity.YEAR, "Europe/Athens", "2025-12-31T22:00", "2026-12-31T22:00", "2026"),
    ],
)
def test_a_period_is_labelled_by_its_width(
    report: Report, granularity: Granularity, zone: str, start: str, end: str, expected: str
) -> None:
    rows = report.rows.head(1).with_columns(
        period_start=moment(start), period_end=moment(end), partial=pl.lit(value=False)
    )
    labelled = replace(report, granularity=granularity, zone=ZoneInfo(zone), rows=rows, span=None)
    actual = lay_out(labelled)

    assert (str(granularity), expected) == (actual.headings[0], actual.rows[0][0])


@pytest.mark.parametrize(
    ("granularity", "zone", "start", "end", "expected"),
    [
        (Granularity.HOUR, "UTC", "2026-05-04T10:00", "2026-05-04T11:00", "2026-05-04 10:15"),
        (Granularity.DAY, "UTC", "2026-05-04T00:00", "2026-05-05T00:00", "2026-05-04 Mon"),
        (Granularity.WEEK, "UTC", "2026-05-03T00:00", "2026-05-10T00:00", "2026-W19"),
    ],
)
def test_the_label_of_a_period_is_of_its_part_in_the_range(
    report: Report, granularity: Granularity, zone: str, start: str, end: str, expected: str
) -> None:
    rows = report.rows.head(1).with_columns(
        period_start=moment(start), period_end=moment(end), partial=pl.lit(value=False)
    )
    span = Period(datetime(2026, 5, 4, 10, 15, tzinfo=UTC), datetime(2026, 5, 5, tzinfo=UTC))
    labelled = replace(report, granularity=granularity, zone=ZoneInfo(zone), rows=rows, span=span)

    assert lay_out(labelled).rows[0][0] == expected


def moment(text: str) -> pl.Expr:
    time = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return pl.lit(time, dtype=pl.Datetime("us", "UTC"))

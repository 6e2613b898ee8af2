from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.render.conftest import with_changes, with_shares
from usagestats.choices import Granularity
from usagestats.periods.period import Period
from usagestats.render.people import Layout, lay_out
from usagestats.report import Column, ColumnType

if TYPE_CHECKING:
    from usagestats.report import Report


def test_a_report_is_laid_out_with_labels_separators_total_and_bars(report: Report) -> None:
    actual = lay_out(report)

    expected = Layout(
        headings=["hour", "backend", "application", "status", "requests", "hits"],
        is_number=[False, False, False, False, True, True],
        rows=[
            ["2026-10-25 02:00*", "catalog", "web", "200", "1,234,567", "1,234,567"],
            ["2026-10-25 03:00+0300", "catalog", '=SUM(A1,"x")', "404", "617,284", "0"],
            ["2026-10-25 03:00+0200", "(product)", r"a|b\x1b[31m\u202ered\t\n", "none", "0", "5"],
            ["2026-10-25 04:00", "search", "–", "503", "–", "–"],
        ],
        footer=[["total", "", "", "", "1,851,851", "1,234,572"]],
        bars=[1.0, 617_284 / 1_234_567, 0.0, 0.0],
        footnotes=[
            "* the range or the logs cover only a part of it",
            "no log between 2026-10-25 04:00 and 2026-10-25 05:00",
        ],
    )

    assert expected == actual


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
        (
            Granularity.ALL,
            "Europe/Athens",
            "2026-04-30T21:00",
            "2026-05-31T21:00",
            "2026-05-01 00:00 – 2026-06-01 00:00",
        ),
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


def test_the_mark_of_partial_periods_is_explained_only_where_it_stands(report: Report) -> None:
    whole = replace(report, rows=report.rows.with_columns(partial=pl.lit(value=False)))
    actual = lay_out(whole)

    assert actual.footnotes == ["no log between 2026-10-25 04:00 and 2026-10-25 05:00"]
    assert actual.rows[0][0] == "2026-10-25 02:00"


def test_a_total_of_which_nothing_is_known_is_not_zero(report: Report) -> None:
    actual = lay_out(replace(report, rows=report.rows.tail(1))).footer

    assert actual == [["total", "", "", "", "–", "–"]]


def test_rows_of_different_metrics_have_neither_total_nor_bars(report: Report) -> None:
    columns = (
        *report.columns[:3],
        Column("metric", ColumnType.NAME),
        Column("usage", ColumnType.COUNT),
    )
    rows = report.rows.select(
        "period_start", "period_end", "partial", metric=pl.lit("hits"), usage="hits"
    )
    actual = lay_out(replace(report, columns=columns, rows=rows, bar=None))

    assert (actual.footer, actual.bars) == ([], None)
    assert actual.headings == ["hour", "metric", "usage"]


def test_without_rows_there_is_neither_total_nor_bar(report: Report) -> None:
    actual = lay_out(replace(report, rows=report.rows.clear(), notes=()))

    assert (actual.rows, actual.footer, actual.bars, actual.footnotes) == ([], [], None, [])


def test_where_all_is_zero_no_bar_is_drawn(report: Report) -> None:
    rows = report.rows.with_columns(requests=pl.lit(0, pl.Int64))
    actual = lay_out(replace(report, rows=rows)).bars

    assert actual == [0.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.25, "25.0 %"),
        (1.0, "100.0 %"),
        (0.0004, "0.0 %"),
        (12.5, "1,250.0 %"),
        (0.12345, "12.3 %"),
    ],
)
def test_people_read_per_cent(report: Report, share: float, expected: str) -> None:
    actual = lay_out(with_shares(report, share))

    assert actual.rows == [["200", expected]]
    assert actual.is_number == [False, True]


def test_people_read_a_change_behind_the_number_that_changed(report: Report) -> None:
    actual = lay_out(with_changes(report, 0.125, -12.0, None))

    assert actual.headings == ["hour", "hits"]
    assert [row[1] for row in actual.rows] == ["1    +12.5 %", "2 -1,200.0 %", "3          –"]
    assert actual.footer == [["total", "6          –"]]

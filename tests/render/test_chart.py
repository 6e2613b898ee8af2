from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.choices import Granularity
from usagestats.render.formats import Shape
from usagestats.render.terminal import to_table
from usagestats.report import Column, ColumnType, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
DAY = timedelta(days=1)


CHART = """
Traffic by day

requests
12 ┤██                         ██
   │██                      ██ ██
10 ┤██                   ██ ██ ██
   │██                ██ ██ ██ ██
 8 ┤██                ██ ██ ██ ██
   │██                ██ ██ ██ ██
 6 ┤██ ██             ██ ██ ██ ██
   │██ ██             ██ ██ ██ ██
 4 ┤██ ██             ██ ██ ██ ██
   │██ ██       ██    ██ ██ ██ ██
 2 ┤██ ██       ██    ██ ██ ██ ██
   │██ ██ ██    ██ ░░ ██ ██ ██ ██
 0 ┤──────────────────────────────
    05-03                   05-11

░░ no log
highest: 12 (2026-05-03 Sun), total: 64
""".lstrip()


def of_days(
    requests: Sequence[int | None],
    get: Sequence[int | None] | None = None,
    *,
    partial: int = -1,
    start: datetime = MONDAY,
    step: timedelta = DAY,
    granularity: Granularity = Granularity.DAY,
) -> Report:
    columns = [
        Column("period_start", ColumnType.TIME),
        Column("partial", ColumnType.FLAG),
        Column("requests", ColumnType.COUNT),
    ]
    rows = pl.DataFrame(
        {
            "period_start": [start + number * step for number in range(len(requests))],
            "partial": [number == partial for number in range(len(requests))],
            "requests": pl.Series(requests, dtype=pl.Int64),
        },
        schema_overrides={"period_start": pl.Datetime("us", "UTC")},
    )
    if get is not None:
        columns.append(Column("get", ColumnType.COUNT))
        rows = rows.with_columns(get=pl.Series(get, dtype=pl.Int64))
    return Report(
        "traffic",
        "Traffic by day",
        tuple(columns),
        rows,
        ZoneInfo("UTC"),
        granularity=granularity,
        bar="requests",
        bar_parts=("get",) if get is not None else (),
    )


def chart_of(report: Report, width: int = 40, *, unicode: bool = True, color: bool = False) -> str:
    return to_table(report, width, unicode=unicode, color=color, shape=Shape.CHART)


def test_columns_have_eighths_ticks_and_a_label_at_the_first_and_each_monday() -> None:
    requests = [12, 6, 1, 0, 3, None, 9, 10, 11, 12]
    actual = chart_of(of_days(requests, start=MONDAY - DAY))

    assert actual == CHART


def test_a_column_of_little_is_still_seen() -> None:
    assert "▁▁" in chart_of(of_days([1, 1000]), 80).splitlines()[-5]


def test_methods_are_stacked_with_a_legend() -> None:
    actual = chart_of(of_days([12, 12], [6, 12]))
    column = [line[4:11] for line in actual.splitlines()[3:15]]

    assert column[6:] == ["███████"] * 6
    assert column[:6] == ["·······"] * 6
    assert "██ get   ·· other" in actual


def test_no_log_is_shaded_and_named() -> None:
    actual = chart_of(of_days([4, None, 4]))

    assert actual.count("░░░░░░░") == 1
    assert "░░ no log" in actual


def test_partial_periods_are_faded_and_marked() -> None:
    colored = chart_of(of_days([4, 4, 4], partial=1), color=True)
    plain = chart_of(of_days([4, 4, 4], partial=1))

    assert "\x1b[2;38;5;31m" in colored
    assert f"┤{'─' * 8}*{'─' * 15}" in plain
    assert "* the range or the logs cover only a\n" in plain
    assert "covered in part" not in plain  # the mark is explained once


def test_where_there_is_only_ascii_nothing_else_is_drawn() -> None:
    actual = chart_of(of_days([12, None, 5], [6, None, 5], partial=2), 80, unicode=False)

    assert actual.isascii()
    assert "## get   .. other   :: no log\n" in actual


@pytest.mark.parametrize("width", [20, 60, 80, 120, 200])
@pytest.mark.parametrize("count", [1, 2, 31, 366, 8784])
def test_no_line_is_wider_than_the_terminal(width: int, count: int) -> None:
    actual = chart_of(of_days([number % 97 for number in range(count)]), width)

    assert max(map(len, actual.splitlines())) <= width


def test_too_many_columns_are_means_and_that_is_said() -> None:
    actual = chart_of(of_days([10, 20] * 50), 60)

    assert "requests, each column the mean of 2 days" in actual
    assert f"15 ┤{'█' * 50}\n" in actual


def test_the_highest_column_and_the_total_are_named() -> None:
    assert "highest: 1,200 (2026-05-05 Tue), total: 1,210" in chart_of(
        of_days([10, 1200, None]), 80
    )


def test_where_nothing_is_known_that_is_said() -> None:
    actual = chart_of(of_days([None, None]))

    assert "nothing is known" in actual
    assert "░░ no log" in actual


def test_hours_are_labelled_by_date_and_every_six_hours() -> None:
    hours = of_days([1] * 25, step=timedelta(hours=1), granularity=Granularity.HOUR, start=MONDAY)
    labels = chart_of(hours, 80).splitlines()[16].split()

    assert labels == ["05-04", "06:00", "12:00", "18:00", "05-05"]


def test_a_report_without_periods_is_drawn_by_its_first_column() -> None:
    columns = (Column("weekday", ColumnType.NAME), Column("requests", ColumnType.MEASURE))
    rows = pl.DataFrame({"weekday": ["Monday", "Tuesday"], "requests": [1.5, None]})
    report = Report("averages", "Averages", columns, rows, ZoneInfo("UTC"), bar="requests")
    actual = chart_of(report)

    assert "Mon     Tue" in actual
    assert "highest: 1.5 (Monday)\n" in actual


def test_the_series_of_a_report_is_drawn_above_its_table() -> None:
    columns = (Column("name", ColumnType.NAME), Column("value", ColumnType.COUNT))
    rows = pl.DataFrame({"name": ["requests"], "value": [18]})
    report = Report("overview", "Overview", columns, rows, ZoneInfo("UTC"))
    actual = chart_of(replace(report, series=of_days([12, 6])))

    assert actual.index("┤") < actual.index("name")

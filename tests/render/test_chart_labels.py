from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.choices import Granularity
from usagestats.render.chart_labels import Label, label_line, labels_of
from usagestats.report import Column, ColumnType, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

HOURS = [hour / 24 for hour in range(49)]
LABELS = [Label(0, "05-04"), Label(7, "05-11"), Label(12, "05-16"), Label(21, "05-25")]


def labels(
    granularity: Granularity,
    first: str,
    steps: Sequence[float],
    *,
    is_each: bool = False,
    zone: str = "UTC",
) -> list[tuple[int, str]]:
    """Return the labels of periods that start so many days after the first."""
    start = datetime.fromisoformat(first).replace(tzinfo=UTC)
    starts = [start + timedelta(days=days) for days in steps]
    rows = pl.DataFrame({"period_start": starts})
    columns = (Column("period_start", ColumnType.TIME),)
    report = Report("traffic", "Traffic", columns, rows, ZoneInfo(zone), granularity=granularity)
    return [(label.at, label.text) for label in labels_of(report, is_each=is_each)]


@pytest.mark.parametrize(
    ("granularity", "first", "steps", "expected"),
    [
        (Granularity.DAY, "2026-05-02", range(10), "05-02 05-04 05-11"),
        (Granularity.DAY, "2026-05-31", range(101), "2026-05-31 2026-06 2026-07 2026-08 2026-09"),
        (Granularity.HOUR, "2026-05-04T11:00", HOURS[:14], "11:00 12:00 18:00 05-05"),
        (Granularity.HOUR, "2026-05-04", HOURS, "05-04 05-05 05-06"),
        (Granularity.WEEK, "2026-05-04", [0, 7], "2026-W19 2026-W20"),
        (Granularity.MONTH, "2026-05-01", [0, 31], "2026-05 2026-06"),
        (Granularity.YEAR, "2026-01-01", [0], "2026"),
        (Granularity.ALL, "2026-05-04", [0], "2026-05-04"),
    ],
)
def test_the_first_period_and_those_that_begin_something_are_labelled(
    granularity: Granularity, first: str, steps: Sequence[float], expected: str
) -> None:
    actual = labels(granularity, first, steps)

    assert " ".join(text for _, text in actual) == expected


def test_mondays_are_those_of_the_zone() -> None:
    actual = labels(Granularity.DAY, "2026-05-02T22:00", range(3), zone="Europe/Paris")

    assert actual == [(0, "05-03"), (1, "05-04")]


def test_each_period_is_labelled_where_there_is_room() -> None:
    actual = labels(Granularity.DAY, "2026-05-05", range(3), is_each=True)

    assert actual == [(0, "05-05"), (1, "05-06"), (2, "05-07")]


@pytest.mark.parametrize(
    ("cells", "width", "expected"),
    [
        (1, 40, "05-04  05-11         05-25"),
        (2, 60, "05-04         05-11     05-16             05-25"),
        (2, 40, "05-04         05-11     05-16"),
        (1, 4, ""),
    ],
)
def test_a_label_without_room_is_left_out(cells: int, width: int, expected: str) -> None:
    assert label_line(LABELS, cells, width) == expected

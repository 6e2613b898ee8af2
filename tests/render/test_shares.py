"""Shares and changes: fractions for programs, per cent for people."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from usagestats.render.delimited import to_csv
from usagestats.render.json import to_json_lines
from usagestats.render.people import lay_out
from usagestats.report import Column, ColumnType

if TYPE_CHECKING:
    from usagestats.report import Report


def with_shares(report: Report, *shares: float | None) -> Report:
    rows = pl.DataFrame({"status": ["200"] * len(shares), "share": shares})
    columns = (Column("status", ColumnType.NAME), Column("share", ColumnType.SHARE))
    return replace(report, columns=columns, rows=rows, granularity=None, bar=None)


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


def test_programs_read_the_whole_fraction(report: Report) -> None:
    shares = with_shares(report, 0.25, 1 / 3, None)

    assert to_csv(shares) == "status,share\n200,0.25\n200,0.3333333333333333\n200,\n"
    assert [json.loads(line)["share"] for line in to_json_lines(shares).splitlines()] == [
        0.25,
        1 / 3,
        None,
    ]


def with_changes(report: Report, *changes: float | None) -> Report:
    """Return a report of which each row has as many hits as it has place, and a change."""
    columns = (
        *report.columns[:3],
        Column("hits", ColumnType.COUNT),
        Column("hits_previous", ColumnType.COUNT, beside="hits"),
        Column("hits_change", ColumnType.CHANGE, beside="hits"),
    )
    rows = report.rows.head(len(changes)).select("period_start", "period_end", "partial")
    hits = pl.Series("hits", range(1, len(changes) + 1))
    rows = rows.with_columns(hits, hits_previous=pl.lit(7), hits_change=pl.Series(changes))
    return replace(report, columns=columns, rows=rows, bar="hits")


def test_people_read_a_change_behind_the_number_that_changed(report: Report) -> None:
    actual = lay_out(with_changes(report, 0.125, -12.0, None))

    assert actual.headings == ["hour", "hits"]
    assert [row[1] for row in actual.rows] == ["1    +12.5 %", "2 -1,200.0 %", "3          –"]
    assert actual.footer == [["total", "6          –"]]


def test_programs_read_changes_as_fractions(report: Report) -> None:
    actual = to_csv(with_changes(report, 0.125, None)).splitlines()

    assert [line.split(",", 3)[3] for line in actual] == [
        "hits,hits_previous,hits_change",
        "1,7,0.125",
        "2,7,",
    ]

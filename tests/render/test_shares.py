"""Shares: fractions for programs, per cent for people."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from usagestats.render.delimited import to_csv
from usagestats.render.json import to_json_lines
from usagestats.render.people import lay_out
from usagestats.reports.report import Column, Kind

if TYPE_CHECKING:
    from usagestats.reports.report import Report


def with_shares(report: Report, *shares: float | None) -> Report:
    rows = pl.DataFrame({"status": ["200"] * len(shares), "share": shares})
    columns = (Column("status", Kind.NAME), Column("share", Kind.SHARE))
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

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.report import Column, ColumnType, Report

NAME, HITS = Column("name", ColumnType.NAME), Column("hits", ColumnType.COUNT)
ROWS = pl.DataFrame({"name": ["web"], "hits": [3]})


def report_of(*columns: Column, footer: pl.DataFrame | None = None) -> Report:
    return Report("apps", "Applications", columns, ROWS, ZoneInfo("UTC"), footer=footer)


@pytest.mark.parametrize("columns", [(NAME,), (HITS, NAME), (NAME, HITS, HITS), ()])
def test_columns_that_are_not_those_of_the_rows_are_refused(columns: tuple[Column, ...]) -> None:
    with pytest.raises(ValueError, match=r"apps: columns .* do not name"):
        report_of(*columns)


def test_a_warning_that_the_reason_for_no_rows_repeats_is_left_out() -> None:
    report = replace(
        report_of(NAME, HITS),
        rows=ROWS.clear(),
        when_empty="No limits: no plan has limits.",
        warnings=("no plan has limits", "no such name: x"),
    )

    assert report.without_repeated_warnings().warnings == ("no such name: x",)
    assert replace(report, rows=ROWS).without_repeated_warnings().warnings == report.warnings

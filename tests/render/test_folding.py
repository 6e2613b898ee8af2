from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.render.conftest import COLUMNS, hour
from usagestats.choices import Granularity
from usagestats.render.folding import Run, folded_runs
from usagestats.render.terminal import to_table
from usagestats.report import Column, ColumnType

if TYPE_CHECKING:
    from usagestats.report import Report

FIGURES = (*COLUMNS[:3], *COLUMNS[6:])
DTYPES = [pl.Datetime("us", "UTC")] * 2 + [pl.Boolean()] + [pl.Int64()] * 2


def of_hours(report: Report, *values: int | None, partial: int = -1) -> Report:
    """Return a report of hours with these numbers of requests and hits."""
    rows = [
        hour(number, value, value, partial=number == partial) for number, value in enumerate(values)
    ]
    schema = dict(zip((one.key for one in FIGURES), DTYPES, strict=True))
    frame = pl.DataFrame(rows, schema, orient="row")
    return replace(report, columns=FIGURES, rows=frame, notes=())


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5, *[0] * 7, 5], [Run(1, 8, "7 hours without requests")]),
        ([5, *[0] * 6, 5], []),
        ([*[None] * 12], [Run(0, 12, "12 hours without a log")]),
        (
            [*[0] * 7, *[None] * 8],
            [Run(0, 7, "7 hours without requests"), Run(7, 15, "8 hours without a log")],
        ),
        ([*[0] * 4, None, *[0] * 4], []),
    ],
)
def test_long_runs_are_folded_and_unknown_ones_kept_apart(
    report: Report, values: list[int | None], expected: list[Run]
) -> None:
    assert folded_runs(of_hours(report, *values)) == expected


def test_a_partial_period_is_never_folded(report: Report) -> None:
    assert folded_runs(of_hours(report, *[0] * 13, partial=6)) == []


def test_periods_of_several_rows_are_never_folded(report: Report) -> None:
    split = replace(report, rows=pl.concat([report.rows[3:]] * 9))

    assert folded_runs(split) == []


def test_periods_that_had_requests_before_are_never_folded(report: Report) -> None:
    folded = of_hours(report, *[0] * 8)
    previous = Column("hits_previous", ColumnType.COUNT, beside="hits")
    rows = folded.rows.with_columns(hits_previous=pl.lit(3, pl.Int64))
    compared = replace(folded, columns=(*FIGURES, previous), rows=rows)

    assert folded_runs(compared) == []


def test_percentiles_without_requests_are_unknown(report: Report) -> None:
    folded = of_hours(report, *[None] * 8)
    columns = (*FIGURES[:3], Column("requests", ColumnType.MEASURE))
    measured = replace(folded, columns=columns, rows=folded.rows.drop("hits"))

    assert folded_runs(measured) == [Run(0, 8, "8 hours that are unknown")]


def test_a_terminal_shows_one_line_for_a_run_and_a_pipe_all_rows(report: Report) -> None:
    long = of_hours(report, 5, *[0] * 1200, 5)

    assert to_table(long, 80).count("\n") == 9
    assert "\n1,200 hours without requests\n" in to_table(long, 80)
    assert "without requests" not in to_table(long)
    assert to_table(long).count("\n") > 1200


def test_a_year_has_days(report: Report) -> None:
    days = replace(of_hours(report, *[0] * 230), granularity=Granularity.DAY)

    assert folded_runs(days) == [Run(0, 230, "230 days without requests")]


def test_the_line_of_a_run_is_no_wider_than_the_terminal(report: Report) -> None:
    long = of_hours(report, 5, *[0] * 1200, 5)

    assert "\n1,200 hour… requests\n" in to_table(long, 20)
    assert max(map(len, to_table(long, 20).splitlines())) <= 20

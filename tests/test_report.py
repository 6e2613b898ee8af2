from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.report import Column, ColumnType, Report, Role, known_sum

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


@pytest.mark.parametrize(
    ("column_type", "role", "adds_up"),
    [
        (ColumnType.TIME, Role.VALUE, False),
        (ColumnType.FLAG, Role.LABEL, False),
        (ColumnType.NAME, Role.LABEL, False),
        (ColumnType.STATUS, Role.LABEL, False),
        (ColumnType.COUNT, Role.VALUE, True),
        (ColumnType.MEASURE, Role.VALUE, False),
        (ColumnType.SHARE, Role.VALUE, False),
        (ColumnType.CHANGE, Role.VALUE, False),
        (ColumnType.NUMBER, Role.LABEL, False),
        (ColumnType.FACT, Role.LABEL, False),
    ],
)
def test_the_type_of_a_column_says_what_it_is_in_metrics_and_whether_it_adds_up(
    column_type: ColumnType,
    role: Role,
    adds_up: bool,  # noqa: FBT001
) -> None:
    usual = Column("one", column_type)
    other = Column("one", column_type, given_role=Role.REMARK, given_sum=not adds_up)

    assert (usual.role, usual.adds_up) == (role, adds_up)
    assert (other.role, other.adds_up) == (Role.REMARK, not adds_up)


@pytest.mark.parametrize(
    ("values", "expected"), [([], None), ([None], None), ([None, 0], 0), ([1, None, 2.5], 3.5)]
)
def test_a_sum_is_unknown_only_where_all_values_are(
    values: list[float | None], expected: float | None
) -> None:
    assert known_sum(values) == expected


def test_sums_are_named_in_the_first_column_of_names_that_is_no_detail() -> None:
    detail = Column("name", ColumnType.NAME, is_detail=True)

    assert report_of(NAME, HITS).label_column is NAME
    assert report_of(detail, HITS).label_column is None

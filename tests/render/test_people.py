from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.render.conftest import with_changes, with_shares
from usagestats.choices import Granularity
from usagestats.render.bars import Bars
from usagestats.render.people import Need, lay_out
from usagestats.report import Column, ColumnType, RowsCut

if TYPE_CHECKING:
    from usagestats.report import Report


def test_a_report_is_laid_out_with_labels_separators_total_and_bars(report: Report) -> None:
    actual = lay_out(report)

    assert actual.headings == ["hour", "backend", "application", "status", "requests", "hits"]
    assert [one.is_number for one in actual.columns] == [False, False, False, False, True, True]
    assert [one.is_whole for one in actual.columns] == [True, False, False, True, True, True]
    assert actual.rows == [
        ["2026-10-25 02:00*", "catalog", "web", "200", "1,234,567", "1,234,567"],
        ["2026-10-25 03:00+0300", "catalog", '=SUM(A1,"x")', "404", "617,284", "0"],
        ["2026-10-25 03:00+0200", "(product)", r"a|b\x1b[31m\u202ered\t\n", "none", "0", "5"],
        ["2026-10-25 04:00", "search", "–", "503", "–", "–"],
    ]
    assert actual.footer == [["total", "", "", "", "1,851,851", "1,234,572"]]
    assert actual.bars == Bars(
        "requests", ["requests"], [[1_234_567.0], [617_284.0], [0.0], []], full=1_234_567.0
    )
    assert actual.footnotes == [
        "* the range or the logs cover only a part of it",
        "no log between 2026-10-25 04:00 and 2026-10-25 05:00",
    ]


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
        Column("usage", ColumnType.COUNT, given_sum=False),
    )
    rows = report.rows.select(
        "period_start", "period_end", "partial", metric=pl.lit("hits"), usage="hits"
    )
    actual = lay_out(replace(report, columns=columns, rows=rows, bar=None))

    assert (actual.footer, actual.bars) == ([], None)
    assert actual.headings == ["hour", "metric", "usage"]


def test_rows_that_are_cut_off_are_a_row_of_sums_and_part_of_the_total(report: Report) -> None:
    actual = lay_out(replace(report, cut=RowsCut(1_200, {"requests": 1_000, "hits": None})))

    assert actual.footer == [
        ["1,200 others", "", "", "", "1,000", ""],
        ["total", "", "", "", "1,852,851", "1,234,572"],
    ]


def test_without_a_row_there_are_still_the_sums_of_those_cut_off(report: Report) -> None:
    cut = RowsCut(1, {"requests": None, "hits": 7})
    actual = lay_out(replace(report, rows=report.rows.clear(), cut=cut, notes=()))

    assert (actual.rows, actual.bars) == ([], None)
    assert actual.footer == [["1 other", "", "", "", "", "7"], ["total", "", "", "", "–", "7"]]


def test_sums_that_a_report_has_itself_stand_below_the_rows_that_are_cut_off(
    report: Report,
) -> None:
    shown = with_shares(report, 0.25)
    columns = (shown.columns[0], replace(shown.columns[1], given_sum=True))
    total = pl.DataFrame({"status": ["total"], "share": [1.0]})
    cut = RowsCut(3, {"share": 0.75})
    actual = lay_out(replace(shown, columns=columns, footer=total, cut=cut, notes=()))

    assert actual.footer == [["3 others", "75.0 %"], ["total", "100.0 %"]]


def test_a_sum_that_has_lost_its_name_is_the_total(report: Report) -> None:
    shown = with_shares(report, 0.25)
    total = pl.DataFrame({"status": [None], "share": [1.0]}, {"status": str, "share": float})
    actual = lay_out(replace(shown, footer=total, notes=()))

    assert actual.footer == [["total", "100.0 %"]]


def test_where_nothing_adds_up_the_others_are_only_counted(report: Report) -> None:
    actual = lay_out(replace(with_shares(report, 0.25), cut=RowsCut(3, {}), notes=()))

    assert actual.footer == [["3 others", ""]]


def test_chosen_columns_are_shown_as_they_are_and_the_sums_are_named_where_there_is_room(
    report: Report,
) -> None:
    columns = tuple(
        replace(one, is_chosen=True) for one in report.columns if one.key in {"partial", "hits"}
    )
    rows = report.rows.select("partial", "hits")
    actual = lay_out(replace(report, columns=columns, rows=rows, bar=None, notes=()))

    assert actual.headings == ["partial", "hits"]
    assert actual.rows == [["yes", "1,234,567"], ["no", "0"], ["no", "5"], ["no", "–"]]
    assert actual.footer == [["total", "1,234,572"]]
    assert actual.footnotes == []


def test_without_rows_there_is_neither_total_nor_bar(report: Report) -> None:
    actual = lay_out(replace(report, rows=report.rows.clear(), notes=()))

    assert (actual.rows, actual.footer, actual.bars, actual.footnotes) == ([], [], None, [])
    assert actual.headings[:2] == ["hour", "backend"]


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
    assert [one.is_number for one in actual.columns] == [False, True]


def test_people_read_a_change_behind_the_number_that_changed(report: Report) -> None:
    actual = lay_out(with_changes(report, 0.125, -12.0, None))

    assert actual.headings == ["hour", "hits"]
    assert [row[1] for row in actual.rows] == ["1    +12.5 %", "2 -1,200.0 %", "3          –"]


def test_the_change_of_the_total_is_over_the_periods_that_are_compared(report: Report) -> None:
    compared = with_changes(report, 0.5, None, 0.5)
    previous = pl.Series("hits_previous", [2, None, 2], dtype=pl.Int64)
    actual = lay_out(replace(compared, rows=compared.rows.with_columns(previous))).footer

    assert actual == [["total", "6  +0.0 %"]]  # 1 + 3 beside 2 + 2; the total itself holds all


def test_the_change_of_a_total_is_unknown_where_nothing_is_compared(report: Report) -> None:
    compared = with_changes(report, None, None)
    nothing = pl.lit(None, pl.Int64).alias("hits_previous")
    actual = lay_out(replace(compared, rows=compared.rows.with_columns(nothing))).footer

    assert actual == [["total", "3 –"]]


def in_all(report: Report, rows: int) -> Report:
    return replace(report, granularity=Granularity.ALL, rows=report.rows.head(rows))


def test_the_whole_range_has_no_column_for_its_period(report: Report) -> None:
    actual = lay_out(in_all(report, 2))

    assert actual.headings == ["backend", "application", "status", "requests", "hits"]
    assert actual.footer == [["total", "", "", "1,851,851", "1,234,567"]]
    assert actual.footnotes[0] == "the logs cover only a part of the range"


def test_a_single_row_of_the_whole_range_is_its_own_total(report: Report) -> None:
    actual = lay_out(in_all(report, 1))

    assert len(actual.rows) == 1
    assert actual.footer == []


def of_ids(report: Report, *ids: str | None) -> Report:
    columns = (Column("application_id", ColumnType.NAME), Column("application", ColumnType.NAME))
    rows = pl.DataFrame({"application_id": ids, "application": ["web"] * len(ids)})
    return replace(report, granularity=None, bar=None, notes=(), columns=columns, rows=rows)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (("web", "web"), ["application"]),
        (("web", None), ["application"]),
        (("web", "17"), ["application_id", "application"]),
    ],
)
def test_an_id_is_shown_only_where_it_differs_from_the_name(
    report: Report, ids: tuple[str | None, ...], expected: list[str]
) -> None:
    assert lay_out(of_ids(report, *ids)).headings == expected


def test_ids_tell_less_than_details(report: Report) -> None:
    first, second = lay_out(of_ids(report, "17")).columns

    assert (first.need, second.need) == (Need.ID, Need.USUAL)


def test_ids_that_tell_namesakes_apart_tell_as_much_as_names(report: Report) -> None:
    first, second = lay_out(of_ids(report, "17", "18", "18")).columns
    same, _ = lay_out(of_ids(report, "17", "17")).columns

    assert (first.need, second.need) == (Need.USUAL, Need.USUAL)
    assert same.need is Need.ID


def test_the_covered_part_of_a_period_is_never_a_column(report: Report) -> None:
    columns = (
        *report.columns[:2],
        Column("covered_start", ColumnType.TIME),
        Column("covered_end", ColumnType.TIME),
        *report.columns[2:],
    )
    rows = report.rows.with_columns(covered_start="period_start", covered_end="period_end")
    changed = replace(report, columns=columns, rows=rows.select(one.key for one in columns))

    assert lay_out(changed).headings == lay_out(report).headings


def test_a_figure_without_any_value_tells_least(report: Report) -> None:
    rows = report.rows.with_columns(hits=pl.Series([0, None, 0, None], dtype=pl.Int64))
    actual = {one.heading: one.need for one in lay_out(replace(report, rows=rows)).columns}

    assert (actual["hits"], actual["requests"], actual["hour"]) == (
        Need.EMPTY,
        Need.KEPT,
        Need.KEPT,
    )

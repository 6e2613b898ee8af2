from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.render.conftest import of_methods
from usagestats.render.bars import bars_of, with_total
from usagestats.report import ColumnType

if TYPE_CHECKING:
    from usagestats.report import Report


def test_methods_are_stacked_in_their_order_and_the_requests_of_none_are_last(
    report: Report,
) -> None:
    actual = bars_of(of_methods(report, requests=[10, 5], get=[6, 5], post=[3, 0]))

    assert actual.parts == ["get", "post", "other"]
    assert actual.rows == [[6, 3, 1], [5, 0, 0]]


def test_methods_without_usage_are_no_parts(report: Report) -> None:
    actual = bars_of(of_methods(report, requests=[4], get=[4], post=[0]))

    assert actual.parts == ["get"]


def test_the_five_largest_methods_stay_in_their_order(report: Report) -> None:
    methods: dict[str, list[int | None]] = {f"m{size}": [size] for size in (1, 7, 3, 5, 2, 4)}
    actual = bars_of(of_methods(report, requests=[22], **methods))

    assert actual.parts == ["m7", "m3", "m5", "m2", "m4", "other"]
    assert actual.rows == [[7, 3, 5, 2, 4, 1]]


def test_more_usage_than_requests_makes_the_bar_longer(report: Report) -> None:
    actual = bars_of(of_methods(report, requests=[10, 30], get=[40, 10]))

    assert actual.full == 40


def test_an_unknown_figure_has_no_bar(report: Report) -> None:
    actual = bars_of(of_methods(report, requests=[4, None], get=[2, None]))

    assert actual.rows[1] == []


def test_columns_without_a_sum_of_their_own_get_one(report: Report) -> None:
    wide = of_methods(report, requests=[10, None], total=[6, None], Map=[3, None])
    drawn = with_total(replace(wide, bar=None, bar_parts=("total", "Map")))
    actual = bars_of(drawn)

    assert actual.parts == ["total", "Map", "other"]
    assert actual.rows == [[6, 3, 10], []]
    assert actual.heading == "total "


def test_a_report_without_counts_has_an_unknown_sum(report: Report) -> None:
    names = [column.key for column in report.columns if column.type is not ColumnType.COUNT]
    columns = tuple(column for column in report.columns if column.key in names)
    bare = replace(report, columns=columns, rows=report.rows.select(names), bar=None, bar_parts=())

    assert all(row == [] for row in bars_of(with_total(bare)).rows)

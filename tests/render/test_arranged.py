from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.conftest import ATHENS, with_changes, with_shares
from usagestats.errors import UsageError
from usagestats.render import arranged as module
from usagestats.render.arranged import arranged
from usagestats.render.arrangement import Arrangement, SortKey
from usagestats.report import Column, ColumnType, Report, RowsCut

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (Column("name", ColumnType.NAME), Column("requests", ColumnType.COUNT))
SCHEMA = {"name": pl.String(), "requests": pl.Int64()}
Rows = list[tuple[str, int | None]]


def made(rows: Rows, **fields: Any) -> Report:
    frame = pl.DataFrame(rows, SCHEMA, orient="row")
    return Report("test", "Test", COLUMNS, frame, ATHENS, **fields)


def one(batches: Sequence[Report], **chosen: Any) -> Report:
    (report,) = arranged(batches, Arrangement(**chosen))
    return report


def test_without_a_choice_nothing_changes(report: Report) -> None:
    actual = one([report])

    assert actual.rows.equals(report.rows)
    assert (actual.columns, actual.cut) == (report.columns, None)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (SortKey("hits"), [0, 5, 1_234_567, None]),
        (SortKey("hits", is_descending=True), [1_234_567, 5, 0, None]),
    ],
)
def test_rows_are_sorted_by_values_and_those_without_one_come_last(
    report: Report, key: SortKey, expected: list[int | None]
) -> None:
    assert one([report], sort=(key,)).rows["hits"].to_list() == expected


def test_rows_with_equal_values_stay_in_order_and_a_further_column_decides() -> None:
    rows: Rows = [("b", 1), ("a", 1), ("c", 0)]
    by_count, by_name = SortKey("requests", is_descending=True), SortKey("name")

    assert one([made(rows)], sort=(by_count,)).rows["name"].to_list() == ["b", "a", "c"]
    assert one([made(rows)], sort=(by_count, by_name)).rows["name"].to_list() == ["a", "b", "c"]


def test_a_column_that_sorts_is_kept_on_a_narrow_terminal(report: Report) -> None:
    actual = one([with_changes(report, 0.5, -0.5)], sort=(SortKey("hits_change"),))

    assert [(column.key, column.beside) for column in actual.columns if column.is_key] == [
        ("hits_change", ""),
    ]


def test_the_sums_of_rows_cut_off_are_kept_for_columns_that_add_up(report: Report) -> None:
    actual = one([report], limit=1)

    assert actual.rows.equals(report.rows.head(1))
    assert actual.cut == RowsCut(3, {"requests": 617_284, "hits": 5})


@pytest.mark.parametrize(("limit", "shown", "cut"), [(None, 2, 1), (3, 3, 0), (0, 0, 3)])
def test_the_choice_of_a_limit_is_stronger_than_the_usual_one(
    limit: int | None, shown: int, cut: int
) -> None:
    actual = one([made([("a", 1), ("b", None), ("c", 3)], usual_rows=2)], limit=limit)

    assert actual.rows.height == shown
    assert (actual.cut.count if actual.cut else 0) == cut


cells = st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 3))


@given(
    batches=st.lists(st.lists(cells, max_size=5), min_size=1, max_size=5),
    limit=st.none() | st.integers(0, 12),
    sort=st.sampled_from([(), (SortKey("requests"),), (SortKey("name"), SortKey("requests"))]),
)
def test_batches_are_arranged_as_one_report(
    batches: list[Rows], limit: int | None, sort: tuple[SortKey, ...]
) -> None:
    arrangement = Arrangement(sort, limit)
    parts = list(arranged([made(rows) for rows in batches], arrangement))
    (whole,) = arranged([made([row for rows in batches for row in rows])], arrangement)

    assert pl.concat([part.rows for part in parts]).equals(whole.rows)
    assert parts[-1].cut == whole.cut
    known = [count for rows in batches for _, count in rows if count is not None]
    cut = (whole.cut.sums["requests"] or 0) if whole.cut else 0
    assert cut == sum(known) - sum(whole.rows["requests"].drop_nulls())


def test_columns_are_chosen_in_order_and_others_may_sort(report: Report) -> None:
    actual = one([report], columns=("requests", "backend"), sort=(SortKey("hits"),))

    assert actual.rows.rows() == [
        (617_284, "catalog"),
        (0, None),
        (1_234_567, "catalog"),
        (None, "search"),
    ]
    assert [column.key for column in actual.columns] == ["requests", "backend"]
    assert (actual.bar, actual.has_period_labels) == ("requests", False)
    assert one([report], columns=("hits",)).bar is None


def test_a_chosen_change_stands_beside_no_other_column(report: Report) -> None:
    actual = one([with_changes(report, 0.5)], columns=("hits_change",))

    assert [column.beside for column in actual.columns] == [""]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [(("share", "status"), [(0.5, "2xx"), (1.0, "total")]), (("share",), [(1.0,)])],
)
def test_sums_without_their_names_are_the_total_only(
    report: Report, columns: tuple[str, ...], expected: list[tuple[object, ...]]
) -> None:
    sums = pl.DataFrame({"status": ["2xx", "total"], "share": [0.5, 1.0]})
    actual = one([replace(with_shares(report, 0.5), footer=sums)], columns=columns)

    assert actual.footer is not None
    assert actual.footer.rows() == expected


@pytest.mark.parametrize(
    ("chosen", "where", "hint"),
    [
        ({"sort": (SortKey("hit"),)}, "--sort", "did you mean 'hits'?"),
        ({"columns": ("hits", "backends")}, "--columns", "did you mean 'backend'?"),
        (
            {"columns": ("xyz",)},
            "--columns",
            "there are period_start, period_end, partial, backend, application, status, requests, hits",
        ),
    ],
)
def test_a_column_that_the_report_does_not_have_is_refused(
    report: Report, chosen: dict[str, Any], where: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        list(arranged([report], Arrangement(**chosen)))

    assert (caught.value.where, caught.value.hint) == (where, hint)


def test_more_rows_than_memory_should_hold_are_not_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SORTED", 3)
    batches = [made([("a", 1), ("b", 2)]), made([("c", 3), ("d", 4)])]
    sort = (SortKey("requests", is_descending=True),)

    assert one(batches, sort=sort, limit=3).rows["name"].to_list() == ["d", "c", "b"]
    with pytest.raises(UsageError, match="no more than 3 rows can be sorted"):
        list(arranged(batches, Arrangement(sort)))

"""A table fits its terminal: generated reports, and the order in which columns give way."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from usagestats.choices import Granularity
from usagestats.render.fitting import fitted
from usagestats.render.formats import Shape
from usagestats.render.people import Need, TextColumn, lay_out
from usagestats.render.terminal import to_table
from usagestats.report import Column, ColumnType, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

START = datetime(2026, 5, 4, tzinfo=UTC)
NAMES = st.one_of(
    st.none(),
    st.sampled_from(["web", "交通データ統計サービス", "x" * 60, "Weather Widget of the City"]),
    st.text("abc _交…\n", max_size=70),
)
FIGURES = st.one_of(st.none(), st.just(0), st.integers(0, 10**12))
WIDTHS = st.one_of(st.sampled_from([20, 60, 80, 120, 200]), st.integers(20, 260))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report with two or twenty metrics, by period or not, with names of any kind."""
    by_day = draw(st.booleans())
    names = draw(st.sampled_from([(), ("application",), ("backend", "application_id", "text")]))
    metrics = ["requests", *(f"a_metric_{n}" for n in range(draw(st.sampled_from([1, 2, 19]))))]
    columns = [
        *(Column(name, ColumnType.NAME, is_key=name == "backend", is_sentence=name == "text")
          for name in names),
        *(Column(metric, ColumnType.COUNT, unknown="–") for metric in metrics),
    ]  # fmt: skip
    height = draw(st.integers(0, 12))
    data: dict[str, Any] = {
        one.key: pl.Series(
            draw(
                st.lists(
                    NAMES if one.type is ColumnType.NAME else FIGURES,
                    min_size=height,
                    max_size=height,
                )
            ),
            dtype=pl.String() if one.type is ColumnType.NAME else pl.Int64(),
        )
        for one in columns
    }
    if by_day:
        period = {
            "period_start": [START + timedelta(days=day) for day in range(height)],
            "partial": [day == 0 for day in range(height)],
        }
        columns = [
            Column("period_start", ColumnType.TIME),
            Column("partial", ColumnType.FLAG),
            *columns,
        ]
        data = period | data
    dtypes = {"period_start": pl.Datetime("us", "UTC"), "partial": pl.Boolean()}
    frame = pl.DataFrame(data, schema_overrides={k: v for k, v in dtypes.items() if k in data})
    return Report(
        "traffic",
        "Traffic by day, from the first to the last day that any log covers, UTC",
        tuple(columns),
        frame,
        ZoneInfo("UTC"),
        granularity=Granularity.DAY if by_day else None,
        notes=("no log between 2026-05-07 23:45 and 2026-05-09 00:15: a/long/path.log is missing",),
        bar="requests",
        bar_parts=tuple(metrics[1:]),
    )


@given(reports(), WIDTHS, st.booleans(), st.sampled_from([Shape.TABLE, Shape.CHART]))
def test_no_line_is_wider_than_the_terminal(
    report: Report,
    width: int,
    unicode: bool,  # noqa: FBT001  (generated)
    shape: Shape,
) -> None:
    drawn = shape if report.granularity else Shape.TABLE
    text = to_table(report, width, unicode=unicode, shape=drawn)

    assert max(map(cell_len, text.splitlines())) <= width


@given(reports(), WIDTHS)
def test_no_word_of_a_cell_is_broken_other_than_by_an_ellipsis(report: Report, width: int) -> None:
    layout = lay_out(report)
    whole = {
        piece
        for one in layout.columns
        for text in (*one.cells, *one.footer)
        for piece in (text, *text.split())
    }
    fitting = fitted(layout.columns, width)
    table = to_table(replace(report, bar=None, title="", notes=()), width).splitlines()
    for column, start, size in zip(
        fitting.columns, _starts(fitting.widths), fitting.widths, strict=True
    ):
        for line in table[_rule_line(table) + 1 :]:
            cell = _cut(line, start, size).strip()
            if not line or _is_beneath(line):
                break
            words = cell.split() if column.is_sentence else [cell]
            assert all(_is_whole(word, whole) for word in words if word), (cell, line)


def _is_whole(word: str, whole: set[str]) -> bool:
    if word in {text.strip() for text in whole}:
        return True
    beginning, mark, end = word.partition("…")
    return bool(mark) and any(
        text.strip().startswith(beginning.strip()) or text.endswith(end) for text in whole
    )


def _starts(widths: Sequence[int]) -> list[int]:
    return [sum(widths[:index]) + 3 * index for index in range(len(widths))]


def _rule_line(table: list[str]) -> int:
    return next(number for number, line in enumerate(table) if line.startswith("─"))


def _is_beneath(line: str) -> bool:
    return re.match(r"\d+ days (without|that)|no room for|shortened", line) is not None


def _cut(line: str, start: int, size: int) -> str:
    """Return the characters in these cells of a line."""
    cut, at = "", 0
    for character in line:
        cut += character if start <= at < start + size else ""
        at += cell_len(character)
    return cut


@given(reports())
def test_a_pipe_gets_every_column_and_every_name_whole(report: Report) -> None:
    layout = lay_out(report)
    text = to_table(report)

    assert all(heading in text for heading in layout.headings)
    assert all(cell.strip() in text for one in layout.columns for cell in one.cells)


def column(
    heading: str, width: int, need: Need = Need.USUAL, *, is_whole: bool = True
) -> TextColumn:
    return TextColumn(heading, ["x" * width], [], is_whole=is_whole, need=need)


DAY = column("day", 15, Need.KEPT)
APP = column("app", 40, Need.KEPT, is_whole=False)
REQUESTS = column("requests", 8, Need.KEPT)
ZERO = column("zero", 4, Need.EMPTY)
PLAN_ID = column("plan_id", 8, Need.ID)
HITS, POSTS = column("hits", 9), column("posts", 9)
ALL = [DAY, PLAN_ID, APP, REQUESTS, HITS, ZERO, POSTS]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (111, "day plan_id app requests hits zero posts"),
        (95, "day plan_id app requests hits zero posts"),
        (94, "day plan_id app requests hits posts"),
        (87, "day app requests hits posts"),
        (63, "day app requests hits posts"),
        (62, "day app requests hits"),
        (50, "day app requests"),
        (34, "day app requests"),
        (33, "day app"),
        (20, "day"),
    ],
)
def test_columns_give_way_from_the_least_important_on(width: int, expected: str) -> None:
    actual = fitted(ALL, width)

    assert " ".join(one.heading for one in actual.columns) == expected
    assert sorted(one.heading for one in (*actual.columns, *actual.left_out)) == sorted(
        one.heading for one in ALL
    )
    assert actual.width() <= width
    assert actual.needed == 95


def test_names_get_the_room_that_is_left() -> None:
    names = [column("a", 40, is_whole=False), column("b", 12, is_whole=False)]

    assert fitted(names, 50).widths == [35, 12]
    assert fitted(names, 50).is_shortened()
    assert fitted(names, 80).widths == [40, 12]
    assert not fitted(names, 80).is_shortened()


def test_a_sentence_is_shortened_where_a_word_is_too_long() -> None:
    wide = column("a", 40, is_whole=False)
    sentence = replace(wide, is_sentence=True)
    of_words = replace(sentence, cells=["to be or not to be, that is the question"])

    assert fitted([sentence], 30).is_shortened()
    assert not fitted([of_words], 30).is_shortened()


def test_a_heading_that_is_wider_than_its_values_breaks_only_where_there_is_no_room() -> None:
    columns = [column("day", 15), column("response_bytes", 5)]

    assert fitted(columns, 40).widths == [15, 14]
    assert fitted(columns, 30).widths == [15, 12]
    assert fitted(columns, 27).widths == [15, 9]


def test_bars_take_the_place_of_details() -> None:
    columns = [DAY, column("partial", 7, Need.DETAIL)]

    assert fitted(columns, 34, beside=10).left_out == [columns[1]]
    assert fitted(columns, 34).left_out == []
    assert fitted(columns, 26, beside=20).left_out == []


@pytest.mark.parametrize(
    ("narrower", "expected"),
    [
        ("--metric NAME", "no room for hits; to see more: --metric NAME, or a terminal of 93"),
        ("", "no room for hits; to see more: --vertical or --format csv, or a terminal of 93"),
    ],
)
def test_what_is_left_out_is_named_with_a_way_to_see_it(
    report: Report, narrower: str, expected: str
) -> None:
    rows = report.rows.with_columns(pl.lit("x" * 30).alias("application"))
    text = to_table(replace(report, narrower=narrower, rows=rows), 77)

    assert expected in " ".join(text.split())


def test_a_shortened_name_is_told_to_be_whole_elsewhere(report: Report) -> None:
    rows = report.rows.with_columns(pl.lit("x" * 60).alias("application"))
    text = to_table(replace(report, rows=rows), 100)

    assert "names with … are shortened; whole with --vertical or --format csv" in text

    plain = to_table(replace(report, rows=rows), 100, unicode=False)

    assert "names with ~ are shortened; whole with --vertical or --format csv" in plain
    assert plain.isascii()


def test_a_figure_of_zeros_is_left_out_before_an_id() -> None:
    columns = [
        TextColumn("requests", ["7"], [], is_whole=True, need=Need.KEPT),
        TextColumn("zeros", ["0"], [], is_whole=True, need=Need.EMPTY),
        TextColumn("id", ["12345"], [], is_whole=True, need=Need.ID),
    ]
    fitting = fitted(columns, 20)

    assert [column.heading for column in fitting.columns] == ["requests", "id"]
    assert [column.heading for column in fitting.left_out] == ["zeros"]

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from usagestats.render.content import Style, to_bytes
from usagestats.render.formats import Format, Shape
from usagestats.render.terminal import to_table

if TYPE_CHECKING:
    from usagestats.report import Report

WHOLE = r"""
Traffic by hour

hour                    backend     application                status    requests        hits
─────────────────────────────────────────────────────────────────────────────────────────────
2026-10-25 02:00*       catalog     web                        200      1,234,567   1,234,567
2026-10-25 03:00+0300   catalog     =SUM(A1,"x")               404        617,284           0
2026-10-25 03:00+0200   (product)   a|b\x1b[31m\u202ered\t\n   none             0           5
2026-10-25 04:00        search      –                          503              –           –

total                                                                   1,851,851   1,234,572

* the range or the logs cover only a part of it
no log between 2026-10-25 04:00 and 2026-10-25 05:00
""".lstrip()
ASCII = r"""
Traffic by hour

hour                  | backend   | application              | status |  requests |      hits
----------------------+-----------+--------------------------+--------+-----------+----------
2026-10-25 02:00*     | catalog   | web                      | 200    | 1,234,567 | 1,234,567
2026-10-25 03:00+0300 | catalog   | =SUM(A1,"x")             | 404    |   617,284 |         0
2026-10-25 03:00+0200 | (product) | a|b\x1b[31m\u202ered\t\n | none   |         0 |         5
2026-10-25 04:00      | search    | -                        | 503    |         - |         -
----------------------+-----------+--------------------------+--------+-----------+----------
total                 |           |                          |        | 1,851,851 | 1,234,572

* the range or the logs cover only a part of it
no log between 2026-10-25 04:00 and 2026-10-25 05:00
""".lstrip()
ESCAPE = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture
def narrow(report: Report) -> Report:
    """The same without names: there is room for bars."""
    names = {"backend", "application", "status"}
    columns = tuple(column for column in report.columns if column.key not in names)
    return replace(report, columns=columns, rows=report.rows.drop(names), notes=())


def test_a_pipe_gets_an_aligned_table_with_separators_total_and_notes(report: Report) -> None:
    actual = to_table(report)

    assert actual == WHOLE


def test_where_there_is_only_ascii_nothing_else_is_written(report: Report) -> None:
    actual = to_table(report, unicode=False)

    assert actual == ASCII
    assert actual.isascii()


def test_nothing_is_ever_cut_in_a_pipe(report: Report) -> None:
    name = "x" * 300
    rows = report.rows.with_columns(application=pl.lit(name))
    notes = ("word " * 300 + "end",)
    actual = to_table(replace(report, rows=rows, notes=notes))

    assert actual.count(name) == 4
    assert notes[0] in actual
    assert "…" not in actual


def test_each_row_has_a_bar_as_long_as_its_share_of_the_largest(narrow: Report) -> None:
    actual = to_table(narrow, 64)

    expected = """
Traffic by hour

hour                     requests        hits   requests
────────────────────────────────────────────────────────────────
2026-10-25 02:00*       1,234,567   1,234,567   ████████████████
2026-10-25 03:00+0300     617,284           0   ████████
2026-10-25 03:00+0200           0           5
2026-10-25 04:00                –           –

total                   1,851,851   1,234,572

* the range or the logs cover only a part of it
""".lstrip()

    assert expected == actual


def test_bars_are_drawn_in_ascii_too(narrow: Report) -> None:
    actual = to_table(narrow, 64, unicode=False)

    assert actual.count("#") == 16 + 8
    assert actual.isascii()


def test_escape_sequences_are_written_only_in_color_and_change_no_text(narrow: Report) -> None:
    plain, colored = to_table(narrow, 66), to_table(narrow, 66, color=True)
    without_colors = "\n".join(line.rstrip() for line in ESCAPE.sub("", colored).split("\n"))

    assert "\x1b" not in plain
    assert "\x1b[38;5;31m" in colored
    assert without_colors == plain


def test_no_control_character_of_a_log_reaches_a_terminal(report: Report) -> None:
    hostile = "\x00\x07\x1b[31m\x7f\x9b31m\x85\u2028\u202e\u2066\ufeff[red]x[/red]"
    rows = report.rows.with_columns(backend=pl.lit(hostile), application=pl.lit(hostile))
    actual = to_table(replace(report, rows=rows, notes=()))

    visible = r"\x00\x07\x1b[31m\x7f\x9b31m\x85\u2028\u202e\u2066\ufeff[red]x[/red]"

    assert actual.count(visible) == 8
    assert actual.replace("\n", "").isprintable()


def test_a_report_without_rows_has_headings_and_neither_total_nor_bars(narrow: Report) -> None:
    actual = to_table(replace(narrow, rows=narrow.rows.clear()))

    expected = """
Traffic by hour

hour   requests   hits
──────────────────────
""".lstrip()

    assert expected == actual


@pytest.mark.parametrize("width", [None, 40])
def test_a_reason_takes_the_place_of_a_table_without_rows(
    narrow: Report, width: int | None
) -> None:
    reason = "No requests: there are none in the logs or the store; usagestats check shows more."
    actual = to_table(replace(narrow, rows=narrow.rows.clear(), when_empty=reason), width)

    assert " ".join(actual.split()) == f"Traffic by hour {reason}"
    assert "requests   hits" not in actual
    assert width is None or max(map(len, actual.splitlines())) <= width


def test_the_style_decides_what_a_table_may_show(narrow: Report) -> None:
    style = Style(width=66, color=True, encoding="ascii", shape=Shape.RECORDS)
    actual = b"".join(to_bytes([narrow], Format.TABLE, style)).decode()

    assert to_table(narrow, 66, color=True, unicode=False, shape=Shape.RECORDS) == actual


def test_no_control_character_of_a_title_a_reason_or_a_column_reaches_a_terminal(
    report: Report,
) -> None:
    hostile = "\x07\u2066"
    columns = (*report.columns[:-1], replace(report.columns[-1], key=hostile))
    named = replace(
        report, title=hostile, columns=columns, rows=report.rows.rename({"hits": hostile})
    )
    empty = replace(named, rows=named.rows.clear(), when_empty=f"{hostile} why")

    for text in (to_table(named, 120), to_table(empty, 120)):
        assert text.count(r"\x07\u2066") == 2
        assert text.replace("\n", "").isprintable()


def test_without_a_header_a_table_begins_with_its_rows(report: Report) -> None:
    whole, actual = to_table(report), to_table(report, has_header=False)

    assert whole.endswith(actual)
    assert actual.startswith("2026-10-25 02:00")

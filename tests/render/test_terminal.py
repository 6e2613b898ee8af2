from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from usagestats.render.content import Style, to_bytes
from usagestats.render.formats import Format
from usagestats.render.notation import Notation
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


@pytest.mark.parametrize("width", [None, 40, 100])
def test_nothing_is_ever_cut(report: Report, width: int | None) -> None:
    name = "x" * 300
    rows = report.rows.with_columns(application=pl.lit(name))
    notes = ("word " * 300 + "end",)
    actual = to_table(replace(report, rows=rows, notes=notes), width)

    assert actual.count(name) == 4
    assert notes[0] in actual
    assert "…" not in actual


def test_each_row_has_a_bar_as_long_as_its_share_of_the_largest(narrow: Report) -> None:
    actual = to_table(narrow, 64)

    expected = """
Traffic by hour

hour                     requests        hits
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


@pytest.mark.parametrize("width", [20, 40, 56, 57, 66, 80, 120, 300])
@pytest.mark.parametrize("unicode", [True, False])
def test_bars_make_no_line_wider_than_the_terminal(
    narrow: Report,
    width: int,
    unicode: bool,  # noqa: FBT001
) -> None:
    without = max(
        map(len, to_table(replace(narrow, bar=None), width, unicode=unicode).splitlines())
    )
    actual = max(map(len, to_table(narrow, width, unicode=unicode).splitlines()))

    assert actual <= max(width, without)


def test_escape_sequences_are_written_only_in_color_and_change_no_text(narrow: Report) -> None:
    plain, colored = to_table(narrow, 66), to_table(narrow, 66, color=True)
    without_colors = "\n".join(line.rstrip() for line in ESCAPE.sub("", colored).split("\n"))

    assert "\x1b" not in plain
    assert "\x1b[36m" in colored
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


def test_the_style_decides_what_a_table_may_show(narrow: Report) -> None:
    style = Style(
        width=66, color=True, encoding="ascii", notation=Notation(has_byte_order_mark=True)
    )
    actual = b"".join(to_bytes([narrow], Format.TABLE, style)).decode()

    assert to_table(narrow, 66, color=True, unicode=False) == actual


def test_without_a_header_a_table_begins_with_its_rows(narrow: Report) -> None:
    whole, actual = to_table(narrow), to_table(narrow, has_header=False)

    assert whole.endswith(actual)
    assert actual.splitlines()[0].lstrip().startswith("2026")

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from usagestats.render.content import Style, to_bytes
from usagestats.render.formats import Drawing, Format
from usagestats.render.notation import Notation

if TYPE_CHECKING:
    from usagestats.report import Report


@pytest.mark.parametrize("output", [output for output in Format if output.is_text])
def test_batches_are_written_like_one_report(report: Report, output: Format) -> None:
    empty = replace(report, rows=report.rows.clear(), counts=None)
    batches = [empty, *(replace(empty, rows=report.rows[row : row + 1]) for row in range(4))]
    whole = b"".join(to_bytes([report], output, Style(notation=Notation(has_byte_order_mark=True))))
    actual = b"".join(
        to_bytes(
            [*batches, replace(report, rows=report.rows.clear())],
            output,
            Style(notation=Notation(has_byte_order_mark=True)),
        )
    )

    assert actual.decode() == whole.decode()


def test_a_picture_is_drawn_of_all_batches(report: Report) -> None:
    batches = [replace(report, rows=report.rows[row : row + 1]) for row in range(4)]
    svg = b"".join(to_bytes(batches, Drawing.SVG, Style()))

    assert svg == b"".join(to_bytes([report], Drawing.SVG, Style()))
    assert b"".join(to_bytes([report], Drawing.PNG, Style())).startswith(b"\x89PNG")


def test_what_a_terminal_does_not_have_is_replaced(report: Report) -> None:
    actual = b"".join(to_bytes([report], Format.TABLE, Style(encoding="ascii")))

    assert actual.isascii()

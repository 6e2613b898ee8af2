"""Report and format → bytes. A long report comes in batches; most formats write them one by one.

The module of a format is loaded when it is written: some load libraries, and all take time.
"""

from __future__ import annotations

from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING, Literal, assert_never

import polars as pl

from usagestats.frames import plain
from usagestats.light_dataclass import dataclass, replace
from usagestats.render.formats import Drawing, Format, Shape
from usagestats.render.notation import Notation
from usagestats.side_by_side import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usagestats.render.formats import AnyFormat, TextFormat
    from usagestats.report import Report


@dataclass(frozen=True, slots=True)
class Style:
    """The abilities of the destination.

    Args:
        width: The width of the terminal in characters; `None` for a pipe or file.
        color: Whether escape sequences may be used.
        encoding: The encoding of texts; characters that it does not have are replaced.
        notation: How values are written.
        shape: How a table shows its rows.
    """

    width: int | None = None
    color: bool = False
    encoding: str = "utf-8"
    notation: Notation = field(default_factory=Notation)
    shape: Shape = Shape.TABLE

    @property
    def unicode(self) -> bool:
        """Whether more than ASCII can be shown."""
        return self.encoding.lower().replace("-", "").startswith("utf")


def to_bytes(batches: Iterable[Report], output: AnyFormat, style: Style) -> Iterator[bytes]:
    """Write a report piece by piece.

    Args:
        batches: At least one report with the same columns and a part of the rows each. Everything
            but the rows is taken from the last one.
        output: The output format.
        style: The abilities of the destination.
    """
    if isinstance(output, Drawing):
        yield _drawn(_joined(map(_plain, batches)), output)
        return
    match output:
        case Format.PARQUET:
            from usagestats.render.parquet import to_parquet

            yield from to_parquet(map(_plain, batches))
        case Format.XLSX:
            from usagestats.render.xlsx import to_xlsx

            yield from to_xlsx(map(_plain, batches), style.notation)
        case _:
            for text in _texts(batches, output, style):
                yield text.encode(style.encoding, "replace")


def _plain(report: Report) -> Report:
    """Return the report with texts for names that are coded."""
    return replace(report, rows=plain(report.rows))


def _drawn(report: Report, output: Drawing) -> bytes:
    from usagestats.render.page.picture import svg_of

    svg = svg_of(report)
    if output is Drawing.SVG:
        return svg.encode()
    from usagestats.render.page.png import png_of

    return png_of(svg)


def _texts(batches: Iterable[Report], output: TextFormat, style: Style) -> Iterator[str]:
    match output:
        case Format.CSV | Format.TSV | Format.JSONL:
            write = partial(_piece, output=output, notation=style.notation)
            yield from in_order(enumerate(batches), write)
        case _:
            yield _whole(_joined(map(_plain, batches)), output, style)


def _piece(
    batch: tuple[int, Report],
    output: Literal[Format.CSV, Format.TSV, Format.JSONL],
    notation: Notation,
) -> str:
    """Write a batch, of this number, in a format of which batches can be written one by one."""
    from usagestats.render.delimited import BYTE_ORDER_MARK, to_csv, to_tsv

    number, report = batch
    is_first = number == 0
    has_header = is_first and notation.has_header
    match output:
        case Format.CSV:
            mark = BYTE_ORDER_MARK if is_first and notation.has_byte_order_mark else ""
            return mark + to_csv(report, notation, has_header=has_header)
        case Format.TSV:
            return to_tsv(report, notation, has_header=has_header)
        case Format.JSONL:
            from usagestats.render.json import to_json_lines

            return to_json_lines(_plain(report), notation)
        case _:
            assert_never(output)


def _whole(
    report: Report,
    output: Literal[Format.JSON, Format.MARKDOWN, Format.OPENMETRICS, Format.TABLE],
    style: Style,
) -> str:
    """Write a report in a format that needs all of it."""
    match output:
        case Format.JSON:
            from usagestats.render.json import to_json

            return to_json(report, style.notation)
        case Format.MARKDOWN:
            from usagestats.render.markdown import to_markdown

            return to_markdown(report)
        case Format.OPENMETRICS:
            from usagestats.render.openmetrics import to_openmetrics

            return to_openmetrics(report)
        case Format.TABLE:
            from usagestats.render.terminal import to_table

            return to_table(
                report,
                style.width,
                color=style.color,
                unicode=style.unicode,
                has_header=style.notation.has_header,
                shape=style.shape,
            )
        case _:
            assert_never(output)


def _joined(batches: Iterable[Report]) -> Report:
    """Return one report with the rows of all."""
    reports = list(batches)
    return replace(reports[-1], rows=pl.concat([report.rows for report in reports]))

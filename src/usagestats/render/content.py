"""Report and format → bytes. A long report comes in batches; most formats write them one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

import polars as pl

from usagestats.render.delimited import BYTE_ORDER_MARK, to_csv, to_tsv
from usagestats.render.formats import Format, Shape
from usagestats.render.json import to_json, to_json_lines
from usagestats.render.markdown import to_markdown
from usagestats.render.parquet import to_parquet
from usagestats.render.xlsx import to_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usagestats.render.formats import TextFormat
    from usagestats.report import Report


@dataclass(frozen=True, slots=True)
class Style:
    """The abilities of the destination.

    Args:
        width: The width of the terminal in characters; `None` for a pipe or file.
        color: Whether escape sequences may be used.
        encoding: The encoding of texts; characters that it does not have are replaced.
        byte_order_mark: Whether CSV begins with a byte order mark, for Excel.
        shape: How a table shows its rows.
    """

    width: int | None = None
    color: bool = False
    encoding: str = "utf-8"
    byte_order_mark: bool = False
    shape: Shape = Shape.TABLE

    @property
    def unicode(self) -> bool:
        """Whether more than ASCII can be shown."""
        return self.encoding.lower().replace("-", "").startswith("utf")


def to_bytes(batches: Iterable[Report], output: Format, style: Style) -> Iterator[bytes]:
    """Write a report piece by piece.

    Args:
        batches: At least one report with the same columns and a part of the rows each. Everything
            but the rows is taken from the last one.
        output: The output format.
        style: The abilities of the destination.
    """
    match output:
        case Format.PARQUET:
            yield from to_parquet(batches)
        case Format.XLSX:
            yield from to_xlsx(batches)
        case _:
            for text in _texts(batches, output, style):
                yield text.encode(style.encoding, "replace")


def _texts(batches: Iterable[Report], output: TextFormat, style: Style) -> Iterator[str]:
    match output:
        case Format.CSV:
            yield BYTE_ORDER_MARK if style.byte_order_mark else ""
            for number, report in enumerate(batches):
                yield to_csv(report, has_header=number == 0)
        case Format.TSV:
            for number, report in enumerate(batches):
                yield to_tsv(report, has_header=number == 0)
        case Format.JSONL:
            yield from map(to_json_lines, batches)
        case Format.JSON:
            yield to_json(_joined(batches))
        case Format.MARKDOWN:
            yield to_markdown(_joined(batches))
        case Format.TABLE:
            from usagestats.render.terminal import to_table  # noqa: PLC0415  (loads rich: slow)

            report = _joined(batches)
            yield to_table(
                report,
                style.width,
                color=style.color,
                unicode=style.unicode,
                shape=style.shape,
            )
        case _:
            assert_never(output)


def _joined(batches: Iterable[Report]) -> Report:
    """Return one report with the rows of all."""
    reports = list(batches)
    return replace(reports[-1], rows=pl.concat([report.rows for report in reports]))

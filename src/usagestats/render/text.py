"""Report and format → text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from usagestats.render.delimited import BYTE_ORDER_MARK, to_csv, to_tsv
from usagestats.render.formats import Format
from usagestats.render.json import to_json, to_json_lines
from usagestats.render.markdown import to_markdown

if TYPE_CHECKING:
    from usagestats.reports.report import Report


@dataclass(frozen=True, slots=True)
class Style:
    """What the destination can show.

    Args:
        width: Of the terminal; `None` for a pipe or file.
        color: Whether escape sequences may be used.
        unicode: Whether it shows more than ASCII.
        byte_order_mark: Whether CSV begins with one, for Excel.
    """

    width: int | None = None
    color: bool = False
    unicode: bool = True
    byte_order_mark: bool = False


def to_text(report: Report, output: Format, style: Style) -> str:
    """Write a report."""
    match output:
        case Format.TABLE:
            from usagestats.render.terminal import to_table  # noqa: PLC0415  (loads rich: slow)

            return to_table(report, style.width, color=style.color, unicode=style.unicode)
        case Format.CSV:
            return (BYTE_ORDER_MARK if style.byte_order_mark else "") + to_csv(report)
        case Format.TSV:
            return to_tsv(report)
        case Format.JSON:
            return to_json(report)
        case Format.JSONL:
            return to_json_lines(report)
        case Format.MARKDOWN:
            return to_markdown(report)
        case _:
            assert_never(output)

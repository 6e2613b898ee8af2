"""Report → JSON: one document with the facts about the report, or one line per row."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from usagestats.late_pattern import late_pattern
from usagestats.render.notation import PLAIN
from usagestats.render.values import (
    iso_time,
    plain_number,
    with_rounded_rates,
    with_written_times,
)
from usagestats.safety.visible import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from usagestats.render.notation import Notation
    from usagestats.report import Report

FORMAT_VERSION: Final = 2
# 1: meta with range, timezone, granularity, counting and counts; rows with the columns of CSV
# 2: application_id beside application (the name), ids of accounts and plans, covered_start and
#    covered_end beside the period_start and period_end of the calendar, splits in the order given

# texts are matched first, so that nothing within them is taken for a number
_MARK_OF_EXPONENTS: Final = late_pattern("[0-9]e[+-][0-9]")
_EXPONENT: Final = late_pattern(r'"(?:[^"\\]|\\.)*"|(-?[0-9.]+e[+-]?[0-9]+)')


def to_json(
    report: Report, notation: Notation = PLAIN, head: Mapping[str, str] | None = None
) -> str:
    """Write `{"meta": {…}, "rows": […]}`.

    Args:
        report: The report.
        notation: How values are written.
        head: Keys and texts that come first.
    """
    rows = _written(report, notation).to_dicts()
    document = {**(head or {}), "meta": _meta(report), "rows": rows}
    return _dumped(document, indent=2) + "\n"


def to_json_lines(report: Report, notation: Notation = PLAIN) -> str:
    """Write one object per row."""
    rows = _written(report, notation).iter_rows(named=True)
    return "".join(_dumped(row) + "\n" for row in rows)


def _written(report: Report, notation: Notation) -> pl.DataFrame:
    return with_rounded_rates(with_written_times(report, notation.time_format), report)


def _dumped(value: object, indent: int | None = None) -> str:
    """Write JSON that is readable, with control characters escaped for terminals."""
    # money is text, since most programs would read a number with a point as a binary fraction
    text = json.dumps(value, indent=indent, ensure_ascii=False, default=str)
    if _MARK_OF_EXPONENTS.search(text):
        text = _EXPONENT.sub(lambda match: plain_number(match[1]) if match[1] else match[0], text)
    return INVISIBLE.sub(lambda match: match[0] if match[0] == "\n" else _escape(match[0]), text)


def _escape(character: str) -> str:
    r"""Write a character as `\u200b`; one beyond U+FFFF is two escapes, as RFC 8259 wants."""
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _meta(report: Report) -> dict[str, Any]:
    span = report.span
    bounds = {
        "start": iso_time(span.start, report.zone) if span else None,
        "end": iso_time(span.end, report.zone) if span else None,
    }
    return {
        "format_version": FORMAT_VERSION,
        "report": report.name,
        "range": bounds,
        "timezone": report.zone.key,
        "granularity": report.granularity,
        "counting": str(report.counting),
        "left_out": report.left_out,
        "counts": {**asdict(report.counts), "in_range": report.in_range} if report.counts else None,
        "notes": [*report.notes, *([report.cut.note] if report.cut else [])],
    }

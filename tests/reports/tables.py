"""Short ways to write USAGE and COVERAGE, and to read the rows of a report."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.report import Report

COVERED = ("covered_start", "covered_end")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def covering(*hulls: tuple[str, str]) -> Coverage:
    return Coverage.of((utc(first), utc(last)) for first, last in hulls)


def usage_of(rows: Sequence[tuple[object, ...]], *keys: str) -> pl.DataFrame:
    """Make USAGE: each row is a start, the keys, a metric and how much it was used."""
    columns = ["start", *keys, "metric", "requests", "usage"]
    return pl.DataFrame(
        [(utc(str(start)), *rest, count, count) for start, *rest, count in rows],
        schema={column: USAGE[column] for column in columns},
        orient="row",
    )


def lines_of(report: Report, *columns: str) -> list[str]:
    """Return the rows as text: times in UTC, null as a dash.

    Without `columns` it is all of them but the covered part of periods, which tests name.
    """
    shown = columns or [name for name in report.rows.columns if name not in COVERED]
    rows = report.rows.select(shown)
    return [" ".join(_text(value) for value in row) for row in rows.iter_rows()]


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%m-%dT%H:%M")
    return "-" if value is None else str(value)

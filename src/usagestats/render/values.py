"""How single values are written: times with their offset, hostile text made harmless."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from usagestats.distinct import map_distinct
from usagestats.reports.report import Kind
from usagestats.visible import harmless_cell, visible

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.reports.report import Report


def iso_time(time: datetime, zone: ZoneInfo) -> str:
    """Return a UTC time as ISO 8601 in `zone`, with its offset."""
    return time.replace(tzinfo=UTC).astimezone(zone).isoformat()


def with_written_times(report: Report) -> pl.DataFrame:
    """Return the rows with ISO 8601 texts instead of times."""
    written = [
        _written_times(report.rows[column.key], report.zone)
        for column in report.columns
        if column.kind is Kind.TIME
    ]
    return report.rows.with_columns(written)


def _written_times(times: pl.Series, zone: ZoneInfo) -> pl.Series:
    distinct = times.unique().drop_nulls()
    texts = pl.Series([iso_time(time, zone) for time in distinct], dtype=pl.String)
    return times.replace_strict(distinct, texts, return_dtype=pl.String)


def with_safe_names(rows: pl.DataFrame, report: Report, *, for_spreadsheet: bool) -> pl.DataFrame:
    """Return the rows with every name made visible, and harmless in a spreadsheet if asked."""

    def safe(text: str) -> str:
        return visible(harmless_cell(text) if for_spreadsheet else text)

    names = [column.key for column in report.columns if column.kind is Kind.NAME]
    return rows.with_columns(map_distinct(rows[name], safe, pl.String()) for name in names)

"""Single values: times get their offset, and hostile text is made harmless."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import map_distinct
from usagestats.report import ColumnType
from usagestats.safety.visible import INVISIBLE, POSSIBLE_FORMULA, harmless_cell, visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from usagestats.report import Report

_TEXTS: Final = {ColumnType.NAME, ColumnType.FACT}
_FEW: Final = 4
_ODD: Final = f"{INVISIBLE.pattern}|{POSSIBLE_FORMULA}"


def iso_time(time: datetime, zone: ZoneInfo) -> str:
    """Return a UTC time as ISO 8601 in `zone`, with its offset."""
    return time.replace(tzinfo=UTC).astimezone(zone).isoformat()


def with_written_times(report: Report) -> pl.DataFrame:
    """Return the rows with ISO 8601 texts instead of times."""
    written = [
        _each_written_once(report.rows[column.key], report.zone)
        for column in report.columns
        if column.type is ColumnType.TIME
    ]
    return report.rows.with_columns(written)


def _each_written_once(times: pl.Series, zone: ZoneInfo) -> pl.Series:
    """Write times like `iso_time`; if many are equal, as in splits, each distinct one only once."""
    distinct = times.unique().drop_nulls()
    if _FEW * len(distinct) > len(times) or distinct.is_empty():
        return _written_times(times, zone)
    texts = _written_times(distinct, zone)
    return times.replace_strict(distinct, texts, return_dtype=pl.String)


def _written_times(times: pl.Series, zone: ZoneInfo) -> pl.Series:
    """Write times like `iso_time`, many at once; the offset is looked up once per minute."""
    minutes = times.dt.truncate("1m")
    distinct = minutes.unique().drop_nulls()
    if distinct.is_empty():
        return pl.Series(times.name, [None] * len(times), dtype=pl.String)
    offsets = pl.Series([_offset(minute, zone) for minute in distinct], dtype=pl.Duration("us"))
    shifts = minutes.replace_strict(distinct, offsets, return_dtype=pl.Duration("us"))
    endings = pl.Series([_offset_text(minute, zone) for minute in distinct], dtype=pl.String)
    wall = (times.dt.replace_time_zone(None) + shifts).dt
    texts = pl.select(
        pl.when(times.dt.microsecond() == 0)
        .then(wall.strftime("%Y-%m-%dT%H:%M:%S"))
        .otherwise(wall.strftime("%Y-%m-%dT%H:%M:%S%.6f"))
        + minutes.replace_strict(distinct, endings, return_dtype=pl.String)
    ).to_series()
    return texts.alias(times.name)


def _offset(time: datetime, zone: ZoneInfo) -> timedelta | None:
    return time.astimezone(zone).utcoffset()


def _offset_text(time: datetime, zone: ZoneInfo) -> str:
    return iso_time(time, zone)[len("2026-05-04T10:15:30") :]


def with_safe_names(rows: pl.DataFrame, report: Report, *, for_spreadsheet: bool) -> pl.DataFrame:
    """Return the rows with safe names.

    Control characters are made visible; `for_spreadsheet`, no name is a formula either.
    """

    def safe(text: str) -> str:
        return visible(harmless_cell(text) if for_spreadsheet else text)

    names = [column.key for column in report.columns if column.type in _TEXTS]
    return rows.with_columns(_mapped_where_odd(rows[name], safe) for name in names)


def _mapped_where_odd(texts: pl.Series, safe: Callable[[str], str]) -> pl.Series:
    """Apply `safe` to those texts that it might change."""
    odd = texts.cast(pl.String).str.contains(_ODD).fill_null(value=False).arg_true()
    if odd.is_empty():
        return texts
    return texts.clone().scatter(odd, map_distinct(texts.gather(odd), safe, pl.String()))

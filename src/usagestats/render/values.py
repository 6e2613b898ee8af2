"""Single values for programs: times, rates without exponents, and hostile text made harmless."""

from __future__ import annotations

from datetime import UTC, datetime, timezone
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, assert_never

import polars as pl

from usagestats.choices import TimeFormat
from usagestats.frames import map_distinct, names_in
from usagestats.render.notation import DIGITS
from usagestats.report import ColumnType
from usagestats.safety.visible import INVISIBLE, POSSIBLE_FORMULA, harmless_cell, visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from usagestats.report import Report

_TEXTS: Final = {ColumnType.NAME, ColumnType.FACT}
_FEW: Final = 2
_FEW_TIMES: Final = 1000
"""So many times are written one by one in less time than by columns."""
_ODD: Final = f"{INVISIBLE.pattern}|{POSSIBLE_FORMULA}"
_RATES: Final = {ColumnType.MEASURE, ColumnType.SHARE, ColumnType.CHANGE}
_FINE: Final = 1e10  # a larger number has no more than 6 digits behind the point anyway
_PATTERNS: Final = {
    TimeFormat.ISO: "%Y-%m-%dT%H:%M:%S",
    TimeFormat.DATE: "%Y-%m-%d",
    TimeFormat.LOCAL: "%Y-%m-%d %H:%M:%S",
}


def iso_time(time: datetime, zone: ZoneInfo) -> str:
    """Return a UTC time as ISO 8601 in `zone`, with its offset."""
    return time.replace(tzinfo=UTC).astimezone(zone).isoformat()


def with_written_times(report: Report, notation: TimeFormat = TimeFormat.ISO) -> pl.DataFrame:
    """Return the rows with texts instead of times."""
    columns = [column.key for column in report.columns if column.type is ColumnType.TIME]
    times = [report.rows[column] for column in columns]
    return report.rows.with_columns(_each_written_once(times, report.zone, notation))


def _each_written_once(
    columns: list[pl.Series], zone: ZoneInfo, notation: TimeFormat
) -> list[pl.Series]:
    """Write times; if many are equal, as in splits or ends of periods, each only once."""
    if not columns or len(columns[0]) <= _FEW_TIMES:
        return [_written_times(times, zone, notation) for times in columns]
    runs = [_runs(times) for times in columns]
    distinct = pl.concat([firsts.alias("time") for firsts, _ in runs]).unique().drop_nulls()
    if _FEW * len(distinct) > sum(map(len, columns)) or distinct.is_empty():
        return [_written_times(times, zone, notation) for times in columns]
    texts = _written_times(distinct, zone, notation)
    return [
        firsts.replace_strict(distinct, texts, return_dtype=pl.String).gather(run)
        for firsts, run in runs
    ]


def _runs(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the first of each run of equal values, and the number of the run of each value."""
    run = values.rle_id()
    return values.filter((run != run.shift(1)).fill_null(value=True)), run


def _written_times(times: pl.Series, zone: ZoneInfo, notation: TimeFormat) -> pl.Series:
    """Write times as `iso_time` does; of many, the offset is looked up once per minute."""
    if len(times) <= _FEW_TIMES:
        written = [time and _written_time(time, zone, notation) for time in times.to_list()]
        return pl.Series(times.name, written, dtype=pl.String)
    minutes = times.dt.truncate("1m")
    distinct = minutes.unique().drop_nulls()
    if distinct.is_empty():
        return pl.Series(times.name, [None] * len(times), dtype=pl.String)
    offsets = pl.Series([_offset(minute, zone) for minute in distinct], dtype=pl.Duration("us"))
    shifts = minutes.replace_strict(distinct, offsets, return_dtype=pl.Duration("us"))
    wall = (times.dt.replace_time_zone(None) + shifts).dt
    pattern = _PATTERNS[notation]
    texts = wall.strftime(pattern)
    if notation is not TimeFormat.DATE:
        fine = wall.strftime(f"{pattern}%.6f")
        texts = pl.select(
            pl.when(times.dt.microsecond() == 0).then(texts).otherwise(fine)
        ).to_series()
    if notation is TimeFormat.ISO:
        endings = {shift: _offset_text(shift) for shift in offsets.unique()}
        texts += shifts.replace_strict(endings, return_dtype=pl.String)
    return texts.alias(times.name)


@lru_cache(maxsize=4 * _FEW_TIMES)  # the end of a period is the start of the next
def _written_time(time: datetime, zone: ZoneInfo, notation: TimeFormat) -> str:
    wall = time.replace(tzinfo=UTC).astimezone(zone)
    match notation:
        case TimeFormat.ISO:
            return wall.isoformat()
        case TimeFormat.DATE:
            return wall.date().isoformat()
        case TimeFormat.LOCAL:
            return wall.replace(tzinfo=None).isoformat(sep=" ")
        case _:
            assert_never(notation)


def _offset(time: datetime, zone: ZoneInfo) -> timedelta | None:
    return time.astimezone(zone).utcoffset()


def _offset_text(offset: timedelta) -> str:
    return datetime(2026, 5, 4, tzinfo=timezone(offset)).isoformat()[len("2026-05-04T00:00:00") :]


def with_rounded_rates(rows: pl.DataFrame, report: Report) -> pl.DataFrame:
    """Return the rows with shares, changes and measures of at most `DIGITS` digits."""
    rates = pl.col([column.key for column in report.columns if column.type in _RATES])
    rounded = pl.when(rates.abs() < _FINE).then(rates.round(DIGITS)).otherwise(rates)
    return rows.with_columns(pl.when(rounded == 0).then(0.0).otherwise(rounded).name.keep())


def with_written_rates(
    rows: pl.DataFrame, report: Report, *, has_decimal_comma: bool
) -> pl.DataFrame:
    """Return the rows with rounded rates and money as texts, never with an exponent."""
    numbers = [rows[one.key] for one in report.columns if one.type in {*_RATES, ColumnType.MONEY}]
    written = [_plain_texts(column) for column in numbers]
    if has_decimal_comma:
        written = [texts.str.replace(".", ",", literal=True) for texts in written]
    return rows.with_columns(written)


def _plain_texts(numbers: pl.Series) -> pl.Series:
    texts = numbers.cast(pl.String)
    odd = texts.str.contains("e", literal=True).fill_null(value=False).arg_true()
    if odd.is_empty():
        return texts
    plain = pl.Series([plain_number(text) for text in texts.gather(odd)], dtype=pl.String)
    return texts.clone().scatter(odd, plain)


def plain_number(text: str) -> str:
    """Return a number that is written with an exponent without one."""
    plain = f"{Decimal(text):f}"
    return plain if "." in plain else f"{plain}.0"


def with_safe_names(
    rows: pl.DataFrame, report: Report, *, for_spreadsheet: bool, cuts: str = ";"
) -> pl.DataFrame:
    """Return the rows with safe names.

    Control characters are made visible; `for_spreadsheet`, no name is a formula either, not even
    behind one of the characters `cuts`.
    """

    def safe(text: str) -> str:
        return visible(harmless_cell(text, cuts) if for_spreadsheet else text)

    names = [column.key for column in report.columns if column.type in _TEXTS]
    return rows.with_columns(_safe_names(rows[name], safe) for name in names)


def _safe_names(texts: pl.Series, safe: Callable[[str], str]) -> pl.Series:
    """Apply `safe` to texts; where they are coded, once to each name."""
    if not isinstance(texts.dtype, pl.Enum):
        return _mapped_where_odd(texts, safe)
    names = names_in(texts)
    found = _mapped_where_odd(names, safe)
    return texts if found is names else found.gather(texts.to_physical()).alias(texts.name)


def _mapped_where_odd(texts: pl.Series, safe: Callable[[str], str]) -> pl.Series:
    """Apply `safe` to those texts that it might change."""
    odd = texts.cast(pl.String).str.contains(_ODD).fill_null(value=False).arg_true()
    if odd.is_empty():
        return texts
    return texts.clone().scatter(odd, map_distinct(texts.gather(odd), safe, pl.String()))

"""The text of one value for people: separators, shared decimals, short times."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from usagestats.late_pattern import late_pattern
from usagestats.report import ColumnType
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.report import Column, Report

UNKNOWN: Final = "–"
NUMBERS: Final = {
    ColumnType.COUNT,
    ColumnType.MEASURE,
    ColumnType.MONEY,
    ColumnType.SHARE,
    ColumnType.CHANGE,
    ColumnType.NUMBER,
}
_DATE, _MINUTE, _SECOND = "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"
_NULL_NAME: Final = {"backend": "(product)", "status": "none", "value": "", "detail": ""}
_MOST_DECIMALS: Final = 3
_COUNT: Final = late_pattern(r"[0-9]{4,18}")
_ZONED_TIME: Final = late_pattern(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def form_of(column: Column, report: Report) -> str:
    """Return the form that the values of a column share.

    For measures, a number of decimals: so many that the smallest value has three digits, and no
    more than its values need. For times, their precision.
    """
    values = report.rows[column.key].drop_nulls()
    if column.type is ColumnType.MEASURE:
        return f",.{_decimals(values)}f"
    if column.type is ColumnType.TIME:
        return _precision(values, report.zone)
    return ""


def _decimals(values: pl.Series) -> int:
    sizes = values.cast(pl.Float64).abs()
    smallest = sizes.filter(sizes > 0).min()
    if not isinstance(smallest, float):
        return 0
    digits = len(f"{int(smallest)}") if smallest >= 1 else 0
    most = max(_MOST_DECIMALS - digits, 1)
    if round(smallest, most) == 0:
        return most
    exact = values.round(most)
    return next((few for few in range(most) if (values.round(few) == exact).all()), most)


def _precision(times: pl.Series, zone: ZoneInfo) -> str:
    if (times.dt.truncate("1m") != times).any():
        return _SECOND
    return _DATE if all(_is_midnight(local(time, zone)) for time in times) else _MINUTE


def _is_midnight(time: datetime) -> bool:
    return (time.hour, time.minute, time.second, time.microsecond) == (0, 0, 0, 0)


def local(time: datetime, zone: ZoneInfo) -> datetime:
    """Return a UTC time as the clocks of a zone show it."""
    return time.replace(tzinfo=UTC).astimezone(zone)


def cell_text(column: Column, value: Any, report: Report, form: str) -> str:  # noqa: ANN401
    """Return a value as people read it.

    Args:
        column: Its column.
        value: A value of the column's type, or null.
        report: The report, for its zone and for the meaning of null.
        form: The form of the column, see `form_of`.
    """
    if value is None:
        return _text_of_null(column, report)
    match column.type:
        case ColumnType.COUNT | ColumnType.MONEY:
            text = f"{value:,}"
        case ColumnType.MEASURE:
            text = format(value, form)
        case ColumnType.SHARE:
            text = f"{100 * value:,.1f} %"
        case ColumnType.CHANGE:
            text = f"{100 * value:+,.1f} %"
        case ColumnType.TIME:
            text = _time(local(value, report.zone), form)
        case ColumnType.FLAG:
            text = "yes" if value else "no"
        case ColumnType.FACT:
            text = _fact(visible(value), report.zone)
        case _:
            text = visible(str(value))
    return text


def _text_of_null(column: Column, report: Report) -> str:
    if column.type is ColumnType.CHANGE:
        return UNKNOWN
    return _NULL_NAME.get(column.key, UNKNOWN) if report.granularity else column.unknown


def _time(time: datetime, form: str) -> str:
    """Return a time; among times with seconds, a date such as `created_at` is a date."""
    return time.strftime(_DATE if form == _SECOND and _is_midnight(time) else form)


def _fact(text: str, zone: ZoneInfo) -> str:
    """Return a fact: a count with separators, times as the clocks of the zone show them."""
    if _COUNT.fullmatch(text):
        return f"{int(text):,}"
    return _ZONED_TIME.sub(
        lambda match: datetime.fromisoformat(match[0]).astimezone(zone).strftime(_MINUTE), text
    )

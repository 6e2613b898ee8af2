"""Why a condition is a failure, as a clause for people; `None` where it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.periods.period import Period
from usagestats.reports.check_usage_parts.condition import Unit
from usagestats.reports.parts.span import missing_files, written
from usagestats.tables.coverage import LARGEST_BRIDGED_GAP

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.reports.check_usage_parts.condition import Condition
    from usagestats.tables.coverage import Coverage

_WORDS: Final = {">": "more than", ">=": "not less than", "<": "less than", "<=": "not more than"}
_TIME_UNITS: Final = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_MOST_UNITS: Final = 2


def of_value(
    condition: Condition, value: float | None, limit: float | None, *, requests: int
) -> str | None:
    """Return why a figure of a group is a failure.

    Args:
        condition: The condition.
        value: The figure; `None` where it is unknown.
        limit: The value that it is compared with; `None` where there is nothing to compare with.
        requests: The number of requests of the group; without any, nothing can be unknown.
    """
    figure, unit = condition.figure, condition.unit
    if value is None:
        return f"{figure} is unknown: the log has no durations" if requests else None
    if limit is None or not condition.fails(value, limit):
        return None
    clause = f"{figure} {figure_text(value, unit)}, {_WORDS[condition.operator]}"
    if not condition.is_of_previous:
        return f"{clause} {figure_text(limit, unit)}"
    part = figure_text(condition.threshold, Unit.SHARE)
    previous = figure_text(limit / condition.threshold, unit) if condition.threshold else "before"
    return f"{clause} {part} of {previous} in the range before"


def of_age(
    condition: Condition, age: float | None, last: datetime | None, zone: ZoneInfo
) -> str | None:
    """Return why the age of the newest request, in seconds, is a failure."""
    if age is None or last is None:
        return "no log: there is no request at all"
    if not condition.fails(age, condition.threshold):
        return None
    found, limit = (figure_text(one, condition.unit) for one in (age, condition.threshold))
    than = f"{_WORDS[condition.operator]} {limit}"
    return f"age {found}, {than}: the newest request is of {written(last, zone)}"


def without_log(
    span: Period | None, coverage: Coverage, now: datetime, zone: ZoneInfo
) -> str | None:
    """Return the first time in a span that no log covers.

    A gap of up to an hour is no hole, as between files of a series. Nor is time in the future.
    """
    if coverage.hull is None or span is None:
        return "no log covers the range"
    if span.start >= now:
        return "no log: the range is in the future"
    past = Period(span.start, min(span.end, now))
    long = [one for one in coverage.holes(past) if one.end - one.start > LARGEST_BRIDGED_GAP]
    if coverage.touches(past) and not long:
        return None
    first = long[0] if long else past
    missing = missing_files(coverage, first)
    start, end = written(first.start, zone), written(first.end, zone)
    return f"no log between {start} and {end}{f': {missing}' if missing else ''}"


def figure_text(value: float, unit: Unit) -> str:
    """Return a value as people read it."""
    match unit:
        case Unit.SHARE:
            return f"{_number(100 * value)} %"
        case Unit.MILLISECONDS:
            return f"{_number(value)} ms"
        case Unit.SECONDS:
            return _time_span(value)
        case Unit.COUNT | Unit.BYTES:
            return _number(value)


def _number(value: float) -> str:
    """Return a number with at most two digits behind the point, and more where it is smaller."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:.2g}" if text == "0" and value else text


def _time_span(seconds: float) -> str:
    """Return a time span by its largest units."""
    parts: list[str] = []
    left = round(seconds)
    for name, size in _TIME_UNITS:
        number, left = divmod(left, size)
        if number and len(parts) < _MOST_UNITS:
            parts.append(f"{number} {name}")
    return " ".join(parts) or "0 s"

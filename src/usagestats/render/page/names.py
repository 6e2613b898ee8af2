"""The names of periods on a page: in full for tables, short beneath a chart."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from usagestats.choices import Granularity
from usagestats.render.cells import local
from usagestats.render.page.charts import Label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Period
    from usagestats.report import Report

_MOST_LABELS: Final = 8
_FEW_LABELS: Final = 4
_DAY: Final = "%a {day} %b %Y"
_MOST_DAYS: Final = 14


def period_names(report: Report) -> tuple[str, ...]:
    """Return the name of each period; of hours that the clocks show twice, with the offset."""
    return _named(tuple(local_starts(report)), report.granularity or Granularity.ALL)


@lru_cache(maxsize=16)  # several charts have the same periods
def _named(starts: tuple[datetime, ...], width: Granularity) -> tuple[str, ...]:
    names = [period_name(start, width) for start in starts]
    uses = Counter(names)
    return tuple(
        f"{name} ({start:%z})" if uses[name] > 1 else name
        for name, start in zip(names, starts, strict=True)
    )


def local_starts(report: Report) -> list[datetime]:
    """Return the start of each period, as the clocks of the zone show it."""
    return [local(start, report.zone) for start in report.rows["period_start"]]


def period_name(start: datetime, width: Granularity) -> str:
    """Return the name of a period that starts at a local time."""
    if width.is_of_hour:
        return f"{_day(start)}, {start:%H:%M}"
    match width:
        case Granularity.WEEK:
            return f"Week of {_day(start)}"
        case Granularity.MONTH:
            return f"{start:%B %Y}"
        case Granularity.YEAR:
            return f"{start:%Y}"
        case _:
            return _day(start)


def _day(time: datetime) -> str:
    return time.strftime(_DAY.format(day=time.day))


def _day_and_month(time: datetime) -> str:
    return f"{time.day} {time:%b}"


def span_name(span: Period, zone: ZoneInfo) -> str:
    """Return a range for people: `1 – 31 March 2026`, with times where it has parts of days."""
    start, end = (time.astimezone(zone) for time in (span.start, span.end))
    last = (span.end - timedelta(microseconds=1)).astimezone(zone)
    if (start.hour, start.minute, end.hour, end.minute) != (0, 0, 0, 0):
        return f"{_moment(start)} – {_moment(end)}"
    to = f"{last.day} {last:%B %Y}"
    if start.date() == last.date():
        return to
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day} – {to}"
    if start.year == last.year:
        return f"{start.day} {start:%B} – {to}"
    return f"{start.day} {start:%B %Y} – {to}"


def _moment(time: datetime) -> str:
    return f"{time.day} {time:%B %Y %H:%M}"


def period_labels(report: Report) -> tuple[Label, ...]:
    """Return the texts beneath the periods for which there is room."""
    width = report.granularity or Granularity.ALL
    starts = local_starts(report)
    return thinned([Label(at, text) for at, text in _labels(starts, width)])


def _labels(starts: Sequence[datetime], width: Granularity) -> Iterator[tuple[int, str]]:
    """Give the periods that may have a label: Mondays, first days of months, hours of a day."""
    for at, start in enumerate(starts):
        if width is Granularity.MONTH:
            yield at, f"{start:%b}" if start.month > 1 and at else f"{start:%b %Y}"
        elif width is Granularity.WEEK:
            yield at, _day_and_month(start)
        elif width is Granularity.DAY and _has_day_label(start, len(starts)):
            yield at, _day_label(start, len(starts))
        elif width.is_of_hour and _has_hour_label(start, len(starts) * (width.minutes or 60)):
            is_midnight = start.hour == start.minute == 0
            yield at, _day_and_month(start) if is_midnight else f"{start:%H:%M}"


def _has_day_label(start: datetime, count: int) -> bool:
    if count <= _MOST_DAYS:
        return True
    return start.day == 1 if count > 10 * 7 else start.weekday() == 0


def _day_label(start: datetime, count: int) -> str:
    if count <= 10 * 7:
        return _day_and_month(start)
    return f"{start:%b %Y}" if start.month == 1 else f"{start:%b}"


def _has_hour_label(start: datetime, minutes: int) -> bool:
    """Return whether an hour, or a part of one, has a label in a chart of so many minutes."""
    if minutes <= 2 * 60:
        return start.minute % 15 == 0
    if minutes <= 2 * 24 * 60:
        return start.minute == 0 and (minutes <= 8 * 60 or start.hour % 3 == 0)
    return start.hour == start.minute == 0


def thinned(labels: Sequence[Label]) -> tuple[Label, ...]:
    """Return at most eight of the labels; on a phone, every second one of many is minor."""
    step = -(-len(labels) // _MOST_LABELS)
    kept = labels[:: max(step, 1)]
    every = 1 if len(kept) <= _FEW_LABELS else 2
    return tuple(
        Label(one.at, one.text, is_minor=number % every > 0) for number, one in enumerate(kept)
    )

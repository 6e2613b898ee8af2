"""The times in a CSV file of the 3scale portal, and the spans that begin at them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from usagestats.choices import ImportWidth
from usagestats.errors import UsageError
from usagestats.periods.period import EARLIEST, LATEST, SLOT, Period, cut, local_start

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

_ISO: Final = re.compile(
    r"(?P<day>\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[ T](?P<clock>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?"
    r" ?(?P<zone>UTC|Z|[+-]\d\d:?\d\d)?"
)
_ENGLISH: Final = re.compile(
    r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4}) (?P<clock>\d\d:\d\d:\d\d)"
    r"(?: (?P<name>\S+))?"
)
_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_UNCERTAIN: Final = timedelta(hours=1)
"""By so much days, weeks and months may be longer or shorter where clocks change."""
_DAYS: Final = {
    ImportWidth.DAY: (1, 1),
    ImportWidth.WEEK: (7, 7),
    ImportWidth.MONTH: (28, 31),
    ImportWidth.YEAR: (365, 366),
}
_SIX_HOURS: Final = timedelta(hours=6)


def portal_time(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the time that a text means; `None` where it is none.

    Args:
        text: `2025-03-01 00:00:00 +0100`, as the API writes it, `01 Mar 2025 00:00:00 CET`, as the
            page does, or a time, day, month or year of ISO 8601.
        zone: The zone of times without an offset. A name such as `CET` must be one of this zone.
    """
    try:
        if match := _ISO.fullmatch(text):
            return _iso_time(match, zone)
        if match := _ENGLISH.fullmatch(text):
            return _english_time(match, zone)
    except (ValueError, OverflowError):  # no such day or hour
        return None
    return None


def _iso_time(match: re.Match[str], zone: ZoneInfo) -> datetime:
    day = match["day"] + "-01-01"[len(match["day"]) - 4 :]
    wall = datetime.fromisoformat(f"{day}T{match['clock'] or '00:00'}")
    if match["zone"] is None:
        return local_start(wall, zone)
    offset = "+00:00" if match["zone"] in {"UTC", "Z"} else match["zone"]
    return datetime.fromisoformat(f"{wall.isoformat()}{offset}").astimezone(UTC)


def _english_time(match: re.Match[str], zone: ZoneInfo) -> datetime | None:
    month = _MONTHS.index(match["month"]) + 1
    wall = datetime.fromisoformat(
        f"{match['year']}-{month:02}-{int(match['day']):02}T{match['clock']}"
    )
    name = match["name"]
    if name is None:
        return local_start(wall, zone)
    readings = [wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    return next((one.astimezone(UTC) for one in readings if one.tzname() == name), None)


def width_of(starts: Iterable[datetime]) -> ImportWidth | None:
    """Return the width of spans that begin at some times; `None` where it is not plain."""
    distances = [later - earlier for earlier, later in pairwise(sorted(set(starts)))]
    if not distances:
        return None
    nearest = min(distances)
    if nearest == timedelta(hours=1):
        return ImportWidth.HOUR
    if abs(nearest - _SIX_HOURS) <= _UNCERTAIN:
        return ImportWidth.SIX_HOURS
    for width, (fewest, most) in _DAYS.items():
        longest = timedelta(days=most) + _UNCERTAIN
        if timedelta(days=fewest) - _UNCERTAIN <= nearest <= longest:
            return width
    return None


def span_at(start: datetime, width: ImportWidth, zone: ZoneInfo, week_start: int) -> Period:
    """Return the span of a width that begins at a time.

    Raises:
        UsageError: No such span begins then, in this zone.
    """
    if not EARLIEST <= start < LATEST:
        raise UsageError(f"the year {start.year} is out of the range that is known")
    if width is ImportWidth.SIX_HOURS:
        wall = start.astimezone(zone).replace(tzinfo=None, fold=0) + _SIX_HOURS
        span = Period(start, local_start(wall, zone))
        is_start = not (start - EARLIEST) % SLOT
    else:
        (span, *_) = cut(Period(start, start + SLOT), width.granularity, zone, week_start)
        is_start = span.start == start
    if not is_start:
        local = f"{start.astimezone(zone):%Y-%m-%d %H:%M}"
        hint = "name the zone of the portal's account by --timezone, or the width by --by"
        raise UsageError(f"no {width} begins at {local} in {zone.key}", hint=hint)
    return span

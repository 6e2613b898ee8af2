"""The periods of limits: minutes, hours, days, weeks, months and years of one calendar.

It is the calendar of `limit_timezone`, by default UTC, as in 3scale (reference, §7), whatever the
zone of a report. Weeks begin on Monday.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import polars as pl

from usagestats.catalog.model import Per
from usagestats.choices import Granularity
from usagestats.frames import utc_times
from usagestats.periods.period import (
    EARLIEST,
    LATEST,
    MINUTE,
    SLOT,
    Period,
    cut,
    floor_to_slot,
    local_hour_start,
)
from usagestats.tables.declared import UTC_TIME

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

_START: Final = "start"


def period_of(moment: datetime, per: Per, zone: ZoneInfo) -> Period:
    """Return the period that holds a moment, of a limit per `per`."""
    if per is Per.ETERNITY:
        return Period(EARLIEST, LATEST)
    if per is Per.MINUTE:
        start = moment.replace(second=0, microsecond=0)
        return Period(start, start + MINUTE)
    slot = floor_to_slot(moment)
    return cut(Period(slot, slot + SLOT), Granularity(per), zone)[0]


def period_starts(times: pl.Series, per: Per, zone: ZoneInfo) -> pl.Series:
    """Return the start of the period that holds each time, of a limit per `per`.

    Shape: the rows and order of `times`.
    """
    match per:
        case Per.ETERNITY:
            return pl.repeat(EARLIEST, times.len(), dtype=UTC_TIME, eager=True)
        case Per.MINUTE:
            return times.dt.truncate("1m")
        case Per.HOUR:
            return _hour_starts(times, zone)
        case _:
            return _calendar_starts(times, Granularity(per), zone)


def _hour_starts(times: pl.Series, zone: ZoneInfo) -> pl.Series:
    """Look at each slot with a time once, since slots without any may be far more."""
    slots = times.dt.truncate("15m").alias(_START).to_frame()
    distinct = slots.unique()
    starts = [local_hour_start(slot, zone) for slot in distinct[_START].to_list()]
    hours = distinct.with_columns(hour=utc_times(starts))
    return slots.join(hours, on=_START, how="left", maintain_order="left")["hour"]


def _calendar_starts(times: pl.Series, granularity: Granularity, zone: ZoneInfo) -> pl.Series:
    if times.is_empty():
        return times
    first, last = cast("datetime", times.min()), cast("datetime", times.max())
    touched = Period(floor_to_slot(first), floor_to_slot(last) + SLOT)
    starts = [period.start for period in cut(touched, granularity, zone)]
    bounds = utc_times(starts)
    return bounds.gather(bounds.search_sorted(times, side="right") - 1)

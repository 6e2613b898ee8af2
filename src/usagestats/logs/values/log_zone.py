"""Wall times of the log zone → UTC, for logs that write no offset.

Where clocks show an hour twice, a time in it is taken as one of the first; where they skip an hour,
a time in it has the offset from before the change. `datetime` does both by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def wall_in_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks of `zone` show `wall`."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def walls_in_utc(times: pl.Series, on_wall: pl.Series, zone: ZoneInfo) -> pl.Series:
    """Return a column of times in UTC.

    Args:
        times: Times in UTC. Wall times stand among them with the type of UTC, but still show the
            clocks of the log zone.
        on_wall: Per row, whether the time is such a wall time.
        zone: The log zone.
    """
    # since 1986 clocks are changed at whole minutes only, so a minute has one offset
    walls = times.filter(on_wall).dt.truncate("1m")
    minutes = walls.unique()
    offsets = [_offset(minute, zone) for minute in minutes]
    shift = walls.replace_strict(minutes, offsets, return_dtype=pl.Duration("us"))
    return times.scatter(on_wall.arg_true(), times.filter(on_wall) - shift)


def _offset(wall: datetime, zone: ZoneInfo) -> timedelta:
    return wall.replace(tzinfo=UTC) - wall_in_utc(wall.replace(tzinfo=None), zone)

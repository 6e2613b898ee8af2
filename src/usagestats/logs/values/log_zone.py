"""Times on the wall → UTC, for the logs that write no offset: in the log zone.

Of an hour that the clocks show twice the first counts; in one that they jump over they are read as
if they had not been changed yet. That is what `datetime` does by itself.
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
    """Return the instants of a column, in which `on_wall` tells the times on the wall.

    Since 1986 the clocks were changed at whole minutes only, so that a minute has one offset.
    """
    walls = times.filter(on_wall).dt.truncate("1m")
    minutes = walls.unique()
    offsets = [_offset(minute, zone) for minute in minutes]
    shift = walls.replace_strict(minutes, offsets, return_dtype=pl.Duration("us"))
    return times.scatter(on_wall.arg_true(), times.filter(on_wall) - shift)


def _offset(wall: datetime, zone: ZoneInfo) -> timedelta:
    return wall.replace(tzinfo=UTC) - wall_in_utc(wall.replace(tzinfo=None), zone)

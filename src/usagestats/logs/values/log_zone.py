"""Wall times of the log zone → UTC, for logs without a UTC offset.

Where clocks show an hour twice, a wall time in it is ambiguous: it has two readings, an earlier and
a later one; `ambiguous_hour` chooses. Where clocks skip an hour, a wall time in it does not exist:
it gets the offset from before the change.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from datetime import timedelta
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Readings:
    """The instants at which the clocks of a zone show some wall times.

    Args:
        first: The instants; of an ambiguous time the earlier one.
        second: The later instants of ambiguous times. Elsewhere it is `first`, but of a time that
            does not exist it is an earlier instant.
    """

    first: pl.Series
    second: pl.Series

    @property
    def are_ambiguous(self) -> pl.Series:
        """Whether the clocks show the time twice."""
        return self.second > self.first

    @property
    def are_skipped(self) -> pl.Series:
        """Whether the clocks never show the time."""
        return self.second < self.first


def readings(walls: pl.Series, zone: ZoneInfo) -> Readings:
    """Return the readings of wall times.

    Args:
        walls: Times that show the clocks of the log zone, but have the type of UTC.
        zone: The log zone.
    """
    # since 1986 clocks are changed at whole minutes only, so a minute has one offset
    minutes = walls.dt.truncate("1m")
    distinct = minutes.unique()
    offsets = [[_offset(minute, zone, fold) for minute in distinct] for fold in (0, 1)]
    both = offsets if offsets[0] != offsets[1] else offsets[:1]
    read = [
        walls - minutes.replace_strict(distinct, one, return_dtype=pl.Duration("us"))
        for one in both
    ]
    return Readings(read[0], read[-1])


def _offset(wall: datetime, zone: ZoneInfo, fold: int) -> timedelta:
    """Return the offset of the first reading, or of the second, which `datetime` calls a fold."""
    return wall - wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)

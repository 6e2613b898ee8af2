"""Times that a pattern cut into pieces → instants, or times on the wall.

The reader of the careful path reads the minutes, of which a chunk has few; seconds and fractions
are added.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.distinct import map_distinct
from usagestats.logs.log_format import NO_YEAR
from usagestats.tables import UTC_TIME

if TYPE_CHECKING:
    from collections.abc import Callable

TIME_GROUPS: Final = frozenset({"time", "second", "fraction", "zone"})

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_READ = pl.Struct({"count": pl.Int64(), "is_wall": pl.Boolean()})
_DIGITS = 6


def read_pattern_times(
    pieces: pl.DataFrame, reader: Callable[[str], datetime | None]
) -> tuple[pl.Series, pl.Series]:
    """Read the pieces named as `TIME_GROUPS`, of which only `time` is always there.

    Args:
        pieces: One row per line.
        reader: Reads a time of this kind without a fraction. One without a year is left out.

    Returns:
        The times as if in UTC, null where there is none; and whether they are times on the wall,
        without an offset.
    """
    whole = _whole_minutes(pieces) if "second" in pieces.columns else pieces["time"]
    read = map_distinct(whole, lambda text: _count(reader(text)), _READ).struct.unnest()
    times = read["count"]
    if "second" in pieces.columns:
        times += pieces["second"].cast(pl.Int64) * 1_000_000
    if "fraction" in pieces.columns:
        digits = pieces["fraction"].str.pad_end(_DIGITS, "0")
        times += digits.cast(pl.Int64).fill_null(0)
    return times.cast(UTC_TIME), read["is_wall"].fill_null(value=False)


def _whole_minutes(pieces: pl.DataFrame) -> pl.Series:
    zone = pl.col("zone").fill_null("") if "zone" in pieces.columns else pl.lit("")
    return pieces.select(pl.col("time") + pl.lit(":00") + zone).to_series()


def _count(time: datetime | None) -> dict[str, object] | None:
    if time is None or time.year == NO_YEAR:
        return None
    count = (time.replace(tzinfo=time.tzinfo or UTC) - _EPOCH) // _MICROSECOND
    return {"count": count, "is_wall": time.tzinfo is None}

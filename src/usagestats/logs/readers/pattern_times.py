"""Times that a pattern cut into pieces → times in UTC, or wall times.

The function of the careful path reads each distinct minute, of which a chunk has few; seconds and
fractions are added.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import map_distinct
from usagestats.logs.values.yearless import NO_YEAR
from usagestats.tables.declared import UTC_TIME

if TYPE_CHECKING:
    from collections.abc import Callable

TIME_GROUPS: Final = frozenset({"time", "second", "fraction", "zone"})

_KEPT: Final = {"second": len("30.123456"), "fraction": len(".123456")}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_READ = pl.Struct({"count": pl.Int64(), "is_wall": pl.Boolean()})


def read_pattern_times(
    pieces: pl.DataFrame, reader: Callable[[str], datetime | None]
) -> tuple[pl.Series, pl.Series]:
    """Read times from the columns `TIME_GROUPS`, of which only `time` must be there.

    Args:
        pieces: One row per line.
        reader: Reads a time without a fraction. A time without a year gives null.

    Returns:
        The times, null where there is none; and whether each is a wall time, since its text has no
        offset. A wall time has the type of UTC, but still shows the clocks of the log zone.
    """
    texts, ending = _texts(pieces)
    read = map_distinct(texts, lambda text: _count(reader(text + ending)), _READ).struct.unnest()
    times = read["count"]
    added = "second" if "second" in pieces.columns else "fraction"
    if added in pieces.columns:
        # at most 60 seconds and six decimals: exact after rounding
        known = pieces[added].str.head(_KEPT[added])
        microseconds = (known.cast(pl.Float64) * 1e6).round()
        times += microseconds.cast(pl.Int64).fill_null(0)
    return times.cast(UTC_TIME), read["is_wall"].fill_null(value=False)


def _texts(pieces: pl.DataFrame) -> tuple[pl.Series, str]:
    """Return texts for the reader, and an ending that must be appended to each of them."""
    times = pieces["time"]
    second = ":00" if "second" in pieces.columns else ""
    if "zone" not in pieces.columns:
        return times, second
    zones = pieces["zone"].fill_null("")
    zone = str(zones[times.is_not_null().arg_max() or 0]) if len(zones) else ""
    if ((zones == zone) | times.is_null()).all():  # the usual case: no text is made per line
        return times, second + zone
    return pl.select(times + pl.lit(second) + zones).to_series(), ""


def _count(time: datetime | None) -> dict[str, object] | None:
    if time is None or time.year == NO_YEAR:
        return None
    count = (time.replace(tzinfo=time.tzinfo or UTC) - _EPOCH) // _MICROSECOND
    return {"count": count, "is_wall": time.tzinfo is None}

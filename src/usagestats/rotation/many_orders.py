"""The orders of many files with dates in their names, by columns: the same as by `order`.

FILES ─ keyed ─▶ files of logs ─ orders ─▶ files in order
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import may_be_repeated, numbered, packed
from usagestats.periods.period import SLOT
from usagestats.rotation.log_file import WRITTEN_ON_DEMAND
from usagestats.rotation.times_of_day import NEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES: Final[Mapping[str, pl.DataType]] = {
    "path": pl.String(),
    "format": pl.String(),
    "first": pl.Datetime("us", "UTC"),  # the first and the last request; null: there is none
    "last": pl.Datetime("us", "UTC"),
    "is_complete": pl.Boolean(),
    "log": pl.String(),  # this and the next three: `place.Place`
    "log_date": pl.Datetime("us", "UTC"),
    "log_number": pl.String(),
    "is_gapless": pl.Boolean(),
}
"""The columns of files; their order only matters for files of equal places."""

_DIGITS: Final = 4
_HOURS: Final = 24
_MINUTES: Final = 60
IS_SAME_LOG: Final = pl.col("key") == pl.col("key").shift(1)


def keyed_files(files: pl.DataFrame) -> pl.DataFrame:
    """Return the files of logs with several files, with a number for each log.

    Args:
        files: `FILES`. Those without a `log` are passed over.

    Shape: `row`, the number of the row in `files`; `first`, `last`, `is_complete`, `is_gapless`;
        `key`, the number of the log; `date` and `number` of its name; and `time`, the date with the
        number as its time of day, where it may be one.
    """
    placed = files.with_row_index("row").filter(pl.col("log").is_not_null())
    placed = placed.filter(may_be_repeated(placed["log"]))  # objects may have random names
    return placed.select(
        "row",
        *("first", "last", "is_complete", "is_gapless"),
        key=_keys(placed),
        date="log_date",
        number=pl.col("log_number").cast(pl.Int64),
        time=_time_of_day(),
    ).filter(pl.col("key").is_duplicated())


def _time_of_day() -> pl.Expr:
    """Return `RotatedName.time_of_day`, with its date; null where there is none."""
    date, number = pl.col("log_date"), pl.col("log_number").cast(pl.Int64)
    hour, minute = number // 100, number % 100
    is_time = (
        (pl.col("log_number").str.len_bytes() == _DIGITS) & (hour < _HOURS) & (minute < _MINUTES)
    )
    is_midnight = date == date.dt.truncate("1d")
    time = date + pl.duration(hours=hour, minutes=minute)
    return pl.when(is_time & is_midnight).then(time)


def _keys(files: pl.DataFrame) -> pl.Series:
    """Return a number for each log."""
    on_demand = pl.when(pl.col("format").is_in(list(WRITTEN_ON_DEMAND))).then("format")
    formats, logs = numbered(files.select(on_demand)["format"]), numbered(files["log"])
    kinds = files["is_gapless"].cast(pl.Int64)
    columns = [(kinds, 2), *((numbers, len(names)) for numbers, names in (formats, logs))]
    return packed(columns)


def orders_of_logs(files: pl.DataFrame) -> pl.DataFrame:
    """Put the files of each log in order, or in one order for each of several gateways.

    Shape: the rows of `files` in order, with `order`, `is_rising`, `has_numbers` and `has_time`.
    """
    timed, files = _by_time_of_day(files)
    number = pl.col("number").fill_null(0)
    has_number = files.filter(pl.col("number").is_not_null())["key"].unique()
    falling = files.sort("key", "date", -number, maintain_order=True)
    is_tangled = pl.col("key").is_in(_tangled(falling, has_number).implode())
    rising = falling.filter(is_tangled).sort("key", "date", number, maintain_order=True)
    is_still = pl.col("key").is_in(_tangled(rising, has_number).implode())
    gateways = (
        files.filter(is_tangled).filter(is_still).sort("key", "number", "date", maintain_order=True)
    )
    parts = [
        timed,
        _ordered(falling.filter(~is_tangled)),
        _ordered(rising.filter(~is_still), is_rising=True),
        _ordered(gateways, has_numbers=False),
    ]
    first = (
        (pl.col("part") != pl.col("part").shift(1))
        | ~IS_SAME_LOG
        | (~pl.col("has_numbers") & pl.col("number").ne_missing(pl.col("number").shift(1)))
    )
    together = pl.concat(
        part.with_columns(part=pl.lit(place, pl.Int8)) for place, part in enumerate(parts)
    )
    order = first.fill_null(value=True).cum_sum()
    return together.with_columns(order=order, number=number).drop("part")


def _ordered(
    files: pl.DataFrame,
    *,
    is_rising: bool = False,
    has_numbers: bool = True,
    has_time: bool = False,
) -> pl.DataFrame:
    return files.drop("time").with_columns(
        is_rising=pl.lit(is_rising),
        has_numbers=pl.lit(has_numbers),
        has_time=pl.lit(has_time),
    )


def _by_time_of_day(files: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the files of logs whose numbers are times, in order, and the files of other logs."""
    is_near = ((pl.col("first") - pl.col("time")).abs() <= NEAR).fill_null(value=True)
    may_be = files.group_by("key").agg((pl.col("time").is_not_null() & is_near).all())
    candidates = files.filter(pl.col("key").is_in(may_be.filter("time")["key"].implode()))
    in_order = candidates.sort("key", "time", maintain_order=True)
    number, before = pl.col("number"), pl.col("number").shift(1)
    is_same_day = IS_SAME_LOG & (pl.col("date") == pl.col("date").shift(1))
    is_pair = (is_same_day & (number != before)).fill_null(value=False)
    counts = (
        in_order.select(
            "key",
            "number",
            is_pair=is_pair,
            is_next=is_pair & (number - before == 1),
            is_far=is_pair & (number // 100 != before // 100),
        )
        .group_by("key")
        .agg(
            pl.col("number").min(),
            pl.col("is_pair", "is_next").sum(),
            pl.col("is_far").any(),
        )
    )
    is_count = (
        pl.when(pl.col("is_pair") == 0)
        .then(pl.col("number") <= 1)
        .otherwise(~pl.col("is_far") & (2 * pl.col("is_next") >= pl.col("is_pair")))
    )
    keys = counts.filter(~is_count)["key"]
    timed = in_order.filter(pl.col("key").is_in(keys.implode())).with_columns(
        date="time", number=pl.lit(None, pl.Int64)
    )
    is_timed = pl.col("key").is_in(keys.implode()) & ~pl.col("key").is_in(
        _tangled(timed, keys).implode()
    )
    return _ordered(timed.filter(is_timed), has_time=True), files.filter(~is_timed)


def _tangled(files: pl.DataFrame, among: pl.Series) -> pl.Series:
    """Return the logs of which a file begins more than a slot before the end of the one before."""
    chosen = files.filter(pl.col("key").is_in(among.implode()), pl.col("first").is_not_null())
    begins_before = pl.col("first") < pl.col("last").shift(1) - SLOT
    return chosen.filter(IS_SAME_LOG & begins_before)["key"].unique()

"""The series of many files with dates in their names, by columns: the same as by `series`.

    FILES ─ keys ─ orders ─ steps ─ pairs ─▶ runs (first, last), MissingFiles

Only the files that are missing between two others are named one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.rotation.log_file import LogFile
from usagestats.rotation.many_orders import IS_SAME_LOG, keyed_files, orders_of_logs
from usagestats.rotation.missing import SHORTEST, STEPS, TOLERANCE, missing_between
from usagestats.rotation.order import Order
from usagestats.tables.coverage import MissingFiles

if TYPE_CHECKING:
    from collections.abc import Iterator

_IS_SAME_ORDER: Final = pl.col("order") == pl.col("order").shift(1)
_UNITS: Final = tuple(STEPS)
_LENGTHS: Final = {
    "hour": pl.duration(hours=1),
    "day": pl.duration(days=1),
    "week": pl.duration(weeks=1),
    "month": pl.col("older").dt.offset_by("1mo") - pl.col("older"),
}
"""The length of each step after the date `older`."""
_PARTS_OF_TOLERANCE: Final = round(1 / TOLERANCE)


def runs_and_missing(files: pl.DataFrame) -> tuple[pl.DataFrame, list[MissingFiles]]:
    """Return the times of runs without a missing file, and the files that are missing.

    Args:
        files: `FILES`. Those without a `log` are passed over.

    Shape: one row per run of a log with several files: `first` and `last`, of its requests. Those
        of a file that is alone are left out. The missing files are in the order of logs, and of
        time.
    """
    keyed = keyed_files(files)
    gapless = _gapless_runs(keyed.filter("is_gapless"))
    pairs = _pairs(orders_of_logs(keyed.filter(~pl.col("is_gapless"))))
    cuts = ~(_IS_SAME_ORDER & pl.col("follows")).fill_null(value=False)
    found = sorted(_missing(pairs, files), key=lambda one: one[0])  # stable
    return pl.concat([gapless, _hulls(pairs, cuts)]), [missing for _, missing in found]


def _hulls(files: pl.DataFrame, cuts: pl.Expr) -> pl.DataFrame:
    """Return the times of runs of several files in order."""
    numbered = files.select("first", "last", is_cut=cuts, run=cuts.cum_sum())
    goes_on = ~pl.col("is_cut").shift(-1, fill_value=True)
    runs = numbered.filter(~pl.col("is_cut") | goes_on).group_by("run")
    return runs.agg(pl.col("first").min(), pl.col("last").max()).drop("run").drop_nulls()


def _gapless_runs(files: pl.DataFrame) -> pl.DataFrame:
    """Return the runs of logs of which no file can be missing: one, unless one was not read whole.

    Files are in the order of their requests; so it only matters where one was not read whole.
    """
    cut = files.filter(~pl.col("is_complete"))["key"].unique()
    is_cut = pl.col("key").is_in(cut.implode())
    whole = files.filter(~is_cut).group_by("key")
    in_order = files.filter(is_cut).sort(
        "key", "first", "last", nulls_last=True, maintain_order=True
    )
    cuts = ~(IS_SAME_LOG & pl.col("is_complete").shift(1)).fill_null(value=False)
    hulls = whole.agg(pl.col("first").min(), pl.col("last").max()).drop("key").drop_nulls()
    return pl.concat([hulls, _hulls(in_order, cuts)])


def _steps(files: pl.DataFrame) -> pl.DataFrame:
    """Return the commonest step between the dates of each order; the shortest of several.

    Shape: one row per order with such a step: `order`, and `step`, its place in `STEPS`.
    """
    dates = files.select("order", "date").filter(
        ~(_IS_SAME_ORDER & (pl.col("date") == pl.col("date").shift(1))).fill_null(value=False)
    )
    steps = dates.select(
        "order", older=pl.when(_IS_SAME_ORDER).then(pl.col("date").shift(1)), newer="date"
    ).drop_nulls("older")
    difference = pl.col("newer") - pl.col("older")
    units = [
        pl.when((difference - length).abs() * _PARTS_OF_TOLERANCE <= length).then(place)
        for place, length in enumerate(_LENGTHS.values())
    ]
    is_short = difference < SHORTEST[_UNITS[0]]  # most of many: calendar arithmetic is slow
    unknown = pl.lit(None, pl.Int32)
    of_units = pl.concat(
        steps.filter(chosen).select("order", difference=difference, unit=unit.cast(pl.Int32))
        for chosen, unit in ((is_short, unknown), (~is_short, pl.coalesce(*units)))
    )
    other = pl.when(pl.col("unit").is_null()).then("difference").alias("difference")
    counted = of_units.with_columns(other).group_by("order", "unit", "difference").len()
    commonest = counted.filter(pl.col("len") == pl.col("len").max().over("order"))
    return commonest.drop_nulls("unit").group_by("order").agg(step=pl.col("unit").min())


def _pairs(files: pl.DataFrame) -> pl.DataFrame:
    """Say for each file what lies between the one before it in its order and itself.

    Shape: the rows of `files`, with `step`, and `has_missing` and `follows`: whether the names show
        that files are missing, or that none is.
    """
    steps = _steps(files)
    joined = files.join(steps, on="order", how="left", maintain_order="left").with_columns(
        older=pl.col("date").shift(1)
    )
    occurring = set(steps["step"])
    number, before = pl.col("number"), pl.col("number").shift(1)
    lengths = [
        pl.when(pl.col("step") == place).then(length)
        for place, length in enumerate(_LENGTHS.values())
        if place in occurring
    ]
    length = pl.coalesce(*lengths, pl.lit(None, pl.Duration("us")))
    by_date = (pl.col("date") - pl.col("older") - length) * _PARTS_OF_TOLERANCE > length
    at_ends = pl.col("has_numbers") & (pl.when("is_rising").then(number).otherwise(before) > 1)
    has_step = pl.col("step").is_not_null()
    is_same_date = pl.col("date") == pl.col("older")
    between = pl.when(is_same_date).then((number - before).abs() > 1)
    has_missing = between.otherwise(has_step & (by_date | at_ends))
    return joined.with_columns(has_missing=has_missing.fill_null(value=False)).with_columns(
        follows=~pl.col("has_missing") & (is_same_date | has_step) & pl.col("is_complete").shift(1)
    )


def _missing(pairs: pl.DataFrame, files: pl.DataFrame) -> Iterator[tuple[str, MissingFiles]]:
    """Give the files that are missing between others, each with its log."""
    is_cut = _IS_SAME_ORDER & pl.col("has_missing")
    cut = pairs.filter(is_cut)["order"].unique()
    after = pl.col("last").cum_max().forward_fill().shift(1)
    before = pl.col("first").cum_min(reverse=True).backward_fill()
    found = (
        pairs.filter(pl.col("order").is_in(cut.implode()))
        .with_columns(
            after=after.over("order"),
            before=before.over("order"),
            row_before=pl.col("row").shift(1),
        )
        .filter(is_cut & pl.col("after").is_not_null() & pl.col("before").is_not_null())
    )
    sides = found.select("row_before", "row").iter_rows()
    rows = found.select(
        "after", "before", "is_rising", "has_numbers", "has_time", "step"
    ).iter_rows()
    for (older, newer), (after_it, before_it, is_rising, has_numbers, has_time, step) in zip(
        sides, rows, strict=True
    ):
        pair = (
            _log_file(files, older, has_time=has_time),
            _log_file(files, newer, has_time=has_time),
        )
        order = Order(pair, is_rising, has_numbers)
        names = missing_between(*pair, order, None if step is None else _UNITS[step])
        yield files["log"][newer], MissingFiles(after_it, before_it, tuple(names or ()))


def _log_file(files: pl.DataFrame, row: int, *, has_time: bool) -> LogFile:
    return LogFile(
        source="",
        path=files["path"][row],
        hull=None,
        log_format=files["format"][row] or "",
        has_time_of_day=has_time,
    )

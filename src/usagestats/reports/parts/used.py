"""USAGE by period and split, measured: the rows of a report before periods are filled in."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from usagestats.frames import packed
from usagestats.light_dataclass import dataclass, replace
from usagestats.reports.parts.by_period import period_numbers
from usagestats.reports.parts.measured import measured_by_number
from usagestats.tables.compact_usage import KIND, CompactUsage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta

    from usagestats.periods.period import Period
    from usagestats.reports.parts.figures import Figure
    from usagestats.reports.parts.splits import Split

_MEASURES: Final = "^(requests|usage|response_bytes|duration_bin)$"
_MOST_ROWS: Final = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class UsedInPeriods:
    """USAGE by period and split, not added up yet.

    Args:
        usage: For each row of USAGE its kind, its measures, the number of its `period`, and for
            each split the position of its value, as a column `split 0`, `split 1` and so on.
        values: The values of each split, in order.
    """

    usage: CompactUsage
    values: tuple[pl.DataFrame, ...]

    @classmethod
    def of(
        cls, whole: list[Period], usage: CompactUsage, slot: timedelta, splits: Sequence[Split]
    ) -> UsedInPeriods:
        """Number the periods and the values of USAGE.

        Args:
            whole: The periods.
            usage: USAGE inside them.
            slot: The width of its slots.
            splits: The values by which rows are split.
        """
        rows = usage.rows.select(KIND, _MEASURES).with_columns(
            period_numbers(usage.rows["start"], whole, slot).alias("period"),
            *(one.numbers.alias(_name(number)) for number, one in enumerate(splits)),
        )
        return cls(replace(usage, rows=rows), tuple(one.values for one in splits))

    def numbered(self, numbers: pl.Series, wanted: pl.Series) -> UsedInPeriods:
        """Return the rows under other numbers of their periods, and only those that are wanted."""
        period = numbers.gather(self.usage.rows["period"]).alias("period")
        rows = self.usage.rows.with_columns(period).filter(period.is_in(wanted.implode()))
        return self._with_rows(rows)

    def measured(self, figures: Sequence[Figure]) -> pl.DataFrame:
        """Add up, and measure.

        Shape: one row per `period` × split that has requests, in order, a column per figure. Names
        are coded.
        """
        rows = self.usage.rows
        low, high = (cast("int", one or 0) for one in (rows["period"].min(), rows["period"].max()))
        numbers = ((rows[_name(at)], len(values)) for at, values in enumerate(self.values))
        key = packed([(rows["period"] - low, high - low + 1), *numbers])
        found = measured_by_number(self.usage, key, figures)
        first = rows.select("period", *map(_name, range(len(self.values))))[found["row"]]
        parts = [first.select("period"), *self._values_of(first), found.drop("row")]
        return pl.concat(parts, how="horizontal")

    def splits(self) -> pl.DataFrame:
        """Return the combinations of values that occur, in no order."""
        names = [_name(number) for number in range(len(self.values))]
        return pl.concat(self._values_of(self.usage.rows.select(names).unique()), how="horizontal")

    def _values_of(self, rows: pl.DataFrame) -> list[pl.DataFrame]:
        """Return the values of some rows."""
        return [values[rows[_name(number)]] for number, values in enumerate(self.values)]

    def places(self) -> pl.DataFrame:
        """Return the places of the rows of each period that has some.

        Shape: one row per `period`, with the `first` place, the `last`, and the `count` of rows.
        """
        numbered = self.usage.rows.select("period").with_row_index("row")
        return numbered.group_by("period").agg(
            pl.col("row").min().alias("first"),
            pl.col("row").max().alias("last"),
            pl.len().cast(pl.Int64).alias("count"),
        )

    def between(self, first: int, end: int, places: pl.DataFrame) -> UsedInPeriods:
        """Return the rows of some periods.

        Args:
            first: The number of the first period.
            end: The number after the last.
            places: The `places` of all rows.
        """
        are_wanted = pl.col("period").is_between(first, end, closed="left")
        of_periods = places.filter(are_wanted)
        if of_periods.is_empty():
            return self._with_rows(self.usage.rows.clear())
        begin, last, count = of_periods.select(
            pl.col("first").min(), pl.col("last").max(), pl.col("count").sum()
        ).row(0)
        rows = self.usage.rows.slice(begin, last - begin + 1)
        return self._with_rows(rows if len(rows) == count else rows.filter(are_wanted))

    def _with_rows(self, rows: pl.DataFrame) -> UsedInPeriods:
        return replace(self, usage=replace(self.usage, rows=rows))


def in_parts(
    periods: pl.DataFrame, tables: Sequence[UsedInPeriods], rows_each: int | None
) -> Iterator[tuple[pl.DataFrame, list[UsedInPeriods]]]:
    """Give some periods at a time with their usage, so that there are not many rows at once.

    If there are rows at all, the first part has some.

    Args:
        periods: The periods, by `period`.
        tables: Their usage.
        rows_each: The number of rows that a period gets; `None`: about as many as it has.
    """
    places = [one.places() for one in tables]
    before = periods["period"] * (rows_each or 0)
    if rows_each is None:
        counts = pl.concat(places).group_by("period").agg(pl.col("count").sum())
        found = periods.join(counts, on="period", how="left", maintain_order="left")["count"]
        before = found.fill_null(0).cum_sum() - found.fill_null(0)
    part = before // _MOST_ROWS
    firsts = (part != part.shift(1)).fill_null(value=True).arg_true().to_list()
    for first, end in pairwise([*firsts, periods.height]):
        some = [one.between(first, end, of) for one, of in zip(tables, places, strict=True)]
        yield periods[first:end], some


def _name(number: int) -> str:
    return f"split {number}"

"""One number of a report, as the requests that it counts: the same for logs and for a store."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, NoReturn

import polars as pl

from usagestats.errors import UsageError, did_you_mean
from usagestats.frames import plain, utc_times
from usagestats.light_dataclass import dataclass
from usagestats.periods.period import Period
from usagestats.reports.parts.applications import OF_APPLICATION, names_of, with_registry
from usagestats.tables.statuses import status_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from usagestats.periods.period import Range
    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.coverage import Coverage

REQUESTS = "requests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The requests of one number: those at some times, of some filters, with some values.

    Args:
        spans: The times, in order; none overlaps another.
        filters: The filters of the report.
        metric: The metric whose usage is added up.
        split_by: The keys, some of `SPLIT_KEYS`, that `values` are of.
        values: The columns that have a certain value; null is a value, too.
        code: The code of the problem that the requests have; `None` where any will do.
        divisor: The number by which the sum is divided.
        is_rounded_up: Whether the quotient is then rounded up.
    """

    spans: tuple[Period, ...]
    filters: Filters
    metric: str = REQUESTS
    split_by: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    code: str | None = None
    divisor: int = 1
    is_rounded_up: bool = False

    def keys(self) -> set[str]:
        """Return the keys of USAGE that choose its rows."""
        split = {"application" if key in OF_APPLICATION else key for key in self.split_by}
        answers = {"status": {"status", "class"}, "denied": {"denied"}}
        answered = {key for key, names in answers.items() if names & self.values.keys()}
        return split | answered | self.filters.keys()

    def of(self, rows: pl.DataFrame, time: str = "start") -> pl.DataFrame:
        """Return the rows of the number.

        Args:
            rows: USAGE with `keys`, or another table with its columns.
            time: The column with the times.
        """
        at = plain(rows.filter(self.is_at(rows[time])))
        chosen = self.filters.counted(self.filters.apply(at))
        chosen = chosen.filter(pl.col("metric") == self.metric)
        named = with_registry(chosen, self.filters.registry, self.split_by)
        if "class" in self.values:
            named = named.with_columns(status_class().alias("class"))
        for name, value in self.values.items():
            named = named.filter(pl.col(name).eq_missing(pl.lit(value, named.schema[name])))
        return named

    def is_at(self, times: pl.Series) -> pl.Series:
        """Return whether each time is one of the number."""
        starts, ends = (
            utc_times(getattr(span, end) for span in self.spans) for end in ("start", "end")
        )
        span = starts.search_sorted(times, side="right").cast(pl.Int64) - 1
        return (span >= 0) & (times < ends.gather(span.set(span < 0, None))).fill_null(value=False)

    def number(self, usage: int) -> float:
        """Return the number that a sum of usage makes."""
        if self.is_rounded_up:
            return -(-usage // self.divisor)
        return usage / self.divisor if self.divisor != 1 else usage


def values_of(row: Mapping[str, object], split_by: Iterable[str]) -> dict[str, object]:
    """Return the values of the columns by which rows are split."""
    return {name: row[name] for name in names_of(split_by)}


def times_of(row: Mapping[str, object], bounds: Range, coverage: Coverage) -> tuple[Period, ...]:
    """Return the time of a row: its period in the range, or else the whole range."""
    span = bounds.within(coverage.hull)
    if span is None or "period_start" not in row:
        return () if span is None else (span,)
    start, end = row["period_start"], row["period_end"]
    return (Period(start, end).clipped_to(span),)  # type: ignore[arg-type]


def metric_of(column: str, counted: Mapping[str, str]) -> str:
    """Return the metric that a column counts.

    Args:
        column: The name of the column.
        counted: The columns that can be explained, and the metric of each.

    Raises:
        UsageError: The column is no number of requests, and no usage.
    """
    return counted[column] if column in counted else refuse_column(column, counted)


def refuse_column(column: str, counted: Iterable[str]) -> NoReturn:
    """Refuse a column that is neither a number of requests nor usage.

    Raises:
        UsageError: Always.
    """
    known = list(counted)
    hint = did_you_mean(column, known) or f"choose from {', '.join(known)}"
    what = f"the column {column} counts no requests, so none can be listed"
    raise UsageError(what, where="--column", hint=hint)

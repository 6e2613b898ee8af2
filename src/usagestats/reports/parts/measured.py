"""The figures of each metric: usage, response bytes, or a percentile of durations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Measure
from usagestats.light_dataclass import dataclass
from usagestats.tables.compact_usage import KIND, CompactUsage
from usagestats.tables.durations import middle_of_bins
from usagestats.tables.usage import sum_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from usagestats.reports.parts.figures import Figure

DIGITS: Final = 5
"""The significant digits of a percentile: bins are 4 % wide, and rounding adds 0.005 % at most."""

_SUMS: Final = {Measure.USAGE: "usage", Measure.BYTES: "response_bytes"}


def measured_by(
    usage: pl.DataFrame, keys: Collection[str], figures: Collection[Figure]
) -> pl.DataFrame:
    """Measure USAGE.

    Args:
        usage: USAGE, with `response_bytes` and `duration_bin` where a figure needs it.
        keys: The columns by which rows are grouped.
        figures: The metrics and their measures.

    Shape: one row per combination of the keys in USAGE, a column per figure. Sums are of all
    requests of the metric; percentiles are in milliseconds, null where no duration is known.
    """
    distinct = usage.select(keys).unique().with_row_index("number")
    numbered = usage.select(keys).join(
        distinct, on=list(keys), how="left", nulls_equal=True, maintain_order="left"
    )
    found = measured_by_number(CompactUsage.of(usage), numbered["number"], figures)
    of_keys = usage.select(keys)[found["row"]]
    return pl.concat([of_keys, found.drop("row")], how="horizontal")


def measured_by_number(
    usage: CompactUsage, keys: pl.Series, figures: Collection[Figure]
) -> pl.DataFrame:
    """Measure USAGE as `measured_by` does, with one number per row as its key.

    Shape: one row per number, in their order: `row`, the first row of USAGE with this number, and a
    column per figure.
    """
    sums = {one.name: _Terms.of(one, usage) for one in figures if one.is_sum}
    # several metrics may count the same requests: these are added up once
    columns = {terms: f"sum {number}" for number, terms in enumerate(dict.fromkeys(sums.values()))}
    measures = dict.fromkeys(terms.measure for terms in columns)
    numbered = usage.rows.select(keys.alias("key"), KIND, *measures).with_row_index("row")
    found = (
        numbered.sort("key")  # rows side by side are added up in half the time
        .with_columns(terms.values().alias(name) for terms, name in columns.items())
        .group_by("key", maintain_order=True)
        .agg(
            pl.col("row").first(),
            *(sum_of(terms.measure, pl.col(name)).alias(name) for terms, name in columns.items()),
        )
    )
    if len(sums) < len(figures):
        known = _percentiles(_durations(usage, keys), figures)
        found = found.join(known, on="key", how="left", maintain_order="left")
    return found.select(
        "row",
        *(
            pl.col(columns[sums[one.name]] if one.is_sum else one.name).alias(one.name)
            for one in figures
        ),
    )


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of the sum of a figure: a measure, times a factor that goes by kind."""

    measure: str
    factors: tuple[int, ...]

    @classmethod
    def of(cls, figure: Figure, usage: CompactUsage) -> _Terms:
        is_usage = figure.measure is Measure.USAGE
        factors = usage.deltas(figure.metric) if is_usage else usage.counted(figure.metric)
        return cls(_SUMS[figure.measure], tuple(factors))

    def values(self) -> pl.Expr:
        """Return the term of each row."""
        if all(factor == 1 for factor in self.factors):
            return pl.col(self.measure)
        factors = pl.Series(self.factors, dtype=pl.Int64)
        return pl.col(self.measure) * pl.lit(factors).gather(pl.col(KIND))


def _durations(usage: CompactUsage, keys: pl.Series) -> pl.DataFrame:
    """Return the requests with a duration, one row per metric."""
    rows = usage.rows.select(keys.alias("key"), KIND, "duration_bin", "requests")
    known = rows.filter(pl.col("duration_bin").is_not_null())
    return CompactUsage(known, usage.kinds).by_metric(usage.metrics())


def nothing_measured(usage: pl.DataFrame, measures: Sequence[Measure]) -> tuple[str, ...]:
    """Return warnings if there are requests, but a measure finds nothing in any of them."""
    if usage.is_empty():
        return ()
    warnings = []
    if Measure.BYTES in measures and not usage["response_bytes"].sum():
        warnings.append("these responses have no bytes, or the log has no sizes")
    percentiles = [one for one in measures if one.percentile is not None]
    if percentiles and usage["duration_bin"].is_null().all():
        verb = "is" if len(percentiles) == 1 else "are"
        without = "the log has no duration of any of these requests"
        warnings.append(f"{', '.join(percentiles)} {verb} unknown: {without}")
    return tuple(warnings)


def _percentiles(durations: pl.DataFrame, figures: Collection[Figure]) -> pl.DataFrame:
    """Return percentiles: the smallest duration that so many % of the requests did not exceed.

    Shape: one row per `key` with known durations, a column per percentile, in ms.
    """
    cumulated = cumulated_by(durations, ("key", "metric"))
    return cumulated.group_by("key").agg(
        _percentile_of(one, percentile)
        for one in figures
        if (percentile := one.measure.percentile) is not None
    )


def _percentile_of(figure: Figure, percentile: int) -> pl.Expr:
    return percentile_where(percentile, pl.col("metric") == figure.metric).alias(figure.name)


def cumulated_by(durations: pl.DataFrame, groups: Sequence[str]) -> pl.DataFrame:
    """Return the histogram of each group with the requests up to each bin, and those in all.

    Shape: one row per group × `duration_bin`, with `up_to` and `in_all`.
    """
    histogram = durations.group_by(*groups, "duration_bin").agg(pl.col("requests").sum())
    up_to = pl.col("requests").cum_sum().over(groups, order_by="duration_bin")
    in_all = pl.col("requests").sum().over(groups)
    return histogram.with_columns(up_to=up_to, in_all=in_all)


def percentile_where(percentile: int, is_meant: pl.Expr | None = None) -> pl.Expr:
    """Return a percentile in ms, of rows as of `cumulated_by` that are meant, or of all."""
    is_reached = 100 * pl.col("up_to") >= percentile * pl.col("in_all")
    is_wanted = is_reached if is_meant is None else is_reached & is_meant
    reached = pl.col("duration_bin").filter(is_wanted).min()
    return middle_of_bins(reached).round_sig_figs(DIGITS)

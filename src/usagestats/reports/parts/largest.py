"""The largest values by which rows are split; all others become one value, `(others)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Measure
from usagestats.frames import packed
from usagestats.light_dataclass import dataclass
from usagestats.reports.parts.figures import Figure
from usagestats.reports.parts.measured import measured_by_number
from usagestats.reports.parts.splits import Split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.choices import Wide
    from usagestats.tables.compact_usage import CompactUsage

OTHERS: Final = "(others)"

_NOUNS: Final = {
    "product": "products",
    "backend": "backends",
    "application": "applications",
    "plan": "plans",
    "account": "accounts",
    "status": "statuses",
    "path": "paths",
    "user_agent": "user agents",
}


@dataclass(frozen=True, slots=True)
class Top:
    """The values that stay: so many with the most usage of a metric.

    Args:
        count: The number of values.
        metric: The metric.
        kept: The values, once they are known: the cells of the columns by which rows are split.
    """

    count: int
    metric: str
    kept: tuple[tuple[str | None, ...], ...] = ()

    def figure(self, first: Measure) -> Figure:
        """Return the figure by which values are the largest."""
        return Figure("size", self.metric, size_measure(first))

    def note(self, keys: Sequence[str], first: Measure, left: int) -> tuple[str, ...]:
        """Return a note on the values that are together, where there are any.

        Args:
            keys: The keys of the values.
            first: The measure that is shown first.
            left: The number of the values that are together.
        """
        if left <= 0:
            return ()
        several = f"combinations of {' and '.join(keys)}"
        nouns = _NOUNS[keys[0]] if len(keys) == 1 else several
        most = "bytes" if first is Measure.BYTES else self.metric
        shown = f"the {self.count:,} {nouns} with the most {most} in the range are shown"
        return (f"{shown}; {OTHERS} is the sum of {left:,}",)


def top_of(count: int | None, wanted: Sequence[str], wide: Wide | None) -> Top | None:
    """Return the choice of the largest values; `None` where all are shown.

    They are the largest by the metric that is wanted first; else by `hits`, as in `top-apps`, or by
    the `requests` that columns of a wide report count.

    Args:
        count: Their number.
        wanted: The metrics that the user names.
        wide: The key of which each value has a column.
    """
    if count is None:
        return None
    return Top(count, wanted[0] if wanted else "requests" if wide else "hits")


def size_measure(first: Measure) -> Measure:
    """Return the measure of size: bytes, where these are shown first, else usage."""
    return Measure.BYTES if first is Measure.BYTES else Measure.USAGE


def joined(splits: Sequence[Split]) -> Split:
    """Return the combinations of the values of several splits as the values of one, in order.

    Shape: only the combinations that occur have a value; names are text.
    """
    together = packed((one.numbers, one.values.height) for one in splits)
    first = together.arg_unique()
    first = first.gather(together.gather(first).arg_sort())
    values = pl.concat(
        [one.values[one.numbers.gather(first)] for one in splits], how="horizontal"
    ).cast(pl.String)
    return Split(values, together.rank("dense").cast(pl.Int64) - 1)


def kept_of(
    top: Top, split: Split, usage: CompactUsage, first: Measure
) -> tuple[tuple[str | None, ...], ...]:
    """Return the largest values, in order of size; of equal ones, those that come first.

    A value that is called `(others)` itself never stays, so that the name means one thing.

    Args:
        top: Their number, and the metric.
        split: The values of the rows of USAGE.
        usage: USAGE.
        first: The measure that is shown first.
    """
    sizes = measured_by_number(usage, split.numbers, [top.figure(first)])["size"]
    ranked = split.values.with_columns(sizes).sort(
        "size", descending=True, nulls_last=True, maintain_order=True
    )
    found = ranked.drop("size").filter(~_is_others(split.values.columns))
    return tuple(found.head(top.count).iter_rows())


def with_others(split: Split, top: Top) -> Split:
    """Return a split with the values that are kept, the largest first, and all others as the last.

    Shape: values that the split lacks have no rows.
    """
    names = split.values.columns
    kept = _kept_values(top, names)
    positions = split.values.join(
        kept.with_row_index("position"),
        on=names,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )["position"]
    positions = positions.cast(pl.Int64).fill_null(kept.height)
    others = pl.DataFrame({name: [OTHERS] for name in names})
    return Split(pl.concat([kept, others]), positions.gather(split.numbers))


def sorted_by_size(rows: pl.DataFrame, top: Top, names: Sequence[str]) -> pl.DataFrame:
    """Sort the rows of each period as `with_others` sorts the values."""
    ranks = _kept_values(top, names).with_row_index("rank")
    ranked = rows.join(ranks, on=names, how="left", nulls_equal=True)
    return ranked.sort("period", "rank", nulls_last=True).drop("rank")


def _kept_values(top: Top, names: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(top.kept, dict.fromkeys(names, pl.String()), orient="row")


def _is_others(names: Sequence[str]) -> pl.Expr:
    return pl.all_horizontal(pl.col(names).eq_missing(OTHERS))

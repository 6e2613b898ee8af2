"""USAGE in few and small rows: names are numbers, and the metrics of a request share a row.

With a row per metric and with texts as keys, a report of many rows would spend most of its time on
adding up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import coded_if_worth, names_in, plain, stacked
from usagestats.light_dataclass import dataclass
from usagestats.tables.declared import USAGE, checked, of_chunks
from usagestats.tables.usage import sums_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.tables.usage import Grain

Kind = tuple[tuple[str, int, int], ...]
"""The usage that a request of this kind adds: metrics, each once; whether the request counts as one
of the metric's requests (1 or 0); and the delta of the metric."""

KIND: Final = "kind"
"""The column with the position of a row's kind."""

_FEW: Final = 200
"""So many rows are counted one by one, as quickly as by columns."""

REQUESTS_ONLY: Final[Kind] = (("requests", 1, 1),)
"""The kind of requests that add to no metric but `requests`."""


@dataclass(frozen=True, slots=True, eq=False)
class CompactUsage:
    """USAGE with the kinds of requests in the place of metrics.

    Args:
        rows: The columns of USAGE, but `KIND` instead of `metric`; names are coded. The requests
            and the bytes of a row are those of each metric of its kind as which they count; its
            usage is multiplied by the delta of the metric. Rows may have equal keys.
        kinds: The kinds.
    """

    rows: pl.DataFrame
    kinds: tuple[Kind, ...]

    def __reduce__(self) -> tuple[object, ...]:
        """Travel as numbers and names apart: together polars takes five times as long."""
        names = {one.name: names_in(one) for one in self.rows if isinstance(one.dtype, pl.Enum)}
        return _arrived, (self.rows.with_columns(pl.col(names).to_physical()), names, self.kinds)

    @classmethod
    def of(cls, usage: pl.DataFrame | CompactUsage) -> CompactUsage:
        """Return USAGE with each of its metrics as a kind."""
        if isinstance(usage, CompactUsage):
            return usage
        metrics, names = usage["metric"], usage["metric"].unique(maintain_order=True)
        kind = metrics.cast(pl.Enum(names)).to_physical().cast(pl.UInt32).alias(KIND)
        texts = [name for name in usage.columns if usage[name].dtype == pl.String()]
        rows = usage.with_columns(coded_if_worth(usage[name]) for name in texts)
        rows = rows.insert_column(rows.columns.index("metric"), kind).drop("metric")
        return cls(rows, tuple(((name, 1, 1),) for name in names))

    @classmethod
    def sum_of(cls, parts: Sequence[CompactUsage], grain: Grain) -> CompactUsage:
        """Add up tables of one grain: rows with equal keys and of one kind become one."""
        whole = cls.together(parts, grain)
        added = whole.rows.group_by("start", *grain.keys, KIND).agg(sums_of(grain.measures))
        return cls(added.select(whole.rows.columns), whole.kinds)

    @classmethod
    def together(cls, parts: Sequence[CompactUsage], grain: Grain) -> CompactUsage:
        """Return the rows of several tables of one grain."""
        if len(parts) == 1:
            return parts[0]
        kinds = dict.fromkeys(kind for part in parts for kind in part.kinds)
        numbers = {kind: number for number, kind in enumerate(kinds)}
        rows = [_with_kinds(part, numbers) for part in parts]
        return cls(stacked([_no_rows(grain), *rows]), tuple(kinds))

    def of_chunks(self, count: int) -> list[CompactUsage]:
        """Return the usage of each of several chunks that were counted together."""
        rows = plain(self.rows)  # a few rows each: to join their tables of names would take longer
        return [CompactUsage(part, self.kinds) for part in of_chunks(rows, count)]

    @property
    def height(self) -> int:
        """The number of rows of USAGE that these make, before any are added up."""
        if self.rows.height < _FEW:
            return sum(len(self.kinds[kind]) for kind in self.rows[KIND])
        metrics = pl.Series([len(kind) for kind in self.kinds], dtype=pl.Int64)
        return int(metrics.gather(self.rows[KIND]).sum())

    @property
    def requests(self) -> int:
        """The number of requests."""
        return int((self.rows["requests"] * self.counted("requests").gather(self.rows[KIND])).sum())

    def table(self, grain: Grain) -> pl.DataFrame:
        """Return USAGE at its grain, one row per metric, in no order."""
        added = CompactUsage.sum_of([self], grain).by_metric(self.metrics())
        keys = ("start", *grain.keys, "metric")
        usage = added.group_by(keys).agg(sums_of(grain.measures)).select(grain.columns())
        return checked(plain(usage), "USAGE", USAGE)

    def rows_by_metric(self, grain: Grain, *further: str) -> pl.DataFrame:
        """Return USAGE with coded names, one row per metric; rows may have equal keys.

        Args:
            grain: Its grain.
            further: Further columns of `rows` to keep.
        """
        usage = self.by_metric(self.metrics())
        checked(usage.select(grain.columns()), "USAGE", USAGE)
        return usage.select(*grain.columns(), *further)

    def by_metric(self, metrics: pl.DataFrame) -> pl.DataFrame:
        """Return USAGE with coded names.

        Args:
            metrics: The metrics that are wanted, some rows of `metrics()`.

        Shape: for each row, one for each of the metrics that its kind has, in no order.
        """
        return (
            self.rows.join(metrics, on=KIND)
            .with_columns(
                pl.col("^usage$") * pl.col("delta"),
                pl.col("^(requests|response_bytes)$") * pl.col("counted"),
            )
            .drop(KIND, "counted", "delta")
        )

    def counted(self, metric: str) -> pl.Series:
        """Return by kind whether a request counts as one of a metric: 1 or 0."""
        return self._factors(metric, 1)

    def deltas(self, metric: str) -> pl.Series:
        """Return by kind the delta of a metric."""
        return self._factors(metric, 2)

    def metrics(self) -> pl.DataFrame:
        """Return the kinds as a table.

        Shape: one row per kind and metric: `KIND`, `metric`, `counted` and `delta`.
        """
        rows = [(number, *one) for number, kind in enumerate(self.kinds) for one in kind]
        metrics = pl.Enum(list(dict.fromkeys(metric for _, metric, *_ in rows)))
        schema = {KIND: pl.UInt32(), "metric": metrics, "counted": pl.Int64(), "delta": pl.Int64()}
        return pl.DataFrame(rows, schema, orient="row")

    def _factors(self, metric: str, place: int) -> pl.Series:
        found = [sum(int(one[place]) for one in kind if one[0] == metric) for kind in self.kinds]
        return pl.Series(found, dtype=pl.Int64)


def _arrived(
    numbers: pl.DataFrame, names: dict[str, pl.Series], kinds: tuple[Kind, ...]
) -> CompactUsage:
    rows = numbers.with_columns(
        numbers[name].cat.to(pl.Enum(table)) for name, table in names.items()
    )
    return CompactUsage(rows, kinds)


def _with_kinds(part: CompactUsage, numbers: dict[Kind, int]) -> pl.DataFrame:
    """Return the rows with other numbers of their kinds."""
    if all(numbers[kind] == place for place, kind in enumerate(part.kinds)):
        return part.rows
    new = pl.Series([numbers[kind] for kind in part.kinds], dtype=pl.UInt32)
    return part.rows.with_columns(new.gather(part.rows[KIND]).alias(KIND))


def _no_rows(grain: Grain) -> pl.DataFrame:
    columns = [KIND if column == "metric" else column for column in grain.columns()]
    dtypes = {**USAGE, KIND: pl.UInt32()}
    texts = (column for column in columns if dtypes[column] == pl.String())
    return pl.DataFrame(
        schema={**{one: dtypes[one] for one in columns}, **dict.fromkeys(texts, pl.Enum([]))}
    )

"""The options of `traffic`, understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.choices import SPLIT_KEYS, Granularity, Measure, Wide
from usagestats.errors import UsageError
from usagestats.light_dataclass import dataclass, replace
from usagestats.periods.cuts import Cuts
from usagestats.periods.period import Period, Range, coarsest_slot
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.applications import names_of, order_of
from usagestats.reports.parts.columns import PERIOD, split_columns
from usagestats.reports.parts.figures import Figure, figures_of, type_of
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.largest import Top, joined, sorted_by_size, with_others

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

    import polars as pl

    from usagestats.reports.parts.cell import Cell
    from usagestats.reports.parts.splits import Split
    from usagestats.tables.compact_usage import CompactUsage
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

_OF_ANY_LENGTH: Final = {Granularity.MONTH, Granularity.YEAR, Granularity.ALL}
"""The periods that may be longer or shorter than those before them."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """The options of `traffic`, understood.

    Args:
        granularity: The width of the periods.
        range: The time range of the report.
        zone: The time zone of days.
        metrics: The columns, in order; `requests` comes first. The only metric of a wide report.
        split_by: The keys, some of `SPLIT_KEYS`, by which rows are split, in the order of their
            columns.
        filters: Choose a part of the usage.
        measures: The figures of each metric, in the order of their columns.
        is_compared: Whether each period is compared with the one before.
        is_long: Whether each metric has a row of its own instead of a column.
        wide: The key of which each value has a column; `None` for a column per metric.
        top: Chooses the values, of `wide` or of the combinations of `split_by`, that are shown; the
            others become one. `None`: all are shown.
        is_dense: Whether split rows appear also where there were no requests.
        week_start: The first day of a week, Monday is 0.
        methods: The metrics that add up to `hits`, in the order of their parts of a bar.
    """

    granularity: Granularity
    range: Range
    zone: ZoneInfo
    metrics: tuple[str, ...]
    split_by: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    measures: tuple[Measure, ...] = (Measure.USAGE,)
    is_compared: bool = False
    is_long: bool = False
    wide: Wide | None = None
    top: Top | None = None
    is_dense: bool = False
    week_start: int = 0
    methods: tuple[str, ...] = ()

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        has_durations = any(one.percentile is not None for one in self.measures)
        wide = {SPLIT_KEYS[self.wide]} if self.wide else set()
        slot = coarsest_slot(self.granularity, self.zone, self.range)
        if self.is_compared:
            from usagestats.reports.parts.previous import slot_for_periods

            slot = slot_for_periods(self.range, self.granularity, self.zone, self.week_start)
        keys = {*self.split_by, *wide, *({"duration_bin"} if has_durations else ())}
        has_bytes = Measure.BYTES in self.measures
        return self.filters.grain(keys, slot, has_bytes=has_bytes, cuts=self._cuts())

    def _cuts(self) -> Cuts:
        cuts = Cuts.of(self.granularity, self.zone, self.range, self.week_start)
        if not (self.is_compared and self.range.start and self.range.end):
            return cuts
        span = Period(self.range.start, self.range.end)
        return cuts.with_bounds(*self.earlier_periods(span).values())

    def earlier_periods(self, span: Period) -> dict[int, Period]:
        """Return the periods with which those of a span are compared, by the numbers of these."""
        from usagestats.reports.parts.previous import periods_compared

        return periods_compared(span, self.granularity, self.zone, self.week_start)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of each row, unless each metric has a row of its own."""
        return figures_of(self.metrics, self.measures)

    @property
    def _joins_splits(self) -> bool:
        """Whether some combinations of the values by which rows are split become one."""
        return self.top is not None and self.wide is None

    def splits_of(self, usage: CompactUsage) -> list[Split]:
        """Return the values by which rows are split, for each row of USAGE."""
        from usagestats.reports.parts.splits import split_of

        splits = [split_of(usage.rows, key, self.filters.registry) for key in self.split_by]
        if self.top is None or self.wide is not None:
            return splits
        return [with_others(joined(splits), self.top)]

    def in_order(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Sort the rows of each period: by name, nothing last; the largest values by size."""
        if self.top is not None and self._joins_splits:
            return sorted_by_size(rows, self.top, self.splits)
        return rows.sort("period", *order_of(self.split_by), nulls_last=True)

    @property
    def splits(self) -> list[str]:
        """The names of the columns by which rows are split."""
        return names_of(self.split_by)

    @property
    def counted(self) -> dict[str, str]:
        """The columns that count requests or usage, and the metric of each; see `cell`."""
        if self.is_long and Measure.USAGE in self.measures:
            return {Measure.USAGE.value: ""}
        return {one.name: one.metric for one in self.figures if one.measure is Measure.USAGE}

    def cell(self, row: Mapping[str, object], column: str, coverage: Coverage) -> Cell:
        """Return the requests that a number of the report counts.

        Raises:
            UsageError: The column is no number of requests, and no usage.
        """
        from usagestats.reports.parts.cell import Cell, metric_of, times_of, values_of

        if self.wide:
            hint = f"use --split-by {self.wide} instead: each row is then one number"
            raise UsageError("its columns cannot be explained", where="--wide", hint=hint)
        if self.top:
            hint = "leave it out: the rows that it shows are the same without it"
            raise UsageError("the sum of other rows is no row of its own", where="--top", hint=hint)
        return Cell(
            spans=times_of(row, self.range, coverage),
            filters=self.filters,
            metric=metric_of(column, self.counted) or str(row["metric"]),
            split_by=self.split_by,
            values=values_of(row, self.split_by),
        )

    def columns(self) -> tuple[Column, ...]:
        """Return the columns, which depend on the options only, except those of `wide`."""
        splits = split_columns(self.split_by)
        if self._joins_splits:  # a status may be `(others)`, too
            splits = tuple(replace(one, type=ColumnType.NAME) for one in splits)
        if self.is_long:  # rows of different metrics do not add up
            metric = Column("metric", ColumnType.NAME, is_key=True)
            long = [Column(one, type_of(one), given_sum=False) for one in self.measures]
            return (*PERIOD, *splits, metric, *self._with_changes(long))
        figures = [Column(one.name, one.type, unit=one.unit) for one in self.figures]
        return (*PERIOD, *splits, *self._with_changes(figures))

    def _changes_of(self, figure: Column) -> Iterator[Column]:
        from usagestats.reports.parts.changes import change_columns

        return change_columns(figure, is_daily=self.granularity in _OF_ANY_LENGTH)

    def _with_changes(self, figures: list[Column]) -> list[Column]:
        if not self.is_compared:
            return figures
        return [*figures, *(column for one in figures for column in self._changes_of(one))]

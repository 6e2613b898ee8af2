"""`traffic`: the usage of each metric in each period."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Granularity, Measure, Wide
from usagestats.errors import UsageError
from usagestats.frames import plain
from usagestats.light_dataclass import dataclass, replace
from usagestats.periods.cuts import Cuts
from usagestats.periods.period import LATEST, Period, Range, coarsest_slot, cut
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.applications import SPLIT_KEYS, names_of, order_of
from usagestats.reports.parts.by_period import (
    OF_PERIODS,
    filled,
    is_known,
    period_table,
    with_lacking,
    with_lacking_before,
)
from usagestats.reports.parts.cell import Cell, metric_of, times_of, values_of
from usagestats.reports.parts.changes import (
    beside_earlier,
    change_columns,
    with_changes,
    with_comparable,
)
from usagestats.reports.parts.columns import PERIOD, split_columns
from usagestats.reports.parts.figures import Figure, figures_of, title_of, type_of
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.largest import (
    OTHERS,
    Top,
    joined,
    kept_of,
    sorted_by_size,
    with_others,
)
from usagestats.reports.parts.measured import nothing_measured
from usagestats.reports.parts.previous import (
    periods_compared,
    slot_for_periods,
    words_for_before,
)
from usagestats.reports.parts.selection import Selection
from usagestats.reports.parts.span import holes
from usagestats.reports.parts.splits import split_of
from usagestats.reports.parts.used import UsedInPeriods, in_parts
from usagestats.reports.parts.wide import KEYS, WideColumns
from usagestats.side_by_side import in_order
from usagestats.tables.compact_usage import CompactUsage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo

    from usagestats.report import Report, ReportInParts
    from usagestats.reports.parts.splits import Split
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain


_OF_ANY_LENGTH: Final = {Granularity.MONTH, Granularity.YEAR, Granularity.ALL}
"""The periods that may be longer or shorter than those before them."""
_WIDE: Final = {
    Wide.APP: "application",
    Wide.BACKEND: "backend",
    Wide.STATUS: "class of statuses",
}
_NOT_WIDE: Final = frozenset(
    (*(column.key for column in PERIOD), *names_of(SPLIT_KEYS), *OF_PERIODS, "metric", OTHERS)
)
"""The names of columns with a meaning of their own, which no value of a key takes."""


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
        wide = {KEYS[self.wide]} if self.wide else set()
        slot = coarsest_slot(self.granularity, self.zone, self.range)
        if self.is_compared:
            slot = slot_for_periods(self.range, self.granularity, self.zone, self.week_start)
        keys = {*self.split_by, *wide, *({"duration_bin"} if has_durations else ())}
        has_bytes = Measure.BYTES in self.measures
        return self.filters.grain(keys, slot, has_bytes=has_bytes, cuts=self._cuts())

    def _cuts(self) -> Cuts:
        cuts = Cuts.of(self.granularity, self.zone, self.range, self.week_start)
        if not (self.is_compared and self.range.start and self.range.end):
            return cuts
        span = Period(self.range.start, self.range.end)
        return cuts.with_bounds(*_periods_compared(self, span).values())

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
        return change_columns(figure, is_daily=self.granularity in _OF_ANY_LENGTH)

    def _with_changes(self, figures: list[Column]) -> list[Column]:
        if not self.is_compared:
            return figures
        return [*figures, *(column for one in figures for column in self._changes_of(one))]


def traffic_report(
    question: Traffic, usage: pl.DataFrame | CompactUsage, coverage: Coverage, counts: Counts
) -> Report:
    """Cut USAGE into periods.

    Shape: USAGE at `question.grain()` → one row per period (× split, × metric), in order.
    """
    parts = list(traffic_in_parts(question, usage, coverage, counts))
    return replace(parts[-1], rows=plain(pl.concat([part.rows for part in parts])))


def traffic_in_parts(
    question: Traffic, usage: pl.DataFrame | CompactUsage, coverage: Coverage, counts: Counts
) -> ReportInParts:
    """Cut USAGE into periods; some periods at a time, so that there never are many rows.

    Shape: USAGE at `question.grain()` → at least one report; each with one row per period (× split,
    × metric), in order. Names are coded.
    """
    used = CompactUsage.of(usage)
    chosen, counted = Selection.of_compact(
        used, question.range, question.filters, coverage, question.zone
    )
    title = chosen.titled(_title(question))
    if question.wide:
        question, counted, notes = _spread(question, question.wide, counted)
        chosen = replace(chosen, usage=counted.rows, notes=(*chosen.notes, *notes))
    elif question.top:
        question, notes = _with_largest(question, question.top, counted)
        chosen = replace(chosen, notes=(*notes, *chosen.notes))
    warnings = (*chosen.warnings, *nothing_measured(chosen.usage, question.measures))
    parts: Iterable[pl.DataFrame | None] = [None]
    if chosen.span:
        parts = _rows(question, used, counted, chosen.span, coverage)
        chosen = replace(chosen, notes=(*chosen.notes, *_notes(question, chosen.span, coverage)))
    for rows in parts:
        report = chosen.report("traffic", title, question.columns(), rows, counts)
        yield _with_looks(question, replace(report, warnings=warnings))


def _with_looks(question: Traffic, report: Report) -> Report:
    """Return the report with what people see of it beside its rows."""
    is_long_or_wide = question.is_long or question.wide is not None
    is_sum = len(question.measures) == 1 and question.measures[0].percentile is None
    parts = {*question.metrics} - {OTHERS} if question.wide else {*question.methods}
    has_parts = is_sum and not question.is_long
    return replace(
        report,
        granularity=question.granularity,
        narrower="" if is_long_or_wide else "--metric NAME or --long",
        bar=None if is_long_or_wide else question.figures[0].name,
        bar_parts=tuple(one for one in question.metrics if has_parts and one in parts),
    )


def _with_largest(
    question: Traffic, top: Top, usage: CompactUsage
) -> tuple[Traffic, tuple[str, ...]]:
    """Return the question with the values that stay, and a note on the others."""
    registry, first = question.filters.registry, question.measures[0]
    every = joined([split_of(usage.rows, key, registry) for key in question.split_by])
    kept = kept_of(top, every, usage, first)
    notes = top.note(question.split_by, first, every.values.height - len(kept))
    return replace(question, top=replace(top, kept=kept)), notes


def _spread(
    question: Traffic, wide: Wide, usage: CompactUsage
) -> tuple[Traffic, CompactUsage, tuple[str, ...]]:
    """Return both with a column for each value of a key, as if these were metrics; and notes."""
    used = plain(usage.by_metric(usage.metrics().filter(pl.col("metric") == question.metrics[0])))
    columns = WideColumns.of(wide, used, question.filters.registry, _NOT_WIDE)
    notes = columns.notes(used)
    if question.top:
        every, first = columns, question.measures[0]
        columns = every.with_others(question.top, used, first)
        left = len(every.names) - question.top.count
        notes = (*question.top.note([every.key], first, left), *notes)
    spread = CompactUsage.of(columns.as_metrics(used))
    return replace(question, metrics=columns.names), spread, notes


def _rows(
    question: Traffic, usage: CompactUsage, chosen: CompactUsage, span: Period, coverage: Coverage
) -> Iterator[pl.DataFrame]:
    """Give the rows of some periods at a time, while threads make those of the next."""
    whole = cut(span, question.granularity, question.zone, question.week_start)
    periods = with_lacking(period_table(whole, span, coverage), question.metrics, coverage)
    tables = [_used(question, chosen, whole)]
    if question.is_compared:
        compared = _periods_compared(question, span)
        periods = with_comparable(periods, compared, coverage)
        periods = with_lacking_before(periods, question.metrics, coverage, compared)
        comparable = periods.filter("is_compared").select("period")
        tables.append(_used_before(question, usage, compared, comparable))
    dense = None
    if question.is_dense and question.splits:
        dense = pl.concat([one.splits() for one in tables]).unique()
    has_fixed = dense is not None or not question.splits
    rows_each = (1 if dense is None else len(dense)) if has_fixed else None
    parts = in_parts(periods, tables, rows_each)
    yield from in_order(parts, partial(_rows_of_part, question, dense=dense))


def _rows_of_part(
    question: Traffic, part: tuple[pl.DataFrame, list[UsedInPeriods]], dense: pl.DataFrame | None
) -> pl.DataFrame:
    """Return the rows of some periods, from their usage and that of the periods before them."""
    periods, (now, *before) = part
    used = now.measured(question.figures)
    for earlier in before:
        names = [one.name for one in question.figures]
        measured = earlier.measured(question.figures)
        used = question.in_order(beside_earlier(used, measured, names, question.splits))
    rows = _filled(question, used, periods, dense)
    return _long(question, rows) if question.is_long else rows


def _used(question: Traffic, usage: CompactUsage, whole: list[Period]) -> UsedInPeriods:
    """Return USAGE by the numbers of its periods."""
    return UsedInPeriods.of(whole, usage, question.grain().slot, question.splits_of(usage))


def _periods_compared(question: Traffic, span: Period) -> dict[int, Period]:
    return periods_compared(span, question.granularity, question.zone, question.week_start)


def _used_before(
    question: Traffic, usage: CompactUsage, compared: dict[int, Period], comparable: pl.DataFrame
) -> UsedInPeriods:
    """Return USAGE of the periods before, under the numbers of the periods compared with them."""
    before = list(compared.values())
    bounds = Range(before[0].start, before[-1].end) if before else Range(LATEST, LATEST)
    used = _used(question, question.filters.compact_in(usage, bounds), before)
    numbers = pl.Series(list(compared), dtype=pl.Int64)
    return used.numbered(numbers, comparable["period"])


def _filled(
    question: Traffic, used: pl.DataFrame, periods: pl.DataFrame, dense: pl.DataFrame | None
) -> pl.DataFrame:
    """Add the periods without requests: 0 where the logs cover them, null where they do not."""
    rows = filled(periods, used, "period", question.splits, dense)
    if dense is not None:
        rows = question.in_order(rows)
    sums = [one.name for one in question.figures if one.is_sum]
    rows = rows.with_columns(pl.col(sums).fill_null(0))
    rows = rows.with_columns(
        pl.when(is_known(one.metric, rows)).then(one.name) for one in question.figures
    )
    return with_changes(rows, question.figures) if question.is_compared else rows


def _long(question: Traffic, rows: pl.DataFrame) -> pl.DataFrame:
    """Give each metric of a row a row of its own."""
    changes = ("_previous", "_change", "_change_per_day") if question.is_compared else ()
    endings = ("", *changes)
    numbered = rows.with_row_index("row")
    ids = ["row", *(column.key for column in PERIOD), *question.splits]
    parts = [
        numbered.select(
            *ids,
            pl.lit(metric).alias("metric"),
            *(
                pl.col(one.name + end).alias(one.measure + end)
                for one in question.figures
                if one.metric == metric
                for end in endings
            ),
        )
        for metric in question.metrics
    ]
    return pl.concat(parts).sort("row", maintain_order=True)


def _notes(question: Traffic, span: Period, coverage: Coverage) -> tuple[str, ...]:
    """Return notes on the span before, with which the range is compared, and on its holes."""
    compared = _periods_compared(question, span) if question.is_compared else {}
    if not compared or question.range.start is None:
        return ()
    ends = list(compared.values())
    before = Period(ends[0].start, ends[-1].end)
    return (
        f"compared with {words_for_before(span, before, question.zone)}",
        *holes(coverage, before, question.zone),
    )


def _title(question: Traffic) -> str:
    title = f"{title_of(question.measures)} {question.granularity.in_title}"
    return f"{title}: {question.metrics[0]} by {_WIDE[question.wide]}" if question.wide else title

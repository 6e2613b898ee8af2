"""The contents of a store, as reports need them: USAGE, PROBLEMS, coverage and counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from usagestats.frames import may_be_repeated
from usagestats.periods.in_range import inside
from usagestats.periods.period import SLOT, Range
from usagestats.store.imports import Imports, read_imports
from usagestats.store.log_files import FILE_COLUMNS, stored_coverage
from usagestats.store.schema import PROBLEM_ROW, SOURCE_ROW, USAGE_ROW, problems_of, usage_of
from usagestats.store.sources import COUNTS, counts_of
from usagestats.tables.compact_usage import CompactUsage
from usagestats.tables.usage import add_problems, coarser

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from usagestats.store.table import StoreTable
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

_MOST_MONTHS: Final = 1200
OF_SOURCES: Final = (*FILE_COLUMNS, "catalog", "forgotten_before", "reasons", *COUNTS)
"""The columns of the rows of sources that a report reads."""


@dataclass(frozen=True, slots=True)
class UsageFromStore:
    """The contents of a store for one report, with the same attributes as `UsageFromLogs`.

    Args:
        usage: USAGE at the grain of the report.
        problems: PROBLEMS.
        coverage: The time that all sources cover together.
        counts: The lines of the sources that overlap the range: requests, rejects and so on.
        rejects: The number of lines of these sources that did not parse, by reason.
        counted_otherwise: The time of the last request in the range that was mapped by another
            catalog; `None` where there is none.
        more: USAGE at each of the further grains.
        imports: The imported usage of the range; that which the report shows is in `usage`, too.
        has_failed: Always false: a store that cannot be read is an error.
    """

    usage: pl.DataFrame
    problems: pl.DataFrame
    coverage: Coverage
    counts: Counts
    rejects: dict[str, int]
    counted_otherwise: datetime | None
    imports: Imports
    more: tuple[pl.DataFrame, ...] = ()
    has_failed: bool = False

    @property
    def compact_usage(self) -> CompactUsage:
        """USAGE at the grain of the report, with small numbers for names."""
        return CompactUsage.of(self.usage)


def read_store(  # noqa: PLR0913  (the parameters of a query)
    table: StoreTable,
    grain: Grain,
    span: Range,
    needed: Range,
    catalog: str,
    *,
    more: Sequence[Grain] = (),
    has_problems: bool,
    is_continuous: bool = False,
) -> UsageFromStore:
    """Read from a store all that one report needs.

    Args:
        table: The store.
        grain: The grain of the USAGE.
        span: The range of the report.
        needed: The range of the USAGE and PROBLEMS that are read for the report; it may be longer
            than `span`.
        catalog: The fingerprint of the catalog in force.
        more: Further grains of USAGE that are read.
        has_problems: Whether PROBLEMS are read.
        is_continuous: Whether times without a log are times without requests.

    Raises:
        UsageStatsError: A file of the store is missing or broken.
    """
    months = months_of(needed)
    sources = table.read(table.rows(SOURCE_ROW).select(*OF_SOURCES))
    coverage = stored_coverage(sources)
    of_logs = coverage.without_holes() if is_continuous else coverage
    overlapping = _overlapping(sources, span)
    rows = inside(table.rows(USAGE_ROW, months), needed)
    imports = read_imports(table, grain.imports, needed)
    with_imports = pl.concat([rows, imports.usage()]) if imports.rows.height else rows
    usage, *further = (
        table.read(coarser(usage_of(some, has_bins="duration_bin" in one.keys), one))
        for one, some in ((grain, with_imports), *((one, rows) for one in more))
    )
    problems = []
    if has_problems:
        problem_rows = inside(table.rows(PROBLEM_ROW, months), needed)
        problems.append(problems_of(table.read(problem_rows)))
    reasons = overlapping.select(pl.col("reasons").explode()).drop_nulls().unnest("reasons")
    return UsageFromStore(
        usage=usage,
        more=tuple(further),
        problems=add_problems(problems),
        coverage=of_logs.with_imported(imports.spans()),
        imports=imports,
        counts=counts_of(overlapping),
        rejects=dict(reasons.group_by("reason").agg(pl.col("lines").sum()).sort("reason").rows()),
        counted_otherwise=_counted_otherwise(overlapping, span, catalog),
    )


def _overlapping(sources: pl.DataFrame, span: Range) -> pl.DataFrame:
    """Return the rows of the sources whose hull overlaps a range."""
    is_alone = ~may_be_repeated(sources["source"])  # as most objects: windows take long
    alone, others = sources.filter(is_alone), sources.filter(~is_alone)
    if span.start:
        alone = alone.filter(pl.col("last") >= span.start)
        others = others.filter(pl.col("last").max().over("source") >= span.start)
    if span.end:
        alone = alone.filter(pl.col("first") < span.end)
        others = others.filter(pl.col("first").min().over("source") < span.end)
    return pl.concat([alone, others])


def _counted_otherwise(sources: pl.DataFrame, span: Range, catalog: str) -> datetime | None:
    """Return the time of the last request in a range that another catalog mapped."""
    others = sources.filter(pl.col("catalog") != catalog)
    others = others.filter((pl.col("last") >= pl.col("forgotten_before")).fill_null(value=True))
    if span.start:
        others = others.filter(pl.col("last") >= span.start)
    if span.end:
        others = others.filter(pl.col("first") < span.end)
    found = cast("datetime | None", others["last"].max())
    return min(found, span.end) if found and span.end else found


def months_of(span: Range) -> list[str] | None:
    """Return the UTC months that overlap a range; `None`: all months, for an open or long range."""
    if span.start is None or span.end is None:
        return None
    first, last = span.start.astimezone(UTC), (span.end - SLOT).astimezone(UTC)
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    if len(numbers) > _MOST_MONTHS:
        return None
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def has_wide_slots(table: StoreTable, metrics: Collection[str]) -> bool:
    """Whether the store has usage of these metrics in slots of 15 minutes, not of one."""
    rows = table.rows(USAGE_ROW).filter(
        pl.col("metric").is_in(list(metrics)), pl.col("slot") == SLOT // timedelta(minutes=1)
    )
    return not table.read(rows.select("slot").head(1)).is_empty()

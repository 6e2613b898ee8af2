"""What reports want of a store: USAGE and PROBLEMS, coverage, and what became of the lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from usagestats.periods.in_range import inside
from usagestats.periods.period import SLOT, Range
from usagestats.store.schema import PROBLEM_ROW, SOURCE_ROW, USAGE_ROW, problems_of, usage_of
from usagestats.store.sources import COUNTS, counts_of, coverage_hulls
from usagestats.tables.coverage import Coverage
from usagestats.tables.usage import add_problems, coarser

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from usagestats.store.table import StoreTable
    from usagestats.tables.counts import Counts
    from usagestats.tables.usage import Grain

_MOST_MONTHS: Final = 1200
_OF_SOURCES: Final = (
    *("source", "first", "last", "forgotten_before", "catalog", "reasons", *COUNTS),
)


@dataclass(frozen=True, slots=True)
class UsageFromStore:
    """What was read of a store; the same as what is read of logs.

    Args:
        usage: USAGE at the grain asked for.
        problems: PROBLEMS.
        coverage: What the sources cover together.
        counts: What became of the lines of the sources that overlap the range.
        rejects: How many lines of these did not parse, by reason.
        counted_otherwise: The time of the last request in the range that was mapped by another
            catalog; `None` where there is none.
    """

    usage: pl.DataFrame
    problems: pl.DataFrame
    coverage: Coverage
    counts: Counts
    rejects: dict[str, int]
    counted_otherwise: datetime | None
    has_failed: bool = False


def read_store(  # noqa: PLR0913  (what is asked of a store)
    table: StoreTable,
    grain: Grain,
    asked: Range,
    needed: Range,
    catalog: str,
    *,
    has_problems: bool,
) -> UsageFromStore:
    """Read a store.

    Args:
        table: The store.
        grain: How fine the USAGE is to be.
        asked: The range that the report is about.
        needed: The part of USAGE and PROBLEMS that it takes.
        catalog: The fingerprint of the catalog in force.
        has_problems: Whether PROBLEMS are wanted.
    """
    months = months_of(needed)
    sources = table.read(table.rows(SOURCE_ROW).select(*_OF_SOURCES))
    overlapping = _overlapping(sources, asked)
    rows = inside(table.rows(USAGE_ROW, months), needed)
    usage = table.read(coarser(usage_of(rows, has_bins="duration_bin" in grain.keys), grain))
    problems = []
    if has_problems:
        problem_rows = inside(table.rows(PROBLEM_ROW, months), needed)
        problems.append(problems_of(table.read(problem_rows)))
    reasons = overlapping.select(pl.col("reasons").explode()).drop_nulls().unnest("reasons")
    return UsageFromStore(
        usage=usage,
        problems=add_problems(problems),
        coverage=Coverage.of(coverage_hulls(sources)),
        counts=counts_of(overlapping),
        rejects=dict(reasons.group_by("reason").agg(pl.col("lines").sum()).sort("reason").rows()),
        counted_otherwise=_counted_otherwise(overlapping, asked, catalog),
    )


def _overlapping(sources: pl.DataFrame, asked: Range) -> pl.DataFrame:
    """Return the rows of the sources whose hull overlaps a range."""
    if asked.start:
        sources = sources.filter(pl.col("last").max().over("source") >= asked.start)
    if asked.end:
        sources = sources.filter(pl.col("first").min().over("source") < asked.end)
    return sources


def _counted_otherwise(sources: pl.DataFrame, asked: Range, catalog: str) -> datetime | None:
    """Return the time of the last request in a range that another catalog mapped."""
    others = sources.filter(pl.col("catalog") != catalog)
    others = others.filter((pl.col("last") >= pl.col("forgotten_before")).fill_null(value=True))
    if asked.start:
        others = others.filter(pl.col("last") >= asked.start)
    if asked.end:
        others = others.filter(pl.col("first") < asked.end)
    found = cast("datetime | None", others["last"].max())
    return min(found, asked.end) if found and asked.end else found


def months_of(span: Range) -> list[str] | None:
    """Return the UTC months that hold a range; `None` where it has an open end."""
    if span.start is None or span.end is None:
        return None
    first, last = span.start.astimezone(UTC), (span.end - SLOT).astimezone(UTC)
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    if len(numbers) > _MOST_MONTHS:
        return None
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def has_wide_slots(table: StoreTable, metrics: Collection[str]) -> bool:
    """Tell whether some usage of these metrics is told by 15 minutes only."""
    rows = table.rows(USAGE_ROW).filter(
        pl.col("metric").is_in(list(metrics)), pl.col("slot") == SLOT // timedelta(minutes=1)
    )
    return not table.read(rows.select("slot").head(1)).is_empty()

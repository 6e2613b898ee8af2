"""`clients`: the clients with the most requests, their networks unless addresses are wanted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Granularity
from usagestats.periods.period import coarsest_slot
from usagestats.report import Column, ColumnType, Role
from usagestats.reports.parts.applications import names_of, order_of, usage_keys, with_registry
from usagestats.reports.parts.columns import split_columns
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.selection import Selection
from usagestats.survey.clients import CAPACITY, CLIENT

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Range
    from usagestats.report import Report
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.top_counts import TopCounts
    from usagestats.tables.usage import Grain

USUAL_ROWS: Final = 20
"""The number of clients that are shown if the user chooses none."""

NO_ADDRESS: Final = "(no address)"


@dataclass(frozen=True, slots=True)
class RankedClients:
    """The options of `clients`, understood.

    Args:
        range: The time range of the report.
        zone: The time zone of the output.
        split_by: The keys, some of `SPLIT_KEYS`, by which rows are split.
        is_all: Whether all known clients are shown; otherwise `USUAL_ROWS` of them.
        is_whole: Whether whole addresses are shown; otherwise networks stand for them.
        filters: Choose a part of the requests.
    """

    range: Range
    zone: ZoneInfo
    split_by: tuple[str, ...] = ()
    is_all: bool = False
    is_whole: bool = False
    filters: Filters = EVERYTHING

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of USAGE that the splits need."""
        return usage_keys(self.split_by)

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE by which requests are counted before any filter."""
        slot = coarsest_slot(Granularity.ALL, self.zone, self.range)
        return replace(self.filters.grain((), slot), of_requests=True)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns, which depend on the options only."""
        return (
            Column("rank", ColumnType.NUMBER, given_role=Role.VALUE),
            *split_columns(self.split_by),
            Column(CLIENT, ColumnType.NAME, unknown=NO_ADDRESS, is_key=True),
            Column("requests", ColumnType.COUNT),
            Column("share", ColumnType.SHARE, given_sum=True),
        )


def ranked_clients_report(
    question: RankedClients,
    usage: pl.DataFrame,
    found: TopCounts | None,
    coverage: Coverage,
    counts: Counts,
) -> Report:
    """Rank clients by their requests.

    Args:
        question: The options.
        usage: USAGE at `question.grain()`.
        found: The clients that `ClientRanking` counted; `None` where nothing was read.
        coverage: The time that the logs cover.
        counts: The counts of the lines that were read.

    Shape: one row per client (× split), the most requests first.
    """
    chosen = Selection.of(usage, question.range, question.filters, coverage, question.zone)
    what = "Clients" if question.is_whole else "Networks of clients"
    rows = _rows(question, found) if found and found.counts else None
    title = chosen.titled(what)
    report = chosen.report("clients", title, question.columns(), rows, counts)
    return replace(
        report,
        notes=(*_notes(question, found), *report.notes),
        bar="requests",
        usual_rows=None if question.is_all else USUAL_ROWS,
    )


def _rows(question: RankedClients, found: TopCounts) -> pl.DataFrame:
    names = (CLIENT, *question.keys)
    rows = pl.DataFrame(
        [(*key, count) for key, count in found.counts.items()],
        {**dict.fromkeys(names, pl.String()), "requests": pl.Int64()},
        orient="row",
    ).with_columns(pl.col(names).replace("", None))
    if "application" in question.keys:
        rows = with_registry(rows, question.filters.registry, question.split_by)
    keys = (CLIENT, *names_of(question.split_by))
    order = ("requests", CLIENT, *order_of(question.split_by))
    return (
        rows.group_by(keys)
        .agg(pl.col("requests").sum())
        .sort(order, descending=[True, *[False] * (len(order) - 1)], nulls_last=True)
        .with_columns(
            pl.col("requests").rank("min", descending=True).cast(pl.Int64).alias("rank"),
            pl.col("requests").truediv(pl.repeat(found.total, pl.len())).alias("share"),
        )
    )


def _notes(question: RankedClients, found: TopCounts | None) -> tuple[str, ...]:
    networks = "--show-addresses shows whole addresses, which are personal data"
    if not found or not found.total:
        return ()
    shown = () if question.is_whole else (networks,)
    if not found.shortfall:
        return shown
    kept = f"only the most frequent {CAPACITY:,} are counted"
    return (*shown, f"{kept}: a count may be too low by up to {found.shortfall:,}")

"""`clients --by`: how many different clients and applications there are in each period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Granularity
from usagestats.frames import utc_times
from usagestats.periods.period import coarsest_slot, cut
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.applications import names_of, order_of, usage_keys, with_registry
from usagestats.reports.parts.by_period import filled, period_table, with_periods
from usagestats.reports.parts.columns import PERIOD, split_columns
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.selection import Selection
from usagestats.survey.clients import PERIOD_START
from usagestats.tables.declared import FORGOTTEN, NO_APPLICATION
from usagestats.tables.distinct_counts import COUNT, ERROR, EXACT, IS_ESTIMATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Period, Range
    from usagestats.report import Report
    from usagestats.survey.clients import ClientsSeen
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.distinct_counts import DistinctCounts
    from usagestats.tables.usage import Grain

COLUMNS: Final = (
    Column("requests", ColumnType.COUNT),
    Column("clients", ColumnType.COUNT, given_sum=False),
    Column("applications", ColumnType.COUNT, given_sum=False),
)

_NO_APPLICATIONS: Final = (NO_APPLICATION, FORGOTTEN)


@dataclass(frozen=True, slots=True)
class Clients:
    """The options of `clients --by`, understood.

    Args:
        granularity: The width of the periods.
        range: The time range of the report.
        zone: The time zone of days.
        split_by: The keys, some of `SPLIT_KEYS`, by which rows are split.
        filters: Choose a part of the requests.
        is_dense: Whether split rows appear also where there were no requests.
        week_start: The first day of a week, Monday is 0.
    """

    granularity: Granularity
    range: Range
    zone: ZoneInfo
    split_by: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    is_dense: bool = False
    week_start: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of USAGE that the splits need."""
        return usage_keys(self.split_by)

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        slot = coarsest_slot(self.granularity, self.zone, self.range)
        grain = self.filters.grain({"application", *self.split_by}, slot)
        return replace(grain, of_requests=True)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns, which depend on the options only."""
        return (*PERIOD, *split_columns(self.split_by), *COLUMNS)


def clients_report(
    question: Clients,
    usage: pl.DataFrame,
    seen: ClientsSeen | None,
    coverage: Coverage,
    counts: Counts,
) -> Report:
    """Count different clients and applications.

    Args:
        question: The options.
        usage: USAGE at `question.grain()`.
        seen: The clients that `ClientSurvey` saw; `None` where the input has no addresses.
        coverage: The time that the input covers.
        counts: The counts of the lines that were read.

    Shape: one row per period × split, in order.
    """
    chosen = Selection.of(usage, question.range, question.filters, coverage, question.zone)
    known = seen.distinct if seen and not seen.has_no_addresses else None
    rows, notes = None, chosen.notes
    if chosen.span:
        rows = _rows(question, chosen.usage, known, chosen.span, coverage)
        notes = (*_notes(question, chosen.usage, known, seen), *notes)
    title = chosen.titled(f"Clients {question.granularity.in_title}")
    report = chosen.report("clients", title, question.columns(), rows, counts)
    return replace(
        report,
        granularity=question.granularity,
        notes=notes,
        bar="clients" if known else "applications",
    )


def _rows(
    question: Clients,
    usage: pl.DataFrame,
    seen: DistinctCounts | None,
    span: Period,
    coverage: Coverage,
) -> pl.DataFrame:
    whole = cut(span, question.granularity, question.zone, question.week_start)
    splits = names_of(question.split_by)
    used = _used(question, usage, whole)
    if seen:
        clients = _clients(question, seen, whole)
        used = used.join(clients, on=["period", *splits], how="left", nulls_equal=True)
    periods = period_table(whole, span, coverage)
    dense = used.select(splits).unique() if question.is_dense else None
    counted = [one.key for one in COLUMNS if one.key in used.columns]
    rows = filled(periods, used, "period", splits, dense)
    rows = rows.sort("period", *order_of(question.split_by), nulls_last=True)
    rows = rows.with_columns(pl.when("is_known").then(pl.col(counted).fill_null(0)))
    return rows if seen else rows.with_columns(clients=None)


def _used(question: Clients, usage: pl.DataFrame, whole: list[Period]) -> pl.DataFrame:
    """Return requests and applications by `period`, its number, and splits."""
    named = with_registry(usage, question.filters.registry, {"application", *question.split_by})
    periods = with_periods(named, whole, question.grain().slot)
    return periods.group_by("period", *names_of(question.split_by)).agg(
        pl.col("requests").sum(), _applications()
    )


def _applications() -> pl.Expr:
    """Return the number of different applications, without requests that belong to none."""
    own = pl.col("application_id")
    return own.filter(~own.is_in(_NO_APPLICATIONS)).n_unique().cast(pl.Int64).alias("applications")


def _clients(question: Clients, seen: DistinctCounts, whole: list[Period]) -> pl.DataFrame:
    """Return clients by `period`, its number, and splits."""
    registry, starts = question.filters.registry, [one.start for one in whole]
    is_one = question.granularity is Granularity.ALL

    def groups(keys: pl.DataFrame) -> pl.DataFrame:
        of_keys = utc_times(starts).search_sorted(keys[PERIOD_START])
        period = pl.repeat(0, keys.height, dtype=pl.Int64, eager=True) if is_one else of_keys
        if "application" in keys.columns:
            keys = with_registry(keys, registry, question.split_by)
        return keys.select(period.cast(pl.Int64).alias("period"), *names_of(question.split_by))

    return seen.regrouped(groups).counts().rename({COUNT: "clients"}).drop(IS_ESTIMATE)


def _notes(
    question: Clients, usage: pl.DataFrame, known: DistinctCounts | None, seen: ClientsSeen | None
) -> Iterator[str]:
    """Give the numbers of the whole range, and how exact they are."""
    named = with_registry(usage, question.filters.registry, ["application"])
    applications = named.select(_applications()).item()
    if known is None:
        yield f"in the whole range: {_counted(applications, 'application')}"
        no_address = "no log has the addresses of clients"
        yield no_address if seen else "a store keeps no addresses; name the logs to count clients"
        return
    clients, is_estimate = known.total()
    about = "about " if is_estimate else ""
    of_both = f"{about}{_counted(clients, 'client')}, {_counted(applications, 'application')}"
    yield f"in the whole range: {of_both}"
    if is_estimate:
        yield (
            f"numbers of up to {EXACT:,} clients are exact, larger ones estimates: 95 of 100 are"
            f" at most {100 * ERROR:.1f} % off"
        )
    if seen and seen.without_address:
        yield f"without an address in the log, so no clients: {seen.without_address:,} requests"


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"

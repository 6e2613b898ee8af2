"""`signups`: the newest applications, by applications.csv, or else by their first request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.in_range import inside
from usagestats.periods.period import SLOT, Range
from usagestats.report import Column, ColumnType, Report, Role
from usagestats.reports.parts.applications import OF_APPLICATION, names_of, registered
from usagestats.reports.parts.columns import columns_of, rows_with
from usagestats.reports.parts.creation import created
from usagestats.reports.parts.emptiness import NOTHING_READ, without
from usagestats.reports.parts.span import requests_of
from usagestats.reports.parts.unknown_names import not_registered, without_requests
from usagestats.tables.declared import NO_APPLICATION, UTC_TIME
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage

COLUMNS: Final = (
    *columns_of("application", is_key=True),
    *columns_of("account"),
    *columns_of("plan", is_detail=True),
    Column("state", ColumnType.NAME, is_detail=True, given_role=Role.REMARK),
    Column("created_at", ColumnType.TIME),
    Column("first_seen", ColumnType.TIME, unknown="–"),
)
USUAL_ROWS: Final = 10
"""The number of applications that are shown if the user chooses none."""

_ID: Final = "application_id"
_REGISTERED: Final = {
    **dict.fromkeys([*names_of(OF_APPLICATION), "state"], pl.String()),
    "created_at": UTC_TIME,
}
_FIRST_SEEN_ONLY: Final = (
    "no applications are registered: these are the first requests in the logs, no signups;"
    " name applications.csv in the catalog, or let usagestats init draft both"
)


@dataclass(frozen=True, slots=True)
class Signups:
    """The options of `signups`, understood.

    Args:
        range: The range in which the time in the column `key` must lie.
        zone: The time zone of days, also of dates in applications.csv.
        filters: Choose the applications; with the registry.
        is_all: Whether all applications are shown; otherwise `USUAL_ROWS` of them.
    """

    range: Range
    zone: ZoneInfo
    filters: Filters
    is_all: bool = False

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        return Grain(("application",), SLOT)

    @property
    def key(self) -> str:
        """The column with the time at which an application was new."""
        return "created_at" if self.filters.registry.identities else "first_seen"


def signups_report(
    question: Signups, usage: pl.DataFrame, coverage: Coverage, counts: Counts
) -> Report:
    """List the newest applications.

    Shape: USAGE at `question.grain()`, also before the range → one row per application, the newest
    first, those without a time last, then by name and id.
    """
    every = applications_by_age(question.filters, usage, question.zone)
    key = question.key
    rows = inside(every, question.range, key)
    is_registered = key == "created_at"
    title = "Newest applications" if is_registered else "Applications first seen in the logs"
    return Report(
        name="signups",
        title=f"{title}, {question.zone.key}",
        columns=COLUMNS,
        rows=rows_with(COLUMNS, rows),
        zone=question.zone,
        span=question.range.within(coverage.hull),
        counts=counts,
        in_range=requests_of(inside(usage, question.range)),
        notes=(
            *([] if is_registered or rows.is_empty() else [_FIRST_SEEN_ONLY]),
            *_undated(question, every),
            *_strangers(question, usage),
        ),
        warnings=_unknown_names(question, usage),
        usual_rows=None if question.is_all else USUAL_ROWS,
        when_empty=_no_applications(question, usage, is_registered=is_registered),
    )


def _no_applications(question: Signups, usage: pl.DataFrame, *, is_registered: bool) -> str:
    """Return why there are no rows."""
    if is_registered and question.range != Range():
        return "No application was created in the range; choose another --range."
    if is_registered:
        options = question.filters.options()
        return f"No registered application passes {' and '.join(options)}; {without(options)}."
    if usage.is_empty():
        return NOTHING_READ
    if question.range == Range():
        return (
            "No applications: no request carries a credential that `identify` of the catalog finds;"
            " usagestats explain shows one request step by step."
        )
    return "No application was first seen in the range; choose another --range."


def _unknown_names(question: Signups, usage: pl.DataFrame) -> tuple[str, ...]:
    filters = question.filters
    is_registered = bool(filters.registry.identities)
    return not_registered(filters) if is_registered else without_requests(filters, usage)


def applications_by_age(filters: Filters, usage: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    """Return the registered applications, or those in the logs where none is registered.

    Shape: one row per application with `COLUMNS`, the newest first.
    """
    seen = filters.apply(usage.filter(pl.col("application") != NO_APPLICATION))
    first = seen.group_by("application").agg(first_seen=pl.col("start").min())
    if not filters.registry.identities:
        missing = [
            pl.lit(None, dtype).alias(name)
            for name, dtype in _REGISTERED.items()
            if name not in {_ID, "application"}
        ]
        named = first.with_columns(pl.col("application").alias(_ID), *missing)
        return named.sort("first_seen", "application", descending=[True, False])
    ids = [(identity, one.id) for identity, one in filters.registry.identities.items()]
    identities = pl.DataFrame(ids, {"application": pl.String(), _ID: pl.String()}, orient="row")
    chosen = filters.apply(identities)
    first_of_id = (
        chosen.join(first, on="application", how="left")
        .group_by(_ID)
        .agg(pl.col("first_seen").min())
    )
    applications = filters.registry.applications
    times = [created(one.created_at, zone) for one in applications]
    known = registered(filters.registry).with_columns(
        pl.Series("state", [one.state for one in applications], pl.String()),
        pl.Series("created_at", times, UTC_TIME),
    )
    return known.join(first_of_id, on=_ID).sort(
        "created_at", "application", _ID, descending=[True, False, False], nulls_last=True
    )


def _undated(question: Signups, every: pl.DataFrame) -> tuple[str, ...]:
    """Return a note on the applications that no range can hold, since their time is unknown."""
    count = every[question.key].null_count()
    has_range = question.range.start or question.range.end
    return (
        (f"applications without created_at, which are in no range: {count:,}",)
        if count and has_range
        else ()
    )


def _strangers(question: Signups, usage: pl.DataFrame) -> tuple[str, ...]:
    """Return a note on the applications in the logs that are not registered."""
    registry = question.filters.registry
    seen = set(usage["application"].unique()) - {NO_APPLICATION}
    count = len(seen - set(registry.identities))
    return (
        (f"applications in the logs that are not registered: {count:,}",)
        if registry.identities and count
        else ()
    )

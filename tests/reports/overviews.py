"""The helpers of tests on `overview`: the report of a few requests, and its sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from usagestats.catalog.model import Catalog, Limit, Per, Plan
from usagestats.catalog.registry import Application, Registry
from usagestats.choices import Counting
from usagestats.periods.clock import Clock
from usagestats.periods.period import Range
from usagestats.report import Report
from usagestats.reports.overview import Overview, overview_report
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.plan_limits import PlanLimits
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import PROBLEMS, USAGE
from usagestats.tables.usage import add_usage

MAY = datetime(2026, 5, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOCK = Clock(datetime(2026, 5, 10, 12, tzinfo=UTC), ZoneInfo("UTC"))
TWO_DAYS = Range(MAY + DAY, MAY + 2 * DAY)
WHOLE = Coverage.of([(MAY - DAY, MAY + 9 * DAY)])
REGISTRY = Registry(
    {
        "a": Application("a", "Shop", "Acme", "basic", created_at=MAY + DAY),
        "b": Application("b", "Robot", None, "basic", created_at=MAY),
        "c": Application("c", "Map", "Acme", "basic"),
    }
)
LIMITED = Catalog(plans=(Plan("basic", (Limit("hits", 4, Per.DAY),)),))
Request = tuple[datetime, str, int | None]


def report(
    requests: Sequence[Request],
    span: Range = TWO_DAYS,
    coverage: Coverage = WHOLE,
    registry: Registry = REGISTRY,
    problems: list[tuple[datetime, str, int]] | None = None,
    counting: Counting = Counting.MATCHED,
    clock: Clock = CLOCK,
    filters: Filters = EVERYTHING,
) -> Report:
    """Make an overview of requests that are one hit each, and of times, codes and requests."""
    filters = replace(filters, registry=registry, counting=counting)
    question = Overview(span, clock, PlanLimits(LIMITED, filters))
    grain = question.grain()
    rows = [
        (time - (time - MAY) % grain.slot, "api", name, status, None, metric, 1, 1)
        for time, name, status in requests
        for metric in ("requests", "hits")
    ]
    names = ("start", "product", "application", "status", "denied", "metric", "requests", "usage")
    frame = pl.DataFrame(rows, {name: USAGE[name] for name in names}, orient="row")
    usage = add_usage([frame.select(grain.columns())], grain)
    found = [(time, "api", code, count, time, time, "") for time, code, count in problems or []]
    table = pl.DataFrame(found, PROBLEMS, orient="row")
    return overview_report(question, usage, table, coverage, Counts())


def section(report: Report, name: str) -> list[tuple[object, ...]]:
    """Return the rows of a section: name, value, previous value, change."""
    return report.rows.filter(pl.col("section") == name).drop("section", "change_per_day").rows()

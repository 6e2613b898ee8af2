"""Questions of `traffic`, and USAGE for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.reports.tables import covering, usage_of, utc
from usagestats.choices import Granularity
from usagestats.periods.period import Range
from usagestats.reports.traffic_parts.question import Traffic
from usagestats.tables.counts import Counts

METRICS = ("requests", "hits", "metadata")
NO_COUNTS = Counts()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def span(start: str | None, end: str | None) -> Range:
    return Range(None if start is None else utc(start), None if end is None else utc(end))


def question(
    start: str | None = None,
    end: str | None = None,
    zone: str = "UTC",
    by: Granularity = Granularity.DAY,
) -> Traffic:
    return Traffic(by, span(start, end), ZoneInfo(zone), METRICS)


FIVE_DAYS = question("2026-05-01", "2026-05-06")
HOLE_OF_TWO_DAYS = covering(
    ("2026-05-01T00:03", "2026-05-02T12:04"), ("2026-05-05T00:00", "2026-05-05T23:59")
)
USED = usage_of(
    [
        ("2026-04-30", "requests", 100),
        ("2026-05-01", "requests", 7),
        ("2026-05-01", "hits", 9),
        ("2026-05-01", "metadata", 5),
        ("2026-05-02", "requests", 2),
        ("2026-05-06", "requests", 100),
    ]
)


TWO_DAYS = replace(question("2026-05-01", "2026-05-03"), split_by=("backend", "status"))
COVERED = covering(("2026-05-01", "2026-05-02T23:59"))
SPLIT = usage_of(
    [
        ("2026-05-01", "search", 404, "requests", 1),
        ("2026-05-01", "catalog", 200, "requests", 2),
        ("2026-05-01", "catalog", None, "requests", 3),
        ("2026-05-01", None, 200, "hits", 4),
        ("2026-05-02", "catalog", 200, "requests", 5),
        ("2026-05-02", "catalog", 200, "metadata", 6),
    ],
    "backend",
    "status",
)

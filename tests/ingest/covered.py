"""Logs of half a day each, and the time that they cover."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.ingest.shop import FINEST, UTC_ZONE, Shop, line
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.logs.files.sources import find_sources
from usagestats.pipeline.counting import UsageQuestion, read_logs

if TYPE_CHECKING:
    from usagestats.periods.period import Period

MIDNIGHT = datetime(2026, 5, 4, tzinfo=UTC)
IN_HALF_A_DAY = 48  # requests, one every 15 minutes

Spans = list[tuple[float, float]]
"""Spans in hours after `MIDNIGHT`."""


def half_day(day: int) -> bytes:
    """Return the requests of a day up to noon."""
    minutes = range(day * 1440, day * 1440 + 720, 15)
    return b"".join(map(line, minutes))


def spans_of(shop: Shop) -> Spans:
    """Return the time that the store covers."""
    return hours(shop.read().coverage.spans)


def spans_of_logs(shop: Shop) -> Spans:
    """Return the time that the logs cover that are in the folder now."""
    question = UsageQuestion(DEFAULT_CATALOG, FINEST, UTC_ZONE)
    found = find_sources([str(shop.folder / "*.log*")])
    return hours(read_logs(found, question).coverage.spans)


def hours(spans: tuple[Period, ...]) -> Spans:
    hour = timedelta(hours=1)
    return [((span.start - MIDNIGHT) / hour, (span.end - MIDNIGHT) / hour) for span in spans]

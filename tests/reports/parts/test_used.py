from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.frames import plain
from usagestats.periods.period import Period
from usagestats.reports.parts.figures import figures_of
from usagestats.reports.parts.splits import split_of
from usagestats.reports.parts.used import used_in
from usagestats.tables.compact_usage import CompactUsage
from usagestats.tables.declared import USAGE

DAY = timedelta(days=1)
MONDAY = datetime.fromisoformat("2026-05-04T00:00:00+00:00")


def test_rows_are_in_the_order_of_periods_and_of_splits() -> None:
    rows = [
        (MONDAY + DAY, "b", "hits", 1, 4),
        (MONDAY, "b", "hits", 1, 1),
        (MONDAY, "a", "hits", 2, 2),
        (MONDAY, "b", "hits", 1, 3),
    ]
    columns = ("start", "product", "metric", "requests", "usage")
    usage = CompactUsage.of(
        pl.DataFrame(rows, {name: USAGE[name] for name in columns}, orient="row")
    )
    whole = [Period(MONDAY, MONDAY + DAY), Period(MONDAY + DAY, MONDAY + 2 * DAY)]
    splits = [split_of(usage.rows, "product", NO_APPLICATIONS)]
    found = used_in(whole, usage, DAY, splits, figures_of(["hits"]))

    assert plain(found).rows() == [(0, "a", 2), (0, "b", 4), (1, "b", 4)]

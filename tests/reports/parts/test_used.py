from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest

from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.frames import plain
from usagestats.periods.period import Period
from usagestats.reports.parts import used
from usagestats.reports.parts.figures import figures_of
from usagestats.reports.parts.splits import split_of
from usagestats.reports.parts.used import UsedInPeriods, in_parts
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
    found = UsedInPeriods.of(whole, usage, DAY, splits).measured(figures_of(["hits"]))

    assert plain(found).rows() == [(0, "a", 2), (0, "b", 4), (1, "b", 4)]


def test_parts_have_the_rows_of_their_periods_wherever_these_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    starts = [MONDAY + number * DAY for number in (2, 0, 1, 0, 2, 4)]
    rows = [(start, "hits", 1, 1 + number) for number, start in enumerate(starts)]
    columns = ("start", "metric", "requests", "usage")
    usage = CompactUsage.of(
        pl.DataFrame(rows, {name: USAGE[name] for name in columns}, orient="row")
    )
    whole = [Period(MONDAY + n * DAY, MONDAY + (n + 1) * DAY) for n in range(5)]
    periods = pl.DataFrame({"period": range(5)})
    monkeypatch.setattr(used, "_MOST_ROWS", 2)
    every = UsedInPeriods.of(whole, usage, DAY, ())

    parts = list(in_parts(periods, [every], None))

    assert [part["period"].to_list() for part, _ in parts] == [[0], [1, 2], [3, 4]]
    assert [one.measured(figures_of(["hits"])).rows() for _, (one,) in parts] == [
        [(0, 6)],
        [(1, 3), (2, 6)],
        [(4, 6)],
    ]
    fixed = [part["period"].to_list() for part, _ in in_parts(periods, [every], 1)]
    assert fixed == [[0, 1], [2, 3], [4]]

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.ingest.shop import Shop, lines
from usagestats.catalog.model import Catalog, Limit, Per, Plan
from usagestats.periods.period import SLOT, Range
from usagestats.store.contents import UsageFromStore, has_wide_slots, months_of, read_store
from usagestats.tables.usage import Grain

MAY_4 = datetime(2026, 5, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Two logs: one of the first hour of 4 May, one of the third."""
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 60) + b"no request\n")
    shop.write("b.log", lines(120, 180))
    shop.ingest()
    return shop


def read(shop: Shop, span: Range, catalog: str = "") -> UsageFromStore:
    grain = Grain(("status",), SLOT)
    return read_store(shop.table(), grain, span, span, catalog, has_problems=False)


def test_usage_is_that_of_the_range(shop: Shop) -> None:
    found = read(shop, Range(MAY_4, MAY_4 + HOUR / 2))

    assert found.usage.filter(metric="requests")["requests"].sum() == 30


def test_further_grains_are_read_of_the_same_range(shop: Shop) -> None:
    span, grain = Range(MAY_4, MAY_4 + HOUR / 2), Grain(("status",), SLOT)
    more = [Grain(("duration_bin",), HOUR, of_requests=True), Grain((), HOUR)]
    found = read_store(shop.table(), grain, span, span, "", more=more, has_problems=False)
    bins, hours = found.more

    assert set(bins["metric"]) == {"requests"}
    assert bins["requests"].sum() == 30
    assert hours.filter(metric="requests")["requests"].to_list() == [30]


def test_counts_are_those_of_the_sources_that_overlap_the_range(shop: Shop) -> None:
    first = read(shop, Range(MAY_4, MAY_4 + HOUR / 2))
    between = read(shop, Range(MAY_4 + HOUR, MAY_4 + 2 * HOUR))
    both = read(shop, Range())

    assert (first.counts.requests, first.counts.rejects) == (60, 1)
    assert first.rejects == {"no time in brackets": 1}
    assert (between.counts.lines, between.rejects) == (0, {})
    assert both.counts.lines == 121


def test_a_request_of_another_catalog_in_the_range_is_noticed(shop: Shop) -> None:
    same = read(shop, Range(), shop.settings().catalog)
    other = read(shop, Range(), "another")
    cut = read(shop, Range(MAY_4, MAY_4 + HOUR / 2), "another")

    assert same.counted_otherwise is None
    assert other.counted_otherwise == MAY_4 + 3 * HOUR - timedelta(minutes=1)
    assert cut.counted_otherwise == MAY_4 + HOUR / 2  # no later than the range


@pytest.mark.parametrize(
    ("span", "months"),
    [
        (Range(MAY_4, MAY_4 + HOUR), ["2026-05"]),
        (Range(MAY_4, datetime(2026, 6, 1, tzinfo=UTC)), ["2026-05"]),  # the end is not in it
        (Range(datetime(2025, 11, 30, tzinfo=UTC), MAY_4.replace(month=1)), ["2025-11", "2025-12", "2026-01"]),
        (Range(datetime(2026, 6, 1, tzinfo=ZoneInfo("Europe/Athens")), datetime(2026, 6, 2, tzinfo=UTC)), ["2026-05", "2026-06"]),
        (Range(MAY_4, None), None),
        (Range(None, MAY_4), None),
        (Range(datetime(1, 1, 1, tzinfo=UTC), MAY_4), None),  # so many that all are read
    ],
)  # fmt: skip
def test_months_of_a_range_are_those_of_utc(span: Range, months: list[str] | None) -> None:
    assert months_of(span) == months


def test_slots_are_wide_unless_a_plan_limits_the_metric_per_minute(tmp_path: Path) -> None:
    plan = Plan("basic", (Limit("hits", 5, Per.MINUTE),))
    shop = Shop(tmp_path, catalog=Catalog(plans=(plan,)))
    shop.write("a.log", lines(0, 5))
    shop.ingest()

    assert not has_wide_slots(shop.table(), {"hits"})
    assert has_wide_slots(shop.table(), {"hits", "metadata"})
    assert not has_wide_slots(shop.table(), {"unknown"})

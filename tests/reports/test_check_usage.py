from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.periods.period import Range
from usagestats.report import Report
from usagestats.reports.check_usage import CheckUsage, check_usage_report
from usagestats.reports.check_usage_parts.condition import condition_of
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE

ZONE = ZoneInfo("UTC")
MONDAY, TUESDAY, WEDNESDAY = (datetime(2026, 5, day, tzinfo=UTC) for day in (4, 5, 6))
NOW = WEDNESDAY + timedelta(hours=6)


def question(
    *texts: str,
    span: Range = Range(TUESDAY, WEDNESDAY),  # noqa: B008  (frozen)
    split_by: tuple[str, ...] = (),
    filters: Filters = EVERYTHING,
) -> CheckUsage:
    conditions = tuple(condition_of(text, ("requests", "hits")) for text in texts)
    return CheckUsage(conditions, span, ZONE, NOW, DEFAULT_CATALOG, filters, split_by)


def report(asked: CheckUsage, first: datetime = MONDAY) -> Report:
    rows = [
        (start, owner, metric, count, count)
        for start, owner, count in ((MONDAY, "a", 10), (TUESDAY, "a", 4), (TUESDAY, "b", 6))
        for metric in ("requests", "hits")
        if start >= first
    ]
    names = ("start", "backend", "metric", "requests", "usage")
    usage = pl.DataFrame(rows, {name: USAGE[name] for name in names}, orient="row")
    return check_usage_report(asked, usage, Coverage.of([(first, WEDNESDAY)]), Counts())


def test_each_condition_has_a_row_for_each_group() -> None:
    asked = question("requests<5", "requests<50% of previous", split_by=("backend",))

    assert report(asked).rows.select("condition", "backend", "value", "limit", "failed").rows() == [
        ("requests<5", "a", 4.0, 5.0, True),
        ("requests<5", "b", 6.0, 5.0, False),
        ("requests<50% of previous", "a", 4.0, 5.0, True),
        ("requests<50% of previous", "b", 6.0, None, False),
    ]


def test_a_time_without_a_log_is_one_failure() -> None:
    asked = question("requests<50% of previous", "requests<5", split_by=("backend",))

    rows = report(asked, first=TUESDAY).rows
    assert rows.select("condition", "backend", "value", "failed", "reason").rows()[:2] == [
        ("requests<50% of previous", None, None, True, "no log between 2026-05-04 00:00 and 2026-05-05 00:00"),
        ("requests<5", "a", 4.0, True, "requests 4, less than 5"),
    ]  # fmt: skip


def test_the_age_is_that_of_the_newest_request_in_any_log() -> None:
    (row,) = report(question("age>5h", split_by=("backend",))).rows.rows()

    assert row == (
        *("age>5h", None, 6 * 3600.0, 5 * 3600.0, "s", True),
        "age 6 h, more than 5 h: the newest request is of 2026-05-06 00:00",
    )


def test_nothing_is_remarked_that_is_no_failure() -> None:
    found = report(question("requests<0", span=Range(WEDNESDAY - timedelta(days=9), WEDNESDAY)))

    assert (found.notes, found.warnings) == ((), ())
    assert found.rows["failed"].to_list() == [True]


@pytest.mark.parametrize(
    ("texts", "start"),
    [(("hits>1",), TUESDAY), (("hits>1", "hits<5% of previous"), MONDAY)],
)
def test_only_the_usage_that_is_compared_is_needed(texts: tuple[str, ...], start: datetime) -> None:
    assert question(*texts).needed() == Range(start, WEDNESDAY)


def test_the_grain_has_what_figures_and_splits_need() -> None:
    grain = question("5xx>1", "p95>1s", "bytes>1", split_by=("account",)).grain()

    assert grain.keys == ("application", "status", "duration_bin")
    assert grain.has_bytes


def test_without_bounds_there_is_no_range_before() -> None:
    assert question("hits>1", span=Range(TUESDAY)).before() is None
    assert question("hits>1", span=Range(TUESDAY)).needed() == Range(TUESDAY)

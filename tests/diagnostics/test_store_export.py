from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.ingest.shop import UTC_ZONE, Shop, line, lines
from usagestats.diagnostics.store_export import COLUMNS, export_reports
from usagestats.periods.period import Range
from usagestats.report import Report

APRIL, MAY, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (4, 5, 6, 7))
MINUTES_TO_JUNE = 28 * 24 * 60  # lines begin on 4 May


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Return a store with 30 requests in May from two logs, and 5 in June from a third."""
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 20))
    shop.write("b.log", lines(20, 30))
    june = [
        line(n).replace(b"32/May", b"01/Jun") for n in range(MINUTES_TO_JUNE, MINUTES_TO_JUNE + 5)
    ]
    shop.write("c.log", b"".join(june))
    shop.ingest()
    return shop


def exported(shop: Shop, span: Range) -> list[Report]:
    return list(export_reports(shop.table(), span, UTC_ZONE))


def requests(report: Report) -> int:
    return int(report.rows.filter(metric="requests")["requests"].sum())


def test_each_month_is_a_report_with_all_its_usage(shop: Shop) -> None:
    reports = exported(shop, Range())

    assert [requests(report) for report in reports] == [30, 5]
    assert reports[0].rows["start"].is_sorted()
    assert [report.rows.columns for report in reports] == [[one.key for one in COLUMNS]] * 2


def test_only_the_range_is_exported_and_only_its_months_are_read(shop: Shop) -> None:
    assert [requests(one) for one in exported(shop, Range(JUNE, JULY))] == [5]
    assert [requests(one) for one in exported(shop, Range(MAY, JUNE))] == [30]
    half_past = datetime(2026, 5, 4, 0, 15, tzinfo=UTC)
    assert [requests(one) for one in exported(shop, Range(half_past, JUNE))] == [15]


def test_a_range_without_usage_is_one_report_without_rows(shop: Shop) -> None:
    (report,) = exported(shop, Range(APRIL, MAY))

    assert report.rows.is_empty()
    assert report.rows.columns == [one.key for one in COLUMNS]


def test_usage_of_several_logs_and_commits_is_added(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    for name, number in (("a.log", 1), ("b.log", 2), ("c.log", 3)):
        shop.write(name, line(number).replace(b"=k%d" % number, b"=k1"))
        shop.ingest()

    (report,) = exported(shop, Range())

    assert report.rows.filter(metric="requests").select("requests", "usage").rows() == [(3, 3)]

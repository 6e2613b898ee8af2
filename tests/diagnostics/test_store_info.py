from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.ingest.shop import UTC_ZONE, Shop, lines
from usagestats.diagnostics.store_info import SOURCE_COLUMNS, sources_report, store_report
from usagestats.store.forgetting import forget_before


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Return a store with 20 requests and two rejects in one log, ten requests a day later."""
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 20) + b"x\ny\n")
    shop.write("b.log", lines(1440, 1450))
    shop.ingest()
    return shop


def facts(shop: Shop, section: str, zone: ZoneInfo = UTC_ZONE) -> list[tuple[str, str]]:
    rows = store_report(shop.table(), zone).rows.filter(section=section)
    return rows.select("name", "value").rows()


def test_the_size_of_a_store_is_that_of_its_table(shop: Shop) -> None:
    table, found = shop.table(), dict(facts(shop, "store"))

    assert found["sources"] == "2"
    assert (found["commits"], found["files"]) == (str(table.version), str(len(table.files())))
    assert int(found["usage rows"]) == table.rows("usage").collect().height


def test_lines_are_counted_and_the_first_reject_of_a_reason_is_shown(shop: Shop) -> None:
    assert dict(facts(shop, "lines")) == {
        "lines": "32",
        "requests": "30",
        "rejects": "2",
        "ignored": "0",
        "matched": "30",
        "unmatched": "0",
        "excluded": "0",
    }
    ((_, text),) = facts(shop, "rejects")
    assert text == "2, such as: x"


def test_times_are_in_the_zone_with_holes_and_what_was_forgotten(shop: Shop) -> None:
    assert facts(shop, "time", ZoneInfo("Europe/Athens")) == [
        ("covered from", "2026-05-04T03:00:00+03:00"),
        ("covered to", "2026-05-05T03:15:00+03:00"),
        ("hole", "2026-05-04T03:30:00+03:00 to 2026-05-05T03:00:00+03:00"),
    ]

    forget_before(shop.table(), datetime(2026, 5, 5, tzinfo=UTC))

    assert ("forgotten before", "2026-05-05T00:00:00+00:00") in facts(shop, "time")


def test_a_catalog_is_named_with_the_time_that_it_mapped(shop: Shop) -> None:
    ((_, span),) = facts(shop, "catalog")

    assert span == "2026-05-04T00:00:00+00:00 to 2026-05-05T00:09:00+00:00"


def test_an_empty_store_has_no_time(tmp_path: Path) -> None:
    report = store_report(Shop(tmp_path).table(), UTC_ZONE)

    assert report.title.endswith(", no requests")
    assert set(report.rows["section"]) == {"store", "lines"}


def test_sources_are_rows_in_order_of_time(shop: Shop) -> None:
    report = sources_report(shop.table(), UTC_ZONE)

    assert report.rows.columns == [column.key for column in SOURCE_COLUMNS]
    assert [Path(name).name for name in report.rows["name"]] == ["a.log", "b.log"]
    assert report.rows.select("lines", "requests", "rejects").rows() == [(22, 20, 2), (10, 10, 0)]


def test_sources_that_follow_each_other_have_no_rows_without_a_name(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    for day in (4, 5):
        shop.write(f"a.log-2026050{day}", lines(1440 * (day - 4), 1440 * (day - 4) + 10))
        shop.ingest(f"a.log-2026050{day}")
    shop.ingest("a.log-20260504", "a.log-20260505")  # the run that sees them side by side
    report = sources_report(shop.table(), UTC_ZONE)

    assert [Path(name).name for name in report.rows["name"]] == ["a.log-20260504", "a.log-20260505"]

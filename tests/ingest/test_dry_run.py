from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from tests.ingest.shop import UTC_ZONE, Shop, lines
from usagestats.ingest.dry_run import _rows_of_objects, dry_run_report
from usagestats.ingest.objects.known import ComparedObjects
from usagestats.logs.files.sources import find_sources


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def dry_run(shop: Shop, *names: str, has_store: bool = True) -> list[tuple[object, ...]]:
    sources = find_sources([str(shop.folder / name) for name in names])
    report = dry_run_report(sources, None, shop.table() if has_store else None, UTC_ZONE)
    return [tuple(row[1:]) for row in report.rows.rows()]


def test_without_a_store_every_log_is_new(shop: Shop) -> None:
    content = lines(0, 30)
    shop.write("a.log", content)
    shop.write("b.log.gz", gzip.compress(content))  # decompressed bytes are shown

    assert dry_run(shop, "a.log", has_store=False) == [("new", 0, len(content))]
    assert dry_run(shop, "b.log.gz", has_store=False) == [("new", 0, len(content))]


def test_a_log_is_counted_then_grown(shop: Shop) -> None:
    counted, more = lines(0, 30), lines(30, 35)
    shop.write("a.log", counted)
    shop.ingest("a.log")

    assert dry_run(shop, "a.log") == [("counted", len(counted), 0)]
    shop.append("a.log", more)
    assert dry_run(shop, "a.log") == [("grown", len(counted), len(more))]


def test_a_part_of_a_counted_log_has_nothing_new(shop: Shop) -> None:
    counted = lines(0, 200)
    shop.write("a.log", counted)
    shop.ingest("a.log")
    shop.write("copy.log", counted[:9000])

    assert dry_run(shop, "copy.log") == [("part of what was counted", 9000, 0)]


def test_a_dry_run_counts_nothing(shop: Shop) -> None:
    shop.write("a.log", lines(0, 30))
    dry_run(shop, "a.log")

    assert shop.table().version == 0


def test_the_report_is_in_the_zone_of_the_user() -> None:
    assert dry_run_report([], None, None, UTC_ZONE).zone is UTC_ZONE


def test_of_objects_the_stored_bytes_are_counted_or_new() -> None:
    def one(name: str, size: int | None) -> pl.DataFrame:
        return pl.DataFrame({"object": [name], "size": pl.Series([size], dtype=pl.Int64)})

    found = ComparedObjects(
        new=one("d", 4), changed=one("c", None), counted=one("b", 2), copies=one("a", 1)
    )

    assert _rows_of_objects(found) == [
        ("a", "copy", 1, 0),
        ("b", "counted", 2, 0),
        ("c", "changed", 0, 0),
        ("d", "new", 0, 4),
    ]

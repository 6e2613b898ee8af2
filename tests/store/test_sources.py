"""The rows of sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.ingest.shop import LONG_AFTERWARDS, Shop, lines
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog
from usagestats.store.sources import (
    added_sources,
    counts_of,
    progress_of,
    read_object_progress,
    read_progress,
)
from usagestats.store.upkeep import compact


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_store_says_which_catalog_counted(shop: Shop) -> None:
    shop.write("a.log", lines(0, 3))
    shop.ingest()
    before = shop.read().counted_otherwise
    row = shop.table().rows("source").collect()

    assert before is None
    assert row["catalog"].to_list() == [shop.settings().catalog]
    assert row["requests"].to_list() == [3]


def test_marks_stay_in_order_whatever_catalogs_counted(shop: Shop) -> None:
    catalogs = [DEFAULT_CATALOG, Catalog(identify=DEFAULT_CATALOG.identify[:1]), DEFAULT_CATALOG]
    for number, catalog in enumerate(catalogs):
        shop.catalog = catalog
        shop.write("a.log", lines(0, 100 * (number + 1)))
        shop.ingest()
    before = progress_of(shop.table().rows("source").collect())
    compact(shop.table(), LONG_AFTERWARDS)
    shop.write("a.log", lines(0, 220))
    shop.ingest()

    assert all(one.fingerprint.marks for one in before.values())
    assert progress_of(shop.table().rows("source").collect()) == before
    assert shop.is_exact(300)


def test_rows_of_a_source_add_up_and_the_furthest_is_its_progress(shop: Shop) -> None:
    shop.write("a.log", lines(0, 25) + b"no request\n" * 2)
    shop.ingest()
    shop.append("a.log", lines(25, 30) + b"no request\n")
    shop.ingest()
    rows = shop.table().rows("source").collect()
    added = added_sources(rows.reverse())
    (progress,) = read_progress(shop.table()).values()

    assert (rows.height, added.height) == (2, 1)
    assert counts_of(added) == counts_of(rows)
    assert counts_of(rows).requests == 30
    assert added["reasons"][0].to_list() == [
        {"reason": "no time in brackets", "lines": 3, "line": 26, "text": "no request"}
    ]
    assert progress.fingerprint.offset == (shop.folder / "a.log").stat().st_size
    assert progress.file_lines == 33
    assert progress_of(added) == progress_of(rows)


def test_objects_are_known_by_their_names_and_not_loaded_with_files(shop: Shop) -> None:
    for name, end in (("a.log", 3), ("b.log", 5)):
        shop.write(name, lines(0, end))
    shop.ingest()
    known = read_progress(shop.table())
    rows = shop.table().rows("source").collect().sort("offset")
    urls = pl.Series("object", ["s3://logs/a.log", "s3://logs/b.log"])
    shop.table().commit(rows.with_columns(urls), "kind = 'source'")
    table, short = shop.table(), rows["source"][0]
    wanted = pl.Series(["s3://logs/a.log", "s3://logs/new.log"])

    assert read_object_progress(table, wanted) == {"s3://logs/a.log": {short: known[short]}}
    assert read_object_progress(table, wanted.clear()) == {}
    assert read_progress(table) == {}


def test_the_last_path_of_a_source_stays_the_last_when_rows_are_added_up(shop: Shop) -> None:
    names = [f"{name}.log" for name in "kdhbjaf"]
    for number, name in enumerate(names):
        log = shop.write(name, lines(0, 10 * (number + 1)))
        shop.ingest(name)
        log.unlink()  # it is renamed
    rows = shop.table().rows("source").collect()

    for order in ([0, 1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1, 0], [1, 5, 0, 6, 2, 4, 3]):
        (paths,) = added_sources(rows.sort("offset")[order])["paths"].to_list()
        assert [Path(path).name for path in paths] == names


def test_the_hour_that_clocks_show_twice_is_remembered(shop: Shop) -> None:
    settings = shop.settings()
    question = replace(settings.question, log_zone=ZoneInfo("Europe/London"))
    for clock in ("01:40", "01:10", "02:30"):
        request = f'203.0.113.9 - - [25/Oct/2026:{clock}:00] "GET / HTTP/1.1" 200 17\n'
        shop.append("a.log", request.encode())
        shop.ingest(settings=replace(settings, question=question))
        settings.table.reload()
    before = read_progress(shop.table())
    compact(shop.table(), LONG_AFTERWARDS)
    after = read_progress(shop.table())

    expected = [datetime(2026, 10, 25, 1, 10, tzinfo=UTC)]
    assert [one.latest_ambiguous for one in before.values()] == expected
    assert [one.latest_ambiguous for one in after.values()] == expected

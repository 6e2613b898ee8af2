"""What is done to a store beside adding to it."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.ingest.shop import Shop, line, lines
from usagestats.catalog.model import Catalog
from usagestats.periods.period import SLOT, Range
from usagestats.store import upkeep
from usagestats.store.contents import read_store
from usagestats.store.table import ConflictError, StoreTable
from usagestats.store.upkeep import (
    compact,
    forget_applications,
    forget_before,
    merge_when_many,
)
from usagestats.tables.declared import FORGOTTEN
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from usagestats.store.contents import UsageFromStore

pytestmark = pytest.mark.slow  # a store of thirty commits

TWO = datetime(2026, 5, 4, 2, tzinfo=UTC)  # after 120 lines


@pytest.fixture(scope="module")
def shop_made(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A store made by 30 commits of ten lines, one reject in each, every second one a 503."""
    shop = Shop(tmp_path_factory.mktemp("shop"))
    for start in range(0, 300, 10):
        status = 503 if start % 20 else 200
        shop.append("a.log", b"".join(line(n, status) for n in range(start, start + 10)) + b"x\n")
        shop.ingest()
    return shop


@pytest.fixture
def shop(shop_made: Shop, tmp_path: Path) -> Iterator[Shop]:
    """The same for each test: folder, log and store are put back as they were made."""
    kept = tmp_path / "kept"
    shutil.copytree(shop_made.folder, kept)
    yield Shop(shop_made.folder)
    for name in ("store", "cache"):
        shutil.rmtree(shop_made.folder / name)
        shutil.copytree(kept / name, shop_made.folder / name)
    for log in shop_made.folder.glob("*.log"):
        if (kept / log.name).exists():
            log.write_bytes((kept / log.name).read_bytes())  # in place, so that it is the same file
        else:
            log.unlink()


def told(read: UsageFromStore) -> list[object]:
    """Return all that reports are made of."""
    usage = sorted(read.usage.rows(), key=repr)
    problems = sorted(read.problems.rows(), key=repr)
    return [usage, problems, read.coverage, read.counts, read.rejects, read.counted_otherwise]


def test_compaction_changes_no_report(shop: Shop) -> None:
    before = told(shop.read())
    done = compact(shop.table())

    assert told(shop.read()) == before
    assert done.rows < done.rows_before
    assert done.files == len(shop.table().files()) == 3
    assert shop.table().rows("source").collect().height == 1


def test_compaction_a_second_time_does_nothing(shop: Shop) -> None:
    compact(shop.table())
    version = shop.table().version
    done = compact(shop.table())

    assert done.rows == done.rows_before
    assert shop.table().version == version


def test_a_log_goes_on_after_compaction(shop: Shop) -> None:
    compact(shop.table())
    shop.append("a.log", lines(300, 305))
    shop.ingest()

    assert shop.is_exact(305)


def test_compaction_beside_an_ingest_loses_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, number = StoreTable.commit, 300

    def interrupted(table: StoreTable, *arguments: object) -> None:
        nonlocal number
        if number < 303:
            number += 1
            monkeypatch.setattr(StoreTable, "commit", commit)
            shop.append("a.log", line(number - 1))
            shop.ingest()
            monkeypatch.setattr(StoreTable, "commit", interrupted)
        commit(table, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(StoreTable, "commit", interrupted)
    compact(shop.table())

    assert shop.is_exact(303)


def test_files_are_merged_when_there_are_many(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(shop.read())
    merge_when_many(shop.table())
    many = len(shop.table().files())
    monkeypatch.setattr(upkeep, "_MANY_FILES", 10)
    merge_when_many(shop.table())

    assert many > 60
    assert len(shop.table().files()) == 3
    assert told(shop.read()) == before


def test_merging_gives_way(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(_table: StoreTable, *_arguments: object) -> None:
        raise ConflictError

    monkeypatch.setattr(upkeep, "_MANY_FILES", 10)
    monkeypatch.setattr(StoreTable, "commit", late)
    merge_when_many(shop.table())

    assert len(shop.table().files()) > 60


def test_what_is_forgotten_is_unknown_and_stays_so(shop: Shop) -> None:
    gone = forget_before(shop.table(), TWO)
    shop.ingest()
    read = shop.read()
    hull = read.coverage.hull

    assert gone > 300
    assert sorted(shop.counted().values()) == [1] * 180
    assert hull is not None
    assert hull.start == TWO
    assert read.problems["start"].min() >= TWO  # type: ignore[operator]
    assert (read.counts.requests, read.counts.rejects) == (300, 30)


def test_to_forget_twice_keeps_the_later_bound(shop: Shop) -> None:
    forget_before(shop.table(), TWO)
    forget_before(shop.table(), datetime(2026, 5, 4, 1, tzinfo=UTC))
    compact(shop.table())
    hull = shop.read().coverage.hull

    assert hull is not None
    assert hull.start == TWO


def test_to_forget_all_keeps_how_far_sources_were_counted(shop: Shop) -> None:
    forget_before(shop.table(), datetime(2027, 1, 1, tzinfo=UTC))
    shop.append("a.log", lines(300, 305))
    shop.ingest()
    read = shop.read()

    assert read.coverage.hull is None
    assert (
        "x"
        not in shop.table()
        .rows("source")
        .select(pl.col("reasons").list.eval(pl.element().struct.field("text")).explode())
        .collect()
        .to_series()
        .to_list()
    )


def test_a_forgotten_application_is_nobody_and_totals_stay(shop: Shop) -> None:
    log = b'9.9.9.9 - bob [04/May/2026:01:00:00 +0000] "GET /bob HTTP/1.1" 503 5\n' * 2
    shop.write("b.log", log + b"a reject of bob\n" + lines(400, 402))
    shop.ingest()
    coarse = Grain(("status",), SLOT, has_bytes=True)
    before = told(shop.read(coarse))
    found = forget_applications(shop.table(), {"bob", "robert"})
    compact(shop.table())
    after = told(shop.read(coarse))
    again = forget_applications(shop.table(), {"bob"})
    files = b"".join(
        path.read_bytes() for path in (shop.folder / "store").rglob("*") if path.is_file()
    )

    assert (found, again) == (2, 0)
    assert after[0] == before[0]
    assert after[2:] == before[2:]
    assert shop.counted()[FORGOTTEN] == 2
    assert b"bob" not in files


def test_no_other_application_is_touched(shop: Shop) -> None:
    before = shop.counted()
    one = next(iter(before))
    forget_applications(shop.table(), {one})
    after = shop.counted()

    assert before.keys() - after.keys() == {one}
    assert after.keys() - before.keys() == {FORGOTTEN}


def test_a_range_reads_its_months_only(shop: Shop) -> None:
    june = b'9.9.9.9 - bob [04/Jun/2026:01:00:00 +0000] "GET /bob HTTP/1.1" 200 5\n'
    shop.append("a.log", june)
    shop.ingest()
    span = Range(datetime(2026, 6, 4, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    read = read_store(shop.table(), Grain((), SLOT), span, span, "", has_problems=True)

    assert read.usage.filter(metric="requests")["requests"].to_list() == [1]
    assert read.counts.requests == 301  # of the source, which overlaps the range


def test_what_another_run_is_about_to_commit_is_not_deleted(shop: Shop) -> None:
    folder = shop.folder / "store" / "kind=usage" / "month=2026-05"
    fresh, stray = folder / "fresh.parquet", folder / "stray.parquet"
    for path in (fresh, stray):
        path.write_bytes(b"x")
    os.utime(stray, (0, 0))
    forget_applications(shop.table(), {next(iter(shop.counted()))})

    assert fresh.exists()
    assert not stray.exists()


def test_a_warning_about_another_catalog_is_of_what_is_left(shop: Shop) -> None:
    shop.catalog = Catalog(identify=shop.catalog.identify[:1])
    before = shop.read().counted_otherwise
    forget_before(shop.table(), datetime(2027, 1, 1, tzinfo=UTC))

    assert before is not None
    assert shop.read().counted_otherwise is None

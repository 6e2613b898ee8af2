"""The upkeep of a store: reports stay the same, and the store becomes smaller."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.ingest.shop import LONG_AFTERWARDS, Shop, line, lines
from tests.store.contents_of import contents_of
from usagestats.periods.period import SLOT, Range
from usagestats.store import upkeep
from usagestats.store.contents import read_store
from usagestats.store.table import ConflictError, StoreTable
from usagestats.store.upkeep import compact, merge_when_many
from usagestats.tables.usage import Grain

pytestmark = pytest.mark.slow  # a store of thirty commits


def test_compaction_changes_no_report(busy_shop: Shop) -> None:
    before = contents_of(busy_shop.read())
    done = compact(busy_shop.table(), LONG_AFTERWARDS)

    assert contents_of(busy_shop.read()) == before
    assert done.rows < done.rows_before
    assert done.files == len(busy_shop.table().files()) == 3
    assert busy_shop.table().rows("source").collect().height == 1


def test_compaction_a_second_time_does_nothing(busy_shop: Shop) -> None:
    compact(busy_shop.table(), LONG_AFTERWARDS)
    version = busy_shop.table().version
    done = compact(busy_shop.table(), LONG_AFTERWARDS)

    assert done.rows == done.rows_before
    assert busy_shop.table().version == version


def test_a_log_goes_on_after_compaction(busy_shop: Shop) -> None:
    compact(busy_shop.table(), LONG_AFTERWARDS)
    busy_shop.append("a.log", lines(300, 305))
    busy_shop.ingest()

    assert busy_shop.is_exact(305)


def test_compaction_beside_an_ingest_loses_nothing(
    busy_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, number = StoreTable.commit, 300

    def interrupted(table: StoreTable, *arguments: object) -> None:
        nonlocal number
        if number < 303:
            number += 1
            monkeypatch.setattr(StoreTable, "commit", commit)
            busy_shop.append("a.log", line(number - 1))
            busy_shop.ingest()
            monkeypatch.setattr(StoreTable, "commit", interrupted)
        commit(table, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(StoreTable, "commit", interrupted)
    compact(busy_shop.table(), LONG_AFTERWARDS)

    assert busy_shop.is_exact(303)


def test_files_are_merged_when_there_are_many(
    busy_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents_of(busy_shop.read())
    merge_when_many(busy_shop.table(), LONG_AFTERWARDS)
    many = len(busy_shop.table().files())
    monkeypatch.setattr(upkeep, "_MANY_FILES", 10)
    merge_when_many(busy_shop.table(), LONG_AFTERWARDS)

    assert many > 60
    assert len(busy_shop.table().files()) == 3
    assert contents_of(busy_shop.read()) == before


def test_merging_gives_way(busy_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(_table: StoreTable, *_arguments: object) -> None:
        raise ConflictError

    monkeypatch.setattr(upkeep, "_MANY_FILES", 10)
    monkeypatch.setattr(StoreTable, "commit", late)
    merge_when_many(busy_shop.table(), LONG_AFTERWARDS)

    assert len(busy_shop.table().files()) > 60


def test_a_range_reads_its_months_only(busy_shop: Shop) -> None:
    june = b'9.9.9.9 - bob [04/Jun/2026:01:00:00 +0000] "GET /bob HTTP/1.1" 200 5\n'
    busy_shop.append("a.log", june)
    busy_shop.ingest()
    span = Range(datetime(2026, 6, 4, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    read = read_store(busy_shop.table(), Grain((), SLOT), span, span, "", has_problems=True)

    assert read.usage.filter(metric="requests")["requests"].to_list() == [1]
    assert read.counts.requests == 301  # of the source, which overlaps the range

"""Partitions are rewritten in slices, and rows that do not fit into memory come by files."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir

import polars as pl
import pytest

from tests.ingest.shop import Shop, lines
from tests.store.contents_of import contents_of
from usagestats.errors import UsageStatsError
from usagestats.store.rewriting import held_rows, retried, rewrite, slices
from usagestats.store.schema import USAGE_COLUMNS, added_usage
from usagestats.store.table import ATTEMPTS, ConflictError

USAGE = ("usage", "2026-05")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 300))
    shop.ingest()
    return shop


@pytest.mark.parametrize("at_once", [1, 100, 1_000_000])
def test_slices_have_all_rows_and_whole_slots(shop: Shop, at_once: int) -> None:
    table = shop.table()
    parts = list(slices(table, *USAGE, at_once))
    starts = [set(part["start"]) for part in parts]

    every = table.rows("usage").select(USAGE_COLUMNS).collect()
    assert pl.concat(parts).equals(every.sort("start", maintain_order=True))
    assert sum(map(len, starts)) == len(set().union(*starts))
    assert len(parts) == {1: 20, 100: 9, 1_000_000: 1}[at_once]


@pytest.mark.parametrize("at_once", [1, 2, 1_000_000])
def test_slices_of_sources_have_all_rows_of_a_source_together(shop: Shop, at_once: int) -> None:
    for number in (400, 500):
        shop.write(f"{number}.log", lines(number, number + 10))
    for begin in (300, 310):
        shop.append("a.log", lines(begin, begin + 10))
        shop.ingest()
    table = shop.table()
    parts = list(slices(table, "source", "all", at_once))
    names = [set(part["source"]) for part in parts]

    every = table.rows("source").collect()
    assert pl.concat(parts).sort("source", "offset").equals(every.sort("source", "offset"))
    assert sum(map(len, names)) == len(set().union(*names)) == 3
    assert len(parts) == {1: 3, 2: 3, 1_000_000: 1}[at_once]


def test_the_months_of_a_store_are_rewritten_each_alone(shop: Shop) -> None:
    june = b'9.9.9.9 - bob [04/Jun/2026:01:00:00 +0000] "GET /bob HTTP/1.1" 200 5\n'
    shop.append("a.log", june)
    shop.ingest()
    contents, table = contents_of(shop.read()), shop.table()
    of_months = [pl.concat(slices(table, "usage", month, 100)) for month in ("2026-05", "2026-06")]
    for month in ("2026-05", "2026-06"):
        rewrite(table, {("usage", month): lambda rows: rows.reverse()}, at_once=100)
        table.reload()

    assert [part["month"].unique().to_list() for part in of_months] == [["2026-05"], ["2026-06"]]
    assert contents_of(shop.read()) == contents


@pytest.mark.parametrize("at_once", [1, 100, 1_000_000])
def test_a_partition_is_rewritten_in_one_commit(shop: Shop, at_once: int) -> None:
    contents, version = contents_of(shop.read()), shop.table().version
    shop.append("a.log", lines(300, 310))
    shop.ingest()
    rewrite(
        shop.table(),
        {USAGE: lambda rows: rows.filter(pl.col("start").dt.hour() < 5)},
        at_once=at_once,
    )
    rewrite(shop.table(), {USAGE: added_usage}, at_once=at_once)

    assert contents_of(shop.read())[0] == contents[0]
    assert shop.table().version == version + 2


@pytest.mark.parametrize("at_once", [1, 100])
def test_a_change_has_some_rows_at_a_time(shop: Shop, at_once: int) -> None:
    seen: list[int] = []

    def change(rows: pl.DataFrame) -> pl.DataFrame:
        seen.append(rows.height)
        return rows

    largest_slot = 3 * 15  # a request of each minute, which adds to two metrics
    assert rewrite(shop.table(), {USAGE: change}, at_once=at_once) == (900, 900)
    assert sum(seen) == 900
    assert max(seen) < at_once + largest_slot


def test_where_nothing_changes_there_is_no_commit(shop: Shop) -> None:
    version = shop.table().version

    assert rewrite(shop.table(), {USAGE: added_usage}) == (900, 900)
    assert shop.table().version == version


def test_no_temporary_file_is_left(shop: Shop) -> None:
    frame = shop.table().rows("usage").collect()
    before = set(Path(gettempdir()).iterdir())
    with held_rows(most=10) as held:
        for number in range(3):
            held.add(frame.slice(100 * number, 100))
        made = set(Path(gettempdir()).iterdir()) - before
        stream = held.rows()
        shop.table().commit(stream, "kind = 'usage'")

    assert any(path.name.startswith("usagestats-") for path in made)
    assert not any(path.exists() for path in made if path.name.startswith("usagestats-"))
    assert sorted(shop.table().rows("usage").collect().rows()) == sorted(frame.head(300).rows())


def test_work_is_repeated_until_no_other_program_commits(shop: Shop) -> None:
    done: list[int] = []

    def work() -> int:
        done.append(1)
        if len(done) < 3:
            raise ConflictError
        return 7

    def never() -> int:
        done.append(1)
        raise ConflictError

    assert retried(shop.table(), work) == 7
    with pytest.raises(UsageStatsError, match="before every attempt"):
        retried(shop.table(), never)
    assert len(done) == 3 + ATTEMPTS

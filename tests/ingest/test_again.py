"""Logs are counted once more: those of a merged group only together."""

from __future__ import annotations

import polars as pl
import pytest

from tests.ingest.shop import LONG_AFTERWARDS, Shop, line, lines
from usagestats.errors import UsageError
from usagestats.ingest import batch
from usagestats.ingest.batch import Part
from usagestats.ingest.run import ingest
from usagestats.logs.files.sources import Source
from usagestats.pipeline import reading, together
from usagestats.pipeline.together import count_chunks
from usagestats.store.sources import read_progress
from usagestats.store.table import StoreTable
from usagestats.store.upkeep import compact


@pytest.fixture
def merged(shop: Shop) -> Shop:
    """Three logs of one day, merged, and one of the day after."""
    for number in range(3):
        shop.write(f"gw{number}.log", lines(100 * number, 100 * number + 100))
    shop.write("other.log", lines(1500, 1510))
    shop.ingest()
    compact(shop.table(), LONG_AFTERWARDS)
    return shop


def again(shop: Shop, *names: str) -> None:
    shop.ingest(*names, settings=shop.settings(is_again=True, chunk_bytes=1000, commit_bytes=3000))


def test_some_of_a_group_are_refused(merged: Shop) -> None:
    version = merged.table().version
    with pytest.raises(
        UsageError, match=r"3 logs .* 2026-05-04 are merged: gw1\.log missing"
    ) as error:
        again(merged, "gw0.log", "gw2.log", "other.log")

    assert error.value.exit_code == 2
    assert merged.table().version == version
    assert merged.is_exact(310)


def test_all_of_a_group_are_replaced_in_one_commit(
    merged: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = StoreTable.commit
    exact: list[bool] = []

    def looked_at(table: StoreTable, *arguments: object) -> None:
        commit(table, *arguments)  # type: ignore[arg-type]
        exact.append(merged.is_exact(310))

    monkeypatch.setattr(StoreTable, "commit", looked_at)
    again(merged, "gw2.log", "other.log", "gw0.log", "gw1.log")
    progress = read_progress(merged.table()).values()

    assert exact == [True, True, True]  # the last one notes which log follows which
    assert sorted(len(one.group) for one in progress) == [10, 10, 10, 16]


def test_a_log_of_its_own_is_replaced_alone(merged: Shop) -> None:
    again(merged, "other.log")

    assert merged.is_exact(310)


def test_all_counts_are_kept_where_one_log_is_shorter(merged: Shop) -> None:
    (merged.folder / "gw1.log").write_bytes(lines(100, 150))
    with pytest.raises(UsageError, match=r"gw1\.log missing") as refused:  # it is another log now
        again(merged, "gw*.log")

    assert refused.value.where == "--again"
    assert merged.is_exact(310)


def test_all_counts_are_kept_where_one_log_is_cut_while_it_is_read(
    merged: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = False

    def counted(*arguments: object, **named: object) -> object:
        nonlocal cut
        if not cut:
            (merged.folder / "gw2.log").write_bytes(lines(200, 210))
        cut = True
        return count_chunks(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(together, "CHUNKS_TOGETHER", 1)
    monkeypatch.setattr(reading, "count_chunks", counted)
    settings = merged.settings(is_again=True, chunk_bytes=1000)
    done = merged.ingest("gw*.log", settings=settings)
    kept = "is merged with a log that could not be counted again; the counts are kept"

    assert merged.is_exact(310)
    assert [one for one in done.remarks.values() if one == kept] == [kept, kept]


def test_a_group_that_is_merged_meanwhile_is_not_replaced_in_part(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        shop.write(f"gw{number}.log", lines(100 * number, 100 * number + 100))
    shop.ingest()
    commit = StoreTable.commit

    def late(table: StoreTable, *arguments: object) -> None:
        monkeypatch.setattr(StoreTable, "commit", commit)
        compact(shop.table(), LONG_AFTERWARDS)
        commit(table, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(StoreTable, "commit", late)
    with pytest.raises(UsageError, match=r"gw1\.log missing"):
        again(shop, "gw0.log")

    assert shop.is_exact(200)


def test_new_lines_of_a_merged_log_join_its_group_though_it_was_merged_meanwhile(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        shop.write(f"gw{number}.log", lines(100 * number, 100 * number + 100))
    shop.ingest()
    shop.append("gw0.log", line(300))
    commit = StoreTable.commit

    def late(table: StoreTable, *arguments: object) -> None:
        monkeypatch.setattr(StoreTable, "commit", commit)
        compact(shop.table(), LONG_AFTERWARDS)
        commit(table, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(StoreTable, "commit", late)
    shop.ingest()
    monkeypatch.undo()
    again(shop, "gw*.log")

    assert shop.is_exact(201)
    assert {one.group for one in read_progress(shop.table()).values()} == {"2026-05-04"}


@pytest.mark.parametrize("commit_rows", [30, 100, 100_000])
def test_few_rows_are_in_memory_while_parts_wait_for_their_group(
    merged: Shop, monkeypatch: pytest.MonkeyPatch, commit_rows: int
) -> None:
    heights: list[int] = []
    add = Part.add

    def noted(part: Part, *counted: object) -> None:
        add(part, *counted)  # type: ignore[arg-type]
        heights.append(part.total.height)

    monkeypatch.setattr(Part, "add", noted)
    monkeypatch.setattr(batch, "_HELD_IN_MEMORY", 50)
    settings = merged.settings(is_again=True, chunk_bytes=1000, commit_rows=commit_rows)
    before = merged.read()
    merged.ingest("gw0.log", "gw1.log", "gw2.log", "other.log", settings=settings)
    after = merged.read()

    assert max(heights) <= commit_rows + 4 * 11  # of a chunk of eleven lines
    assert merged.is_exact(310)
    assert after.usage.sort(pl.all()).equals(before.usage.sort(pl.all()))
    assert after.counts == before.counts


def test_the_missing_logs_of_a_group_are_named(merged: Shop) -> None:
    with pytest.raises(UsageError) as error:
        again(merged, "gw1.log")

    assert error.value.what == (
        "the counts of 3 logs that ended on 2026-05-04 are merged: gw0.log, gw2.log missing"
    )


def test_a_missing_stream_of_a_group_has_no_name(shop: Shop) -> None:
    shop.write("a.log", lines(0, 100))
    copy = shop.write("copy", lines(200, 300))
    ingest([Source("standard input", copy, is_whole=True)], shop.settings())
    shop.ingest()
    compact(shop.table(), LONG_AFTERWARDS)

    with pytest.raises(UsageError, match="are merged: a stream missing"):
        again(shop, "a.log")

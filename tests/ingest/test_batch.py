"""Several runs at once on one store: each line once, whoever commits first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.ingest.shop import Shop, lines
from usagestats.errors import UsageStatsError
from usagestats.ingest.batch import Batch
from usagestats.pipeline import reading, together
from usagestats.pipeline.together import count_chunks
from usagestats.store.table import ConflictError, StoreTable

FILES = 8


def write_files(shop: Shop, lines_each: int = 60) -> None:
    for number in range(FILES):
        shop.write(f"{number}.log", lines(number * lines_each, (number + 1) * lines_each))


def commit_first(monkeypatch: pytest.MonkeyPatch, shop: Shop, *names: str) -> None:
    """Let another run commit files right before the first commit of the next one."""
    commit = StoreTable.commit
    waiting = [names]

    def later(table: StoreTable, *arguments: object) -> None:
        if waiting:
            others = waiting.pop()
            shop.ingest(*others)
        commit(table, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(StoreTable, "commit", later)


def test_the_same_files(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(shop)
    commit_first(monkeypatch, shop, "*.log")
    done = shop.ingest("*.log")

    assert done.counts.requests == 0
    assert shop.is_exact(FILES * 60)


def test_some_of_the_same_files_and_some_others(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(shop)
    commit_first(monkeypatch, shop, "3.log", "5.log")
    done = shop.ingest("*.log")

    assert done.counts.requests == (FILES - 2) * 60
    assert shop.is_exact(FILES * 60)


def test_other_files_are_counted_once_and_read_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(shop)
    commit_first(monkeypatch, shop, "3.log")
    reads = 0

    def counted(*arguments: object, **named: object) -> object:
        nonlocal reads
        reads += 1
        return count_chunks(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(together, "CHUNKS_TOGETHER", 1)
    monkeypatch.setattr(reading, "count_chunks", counted)
    shop.ingest("0.log", "1.log")

    assert reads == 3  # one of them by the other run
    assert shop.is_exact(3 * 60)


def test_more_of_a_log_that_grows(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write("a.log", lines(0, 100))
    shop.ingest()
    shop.append("a.log", lines(100, 150))
    commit_first(monkeypatch, shop, "a.log")
    commit = Batch.commit

    def grown(batch: Batch) -> object:
        monkeypatch.setattr(Batch, "commit", commit)
        found = commit(batch)
        shop.append("a.log", lines(150, 160))
        return found

    monkeypatch.setattr(Batch, "commit", grown)
    shop.ingest()

    assert shop.is_exact(160)


def test_in_several_parts(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write("a.log", lines(0, 300))
    commit_first(monkeypatch, shop, "a.log")
    shop.ingest(settings=shop.settings(chunk_bytes=1000, commit_bytes=3000))

    assert shop.is_exact(300)


def test_counted_again_by_two(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(shop)
    shop.ingest()
    commit_first(monkeypatch, shop, "2.log")
    shop.append("2.log", lines(FILES * 60, FILES * 60 + 5))
    shop.ingest(settings=shop.settings(is_again=True))

    assert shop.is_exact(FILES * 60 + 5)


def test_who_never_gets_a_turn_says_so(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write("a.log", lines(0, 5))

    def always_late(_table: StoreTable, *_arguments: object) -> None:
        raise ConflictError

    monkeypatch.setattr(StoreTable, "commit", always_late)
    with pytest.raises(
        UsageStatsError, match="other runs have changed the store before every attempt"
    ):
        shop.ingest()
    monkeypatch.undo()
    shop.ingest()

    assert shop.is_exact(5)


def test_a_log_of_which_another_run_has_seen_more(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("a.log", lines(0, 5))
    commit = StoreTable.commit

    def late(table: StoreTable, *arguments: object) -> None:
        monkeypatch.setattr(StoreTable, "commit", commit)
        shop.append("a.log", lines(5, 6))
        shop.ingest()
        commit(table, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(StoreTable, "commit", late)
    shop.ingest()

    assert shop.is_exact(6)


def test_what_another_run_has_counted_is_known_in_later_batches(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("a.log", lines(100, 200))
    shop.write("s.log", lines(0, 3))
    commit = StoreTable.commit

    def late(table: StoreTable, *arguments: object) -> None:
        monkeypatch.setattr(StoreTable, "commit", commit)
        shop.ingest("s.log")  # while it is small, and so known as something else
        shop.append("s.log", lines(3, 20))
        commit(table, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(StoreTable, "commit", late)
    shop.ingest("a.log", "s.log", settings=shop.settings(chunk_bytes=3000, commit_bytes=6000))

    assert shop.is_exact(120)


def test_many_at_once(shop: Shop) -> None:
    write_files(shop)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: shop.ingest("*.log"), range(4)))

    assert sum(one.counts.requests for one in done) == FILES * 60
    assert shop.is_exact(FILES * 60)

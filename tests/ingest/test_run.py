"""Every line is counted once, whatever happens to the files."""

from __future__ import annotations

import bz2
import gzip
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import count, pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.ingest.shop import Shop, line, lines
from usagestats.errors import InputError
from usagestats.ingest import continued_source
from usagestats.ingest.recognition import recognise
from usagestats.logs.files.positions import HEAD_BYTES
from usagestats.periods.period import SLOT
from usagestats.pipeline import reading, together
from usagestats.pipeline.together import count_chunks
from usagestats.store.forgetting import forget_before
from usagestats.store.table import StoreTable
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from collections.abc import Callable

    from usagestats.logs.chunk import Chunk
    from usagestats.pipeline.question import ChunkAnswer, Question
    from usagestats.pipeline.usage_sum import ChunkUsage

SHORT, LONG = 3, 200  # lines: less than a head, and much more
SIZES = pytest.mark.parametrize("count", [SHORT, LONG])


@SIZES
def test_a_second_time_nothing_is_counted(shop: Shop, count: int) -> None:
    shop.write("a.log", lines(0, count))
    first, again = shop.ingest(), shop.ingest("a.log", "*.log", ".")

    assert (first.counts.requests, again.counts.requests) == (count, 0)
    assert (first.bytes, again.bytes) == (len(lines(0, count)), 0)
    assert shop.is_exact(count)


@SIZES
def test_what_is_appended_is_counted(shop: Shop, count: int) -> None:
    shop.write("a.log", lines(0, count))
    shop.ingest()
    shop.append("a.log", lines(count, 2 * count))
    done = shop.ingest()

    assert done.counts.requests == count
    assert shop.is_exact(2 * count)
    assert shop.read().counts.lines == 2 * count


@SIZES
def test_a_log_that_is_renamed_stays_the_same(shop: Shop, count: int) -> None:
    shop.write("a.log", lines(0, count))
    shop.ingest()
    shop.append("a.log", lines(count, count + 2))  # between the last look and the rotation
    (shop.folder / "a.log").rename(shop.folder / "a.log.1")
    shop.write("a.log", lines(count + 2, count + 4))
    shop.ingest()

    assert shop.is_exact(count + 4)


@SIZES
@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress])
def test_a_log_that_is_compressed_stays_the_same(
    shop: Shop, count: int, compress: Callable[[bytes], bytes]
) -> None:
    shop.write("a.log", lines(0, count))
    shop.ingest()
    (shop.folder / "a.log").unlink()
    shop.write("a.log.1.gz", compress(lines(0, count + 5)))
    shop.ingest()
    shop.write("a.log.2.gz", compress(lines(0, count)) + compress(lines(count, count + 5)))
    shop.ingest()

    assert shop.is_exact(count + 5)


@SIZES
def test_copytruncate(shop: Shop, count: int) -> None:
    shop.write("a.log", lines(0, count))
    shop.ingest()
    shop.append("a.log", lines(count, count + 3))
    shutil.copy(shop.folder / "a.log", shop.folder / "a.log.1")
    shop.write("a.log", b"")
    shop.ingest()
    shop.append("a.log", lines(count + 3, count + 7))
    shop.ingest()

    assert shop.is_exact(count + 7)


@pytest.mark.parametrize(("before", "after"), [(LONG, LONG // 2), (LONG, 9), (20, 9)])
def test_a_log_that_shrinks_holds_nothing_new(shop: Shop, before: int, after: int) -> None:
    shop.write("a.log", lines(0, before))
    shop.ingest()
    shop.write("a.log", lines(0, after))
    shop.ingest()

    assert shop.is_exact(before)


@SIZES
def test_another_log_of_the_same_name_is_counted(shop: Shop, count: int) -> None:
    shop.write("a.log", lines(0, count))
    shop.ingest()
    shop.write("a.log", lines(count, 3 * count))
    shop.ingest()
    shop.write("a.log", lines(3 * count, 3 * count + 1))
    shop.ingest()

    assert shop.is_exact(3 * count + 1)


@pytest.mark.parametrize(("common", "longer", "shorter"), [(2, 5, 3), (100, 50, 40), (100, 9, 2)])
def test_two_logs_with_the_same_first_lines(
    shop: Shop, common: int, longer: int, shorter: int
) -> None:
    same = lines(0, common)
    shop.write("a.log", same + lines(1000, 1000 + longer))
    shop.write("b.log", same + lines(2000, 2000 + shorter))
    shop.write("c.log", same + lines(3000, 3000 + shorter))
    shop.ingest()
    shop.append("b.log", lines(4000, 4001))
    shop.ingest()
    counted = list(shop.counted().values())

    assert sorted(counted) == [1] * (longer + 2 * shorter + 1) + [3] * common


def test_a_file_shorter_than_a_head_grows_beyond_it(shop: Shop) -> None:
    for end in range(1, 100, 7):
        shop.write("a.log", lines(0, end))
        shop.ingest()

    assert len(lines(0, 99)) > HEAD_BYTES
    assert shop.is_exact(99)


def test_a_large_log_is_committed_in_parts(shop: Shop) -> None:
    shop.write("a.log", lines(0, LONG))
    shop.write("b.log", lines(LONG, 2 * LONG))
    shop.ingest(settings=shop.settings(chunk_bytes=2000, commit_bytes=6000))

    assert shop.table().version > 4
    assert shop.is_exact(2 * LONG)


def test_rejects_are_named_by_their_line_of_the_file(shop: Shop) -> None:
    shop.write("a.log", lines(0, LONG))
    shop.ingest()
    shop.append("a.log", line(LONG) + b"no request\n" + line(LONG + 1))
    done = shop.ingest()
    first = done.rejects.first()

    assert first is not None
    assert (first.line, first.text) == (LONG + 2, "no request")
    assert shop.read().counts.rejects == 1
    assert shop.read().rejects == {"no time in brackets": 1}


def test_what_cannot_be_read_keeps_nothing_else_out(shop: Shop) -> None:
    shop.write("a.log", lines(0, 3))
    shop.write("b.txt", b"This is\nno log.\n")
    shop.write("c.log", lines(3, 6))
    done = shop.ingest("a.log", "b.txt", "c.log")

    assert [type(error) for error in done.errors] == [InputError]
    assert done.outcomes[1].detection is None  # the error is the message
    assert shop.is_exact(6)


@pytest.mark.parametrize("names", [("a.log",), ("a.log", "a.log.1")])
def test_counted_again_a_source_is_replaced(shop: Shop, names: tuple[str, ...]) -> None:
    shop.write("a.log", lines(0, LONG))
    shop.write("b.log", lines(LONG, LONG + 5))
    shop.ingest()
    shutil.copy(shop.folder / "a.log", shop.folder / "a.log.1")
    shop.append("a.log", lines(LONG + 5, LONG + 9))
    shop.ingest(*names, settings=shop.settings(is_again=True, chunk_bytes=900, commit_bytes=2000))

    assert shop.is_exact(LONG + 9)
    assert shop.table().version < 4  # one commit for each source


def test_counted_again_what_was_forgotten_stays_so(shop: Shop) -> None:
    shop.write("a.log", lines(0, 180))  # three hours from midnight
    shop.ingest()
    forget_before(shop.table(), datetime(2026, 5, 4, 1, tzinfo=UTC))
    shop.ingest(settings=shop.settings(is_again=True))
    shop.append("a.log", lines(180, 190))
    shop.ingest()

    assert len(shop.counted()) == 130
    assert shop.read().coverage.hull is not None
    assert shop.read().counts.requests == 190


@pytest.mark.slow  # sixty runs
def test_many_small_commits_are_merged(shop: Shop) -> None:
    for number in range(60):
        shop.append("a.log", line(number))
        shop.ingest()

    assert len(shop.table().files()) < 60
    assert shop.is_exact(60)


def test_an_empty_run_commits_nothing(shop: Shop) -> None:
    shop.write("a.log", b"")
    shop.write("b.log", b"")
    shop.ingest()

    assert shop.table().version == 0
    assert shop.read().usage.is_empty()


def test_no_credential_is_stored(shop: Shop) -> None:
    shop.write(
        "a.log",
        b'1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET /?user_key=SECRET1" 200 1\n'
        b"user_key=SECRET2\n"
        b'1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET /?user_key=SECRET3" 503 1\n',
    )
    shop.ingest()
    stored = pl.concat(
        [shop.table().rows(kind).collect() for kind in ("usage", "problem", "source")]
    )

    assert "SECRET" not in stored.write_json()
    assert "503" in stored.write_json()


@pytest.mark.parametrize("commit_bytes", [2000, 1 << 30])
def test_counted_again_beside_others_nothing_is_lost(shop: Shop, commit_bytes: int) -> None:
    shop.write("a.log", lines(0, 100))
    shop.write("y.log", lines(100, 150))
    shop.ingest()
    shop.write("x.log", lines(0, 100) + lines(150, 170))
    shop.write("new.log", lines(170, 180))
    settings = shop.settings(is_again=True, chunk_bytes=900, commit_bytes=commit_bytes)
    shop.ingest("a.log", "x.log", "new.log", "y.log", settings=settings)

    assert shop.is_exact(180)


def test_counted_again_what_is_less_than_before_is_not_replaced(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("a.log", lines(0, 3000))
    shop.write("b.log", lines(3000, 3003)[:-1])
    shop.ingest(settings=shop.settings(is_final=True))
    found_again = recognise

    def then_cut(*arguments: object) -> object:
        found = found_again(*arguments)  # type: ignore[arg-type]
        shop.write("a.log", lines(0, 870))
        return found

    monkeypatch.setattr(continued_source, "recognise", then_cut)
    done = shop.ingest(settings=shop.settings(is_again=True, chunk_bytes=5000))

    assert str(done.remarks).count("is shorter than what the store has counted") == 2
    assert shop.is_exact(3003)


def test_counted_again_problems_that_were_forgotten_stay_so(shop: Shop) -> None:
    shop.write("a.log", b"".join(line(n, 503) for n in range(180)))
    shop.ingest()
    forget_before(shop.table(), datetime(2026, 5, 4, 1, tzinfo=UTC))
    shop.ingest(settings=shop.settings(is_again=True))

    assert shop.read().problems["requests"].sum() == 120
    assert shop.read().counted_otherwise is None


def test_a_copy_is_a_part_after_several_commits(shop: Shop) -> None:
    for end in range(50, 301, 50):
        shop.write("a.log", lines(0, end))
        shop.ingest()
    (shop.folder / "a.log").unlink()
    shop.write("a.log.1", lines(0, 170))
    shop.ingest()

    assert shop.is_exact(300)


def test_what_was_counted_before_a_fault_is_kept(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        shop.write(f"{number}.log", lines(10 * number, 10 * number + 10))

    def faulty(
        chunks: list[Chunk], question: Question[ChunkUsage]
    ) -> list[ChunkAnswer[ChunkUsage]]:
        if any(b"/items/40?" in chunk.data for chunk in chunks):
            raise ZeroDivisionError
        return count_chunks(chunks, question)

    monkeypatch.setattr(together, "CHUNKS_TOGETHER", 1)
    monkeypatch.setattr(reading, "count_chunks", faulty)
    with pytest.raises(ZeroDivisionError):
        shop.ingest()

    assert shop.is_exact(30)


def test_what_was_forgotten_stays_so_whatever_comes_later(shop: Shop) -> None:
    shop.write("a.log", lines(0, 120))
    shop.ingest()
    forget_before(shop.table(), datetime(2026, 5, 4, 1, tzinfo=UTC))
    shop.append("a.log", lines(30, 33) + lines(120, 130))
    shop.write("b.log", lines(40, 45) + lines(200, 205))
    shop.ingest()
    once = shop.counted()
    shop.ingest(settings=shop.settings(is_again=True))

    assert len(once) == 60 + 10 + 5
    assert shop.counted() == once
    assert shop.read().counts.requests == 120 + 13 + 10


def test_to_forget_while_logs_are_read_is_heeded(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("a.log", lines(0, 3))
    shop.ingest()
    shop.write("b.log", lines(3, 120))
    commit = StoreTable.commit

    def late(table: StoreTable, *arguments: object) -> None:
        monkeypatch.setattr(StoreTable, "commit", commit)
        forget_before(shop.table(), datetime(2026, 5, 4, 1, tzinfo=UTC))
        commit(table, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(StoreTable, "commit", late)
    shop.ingest()

    assert len(shop.counted()) == 60


def test_a_name_that_is_no_text_is_no_fault(shop: Shop) -> None:
    shop.write(os.fsdecode(b"lat\xe9.log"), lines(0, 3))
    shop.ingest()

    assert shop.is_exact(3)
    assert "xe9" in shop.table().rows("source").collect()["name"][0]


def in_london(*clocks: str) -> bytes:
    """Make requests without an offset, on the day on which the clocks of London are put back."""
    line = '203.0.113.9 - - [25/Oct/2026:{}:00] "GET /items?user_key=k HTTP/1.1" 200 17\n'
    return "".join(map(line.format, clocks)).encode()


def by_slot(shop: Shop) -> dict[str, int]:
    """Count requests by the start of their slot, in UTC."""
    usage = shop.read(Grain((), SLOT)).usage.filter(pl.col("metric") == "requests")
    return {f"{row['start']:%H:%M}": row["requests"] for row in usage.sort("start").to_dicts()}


@pytest.mark.parametrize("cuts", [[3], [4], [1, 2, 3, 4, 5], []])
@pytest.mark.parametrize("chunk_bytes", [1, 200, 1 << 20])
def test_the_hour_that_clocks_show_twice_may_be_cut_by_runs(
    shop: Shop, cuts: list[int], chunk_bytes: int
) -> None:
    clocks = ["00:50", "01:30", "01:40", "01:10", "01:50", "02:10"]
    log_zone = ZoneInfo("Europe/London")
    for start, end in pairwise([0, *cuts, len(clocks)]):
        shop.append("a.log", in_london(*clocks[start:end]))
        settings = shop.settings(chunk_bytes=chunk_bytes)
        shop.ingest(
            settings=replace(settings, question=replace(settings.question, log_zone=log_zone))
        )

    slots = {"23:45": 1, "00:30": 2, "01:00": 1, "01:45": 1, "02:00": 1}
    assert by_slot(shop) == dict(sorted(slots.items()))


def test_the_hour_that_clocks_show_twice_is_cut_by_two_files_of_one_run(shop: Shop) -> None:
    shop.write("1.log", in_london("00:50", "01:30", "01:40"))
    shop.write("2.log", in_london("00:50", "01:30", "01:40", "01:10", "01:50"))
    settings = shop.settings()
    question = replace(settings.question, log_zone=ZoneInfo("Europe/London"))
    shop.ingest(settings=replace(settings, question=question))

    assert sum(by_slot(shop).values()) == 5
    assert by_slot(shop)["01:00"] == by_slot(shop)["01:45"] == 1


def test_a_run_commits_by_time(shop: Shop) -> None:
    for number in range(4):
        shop.write(f"{number}.log", lines(100 * number, 100 * number + 100))
    version = shop.table().version
    ten_seconds_each = partial(next, count(0.0, 10.0))
    shop.ingest(settings=shop.settings(seconds=ten_seconds_each))

    assert shop.table().version >= version + 3
    assert shop.is_exact(400)


def test_a_run_commits_by_rows(shop: Shop) -> None:
    shop.write("a.log", lines(0, 400))
    version = shop.table().version
    shop.ingest(settings=shop.settings(chunk_bytes=1000, commit_rows=300))

    assert shop.table().version >= version + 3
    assert shop.is_exact(400)

"""A source is read on from where it was counted to, whatever happens to its file."""

from __future__ import annotations

import gzip
import threading
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from tests.ingest.shop import Shop, line, lines
from usagestats.ingest import continued_source, run
from usagestats.ingest.continued_source import ContinuedSource
from usagestats.ingest.recognition import recognise
from usagestats.ingest.run import ingest
from usagestats.logs.files.sources import Source
from usagestats.pipeline import reading
from usagestats.store.sources import read_progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


SHORT, LONG = 3, 200  # lines: less than a head, and much more


SIZES = pytest.mark.parametrize("count", [SHORT, LONG])


def test_a_copy_that_is_being_made_is_a_part_of_its_original(shop: Shop) -> None:
    shop.write("a.log", lines(0, LONG))
    shop.ingest()
    shop.write("a.log.1", lines(0, LONG)[:9000])
    first = shop.ingest()
    shop.write("a.log.1", lines(0, LONG)[:12000])
    alone = shop.ingest("a.log.1")
    shop.write("a.log.1.gz", gzip.compress(lines(0, LONG))[:-800])
    cut = shop.ingest()

    assert "beginning of what was counted" in str(first.remarks)
    assert "beginning of what was counted" in str(alone.remarks)
    assert not cut.has_failed
    assert shop.is_exact(LONG)


@pytest.mark.parametrize("in_runs", [False, True], ids=["in one run", "in a run each"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("order", list(permutations([1, 2, 3])), ids=str)
def test_files_that_go_on_from_one_another_count_as_the_longest(
    shop: Shop, order: tuple[int, ...], pack: Callable[[bytes], bytes], *, in_runs: bool
) -> None:
    for place, thirds in enumerate(order):
        shop.write(f"{place}.log", pack(lines(0, thirds * LONG // 3)))
        if in_runs:
            shop.ingest()
    shop.ingest()
    shop.ingest()

    assert shop.is_exact(LONG)


def test_a_log_that_grows_while_it_is_read(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write("a.log", lines(0, LONG))

    def slowly(*arguments: object) -> object:
        shop.append("a.log", lines(LONG, LONG + 3) + line(LONG + 3)[:20])
        return recognise(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(continued_source, "recognise", slowly)
    shop.ingest(settings=shop.settings(chunk_bytes=500))
    monkeypatch.undo()
    shop.append("a.log", line(LONG + 3)[20:])
    shop.ingest()

    assert shop.is_exact(LONG + 4)


@SIZES
@pytest.mark.parametrize("chunk_bytes", [100, 1 << 20])
def test_a_last_line_waits_for_its_newline(shop: Shop, count: int, chunk_bytes: int) -> None:
    whole = lines(0, count)
    shop.write("a.log", whole[:-10])
    first = shop.ingest(settings=shop.settings(chunk_bytes=chunk_bytes))
    shop.append("a.log", whole[-10:-1])
    second = shop.ingest(settings=shop.settings(chunk_bytes=chunk_bytes))
    shop.append("a.log", whole[-1:])
    shop.ingest(settings=shop.settings(chunk_bytes=chunk_bytes))

    assert first.counts.lines == first.counts.requests == count - 1
    assert second.counts.lines == 0
    assert shop.is_exact(count)


def test_nothing_follows_what_is_final(shop: Shop) -> None:
    shop.write("a.log", lines(0, 2)[:-1])
    shop.ingest()
    shop.ingest(settings=shop.settings(is_final=True))
    shop.ingest(settings=shop.settings(is_final=True))

    assert shop.is_exact(2)


def test_a_last_line_of_what_is_compressed_is_whole(shop: Shop) -> None:
    shop.write("a.log.gz", gzip.compress(lines(0, 2)[:-1]))
    shop.ingest()

    assert shop.is_exact(2)


@SIZES
def test_a_cut_member_counts_as_far_as_it_is_whole(shop: Shop, count: int) -> None:
    whole = gzip.compress(lines(0, count)) + gzip.compress(lines(count, 2 * count))
    shop.write("a.log.gz", whole[:-9])
    first = shop.ingest()
    shop.write("a.log.gz", whole)
    second = shop.ingest()

    assert first.has_failed
    assert "cut in mid-gzip" in str(first.outcomes[0].damage)
    assert not second.has_failed
    assert shop.is_exact(2 * count)


def test_headers_in_force_are_remembered(shop: Shop) -> None:
    header = (
        b"#Version: 1.0\n#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status sc-bytes\n"
    )
    rows = [f"2026-05-04 10:{n:02}:00 GET /x user_key=k{n} 200 5\n".encode() for n in range(60)]
    shop.write("a.log", header + b"".join(rows[:40]))
    shop.ingest()
    shop.append("a.log", b"".join(rows[40:]))
    shop.ingest()

    assert shop.is_exact(60)


def test_a_file_that_is_gone_when_its_turn_comes_is_passed_over(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("a.log", lines(0, 3))
    shop.write("b.log", lines(3, 6))

    def after_rotation(*arguments: object) -> object:
        (shop.folder / "b.log").unlink(missing_ok=True)
        return recognise(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(continued_source, "recognise", after_rotation)
    done = shop.ingest("*.log")

    assert done.errors == []
    assert "renamed or removed" in str(done.remarks)
    assert shop.is_exact(3)


def test_a_file_that_is_replaced_after_it_was_recognised_is_left_for_the_next_run(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("a.log", lines(0, LONG))
    shop.write("b.log.gz", gzip.compress(lines(LONG, 2 * LONG)))
    shop.ingest()
    shop.append("a.log", lines(2 * LONG, 2 * LONG + 3))
    shop.write("b.log.gz", gzip.compress(lines(LONG, 2 * LONG + 3)))

    def then_rotated(*arguments: object) -> object:
        found = recognise(*arguments)  # type: ignore[arg-type]
        shop.write("a.log", lines(1000, 1300))
        shop.write("b.log.gz", gzip.compress(lines(1300, 1600)))
        return found

    monkeypatch.setattr(continued_source, "recognise", then_rotated)
    done = shop.ingest()
    monkeypatch.undo()
    known = shop.counted()
    shop.ingest()
    counted = shop.counted()

    assert [opened.has_changed for opened in done.outcomes][:1] == [True]
    assert len(known) in {2 * LONG, 2 * LONG + 300}
    assert set(counted.values()) == {1}
    assert len(counted) == 2 * LONG + 600


HEADER = (
    b"#Version: 1.0\n#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status sc-bytes\n"
)


def w3c(start: int, end: int) -> bytes:
    rows = (
        f"2026-05-{4 + n // 1440:02} {n // 60 % 24:02}:{n % 60:02}:00 GET /x user_key=k{n} 200 5\n"
        for n in range(start, end)
    )
    return "".join(rows).encode()


def test_the_format_of_what_goes_on_compressed_is_that_of_the_whole(shop: Shop) -> None:
    shop.write("a.log", HEADER + w3c(0, 7500))
    shop.ingest()
    (shop.folder / "a.log").unlink()
    shop.write("a.log.1.gz", gzip.compress(HEADER + w3c(0, 8000)))
    done = shop.ingest()
    shop.write("b.log", HEADER + w3c(8000, 8200))
    shop.ingest()
    shop.append("b.log", b"no request\n" + w3c(8200, 8202))
    grown = shop.ingest("b.log")

    assert not done.has_failed
    assert not grown.has_failed
    assert shop.is_exact(8202)
    assert shop.read().counts.rejects == 1


@pytest.mark.parametrize("hole", [600 << 10, 40_000])
def test_a_log_with_a_hole_goes_on_compressed(shop: Shop, hole: int) -> None:
    begin = b"\0" * hole + lines(0, LONG)
    shop.write("a.log", begin)
    shop.ingest(settings=shop.settings(chunk_bytes=9000))
    (shop.folder / "a.log").unlink()
    shop.write("a.log.1.gz", gzip.compress(begin + lines(LONG, LONG + 10)))
    shop.ingest()

    assert shop.is_exact(LONG + 10)


def cri(content: bytes, tag: bytes = b"F") -> bytes:
    return b"".join(
        b"2026-05-04T10:15:30Z stdout " + tag + b" " + one + b"\n" for one in content.splitlines()
    )


def test_a_record_of_a_container_that_is_open_waits_for_its_end(shop: Shop) -> None:
    parts = [cri(line(n)[:30], b"P") for n in (LONG, LONG + 3)]
    shop.write("a.log", cri(lines(0, LONG)) + parts[0])
    first = shop.ingest()
    between = lines(LONG + 1, LONG + 3)
    shop.append("a.log", cri(line(LONG)[30:]) + cri(between) + parts[1])
    second = shop.ingest()
    shop.append("a.log", cri(line(LONG + 3)[30:]) + cri(lines(LONG + 4, LONG + 6)))
    shop.ingest()

    assert (first.counts.requests, second.counts.requests) == (LONG, 3)
    assert shop.read().counts.rejects == 0
    assert shop.is_exact(LONG + 6)


def test_a_container_log_with_a_hole_is_counted_once(shop: Shop) -> None:
    shop.write("a.log", cri(lines(0, LONG)) + b"\0" * (9 << 20) + cri(lines(LONG, LONG + 5)))
    shop.append("a.log", cri(line(LONG + 5)[:30], b"P"))
    shop.ingest()
    shop.append("a.log", cri(line(LONG + 5)[30:]) + cri(lines(LONG + 6, LONG + 9)))
    shop.ingest()
    counted = shop.counted()

    # what is open where something is clipped is read as it is
    assert set(counted.values()) == {1}
    assert len(counted) in {LONG + 8, LONG + 9}


def test_what_follows_in_a_pipe_is_nothing(shop: Shop) -> None:
    path = shop.write("a.log", lines(0, 3)[:-1])
    pipe = Source("standard input", path, is_whole=True)
    ingest([pipe], shop.settings())

    assert shop.is_exact(3)


def test_a_seen_file_is_looked_at_where_it_is_final(shop: Shop) -> None:
    shop.write("a.log", lines(0, 3)[:-1])
    shop.ingest()
    shop.ingest()
    shop.ingest(settings=shop.settings(is_final=True))

    assert shop.is_exact(3)


def test_a_file_that_is_cut_for_good_is_named_each_time(tmp_path: Path) -> None:
    shop = Shop(tmp_path)  # long after it was written
    shop.write("a.log.gz", gzip.compress(lines(0, LONG))[:-9])
    outcomes = [shop.ingest().has_failed for _ in range(3)]
    shop.write("b.log.gz", gzip.compress(lines(LONG, 2 * LONG))[:40])

    assert outcomes == [True] * 3
    assert shop.ingest("b.log.gz").has_failed


def test_a_file_of_which_nothing_is_there_yet_is_left_for_later(tmp_path: Path) -> None:
    shop = Shop(tmp_path, seen=False)  # while it is written
    shop.write("a.log.gz", gzip.compress(lines(0, LONG))[:40])
    done = shop.ingest()

    assert not done.has_failed
    assert "left for later" in str(done.remarks)


def test_what_waits_for_its_newline_is_told(shop: Shop) -> None:
    shop.write("a.log", lines(0, 3)[:-1])
    done = shop.ingest()

    assert "bytes wait for the rest of their line" in str(done.remarks)


@pytest.mark.parametrize("copy", ["c.log", "c.log.gz"])
def test_compressed_logs_are_decompressed_side_by_side_and_a_copy_is_still_found(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, copy: str
) -> None:
    for number, name in enumerate(["a.log.gz", "b.log.gz"]):
        shop.write(name, gzip.compress(lines(LONG * number, LONG * (number + 1))))
    content = lines(0, LONG)
    shop.write(copy, gzip.compress(content, 1) if copy.endswith("gz") else content)
    begun: list[str] = []
    known: list[list[str]] = []
    begin, recognised = ContinuedSource.begin, recognise

    def noted(source: ContinuedSource, *arguments: object) -> None:
        begin(source, *arguments)  # type: ignore[arg-type]
        begun.append(source.source.name)

    def at_its_turn(*arguments: object) -> object:
        known.append(list(begun))
        return recognised(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(continued_source, "recognise", at_its_turn)
    monkeypatch.setattr(ContinuedSource, "begin", noted)
    monkeypatch.setattr(run, "AT_ONCE", 2)
    shop.ingest(settings=shop.settings(chunk_bytes=500))

    names = [str(shop.folder / name) for name in ("a.log.gz", "b.log.gz", copy)]
    assert known == [names[:2], names, names]
    assert shop.is_exact(2 * LONG)


def test_the_lines_of_a_file_are_counted_over_all_chunks_and_runs(shop: Shop) -> None:
    for end in (LONG, LONG + 50):
        shop.write("a.log", lines(0, end))
        shop.ingest(settings=shop.settings(chunk_bytes=500))
        (progress,) = read_progress(shop.table()).values()
        assert progress.file_lines == end
    shop.ingest(settings=shop.settings(chunk_bytes=500, is_again=True))
    (progress,) = read_progress(shop.table()).values()

    assert progress.file_lines == LONG + 50


def test_what_was_begun_before_its_turn_ends_with_the_run(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.log.gz", "b.log.gz", "c.log.gz"):
        shop.write(name, gzip.compress(lines(0, LONG)))

    def fails(*_: object, **__: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(run, "AT_ONCE", 3)
    monkeypatch.setattr(reading, "count_chunks", fails)
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        shop.ingest(settings=shop.settings(chunk_bytes=500))

    assert threading.active_count() == before


def test_the_lines_of_a_file_that_goes_on_after_another_one_of_the_run_are_counted(
    shop: Shop,
) -> None:
    shop.write("a.log", lines(0, LONG))
    shop.write("b.log", lines(0, LONG + 50))
    shop.ingest(settings=shop.settings(chunk_bytes=500))
    (progress,) = read_progress(shop.table()).values()

    assert progress.file_lines == LONG + 50

"""Spans of a file are its content, cut at line ends, and read without holding it."""

from __future__ import annotations

import copy
import gc
import os
import pickle
from errno import EMFILE
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.loglines import good_lines
from tests.profiles import examples
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.errors import InputError
from usagestats.logs.files import spans as file_spans
from usagestats.logs.files.sources import find_sources
from usagestats.logs.files.spans import SharedFile, spans_of_file
from usagestats.periods.period import SLOT
from usagestats.pipeline.counting import UsageQuestion, read_logs
from usagestats.tables.usage import Grain

CONTENT = st.lists(st.binary(max_size=12) | st.just(b"\n")).map(b"".join)


def shared(path: Path) -> SharedFile:
    with path.open("rb") as stream:
        return SharedFile(stream, path.name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=CONTENT, size=st.integers(1, 30), piece=st.integers(1, 12), near=st.integers(1, 12))
def test_pieces_are_the_content_up_to_its_last_newline(
    content: bytes, size: int, piece: int, near: int, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(content)
    file = shared(tmp_path / "a")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_spans, "_PIECE_BYTES", piece)
        patch.setattr(file_spans, "_NEAR_END", near)
        spans = list(spans_of_file(file, 0, size))
        pieces = [piece for span in spans for piece in span.pieces()]

    assert content.startswith(b"".join(pieces))
    assert sum(map(len, spans)) == len(b"".join(pieces))
    assert all(piece.endswith(b"\n") for piece in pieces)


def test_spans_become_smaller_towards_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    (tmp_path / "a").write_bytes(b"a line\n" * 10_000)

    sizes = [len(span) for span in spans_of_file(shared(tmp_path / "a"), 0, 14_000, smallest=700)]

    assert sum(sizes) == 70_000
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-2]) == (14_000, 700)


def test_a_file_that_becomes_shorter_ends(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\ntwo\n")
    (span,) = spans_of_file(shared(tmp_path / "a"), 0, 100)
    (tmp_path / "a").write_bytes(b"one\n")

    assert list(span.pieces()) == [b"one\n"]


def test_a_file_that_is_renamed_is_still_the_one_that_was_opened(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\n")
    (span,) = spans_of_file(shared(tmp_path / "a"), 0, 100)
    (tmp_path / "a").rename(tmp_path / "a.1")
    (tmp_path / "a").write_bytes(b"two\n")

    assert list(span.pieces()) == [b"one\n"]


def test_a_span_does_not_leave_its_process(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\n")
    (span,) = spans_of_file(shared(tmp_path / "a"), 0, 100)

    with pytest.raises(TypeError, match="a is open in this process"):
        pickle.dumps(span)
    with pytest.raises(TypeError, match="a is open in this process"):
        copy.deepcopy(span)
    assert list(span.pieces()) == [b"one\n"]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    descriptor_of_folder = tmp_path / "a"
    descriptor_of_folder.write_bytes(b"x")
    file = shared(descriptor_of_folder)

    with pytest.raises(InputError, match="a"):
        file.read_at(-1, 10)


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(good_lines() | st.just("rubbish"), min_size=1, max_size=60),
    size=st.integers(1, 3000),
    piece=st.integers(1, 500),
)
def test_logs_are_counted_alike_in_spans_of_any_size(
    lines: list[str], size: int, piece: int, tmp_path: Path
) -> None:
    log = tmp_path / "a.log"
    log.write_text("\n".join([*[good] * (len(lines) + 1), *lines]), encoding="utf-8")
    grain = Grain(("backend", "application", "status"), SLOT)
    question = UsageQuestion(DEFAULT_CATALOG, grain, ZoneInfo("UTC"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_spans, "_PIECE_BYTES", piece)
        cut = read_logs(find_sources([str(log)]), question, chunk_bytes=size)
    whole = read_logs(find_sources([str(log)]), question)

    assert sorted(cut.usage.rows(), key=repr) == sorted(whole.usage.rows(), key=repr)
    assert (cut.counts, cut.lines.rejects, cut.coverage) == (
        whole.counts,
        whole.lines.rejects,
        whole.coverage,
    )


@pytest.mark.parametrize("chunk_bytes", [100, 1000, 100_000, 1 << 20])
def test_no_line_is_lost_where_lines_are_longer_than_chunks(
    chunk_bytes: int, tmp_path: Path
) -> None:
    log = tmp_path / "a.log"
    lines = [f'{good} "-" "{"x" * (number % 700)}"\n' for number in range(6000)]
    log.write_text("".join(lines), encoding="utf-8")
    question = UsageQuestion(DEFAULT_CATALOG, Grain((), SLOT), ZoneInfo("UTC"))

    read = read_logs(find_sources([str(log)]), question, chunk_bytes=chunk_bytes)

    assert read.counts.requests == read.counts.lines == 6000


good = '1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1'


# the words of an exception in __del__ go to standard error: filterwarnings makes them an error
def test_a_file_for_which_no_descriptor_is_left_says_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: int) -> int:
        raise OSError(EMFILE, os.strerror(EMFILE))

    (tmp_path / "a.log").touch()
    monkeypatch.setattr(os, "dup", refused)
    with pytest.raises(OSError, match="Too many open files"):
        shared(tmp_path / "a.log")
    gc.collect()

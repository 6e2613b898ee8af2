"""A source is a value: it is opened, cut into chunks, and its outcome is known at any time."""

from __future__ import annotations

import gzip
import pickle
from dataclasses import replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.chunks import reader_of
from usagestats.errors import InputError
from usagestats.logs.files.positions import BEGINNING
from usagestats.logs.files.sources import Source
from usagestats.logs.files.spans import FileSpan
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.source_reader import SourceReader
from usagestats.periods.period import SLOT
from usagestats.tables.declared import FULL_DETAIL, ROW_COUNT, Detail

GOOD = b'1.2.3.4 - - [04/May/2026:10:15:30 +0000] "GET /%d HTTP/1.1" 200 1\n'
LINES = [GOOD % number for number in range(20_000)]
CONTENT = b"".join(LINES)


def reader(folder: Path, content: bytes, detail: Detail = FULL_DETAIL) -> SourceReader:
    (folder / "a.log").write_bytes(content)
    columns = frozenset({"time", "status"})
    choose = partial(reader_of, columns=columns, detail=detail)
    return SourceReader(Source("a.log", folder / "a.log"), 7, choose)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("slot", [None, SLOT], ids=["rows", "groups"])
def test_chunks_are_the_content_in_order(tmp_path: Path, pack: object, slot: object) -> None:
    assert callable(pack)
    detail = Detail(slot) if slot is SLOT else FULL_DETAIL
    reading = reader(tmp_path, pack(CONTENT), detail).open(chunk_bytes=100_000)

    chunks = list(reading.chunks())

    assert len(chunks) > 2
    assert b"".join(chunk.data for chunk in chunks) == CONTENT
    assert {chunk.source for chunk in chunks} == {7}
    assert [chunk.offset for chunk in chunks[1:]] == [chunk.end.offset for chunk in chunks[:-1]]
    assert reading.outcome().end.offset >= chunks[0].end.offset


@pytest.mark.skipif(kernel() is None, reason="the kernel could not be compiled here")
def test_only_a_plain_file_that_needs_no_state_is_read_in_spans(tmp_path: Path) -> None:
    plain = reader(tmp_path, CONTENT, Detail(SLOT))

    def has_spans(source_reader: SourceReader) -> bool:
        chunks = source_reader.open(chunk_bytes=100_000).chunks()
        return any(isinstance(chunk.lines, FileSpan) for chunk in chunks)

    assert has_spans(plain)
    assert not has_spans(replace(plain, is_resumable=True))
    assert not has_spans(reader(tmp_path, CONTENT))
    assert not has_spans(reader(tmp_path, gzip.compress(CONTENT), Detail(SLOT)))


def rows_below(*names: str) -> bytes:
    """Return requests that failed, below a header with these names of their answers."""
    values = {"sc-status": "500", "x-answer": "200"}
    row = " ".join(["2026-05-04 10:15:30 GET /a", *(values[name] for name in names)])
    header = f"#Fields: date time cs-method cs-uri-stem {' '.join(names)}\n"
    return (header + f"{row}\n" * 20_000).encode()


@pytest.mark.skipif(kernel() is None, reason="the kernel could not be compiled here")
def test_rows_are_read_in_spans_by_the_header_before_each(tmp_path: Path) -> None:
    one, other = rows_below("sc-status", "x-answer"), rows_below("x-answer", "sc-status")
    content = one + other * 2 + one
    chunks = list(reader(tmp_path, content, Detail(SLOT)).open(chunk_bytes=100_000).chunks())
    read = [read_chunk(chunk, ZoneInfo("UTC")) for chunk in chunks]
    counts = dict.fromkeys((200, 500), 0)
    for part in read:
        for status, count in part.requests.select("status", ROW_COUNT).iter_rows():
            counts[status] += count

    assert sum(isinstance(chunk.lines, FileSpan) for chunk in chunks) > 2
    assert counts == {200: 0, 500: 80_000}
    assert sum(part.lines for part in read) == 80_004


def test_the_outcome_is_known_at_any_time(tmp_path: Path) -> None:
    reading = reader(tmp_path, CONTENT).open(chunk_bytes=100_000)
    before = reading.outcome()
    chunks = reading.chunks()
    first = next(chunks)
    during = reading.outcome()
    chunks.close()

    assert (before.detection, before.end) == (None, BEGINNING)
    assert during.detection is not None
    assert (during.detection.format_name, during.is_skipped) == ("ncsa", False)
    assert first.end.offset <= during.end.offset < len(CONTENT)


def test_a_source_that_no_format_fits_is_refused_if_the_user_named_it(tmp_path: Path) -> None:
    named = reader(tmp_path, b"rubbish\n" * 9)
    found = replace(named, source=replace(named.source, found_by="*.log"))

    with pytest.raises(InputError) as error:
        list(named.open().chunks())
    assert error.value.where == "a.log"
    assert error.value.hint is not None
    assert error.value.hint.startswith("does not fit: rubbish")
    for skipping in (found, replace(named, may_skip=True)):
        reading = skipping.open()
        assert list(reading.chunks()) == []
        assert reading.outcome().is_skipped


def test_an_empty_source_has_no_format_and_is_not_skipped(tmp_path: Path) -> None:
    reading = reader(tmp_path, b"").open()

    assert list(reading.chunks()) == []
    assert (reading.outcome().detection, reading.outcome().is_skipped) == (None, False)


def test_a_cut_member_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    reading = reader(tmp_path, gzip.compress(CONTENT)[:-9_000]).open()

    data = b"".join(chunk.data for chunk in reading.chunks())

    assert CONTENT.startswith(data)
    assert data.endswith(b"\n")
    assert "cut in mid-gzip" in (reading.outcome().damage or "")


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_reading_goes_on_where_it_ended(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    begin = BEGINNING.after(b"".join(LINES[:9]))
    resumed = replace(reader(tmp_path, pack(CONTENT)), begin=begin, is_resumable=True)
    chunks = list(resumed.open().chunks())
    other = resumed.open()
    (tmp_path / "a.log").write_bytes(pack(CONTENT.replace(b"GET", b"PUT")))

    assert b"".join(chunk.data for chunk in chunks) == b"".join(LINES[9:])
    assert chunks[0].offset == begin.offset
    assert list(other.chunks()) == []
    assert other.outcome().has_changed


def test_an_unfinished_line_waits_if_the_source_may_grow(tmp_path: Path) -> None:
    whole = reader(tmp_path, LINES[0] + LINES[1][:-1])
    growing = replace(whole, may_grow=True)

    assert [chunk.data for chunk in whole.open().chunks()] == [LINES[0] + LINES[1][:-1]]
    assert [chunk.data for chunk in growing.open().chunks()] == [LINES[0]]


def test_a_reader_is_a_value_that_another_process_reads_by(tmp_path: Path) -> None:
    here = reader(tmp_path, CONTENT)
    there = pickle.loads(pickle.dumps(here))  # noqa: S301  (our own)

    def read(source_reader: SourceReader) -> list[bytes]:
        return [chunk.data for chunk in source_reader.open(chunk_bytes=100_000).chunks()]

    assert there.source == here.source
    assert read(there) == read(here)

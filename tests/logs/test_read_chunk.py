"""Reading a chunk: what neither path takes harms no other line."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tests.chunks import chunk_of
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.read_chunk import ChunkRead, read_chunk
from usagestats.logs.rejects import SAMPLES_KEPT

GOOD = b'1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET /%s HTTP/1.1" 200 1\n'


def read(data: bytes, columns: set[str] | None = None) -> ChunkRead:
    chunk = chunk_of(data, NCSA, columns or {"line", "path"})
    return read_chunk(chunk, ZoneInfo("Europe/Athens"))


def test_requests_of_both_paths_are_in_order_of_lines() -> None:
    data = (
        GOOD % b"a"
        + b"nothing\n"
        + b'1.2.3.4 [06/May/2026:09:00:08] "GET /b" 200 1\n'
        + GOOD % b"c"
    )
    found = read(data)

    assert found.requests.select("line", "path").rows() == [(1, "/a"), (3, "/b"), (4, "/c")]
    assert (found.lines, found.wall_times.requests) == (4, 1)
    assert found.rejects.counts == {(0, "no time in brackets"): 1}


def test_a_time_without_offset_is_read_in_the_log_zone() -> None:
    found = read(b'1.2.3.4 [06/May/2026:12:00:00] "GET /b" 200 1\n', {"time"})

    assert found.requests["time"][0].isoformat() == "2026-05-06T09:00:00+00:00"


def test_columns_beyond_the_fast_path_are_read_with_care() -> None:
    found = read(
        GOOD % b"a" + b'1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET /" 200 1 "-" "curl"\n',
        {"user_agent"},
    )

    assert found.requests["user_agent"].to_list() == [None, "curl"]


def test_bytes_that_are_no_utf_8_are_replaced_in_their_line_only() -> None:
    found = read(GOOD % b"\xff" + GOOD % "é".encode() + GOOD % b"c")

    assert found.requests["path"].to_list() == ["/\ufffd", "/é", "/c"]


def test_rejects_are_counted_and_the_first_are_kept() -> None:
    found = read(GOOD % b"a" + b"rubbish\n" * 100)

    assert found.rejects.total() == 100
    samples = found.rejects.samples[0, "no time in brackets"]
    assert [sample.line for sample in samples] == list(range(2, 2 + SAMPLES_KEPT))


def test_a_line_of_ten_megabytes_harms_no_other() -> None:
    long = (
        b'1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET /'
        + b"x" * 10_000_000
        + b' HTTP/1.1" 200 1\n'
    )
    found = read(GOOD % b"a" + long + GOOD % b"c", {"path"})

    assert found.requests["path"].str.len_bytes().to_list() == [2, 10_000_001, 2]


def test_rejects_of_later_chunks_are_numbered_in_the_source() -> None:
    first, second = read(b"rubbish\n"), read(b"\nrubbish\n")
    first.rejects.merge(second.rejects, lines_before=first.lines)

    assert [sample.line for sample in first.rejects.samples[0, "no time in brackets"]] == [1, 3]

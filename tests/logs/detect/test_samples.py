"""Samples hold whole lines from the beginning, the middle and the end of a source."""

from __future__ import annotations

import gzip
from pathlib import Path

from usagestats.logs.detect.samples import SAMPLE_BYTES, first_pieces, samples_of
from usagestats.logs.files.open_source import opened
from usagestats.logs.files.positions import BEGINNING
from usagestats.logs.files.sources import Source
from usagestats.logs.files.whole_lines import Piece

LINES = [b"line %06d\n" % number for number in range(100_000)]
CONTENT = b"".join(LINES)


def samples(folder: Path, stored: bytes, beginning: bytes) -> list[bytes]:
    (folder / "a.log").write_bytes(stored)
    with opened(Source("a.log", folder / "a.log")) as stream:
        return samples_of(beginning, stream)


def are_whole(sample: bytes) -> bool:
    return set(sample.splitlines()) <= {line.rstrip() for line in LINES}


def test_a_small_source_is_its_own_sample(tmp_path: Path) -> None:
    assert samples(tmp_path, CONTENT[:1000], CONTENT[:1000]) == [CONTENT[:1000]]


def test_a_plain_file_gives_its_middle_and_its_end(tmp_path: Path) -> None:
    first, middle, end = samples(tmp_path, CONTENT, CONTENT[: 9 * SAMPLE_BYTES // 8])

    assert all(map(are_whole, (first, middle, end)))
    assert first.startswith(LINES[0])
    assert b"line 050100" in middle
    assert end.endswith(LINES[-1])
    assert max(map(len, (first, middle, end))) < SAMPLE_BYTES + len(LINES[0])


def test_any_other_source_gives_what_was_read_of_it(tmp_path: Path) -> None:
    read = b"".join(LINES[:50_000])

    first, middle, end = samples(tmp_path, gzip.compress(CONTENT), read)

    assert all(map(are_whole, (first, middle, end)))
    assert first.startswith(LINES[0])
    assert b"line 025100" in middle
    assert end.endswith(LINES[49_999])


def test_a_long_first_line_is_whole(tmp_path: Path) -> None:
    long = b"x" * (5 * SAMPLE_BYTES) + b"\n"

    assert samples(tmp_path, long + CONTENT, long)[0] + b"\n" == long


def test_no_more_pieces_are_taken_than_a_sample_needs() -> None:
    pieces = iter([Piece(b"x" * (SAMPLE_BYTES // 2), BEGINNING)] * 5)

    assert len(first_pieces(pieces)) == 2
    assert len(list(pieces)) == 3

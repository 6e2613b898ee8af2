from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from usagestats.logs.files.compression import BLOCK_BYTES
from usagestats.logs.files.contents import beginning_of, is_beginning_of
from usagestats.logs.files.sources import Source

WHOLE = b"".join(f"line {number} of a log\n".encode() for number in range(2000))


def source(folder: Path, content: bytes, name: str = "a.log") -> Source:
    path = folder / name
    path.write_bytes(content)
    return Source(name, path)


@pytest.mark.parametrize("size", [0, 10, 4096, len(WHOLE), len(WHOLE) + 5])
def test_the_beginning_is_that_of_the_decompressed_content(tmp_path: Path, size: int) -> None:
    plain, packed = source(tmp_path, WHOLE), source(tmp_path, gzip.compress(WHOLE), "a.gz")

    assert beginning_of(plain, size) == beginning_of(packed, size) == WHOLE[:size]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (WHOLE[:9999], True),
        (WHOLE, True),
        (b"", True),
        (WHOLE + b"x", False),
        (WHOLE[:99] + b"x", False),
    ],
)
def test_a_part_is_compared_with_its_whole(tmp_path: Path, part: bytes, expected: bool) -> None:  # noqa: FBT001
    whole = source(tmp_path, gzip.compress(WHOLE), "whole")

    assert is_beginning_of(source(tmp_path, part), whole) is expected


@pytest.mark.parametrize(("end", "expected"), [(b"", True), (b"x", False)])
def test_blocks_of_different_sizes_are_compared(
    tmp_path: Path, end: bytes, *, expected: bool
) -> None:
    content = WHOLE * (3 * BLOCK_BYTES // len(WHOLE))
    part = source(tmp_path, content[: 2 * BLOCK_BYTES + 99] + end)
    packed = source(tmp_path, gzip.compress(content[:99]) + gzip.compress(content[99:]), "a.gz")

    assert is_beginning_of(part, packed) is expected

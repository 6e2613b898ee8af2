"""The lines of the gateway inside the lines of a source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.chunks import chunk_of
from usagestats.logs.files.whole_lines import HeldPieces
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.inner_lines import inner_data, inner_lines, source_lines
from usagestats.logs.wrappers.docker import DOCKER
from usagestats.logs.wrappers.documents import JsonDocument

DOCKER_LINES = (
    b'{"log":"a\\n","stream":"stdout","time":"t"}\n{"log":"b\\n","stream":"stdout","time":"t"}\n'
)
ARRAY = b'[\n{"a":1},\n{"b":2}\n]\n'


@pytest.mark.parametrize(
    ("data", "lines"),
    [(b"a\nb\n", 2), (b"a\nb", 2), (b"a\r\nb\rc\n", 3), (b"\n\n", 2), (ARRAY, 4)],
)
def test_lines_of_the_source_are_counted(data: bytes, lines: int) -> None:
    assert source_lines(chunk_of(data, NCSA)) == lines


def test_without_wrappers_the_lines_stay_in_pieces() -> None:
    chunk = replace(chunk_of(b"", NCSA), lines=HeldPieces((b"a\r\n", b"b\xe9\n")))
    chunk = replace(chunk, encoding="cp1252")

    assert list(inner_lines(chunk).pieces) == [b"a\n", "b\u00e9\n".encode()]
    assert inner_data(chunk) == b"a\r\nb\xe9\n"


def test_wrappers_are_taken_off() -> None:
    chunk = replace(chunk_of(DOCKER_LINES, NCSA), wrappers=(DOCKER,))

    assert inner_data(chunk) == b"a\nb\n"
    assert inner_lines(chunk).origins is None


def test_a_record_knows_the_line_of_the_source_where_it_begins() -> None:
    document = JsonDocument.of(ARRAY.decode())
    assert document is not None
    inner = inner_lines(replace(chunk_of(ARRAY, NCSA), wrappers=(document,)))

    assert b"".join(inner.pieces) == b'{"a":1}\n{"b":2}\n'
    assert [inner.origin(0), inner.origin(1)] == [1, 2]

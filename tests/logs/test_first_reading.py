"""Chunks are read by their reader; the kernel takes wrappers off as it reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.chunks import chunk_of, skip_without_kernel
from usagestats.logs.first_reading import first_reading
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.wrappers.cri import CRI
from usagestats.logs.wrappers.syslog import SYSLOG

NCSA = FORMATS["ncsa"]
PREFIX = "2026-05-04T10:15:30.493035218Z stdout F "
HEADER = "May  4 10:15:30 gw1 nginx: "


def test_lines_without_a_wrapper_are_read_by_the_reader() -> None:
    skip_without_kernel()
    found, inner = first_reading(chunk_of(f"{NCSA.sample}\nx\n".encode(), NCSA))

    assert (found.lines, found.requests.height, inner.origins) == (2, 1, None)


@pytest.mark.parametrize("times", [1, 200])
def test_a_line_that_the_kernel_leaves_wrapped_is_read_at_its_place(times: int) -> None:
    skip_without_kernel()
    lines = [NCSA.sample, f"{PREFIX}{NCSA.sample}", "bare", f"{PREFIX}odd"] * times
    chunk = replace(chunk_of("\n".join(lines).encode(), NCSA), wrappers=(CRI,))

    found, _ = first_reading(chunk)

    places = range(0, len(lines), 4)
    assert sorted(found.requests["line"]) == [at + more for at in places for more in (1, 2)]
    assert sorted(found.refused) == sorted(
        (at + more, text) for at in places for more, text in ((2, "bare"), (3, "odd"))
    )
    assert found.lines == len(lines)


def test_messages_that_a_logger_left_out_are_counted() -> None:
    note = f"{HEADER}message repeated 3 times: [ {NCSA.sample}]"
    chunk = replace(chunk_of(f"{note}\n{note}\n".encode(), NCSA), wrappers=(SYSLOG,))

    found, inner = first_reading(chunk)

    assert (found.lines, len(found.refused) or found.requests.height) == (2, 2)
    assert inner.repeated == 4


def test_a_reader_that_takes_no_layers_gets_the_inner_lines() -> None:
    chunk = replace(chunk_of(f"{PREFIX}{NCSA.sample}\n".encode(), NCSA), wrappers=(CRI,))
    careful = replace(chunk, reader=CarefulReader(chunk.reader.columns))

    assert list(first_reading(careful)[0].refused) == [(0, NCSA.sample)]

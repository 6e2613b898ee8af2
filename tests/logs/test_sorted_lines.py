"""Refused lines are sorted: by format, those of no format, and those of which nothing is sure."""

from __future__ import annotations

import polars as pl

from tests.chunks import reader_of, skip_without_kernel
from usagestats.logs.chunk import Chunk
from usagestats.logs.detect.mixtures import others_in
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.refused_lines import KeptLines
from usagestats.logs.sorted_lines import sorted_lines

NCSA, KONG = FORMATS["ncsa"], FORMATS["kong-json"]
LINES = [
    "rubbish",
    KONG.sample,
    "# a comment",
    "",
    f"nginx-1  | {NCSA.sample}",
    "2026/05/04 10:15:30 [error] 7#7: no live upstreams",
    NCSA.sample,
    FORMATS["traefik"].sample,
    "\0rubbish",
    "more rubbish",
    KONG.sample,
]
STRANGERS = [100, 109]
OF_KONG = [101, 110]


def chunk_of(*, has_headers: bool = False) -> Chunk:
    sample = [FORMATS["w3c"].sample] if has_headers else [KONG.sample]
    mixture = others_in(sample, sample, NCSA).mixture
    return Chunk(0, 0, b"", NCSA, reader_of(NCSA, {"time"}), mixture=mixture)


def in_pieces(count: int) -> KeptLines:
    """Return the lines in pieces of so many, with numbers from 100 on."""
    texts = [f"{line}\n" for line in LINES]
    pieces = ["".join(texts[at : at + count]).encode() for at in range(0, len(texts), count)]
    return KeptLines(pl.Series(range(100, 100 + len(LINES)), dtype=pl.Int64()), tuple(pieces))


def test_nothing_depends_on_the_pieces() -> None:
    skip_without_kernel()
    chunk = chunk_of()
    for count in (1, 2, len(LINES)):
        found = sorted_lines(in_pieces(count), chunk, 20)
        assert found.strangers is not None
        names = [one.name for one in chunk.mixture.formats]
        of_formats = {name: list(one) for name, one in zip(names, found.of_formats, strict=True)}
        others = [*found.left, *(line for lines in of_formats.values() for line in lines)]

        assert found.strangers.first["index"].to_list() == STRANGERS
        assert [number for number, _ in of_formats["kong-json"]] == OF_KONG
        assert sorted(others) == [
            (number, line) for number, line in enumerate(LINES, 100) if number not in STRANGERS
        ]


def test_a_line_that_may_be_a_row_below_a_header_is_left() -> None:
    skip_without_kernel()
    found = sorted_lines(in_pieces(3), chunk_of(has_headers=True), 20)

    assert found.strangers is None
    assert set(STRANGERS) <= {number for number, _ in found.left}

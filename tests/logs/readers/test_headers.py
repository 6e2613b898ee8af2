"""Header lines: kept across chunks, found again by their beginnings."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chunks import chunks_of
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.formats.w3c import W3C
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers import headers
from usagestats.logs.readers.headers import headers_in_force
from usagestats.tables.declared import REQUESTS

FIRST = "#Date: 2026-05-04 10:00:00\r\n#Fields: time cs-method cs-uri-stem sc-status\r\n10:15:30 GET /a 200\r\n"
SECOND = (
    "#Fields: cs-uri-stem time cs-method\n/b 10:16:30 GET\n#Date: 2026-05-05\n/c 00:01:00 POST\n"
)


@pytest.mark.parametrize(
    ("preamble", "data", "in_force"),
    [
        ("", "1 2 3\n", ""),
        ("", FIRST, "#Date: 2026-05-04 10:00:00\n#Fields: time cs-method cs-uri-stem sc-status"),
        ("#Date: 1\n#Fields: x", "no header\n", "#Date: 1\n#Fields: x"),
        ("#Date: 1\n#Fields: x", SECOND, "#Date: 2026-05-05\n#Fields: cs-uri-stem time cs-method"),
        ("", "\ufeff#Fields: a b", "#Fields: a b"),
        ("", "x #Fields: a b\n", ""),
        ("", "x\r#Fields: a\ry", "#Fields: a"),
        ("", "x\n\ufeff\0#Fields: a\0\nx\n", "#Fields: a"),
    ],
)
def test_the_last_header_of_each_kind_is_in_force(preamble: str, data: str, in_force: str) -> None:
    assert headers_in_force(W3C, preamble, data.encode()) == in_force


PIECES = st.sampled_from(
    [
        "\n",
        "\r",
        "\r\n",
        "#",
        "#Date",
        "#Date: 1",
        "#Fields: a",
        "#Fields: b c",
        "x",
        "x #",
        "\ufeff",
        "\0",
    ]
)


@given(st.lists(PIECES, max_size=12), st.integers(1, 3))
def test_the_last_header_is_found_among_many_signs(pieces: list[str], tries: int) -> None:
    text = "".join(pieces)
    lines = [line.strip("\0\ufeff") for line in text.replace("\r", "\n").split("\n")]
    expected = [
        [line for line in lines if line.startswith(start)][-1:] for start in W3C.header_starts
    ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(headers, "_TRIES", tries)
        found = headers_in_force(W3C, "", text.encode())

    assert found == "\n".join(line for lines in expected for line in lines)


@given(st.lists(PIECES, max_size=12), st.integers(1, 3))
def test_the_headers_of_pieces_are_those_of_all_lines(pieces: list[str], cut: int) -> None:
    lines = "".join(pieces).replace("\r", "\n").splitlines(keepends=True)
    in_force = ""
    for number in range(0, len(lines), cut):
        piece = "".join(lines[number : number + cut]).encode()
        in_force = headers_in_force(W3C, in_force, piece)

    assert in_force == headers_in_force(W3C, "", "".join(lines).encode())


class _RepeatsItsFirstLetter:
    header_starts = ("tot",)


def test_a_header_may_overlap_the_last_place_that_was_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(headers, "_TRIES", 1)

    assert headers_in_force(_RepeatsItsFirstLetter(), "", b"a\ntot") == "tot"


def test_a_format_without_headers_has_none() -> None:
    assert headers_in_force(NCSA, "", FIRST.encode()) == ""


@pytest.mark.parametrize("chunk_bytes", [10, 60, 1 << 20])
def test_rows_are_read_by_the_header_before_them_wherever_chunks_are_cut(
    tmp_path: Path, chunk_bytes: int
) -> None:
    log = tmp_path / "u_ex.log"
    log.write_text(FIRST + SECOND + "/d 00:02:00 GET\n" * 9, newline="")

    read = [read_chunk(chunk, ZoneInfo("UTC")) for chunk in chunks_of(log, REQUESTS, chunk_bytes)]

    rows = [row for part in read for row in part.requests.iter_rows(named=True)]
    assert [row["path"] for row in rows] == ["/a", "/b", "/c", *["/d"] * 9]
    assert [f"{row['time']:%dT%H:%M}" for row in rows[:4]] == [
        "04T10:15",
        "04T10:16",
        "05T00:01",
        "05T00:02",
    ]
    assert sum(part.rejects.total() for part in read) == 0
    assert sum(part.lines for part in read) == 16

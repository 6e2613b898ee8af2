"""The rows and groups that are made of what the kernel finds."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.chunks import chunk_of
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.tables.declared import Detail, requests_in

LINE = '1.2.3.4 - - [04/May/2026:10:15:30 +0200] "GET /a?user_key=k HTTP/1.1" 200 12 "-" "-"'
ZONE = ZoneInfo("America/St_Johns")

needs_kernel = pytest.mark.skipif(kernel() is None, reason="the kernel could not be compiled here")


def joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


@needs_kernel
def test_groups_stand_for_their_requests() -> None:
    later = LINE.replace("10:15:30", "10:59:59").replace(" 12 ", " 30 ")
    data = joined([LINE, later, LINE.replace(" 200", " 404"), LINE.replace("GET", "-")])
    detail = Detail(timedelta(hours=1), frozenset({"user_key"}))
    read = read_chunk(chunk_of(data, NCSA, {"status", "response_bytes"}, detail), ZONE)

    assert read.requests.rows() == [
        (parse_clf_time("04/May/2026:10:15:30 +0200"), 200, 54, 3),
        (parse_clf_time("04/May/2026:10:15:30 +0200"), 404, 12, 1),
    ]
    assert requests_in(read.requests) == read.lines == 4
    assert read.hull == (
        parse_clf_time("04/May/2026:10:15:30 +0200"),
        parse_clf_time("04/May/2026:10:59:59 +0200"),
    )


@needs_kernel
def test_nothing_is_no_line() -> None:
    detail = Detail(timedelta(hours=1))

    assert read_chunk(chunk_of(b"", NCSA, {"status"}, detail), ZONE).lines == 0


@needs_kernel
def test_columns_that_no_line_has_are_null_and_escapes_are_undone() -> None:
    line = LINE.replace("/a?user_key=k", "/\\x22a?b=\\x22").replace("1.2.3.4", "A.example 1.2.3.4")
    chunk = chunk_of(joined([line, LINE]), NCSA, {"host", "path", "query", "service"})

    assert read_chunk(chunk, ZONE).requests.drop("time").rows() == [
        ("a.example", '/"a', 'b="', None),
        (None, "/a", "user_key=k", None),
    ]


@needs_kernel
def test_unknown_statuses_and_sizes_are_null_in_rows_and_add_nothing_in_groups() -> None:
    data = joined([LINE, LINE.replace(" 200 12", " 200 -"), LINE.replace(" 200 12", " 000 7")])
    rows = read_chunk(chunk_of(data, NCSA, {"status", "response_bytes"}), ZONE).requests
    detail = Detail(timedelta(hours=1))
    groups = read_chunk(chunk_of(data, NCSA, {"status", "response_bytes"}, detail), ZONE).requests

    assert rows.drop("time").rows() == [(200, 12), (200, None), (None, 7)]
    assert sorted(groups.drop("time").rows(), key=str) == [(200, 12, 2), (None, 7, 1)]

"""Rows between header lines: each is read below the header in force."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from tests.chunks import reader_of, skip_without_kernel
from usagestats.logs.chunk import Chunk
from usagestats.logs.formats import FORMATS
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.headed_reader import HeadedReader
from usagestats.logs.readers.reader import CarefulReader
from usagestats.tables.declared import FULL_DETAIL

FIRST = "#Fields: date time cs-method cs-uri-stem sc-status"
SECOND = "#Fields: date time sc-status cs-method cs-uri-stem"
ROWS = "2026-05-04 10:15:30 GET /a 200\n2026-05-04 10:15:31 GET /b 404\n"
OTHERS = "2026-05-04 10:15:32 500 GET /c\n"
DAYS = "#Fields: time cs-method cs-uri-stem sc-status\n#Date: 2026-05-04\n10:15:30 GET /a 200\n"


def rows(data: str, reader: object = None) -> list[tuple[object, ...]]:
    w3c = FORMATS["w3c"]
    columns = frozenset({"time", "line", "path", "status"})
    one = reader or w3c.reader(columns, FULL_DETAIL)
    chunk = Chunk(0, 0, data.encode(), w3c, one)  # type: ignore[arg-type]
    return read_chunk(chunk, ZoneInfo("UTC")).requests.rows()


@pytest.mark.parametrize(
    "data",
    [
        f"{FIRST}\n{ROWS}{FIRST}\n{ROWS}",
        f"{FIRST}\n{ROWS}{SECOND}\n{OTHERS}{FIRST}\n{ROWS}",
        f"\ufeff{SECOND}\n{OTHERS}\0{FIRST}\n{ROWS}",
        DAYS + DAYS.replace("05-04", "05-05") + DAYS,
        f"{DAYS}{FIRST}\n{ROWS}#Date: 2026-01-01\n{ROWS}",
        f"{FIRST}\n{ROWS}2026-05-04 10:15:32 GET /c#Fields: 200\n",
        f"{ROWS}#Fields: x-event\nstarted\n{FIRST}\n{ROWS}",
        f"{FIRST}\n{ROWS}#Fields: date time x-event sc-status\n2026-05-04 10:15:30 a 200\n",
        f"{FIRST}",
    ],
)
def test_rows_are_read_as_with_care(data: str) -> None:
    careful = CarefulReader(frozenset({"time", "line", "path", "status"}))
    assert rows(data) == rows(data, careful)


def test_only_headers_are_left_to_the_careful_path() -> None:
    skip_without_kernel()
    reader = reader_of(FORMATS["w3c"], {"path"})
    assert isinstance(reader, HeadedReader)
    found = reader.read([f"{FIRST}\n{ROWS}{SECOND}\n{OTHERS}".encode()])

    assert [text for _, text in found.refused] == [FIRST, SECOND]
    assert found.requests["path"].to_list() == ["/a", "/b", "/c"]

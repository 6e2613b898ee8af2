"""Rows of times without a year get it as single lines do."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.chunks import chunk_of, skip_without_kernel
from tests.line_tables import at
from usagestats.logs.formats.tyk import TYK
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.readers.text_reader import TextReader
from usagestats.tables.declared import ROW_COUNT, Detail

WRITTEN = at(2026, 3, 29, 10, 15, 30)
COLUMNS = {"status", "response_bytes"}


def lines() -> bytes:
    """Return lines around the moments where the year changes, and where clocks do."""
    chance = Random(5)
    times = [
        "Mar 30 10:15:20",
        "Mar 30 10:15:40",
        "Mar 30 10:16:00",
        "Dec 31 23:59:59",
        "Jan  1 00:00:00",
    ]
    times += [
        "Feb 29 12:00:00",
        "Oct 25 03:30:00",
        "Oct 25 03:59:59",
        "Oct 25 03:00:00",
        "Mar 29 03:30:00",
    ]
    return "".join(
        f'time="{chance.choice(times)}" prefix=access-log method=GET path=/{n} status={chance.choice([200, 404])}\n'
        for n in range(200)
    ).encode()


@pytest.mark.parametrize("detail", [Detail(), Detail(timedelta(minutes=15), frozenset())])
def test_requests_have_the_year_that_the_careful_reading_gives(detail: Detail) -> None:
    skip_without_kernel()
    chunk = chunk_of(lines(), TYK, COLUMNS, detail)
    assert isinstance(chunk.reader, TextReader)
    found = []
    for reader in (chunk.reader, CarefulReader(chunk.reader.columns)):
        read = read_chunk(replace(chunk, reader=reader, written=WRITTEN), ZoneInfo("Europe/Athens"))
        rows = read.requests
        counts = rows[ROW_COUNT] if ROW_COUNT in rows.columns else [1] * rows.height
        slots = rows["time"].dt.truncate("15m")
        total = Counter[object]()
        for slot, status, count in zip(slots, rows["status"], counts, strict=True):
            total[slot, status] += count
        found.append((total, read.without_year, read.wall_times, read.hull))

    assert found[0] == found[1]
    assert found[0][1] == 200

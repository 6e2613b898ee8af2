"""Times without a year: the one that the time of the source's last writing gives them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.chunks import chunks_of
from tests.line_tables import at, on_the_wall
from usagestats.logs.files.open_source import last_written
from usagestats.logs.files.sources import Source
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.values.yearless import NO_YEAR, with_year


@pytest.mark.parametrize(
    ("time", "written", "year"),
    [
        ((5, 4, 10), at(2026, 5, 4, 12), 2026),
        ((5, 5, 11), at(2026, 5, 4, 12), 2026),  # within a day
        ((5, 5, 13), at(2026, 5, 4, 12), 2025),
        ((5, 5, 12, 0, 59), at(2026, 5, 4, 12, 0, 1), 2026),  # a minute has one year
        ((5, 5, 12, 1), at(2026, 5, 4, 12, 0, 59), 2025),
        ((12, 31, 23), at(2026, 1, 1, 0), 2025),
        ((1, 1, 5), at(2025, 12, 31, 23), 2026),
        ((2, 29, 0), at(2026, 5, 4, 12), 2024),
        ((2, 29, 0), at(2103, 5, 4, 12), 2096),
    ],
)
def test_the_latest_year_that_is_not_after_the_writing(
    time: tuple[int, int, int], written: datetime, year: int
) -> None:
    found = with_year(on_the_wall(NO_YEAR, *time), written)

    assert found == on_the_wall(year, *time)


def test_a_source_that_does_not_say_when_it_was_written() -> None:
    assert with_year(on_the_wall(NO_YEAR, 2, 29), None).year > NO_YEAR
    assert last_written(Source("gone", Path("/dev/null/nowhere"))) is None


def test_requests_without_a_year_are_counted(tmp_path: Path) -> None:
    log = tmp_path / "tyk.log"
    line = 'time="May  4 10:15:30" prefix=access-log method=GET path=/ status=200\n'
    log.write_text(line + line.replace("May", "Dec"))
    written = datetime(2026, 6, 1, tzinfo=UTC).timestamp()
    os.utime(log, (written, written))
    (chunk,) = chunks_of(log, {"time", "line"})

    read = read_chunk(chunk, ZoneInfo("Europe/Athens"))

    assert read.requests["time"].to_list() == [
        at(2026, 5, 4, 7, 15, 30),
        at(2025, 12, 4, 8, 15, 30),
    ]
    assert (read.without_year, read.wall_times.requests) == (2, 2)

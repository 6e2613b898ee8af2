"""Times in JSON, in all units and forms, read alike with care and by the kernel."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.chunks import read_fast
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.times import parse_time

TIME = datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC)
QUARTER = TIME.replace(microsecond=250_000)
TIMES = {
    "1777889730": TIME,
    "1777889730.25": QUARTER,
    "1777889730250": QUARTER,
    "1777889730250000": QUARTER,
    "1777889730250000000": QUARTER,
    "2026-05-04T10:15:30Z": TIME,
    "2026-05-04 12:15:30,25+02:00": QUARTER,
    "2026/05/04 12:15:30.250000123 +0200": QUARTER,
    "2026-05-04 10:15:30 UTC": TIME,
    "04/May/2026:12:15:30 +0200": TIME,
    "04/May/2026:12:15:30.250000999 +0200": QUARTER,
}
TIMED = json_format("timed", "", {"time": ["t"]})
NO_TIMES = ["soon", "12", "1777889730e0", "2026-02-30T10:15:30Z", "2026-05-04T10:15:30+25:00"]


def read(text: str) -> list[datetime]:
    fast = read_fast(TIMED, f'{{"t":"{text}"}}'.encode(), {"time"})
    return fast.requests["time"].to_list()


@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_read(text: str) -> None:
    assert parse_time(text) == TIMES[text]
    assert read(text) == [TIMES[text]]


@pytest.mark.parametrize("text", NO_TIMES)
def test_other_texts_are_none(text: str) -> None:
    assert parse_time(text) is None
    assert read(text) == []


@pytest.mark.parametrize("text", ["2026-05-04T10:15:30", "04/May/2026:10:15:30"])
def test_a_time_without_an_offset_is_on_the_wall(text: str) -> None:
    assert parse_time(text) == TIME.replace(tzinfo=None)
    lines = [f'{{"t":"{one}"}}' for one in (text, *TIMES)]
    assert read_fast(TIMED, "\n".join(lines).encode(), {"time"}).on_wall == [
        True,
        *[False] * len(TIMES),
    ]


def test_brackets_around_a_common_log_time_are_passed_over() -> None:
    text = "[04/May/2026:10:15:30 +0000]"

    assert parse_time(text) == TIME
    assert read(text) == [TIME]

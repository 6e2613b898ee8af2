from __future__ import annotations

import re

import pytest

from usagestats.logs.readers.stops import where_it_stops

FORM = re.compile(
    r'(?:\[x\] )?(?P<client>[^ ]+) \[(?P<time>[0-9:]+)\] "(?P<request>[^"]*)" (?P<status>[0-9]{3}|)'
)


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("a 10:00 x", 2, "no [ before the time"),
        ("a [Monday] x", 3, "no time"),
        ("a [10:00] GET /", 10, 'no " before the request'),
        ('a [10:00] "GET /', 16, 'no " before the status'),
        ('a [10:00] "GET /" 200 5', 21, "the line goes on after the last part"),
        ('a [10:00] "GET /" x', 18, "no status"),
        (" ", 0, "no client"),
        ('a [99:99] "GET /" 200', 3, "the time does not exist"),
    ],
)
def test_the_place_and_the_missing_part_are_named(line: str, column: int, reason: str) -> None:
    assert where_it_stops([FORM], line) == (column, reason)


def test_the_pattern_that_fits_furthest_counts() -> None:
    assert where_it_stops([re.compile("a b c"), re.compile("a-b")], "a bx") == (
        3,
        "the rest is missing",
    )


@pytest.mark.parametrize("pattern", ["a|b", "(?P<words>.+?) x"])
def test_some_patterns_show_no_place(pattern: str) -> None:
    assert where_it_stops([re.compile(pattern)], "c") is None

"""Law 5 for formats of text: the kernel finds and groups what the careful path reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.frames import plain
from usagestats.logs.formats import FORMATS
from usagestats.logs.pasted.pasted_format import pasted_format
from usagestats.logs.read_lines import read_lines
from usagestats.logs.readers.headed_format import HeadedFormat
from usagestats.logs.readers.headed_reader import HeadedReader
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.named_format import NamedFormat
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.readers.text_reader import TextReader
from usagestats.tables.declared import FIELD, FULL_DETAIL, REQUESTS, ROW_COUNT, Detail

if TYPE_CHECKING:
    from collections.abc import Collection

    from usagestats.logs.readers.log_format import LogFormat

pytestmark = pytest.mark.skipif(kernel() is None, reason="the kernel could not be compiled here")

WRITTEN: Final = datetime(2026, 5, 5, tzinfo=UTC)
GROUPED: Final = Detail(timedelta(minutes=15), frozenset({"a", "user_key"}))
PASTED: Final = {
    "nginx:$remote_addr|$time_iso8601|$request|$status|$body_bytes_sent|$request_time|$http_user_agent": (
        "203.0.113.7|2026-05-04T10:15:30+00:00|GET /v1/items?a=1 HTTP/1.1|200|512|0.034|curl/8.5.0"
    ),
    '[$msec] $http_x_forwarded_for $host "$request_method $request_uri" $args $status ${upstream_status}': (
        '[1777889730.123] 203.0.113.7, 198.51.100.1 api.example.org "GET /v1/items?b=2" a=1 200 502, 200'
    ),
    'apache:%t %h "%r" %>s %b %D': (
        '[04/May/2026:10:15:30 +0000] 203.0.113.7 "GET /v1/items HTTP/1.1" 200 512 3411'
    ),
    '%START_TIME(%FT%T.%3fZ)% %REQ(:METHOD)% %REQ(:PATH)% %RESPONSE_CODE% %DURATION% "%REQ(USER-AGENT)%"': (
        '2026-05-04T10:15:30.123Z GET /v1/items?a=1 200 34 "curl "x" 8"'
    ),
    "apache:[%{%d.%m.%y %H:%M}t] %h %m %U%q %>s": "[04.05.26 10:15] 203.0.113.7 GET /v1/items?a=1 200",
    "apache:%{%a, %d %b %Y %T %z}t %h %m %U%q %>s": "Mon, 04 May 2026 10:15:30 +0200 ::1 GET /v1/items 200",
    "haproxy:%ci:%cp [%tr] %ft %b/%s %Ta %ST %B %{+Q}r": (
        '203.0.113.7:51234 [04/May/2026:10:15:30.123] http items/s 34 200 512 "GET /v1?a=#22 HTTP/1.1"'
    ),
}
KINDS: Final = (PatternFormat, NamedFormat, HeadedFormat)
SAMPLES: Final = {
    **{one.name: (one, one.sample) for one in FORMATS.values() if isinstance(one, KINDS)},
    **{text: (pasted_format(text, "x", Path()), line) for text, line in PASTED.items()},
}
ODD: Final = [
    *('"', " ", "\\", "-", "[", "]", "x", "1", "é", '"-"', '" "', "{", "}", "|", ",", ";", '\\"'),
    *("HTTP/1.1", " via_upstream - ", "=", ":", "\t", "0/1/-1/3", "#", "?a=1", "http://h.org/x?b"),
    *("  ", "%20", "#22", "0", "9", ".5", " - ", "@", "\x1b[0m", "\u3000"),
]


def mutated(line: str, chance: Random) -> str:
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
        at = chance.randrange(len(line) + 1)
        line = line[:at] + chance.choice(ODD) + line[at + chance.choice([0, 0, 1, 3]) :]
    return line


def read(
    log_format: LogFormat, lines: Collection[str], columns: frozenset[str], detail: Detail
) -> pl.DataFrame:
    """Return the requests that the reader for a detail and the careful path find together."""
    reader = log_format.reader(columns, detail) if detail is not CARE else CarefulReader(columns)
    data = "\n".join(lines).encode()
    found = read_lines(reader.read([data]), log_format, WRITTEN).found.requests
    return found.sort("line") if "line" in found.columns else found


CARE: Final = Detail()
"""Stands for the careful path."""


def columns_of(log_format: LogFormat) -> frozenset[str]:
    groups = {name for one in getattr(log_format, "patterns", ()) for name in one.groupindex}
    return frozenset(
        {*REQUESTS, *(FIELD + name for name in groups - {*REQUESTS, "request", "target"})}
    )


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_kernel_accepts_the_sample(name: str) -> None:
    log_format, line = SAMPLES[name]
    reader = log_format.reader(columns_of(log_format), FULL_DETAIL)
    assert isinstance(reader, TextReader | HeadedReader)
    has_escape = "#22" in line
    assert len(reader.read([line.encode()]).refused) == has_escape


@pytest.mark.hypothesis
@given(st.integers(0, 2**32))
def test_a_row_per_line_is_as_with_care(seed: int) -> None:
    chance = Random(seed)
    log_format, sample = SAMPLES[chance.choice(sorted(SAMPLES))]
    lines = [mutated(sample, chance) for _ in range(20)]
    columns = columns_of(log_format)
    assert read(log_format, lines, columns, FULL_DETAIL).equals(
        read(log_format, lines, columns, CARE)
    )


@pytest.mark.hypothesis
@given(st.integers(0, 2**32))
def test_groups_count_what_the_careful_path_reads(seed: int) -> None:
    chance = Random(seed)
    log_format, sample = SAMPLES[chance.choice(sorted(SAMPLES))]
    lines = [mutated(sample, chance) for _ in range(20)]
    keys = chance.sample(
        ["http_method", "host", "status", "service", "remote_user", "user_agent"], 3
    )
    columns = frozenset({"time", "response_bytes", *keys})
    grouped = read(log_format, lines, columns, GROUPED)
    one_by_one = read(log_format, lines, columns, CARE).with_columns(
        pl.lit(1, pl.Int64).alias(ROW_COUNT)
    )
    if ROW_COUNT not in grouped.columns:
        grouped = grouped.with_columns(pl.lit(1, pl.Int64).alias(ROW_COUNT))
    sums = [
        rows.group_by(keys)
        .agg(pl.col(ROW_COUNT, "response_bytes").sum())
        .sort(keys, nulls_last=True)
        for rows in (plain(grouped), one_by_one)
    ]
    assert sums[0].equals(sums[1])


def test_the_address_in_a_header_counts_more_where_it_has_a_value() -> None:
    envoy = FORMATS["envoy"]
    lines = [envoy.sample, envoy.sample.replace('"203.0.113.7"', '"-"')]
    tail = " outbound|80||x 10.0.0.1:1 10.0.0.2:2 198.51.100.9:5 - default"
    found = envoy.reader(frozenset({"time", "remote_address"}), FULL_DETAIL).read(
        ["".join(f"{line}{tail}\n" for line in lines).encode()]
    )
    assert found.requests["remote_address"].to_list() == ["203.0.113.7", "198.51.100.9"]
    assert found.requests.columns == ["time", "remote_address"]


@pytest.mark.parametrize("offset", ["-05:00", "-0330", "+05:45", "+14:00", "-12:00", "Z"])
def test_offsets_of_times(offset: str) -> None:
    text = "nginx:$time_iso8601 $request_method $request_uri $status"
    line = f"2026-03-07T18:38:03{offset} GET /x 200\n"
    log_format = pasted_format(text, "x", Path())
    columns = frozenset({"time", "line"})
    found = log_format.reader(columns, FULL_DETAIL).read([line.encode()])

    assert not found.refused
    assert found.requests.equals(read(log_format, [line], columns, CARE))

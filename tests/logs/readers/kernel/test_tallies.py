"""The findings of the kernel as a table: each line a row, or each group of requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.chunks import reader_of
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.values.addresses import first_address
from usagestats.tables.declared import ROW_COUNT, Detail

FORMAT = json_format(
    "tallied",
    "",
    {
        "time": ["t"],
        "status": ["s"],
        "service": ["v"],
        "response_bytes": ["b"],
        "duration_ms": ["d:ms"],
        "path": ["p"],
    },
)
LINES = [
    '{"t":"2026-05-04T10:15:30Z","s":200,"v":"a","b":1,"d":100,"p":"/x"}',
    '{"t":"2026-05-04T10:14:30Z","s":200,"v":"a","b":2,"d":100.5,"p":"/"}',
    '{"t":"2026-05-04T10:16:30Z","s":200,"v":"a","d":"101ms"}',
    '{"t":"2026-05-04T10:16:31Z","s":500,"v":"a","b":4,"d":500}',
    '{"t":"2026-05-04T10:31:31Z","s":500,"b":8}',
    "x",
]
pytestmark = pytest.mark.skipif(kernel() is None, reason="the kernel could not be compiled here")


def data() -> bytes:
    return "\n".join(LINES).encode()


def test_a_row_is_a_line() -> None:
    found = reader_of(FORMAT, {"line", "status", "path", "duration_ms", "service"}).read([data()])

    assert found.requests.select("line", "path", "duration_ms", "service").rows() == [
        (1, "/x", 100.0, "a"),
        (2, "/", 100.5, "a"),
        (3, None, 101.0, "a"),
        (4, None, 500.0, "a"),
        (5, None, None, None),
    ]
    assert list(found.refused) == [(5, "x")]
    assert found.lines == 6


def test_a_row_is_a_group_of_requests_in_a_slot() -> None:
    detail = Detail(timedelta(hours=1), frozenset())
    found = reader_of(FORMAT, {"status", "response_bytes"}, detail).read([data()])

    assert found.requests.drop("time").rows() == [(200, 3, 3), (500, 12, 2)]
    assert found.last is not None
    assert found.last[0] == datetime(2026, 5, 4, 10, 16, 30, tzinfo=UTC)
    assert found.requests["time"][0] == datetime(2026, 5, 4, 10, 14, 30, tzinfo=UTC)


def test_durations_of_one_bin_are_one_group() -> None:
    detail = Detail(timedelta(hours=1), frozenset())
    found = reader_of(FORMAT, {"duration_ms", "status"}, detail).read([data()])

    assert found.requests.select("status", "duration_ms", ROW_COUNT).rows() == [
        (200, 100.0, 2),
        (200, 101.0, 1),  # a text with its unit has no bin
        (500, 500.0, 1),
        (500, None, 1),
    ]


def test_without_a_kernel_all_lines_are_read_with_care(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USAGESTATS_KERNEL", "off")
    found = reader_of(FORMAT, {"status"}).read([data()])

    assert [number for number, _ in found.refused] == [0, 1, 2, 3, 4, 5]


ODD_ADDRESSES = (
    *("10.0.0.7:51234", "::ffff:10.0.0.8", "[2001:db8::1]:80", "2001:db8::2", "unix:", "unknown"),
    *("ann.example.org", "10.0.0.9, 10.0.0.10", "1.2.3", "1.2.3.4.5", " 10.0.0.11 ", "٣.1.1.1"),
)


@pytest.mark.parametrize("odd", [ODD_ADDRESSES, ()])
def test_many_addresses_are_read_as_a_column_like_each_by_itself(odd: tuple[str, ...]) -> None:
    addressed = json_format("addressed", "", {"time": ["t"], "remote_address": ["a"]})
    addresses = [f"10.1.{number // 256}.{number % 256}" for number in range(1000)]
    addresses[500:500] = odd
    lines = [f'{{"t":"2026-05-04T10:15:30Z","a":"{address}"}}' for address in addresses]
    lines.append('{"t":"2026-05-04T10:15:30Z"}')
    found = reader_of(addressed, {"remote_address"}).read(["\n".join(lines).encode()])

    assert found.requests["remote_address"].to_list() == [*map(first_address, addresses), None]

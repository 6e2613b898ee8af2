"""Texts of JSON values, read alike with care and by the kernel."""

from __future__ import annotations

import json

import pytest

from tests.chunks import read_fast
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.values import duration_of, host_of, method_of


@pytest.mark.parametrize(
    ("text", "unit", "milliseconds"),
    [
        ("0.034", "s", 34.0),
        ("34000", "us", 34.0),
        ("1657", "ns", 0.001657),
        ("34", None, None),
        ("0.34s", None, 340.0),
        ("1m2.5s", "ms", 62_500.0),
        ("34µs", None, 0.034),
        ("1h", None, 3_600_000.0),
        ("-1", "s", None),
        ("1e3", "s", None),
        ("5ms ", "s", None),
        ("9007199254740992", "ms", None),
    ],
)
def test_a_duration_is_in_milliseconds(
    text: str, unit: str | None, milliseconds: float | None
) -> None:
    assert duration_of(text, unit) == milliseconds
    key = f"d:{unit}" if unit else "d"
    log_format = json_format("measured", "", {"time": ["t"], "duration_ms": [key]})
    line = f'{{"t":1777889730,"d":"{text}"}}'
    found = read_fast(log_format, line.encode(), {"duration_ms"}).requests["duration_ms"]
    assert found.to_list() == [milliseconds]


def test_plain_and_odd_sizes_may_be_mixed() -> None:
    texts = ["512", None, "-", "007", "9007199254740992", "9007199254740993", "1_0"]

    log_format = json_format("sized", "", {"time": ["t"], "response_bytes": ["b"]})
    lines = [json.dumps({"t": 1777889730, "b": text}) for text in texts]
    found = read_fast(log_format, "\n".join(lines).encode(), {"response_bytes"}).requests
    assert found["response_bytes"].to_list() == [
        512,
        None,
        None,
        7,
        9007199254740992,
        None,
        None,
    ]


def test_a_method_may_be_a_code_of_gravitee() -> None:
    assert [method_of(text) for text in ("GET", "3", "10", "G T")] == ["GET", "GET", None, None]


def test_a_host_has_neither_user_nor_port() -> None:
    assert [host_of(text) for text in ("u@H.example:80", "h", "a b")] == ["h.example", "h", None]

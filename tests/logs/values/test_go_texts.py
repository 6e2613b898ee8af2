from __future__ import annotations

import pytest

from usagestats.logs.values.go_texts import go_duration, go_unescape


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("791ns", 0.000791),
        ("456.835µs", 0.456835),
        ("456.835\u03bcs", 0.456835),
        ("1us", 0.001),
        ("0s", 0.0),
        ("12.3ms", 12.3),
        ("47.44538475s", 47445.38475),
        ("1m20s", 80_000.0),
        ("1h0m0.5s", 3_600_500.0),
        ("", None),
        ("5", None),
        ("5x", None),
        ("-5ms", None),
        ("ms", None),
    ],
)
def test_durations_of_go(text: str, milliseconds: float | None) -> None:
    assert go_duration(text) == milliseconds


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("/v1/items", "/v1/items"),
        (r"/a\"b\\", r'/a"b\\'[:-1]),
        (r"\u00e9", "é"),
        (r"\U0001f600", "\U0001f600"),
        (r"\x00", "\0"),
        (r"\ud800", r"\ud800"),
        (r"\U00110000", r"\U00110000"),
    ],
)
def test_quoted_texts_of_go(text: str, plain: str) -> None:
    assert go_unescape(text) == plain

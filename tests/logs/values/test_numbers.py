from __future__ import annotations

import pytest

from usagestats.logs.values.numbers import (
    known_size,
    known_status,
    last_status,
    milliseconds,
    upstream_answer,
)
from usagestats.tables.declared import NO_UPSTREAM


@pytest.mark.parametrize("text", ["-", "", "000", "009", "-1", "1000", "20x", "٢٠٠", "9" * 30])
def test_what_is_no_status_is_unknown(text: str) -> None:
    assert known_status(text) is None


def test_the_last_status_of_a_list_counts() -> None:
    assert known_status("404") == 404
    assert last_status("502, 200") == 200
    assert last_status("302 : 404") == 404
    assert upstream_answer("502, 504") == 504
    assert upstream_answer("-") == NO_UPSTREAM


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("404, -", 404),
        ("502, 404, -", 404),
        ("404, 000", 404),
        ("404 : -", 404),
        ("-, 404", 404),
        ("-, -", NO_UPSTREAM),
        ("504, -", NO_UPSTREAM),  # it timed out
        ("404, 502, -", 404),
        ("404, 504", 504),
    ],
)
def test_the_last_upstream_that_answered_counts(text: str, status: int) -> None:
    assert upstream_answer(text) == status


def test_a_size_is_a_number_that_a_response_may_have() -> None:
    assert known_size("512") == 512
    assert known_size(str(2**53)) == 2**53
    unknown = ("-", "", "-1", "5.0", str(2**53 + 1), str(2**63), "9" * 30)
    assert [known_size(text) for text in unknown] == [None] * len(unknown)


def test_durations_have_the_unit_of_the_gateway() -> None:
    assert milliseconds("0.034", 1000) == 34.0
    assert milliseconds("34", 1) == 34.0
    assert [milliseconds(text, 1) for text in ("-", "-1", "nan", "inf")] == [None] * 4
    assert milliseconds(str(2**53 - 1), 1) == 2.0**53 - 1
    assert [milliseconds(str(2**53 + more), 1) for more in (0, 1)] == [None] * 2

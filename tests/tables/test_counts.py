from __future__ import annotations

import pytest

from usagestats.tables.counts import Counts

SOME = Counts(
    lines=12_345,
    requests=12_000,
    rejects=300,
    ignored=45,
    matched=11_000,
    unmatched=900,
    excluded=100,
)
OTHERS = Counts(lines=6, requests=3, rejects=2, ignored=1, matched=1, unmatched=1, excluded=1)


def test_counts_add_in_any_order_and_nothing_adds_nothing() -> None:
    sums = [SOME + OTHERS, OTHERS + SOME, Counts() + SOME + OTHERS, SOME + Counts() + OTHERS]

    expected = Counts(
        lines=12_351,
        requests=12_003,
        rejects=302,
        ignored=46,
        matched=11_001,
        unmatched=901,
        excluded=101,
    )

    assert sums == [expected] * 4


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"lines": 1}, "lines are lost"),
        ({"lines": 3, "requests": 1, "rejects": 1, "matched": 1}, "lines are lost"),
        ({"ignored": 1}, "lines are lost"),
        ({"lines": 1, "requests": 1}, "requests are lost"),
        ({"lines": 1, "requests": 1, "matched": 1, "excluded": 1}, "requests are lost"),
        ({"unmatched": 1}, "requests are lost"),
    ],
)
def test_counts_that_do_not_add_up_cannot_be_made(numbers: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Counts(**numbers)


def test_the_whole_sum_is_written_in_one_line() -> None:
    actual = str(SOME)

    expected = (
        "lines 12,345 = requests 12,000 + rejects 300 + ignored 45;"
        " requests 12,000 = matched 11,000 + unmatched 900 + excluded 100"
    )

    assert expected == actual

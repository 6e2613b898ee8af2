from __future__ import annotations

import polars as pl
import pytest

from usagestats.tables.statuses import CLASSES, is_status_choice, status_class, status_is

STATUSES = pl.DataFrame({"status": [100, 399, 400, 404, 499, 500, None]}, {"status": pl.Int16()})


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("404", [404]),
        ("4xx", [400, 404, 499]),
        ("4XX", [400, 404, 499]),
        ("1xx", [100]),
        ("2xx", []),
        ("none", [None]),
        ("None", [None]),
    ],
)
def test_a_choice_is_a_status_a_class_or_none(choice: str, expected: list[int | None]) -> None:
    matches = STATUSES.select(status_is(choice)).to_series()

    assert is_status_choice(choice)
    assert STATUSES.filter(matches)["status"].to_list() == expected
    assert matches.null_count() == 0


@pytest.mark.parametrize(
    "text", ["", "4", "40", "4040", "044", "0xx", "4x", "xx4", "4xx,5xx", "no"]
)
def test_any_other_text_is_no_choice(text: str) -> None:
    assert not is_status_choice(text)


def test_every_status_has_a_class_and_the_usual_ones_are_listed() -> None:
    classes = STATUSES.select(status_class()).to_series().to_list()

    assert classes == ["1xx", "3xx", "4xx", "4xx", "4xx", "5xx", "none"]
    assert set(classes) < set(CLASSES)

from __future__ import annotations

import pytest

from usagestats.logs.readers.csv_values import csv_values
from usagestats.logs.readers.log_format import NoRequestError


@pytest.mark.parametrize(
    ("line", "separator", "values"),
    [
        ("", ",", []),
        ("a,,b", ",", ["a", "", "b"]),
        ('"Mozilla, 5",200\r', ",", ["Mozilla, 5", "200"]),
        ('"a ""b"";c";5', ";", ['a "b";c', "5"]),
    ],
)
def test_values_of_a_line(line: str, separator: str, values: list[str]) -> None:
    assert csv_values(line, separator) == values


@pytest.mark.parametrize("line", ['a,"b', 'a,"b"c'])
def test_a_quoted_value_must_end_in_its_line(line: str) -> None:
    with pytest.raises(NoRequestError, match="does not end in this line"):
        csv_values(line, ",")

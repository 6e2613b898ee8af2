from __future__ import annotations

import pytest

from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.rows import Separator, groups_of, row_patterns, row_values


@pytest.mark.parametrize(
    ("line", "separator", "values"),
    [
        ("", ",", []),
        ("a,,b", ",", ["a", "", "b"]),
        ('"Mozilla, 5",200\r', ",", ["Mozilla, 5", "200"]),
        ('"a ""b"";c";5', ";", ['a "b";c', "5"]),
        (" a\tb c\t", "\t", ["a", "b c", ""]),
        ('a  b\t"c ""d"" e"', " ", ["a", ["b", '"c ""d"" e'][0], 'c "d" e']),
        ("a b\tc", " ", ["a b", "c"]),
    ],
)
def test_values_of_a_line(line: str, separator: Separator, values: list[str]) -> None:
    assert row_values(line, separator, {len(values)}) == values


def test_a_value_may_be_as_long_as_a_recorded_request() -> None:
    assert row_values("x" * 300_000 + ",b", ",", {2})[1] == "b"


@pytest.mark.parametrize("line", ['a,"b', 'a,"b"c'])
def test_a_quoted_value_must_end_in_its_line(line: str) -> None:
    with pytest.raises(NoRequestError, match="does not end in this line"):
        row_values(line, ",", {2})


def found(line: str, separator: Separator, *columns: str, **shapes: str) -> list[str] | None:
    """Return the values by the patterns of the kernel; `None` where it would refuse the line."""
    for pattern in row_patterns(separator, columns, tuple(shapes.items())):
        if match := pattern.fullmatch(line):
            texts = match.groupdict()
            bare_and_quoted = [[texts.get(group) for group in groups_of(name)] for name in columns]
            return [next(text for text in both if text is not None) for both in bare_and_quoted]
    return None


@pytest.mark.parametrize(
    ("line", "separator", "values"),
    [
        ("a b c", " ", ["a", "b", "c"]),
        ("a\tb c\t", " ", ["a", "b c", ""]),
        ('a "b" c', " ", None),  # quoted, or with an odd blank: with care
        ("a  b c", " ", None),
        ("a\t b\tc", " ", None),
        ("a b", " ", None),
        ("a b c d", " ", None),
        ('a\t"b \tc', "\t", ["a", '"b ', "c"]),
        ("a\tb\tc ", "\t", None),
        ('a,"b, c",d', ",", ["a", "b, c", "d"]),
        ('"a";;5', ";", ["a", "", "5"]),
        ('a,"b ""c""",d', ",", None),
        ("a,b,c ", ",", None),
        (" a,b,c", ",", None),
    ],
)
def test_patterns_take_the_usual_rows(
    line: str, separator: Separator, values: list[str] | None
) -> None:
    assert found(line, separator, "x", "y(Z)", "_") == values
    if values is not None:
        assert row_values(line, separator, {3}) == values


def test_a_shape_must_fit_and_of_two_columns_of_one_name_the_last_counts() -> None:
    assert found("200,a", ",", "status", "x", status="[0-9]{3}") == ["200", "a"]
    assert found("20,a", ",", "status", "x", status="[0-9]{3}") is None
    assert found("a,b", ",", "x", "x") == ["b", "b"]

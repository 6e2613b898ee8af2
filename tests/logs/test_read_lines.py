from __future__ import annotations

import polars as pl
import pytest

from usagestats.logs.formats import FORMATS
from usagestats.logs.read_lines import read_lines
from usagestats.logs.readers.joined import joined, last_of, numbers_of, on_wall_of
from usagestats.logs.readers.reader import CarefulReader, Reader
from usagestats.tables.declared import FULL_DETAIL

NCSA = FORMATS["ncsa"]
COLUMNS = frozenset({"time", "path", "line"})
ODD = NCSA.sample.replace("203.0.113.7 - -", "203.0.113.7  -\t-")  # read with care
LINES = [NCSA.sample, "rubbish", "# comment", "", ODD, "other rubbish"]
DATA = "".join(f"{line}\n" for line in LINES).encode()


@pytest.mark.parametrize(
    "reader", [CarefulReader(COLUMNS), NCSA.reader(COLUMNS, FULL_DETAIL)], ids=["careful", "fast"]
)
def test_requests_and_refused_lines_are_divided(reader: Reader) -> None:
    read = read_lines(reader.read([DATA]), NCSA, None)

    assert sorted(read.found.requests["line"]) == [1, 5]
    assert read.refused.rows() == [
        (1, "rubbish", "no time in brackets"),
        (5, "other rubbish", "no time in brackets"),
    ]
    assert read.found.lines == len(LINES)


def test_many_lines_that_cannot_fit_are_refused_for_the_same_reason() -> None:
    many = "".join(f"{line}\n" for line in [*LINES, *["rubbish"] * 99]).encode()
    read = read_lines(CarefulReader(COLUMNS).read([many]), NCSA, None)

    assert read.refused.height == 101
    assert read.refused["reason"].unique().to_list() == ["no time in brackets"]


def test_a_possible_header_of_another_format_is_refused_without_a_reason() -> None:
    read = read_lines(CarefulReader(COLUMNS).read([DATA]), NCSA, None, ("# c",))

    assert (2, "# comment", "") in read.refused.rows()


def test_parts_are_joined_row_by_row() -> None:
    reader = NCSA.reader(COLUMNS, FULL_DETAIL)
    found = read_lines(reader.read([DATA]), NCSA, None).found
    both = joined([found, found])

    assert both.requests.height == 2 * found.requests.height
    for column in (on_wall_of, numbers_of, last_of):
        assert column(both).len() == both.requests.height
    assert joined([found]) is found
    assert last_of(found).equals(found.requests["time"].alias("")) or found.last is not None
    assert isinstance(numbers_of(found), pl.Series)

"""What readers found in parts of the lines becomes one."""

from __future__ import annotations

import polars as pl

from usagestats.logs.readers.joined import in_order, joined, on_wall_of
from usagestats.logs.readers.reader import LinesFound


def found(numbers: list[int], lines: int, refused: list[int]) -> LinesFound:
    requests = pl.DataFrame({"time": numbers, "line": [number + 1 for number in numbers]})
    return LinesFound(requests, lines, [(number, "x") for number in refused])


def test_lines_that_follow_each_other_keep_counting() -> None:
    both = in_order([found([0, 2], 3, [1]), found([1], 2, [0])])

    assert both.requests["line"].to_list() == [1, 3, 5]
    assert [number for number, _ in both.refused] == [1, 3]
    assert both.lines == 5


def test_a_part_without_requests_may_have_fewer_columns() -> None:
    nothing = LinesFound(pl.DataFrame({"time": []}), 1, [(0, "x")])
    both = in_order([nothing, found([0], 1, [])])

    assert both.requests["line"].to_list() == [2]
    assert in_order([nothing]).requests.columns == ["time"]


def test_times_with_and_without_an_offset_stay_apart() -> None:
    wall = LinesFound(pl.DataFrame({"time": [0]}), 1, [], pl.Series([True]), None, pl.Series([0]))
    both = joined([wall, LinesFound(pl.DataFrame({"time": [1]}), 1, [])])

    assert on_wall_of(both).to_list() == [True, False]

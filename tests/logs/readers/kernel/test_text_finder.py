"""The task of the kernel for lines of text."""

from __future__ import annotations

import re

from usagestats.logs.readers.kernel.output_tables import Pool
from usagestats.logs.readers.kernel.text_finder import Pairs, TextFinder

PATTERN = re.compile("(?P<time>[^ ]+) (?P<target>.*)")
FINDER = TextFinder(
    (PATTERN,), ("time", "target"), b"\\\0", is_tabbed=False, request={"target": ("target", "uri")}
)


def test_the_cells_of_groups_and_of_parts_follow_that_of_the_line() -> None:
    assert [FINDER.cell_of(name) for name in ("time", "target", "query")] == [1, 2, -1]
    assert [FINDER.cell_of_part(name) for name in ("http_method", "query")] == [3, 6]
    assert FINDER.cells == 7


def test_the_structure_names_the_cells() -> None:
    pool = Pool()
    found = FINDER.for_kernel(pool)
    assert (found.pattern_count, found.first_cell, found.group_count) == (1, 1, 2)
    assert (found.request.request.count, found.request.target.count) == (0, 1)
    assert [one.cell for one in pool.candidates] == [2]
    assert list(found.request.found) == [3, 4, 5, 6]


def test_an_unusual_pattern_is_not_for_the_kernel() -> None:
    behind = TextFinder((re.compile("(?<=x)y"),), (), b"\0\0", is_tabbed=False)
    assert FINDER.is_usual
    assert not behind.is_usual


def test_the_cells_of_pairs_follow_those_of_groups() -> None:
    pairs = Pairs("\t", ":", "rest", ("status", "note", "upstream_status"))
    pattern = re.compile("(?P<time>[^ ]+) (?P<rest>.*)")
    finder = TextFinder((pattern,), ("time", "rest"), b"\0\0", False, pairs, note="note")  # noqa: FBT003
    found = finder.for_kernel(Pool())

    assert [finder.cell_of(name) for name in ("rest", "status", "note")] == [2, 3, 4]
    assert (found.pairs.contents.first_cell, found.pairs.contents.text_cell) == (3, 2)
    assert (found.answer.note, found.answer.status, found.answer.upstream) == (4, 3, 5)

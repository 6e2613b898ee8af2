"""The task of the kernel for lines of text."""

from __future__ import annotations

import re

from usagestats.logs.readers.kernel.text_finder import TextFinder

PATTERN = re.compile("(?P<time>[^ ]+) (?P<target>.*)")
FINDER = TextFinder((PATTERN,), ("time", "target"), b"\\\0", is_tabbed=False)


def test_the_cells_of_groups_and_of_parts_follow_that_of_the_line() -> None:
    assert [FINDER.cell_of(name) for name in ("time", "target", "query")] == [1, 2, -1]
    assert [FINDER.cell_of_part(name) for name in ("http_method", "query")] == [3, 6]
    assert FINDER.cells == 7


def test_the_structure_names_the_cells() -> None:
    found = FINDER.for_kernel()
    assert (found.pattern_count, found.first_cell, found.group_count) == (1, 1, 2)
    assert (found.request.line, found.request.target) == (-1, 2)
    assert list(found.request.found) == [3, 4, 5, 6]


def test_an_unusual_pattern_is_not_for_the_kernel() -> None:
    behind = TextFinder((re.compile("(?<=x)y"),), (), b"\0\0", is_tabbed=False)
    assert FINDER.is_usual
    assert not behind.is_usual

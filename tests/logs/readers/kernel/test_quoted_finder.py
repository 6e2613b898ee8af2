"""The numbers of the cells of quoted lines."""

from __future__ import annotations

import re

from usagestats.logs.readers.kernel.quoted_finder import COLUMNS_FOUND, End, QuotedFinder

ENDING = re.compile(r" (?P<service>\S+) (?P<user_agent>.*)")


def test_columns_have_the_cells_of_the_kernel_and_groups_those_behind_them() -> None:
    finder = QuotedFinder(
        is_apicast=False,
        needs_target=True,
        marks_escapes=True,
        end=End.PATTERN,
        ending=ENDING,
        groups=("service", "user_agent"),
    )

    assert [finder.cell_of(name) for name in COLUMNS_FOUND[:6]] == [1, 2, 3, 4, 5, 6]
    assert [finder.cell_of(name) for name in ("service", "user_agent", "x")] == [10, 11, None]
    assert finder.cells == 12
    assert finder.is_usual
    assert finder.for_kernel().group_count == 2

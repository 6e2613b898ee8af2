"""Parts of lines are joined per stream."""

from __future__ import annotations

import polars as pl

from usagestats.logs.wrappers.parts import PARTS, joined, open_after


def parts(*rows: tuple[str, str | None, bool]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=PARTS, orient="row")


SPLIT = parts(
    ("a1", "stdout", True),
    ("b1", "stderr", True),
    ("not wrapped", None, False),
    ("a2", "stdout", True),
    ("c", "other", False),
    ("b2", "stderr", False),
    ("a3", "stdout", False),
)


def test_parts_of_each_stream_become_one_line_where_the_first_stands() -> None:
    found = joined(SPLIT)

    assert found.text.to_list() == ["a1a2a3", "b1b2", "not wrapped", "c"]
    assert found.origins is not None
    assert found.origins.to_list() == [0, 1, 2, 4]


def test_whole_lines_stay_as_they_are() -> None:
    found = joined(parts(("a", "stdout", False), ("b", "stderr", False)))

    assert (found.text.to_list(), found.origins) == (["a", "b"], None)


def test_a_line_that_never_ends_is_given_as_far_as_it_goes() -> None:
    assert joined(parts(("a1", "stdout", True), ("a2", "stdout", True))).text.to_list() == ["a1a2"]


def test_a_record_is_open_while_a_stream_has_an_open_part() -> None:
    assert open_after(SPLIT) == [True, True, True, True, True, True, False]
    assert open_after(parts(("a", "stdout", False))) == [False]

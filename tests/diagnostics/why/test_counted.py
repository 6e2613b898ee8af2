from __future__ import annotations

import polars as pl

from usagestats.diagnostics.why.counted import LINES, RULES, Counted, nothing_counted


def test_the_usage_is_that_of_all_rules() -> None:
    rules = pl.DataFrame([("a", "r", 1, 3), ("b", "r", 2, 4)], RULES, orient="row")

    assert Counted(rules, pl.DataFrame(schema=LINES), 3).usage == 7


def test_nothing_has_no_usage() -> None:
    assert nothing_counted().usage == 0

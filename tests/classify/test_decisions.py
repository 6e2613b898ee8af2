from __future__ import annotations

import polars as pl
import pytest

from usagestats.classify.decisions import Decided, Decision

READ, WRITE = (("reads", "backend", 1),), (("writes", "product", 3), ("hits", "product", 3))
DECIDED = Decided(
    [
        Decision("shop", "items", READ),
        Decision("shop", "(none)"),
        Decision("site", "pages", READ),
        Decision("shop", "items", WRITE),
    ],
    pl.Series([3, 0, 1, 2, 3]),
)


def test_each_request_gets_what_its_decision_says() -> None:
    assert DECIDED.products().to_list() == ["shop", "shop", "shop", "site", "shop"]
    assert DECIDED.backends().to_list() == ["items", "items", "(none)", "pages", "items"]


def test_decisions_with_equal_usage_are_one_outcome() -> None:
    outcomes = DECIDED.outcomes().to_list()

    assert outcomes[1] == outcomes[3]  # the same usage in other backends
    assert len(set(outcomes)) == 3


def test_the_table_has_the_usage_of_each_outcome() -> None:
    table = DECIDED.outcome_table()
    write, read, nothing, *_ = DECIDED.outcomes().to_list()

    assert table.filter(outcome=write).drop("outcome").rows() == list(WRITE)
    assert table.filter(outcome=read).drop("outcome").rows() == [("reads", "backend", 1)]
    assert table.filter(outcome=nothing).is_empty()


@pytest.mark.parametrize(
    ("decisions", "expected"), [(DECIDED.decisions, [True, False]), (DECIDED.decisions[:1], None)]
)
def test_requests_without_usage_are_unmatched(
    decisions: list[Decision], expected: list[bool] | None
) -> None:
    numbers = pl.Series([0, 1])[: len(decisions)]
    matched = Decided(decisions, numbers).are_matched()

    assert (matched if matched is None else matched.to_list()) == expected


def test_the_rules_that_counted_make_no_other_decision() -> None:
    assert Decision("shop", "items", READ, (1,)) == Decision("shop", "items", READ, (2, 3))

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.price import Price, Tier, total

CENT, MILL = Decimal("0.01"), Decimal("0.005")
TIERS = (Tier(1, 100, CENT), Tier(101, 200, MILL), Tier(201, None, Decimal(0)))
amounts = st.decimals(0, 100, places=5)


@pytest.mark.parametrize(
    ("usage", "expected"),
    [(0, "0"), (1, "0.01"), (99, "0.99"), (100, "1"), (101, "1.005"), (200, "1.5"), (201, "1.5")],
)
def test_a_unit_costs_what_its_tier_says(usage: int, expected: str) -> None:
    assert Price("hits", tiers=TIERS).amount(usage) == Decimal(expected)


@pytest.mark.parametrize(
    ("usage", "expected"), [(40, "0"), (41, "0.01"), (100, "0.6"), (101, "0.605")]
)
def test_included_units_keep_their_numbers(usage: int, expected: str) -> None:
    assert Price("hits", included=40, tiers=TIERS).amount(usage) == Decimal(expected)


def test_units_after_the_last_tier_cost_nothing() -> None:
    price = Price("hits", tiers=(Tier(11, 20, CENT),))

    assert [price.amount(usage) for usage in (10, 11, 20, 21)] == [0, CENT, 10 * CENT, 10 * CENT]


def test_a_flat_amount_may_be_left_out() -> None:
    price = Price("hits", flat=Decimal(5), tiers=TIERS)

    assert price.amount(1) == Decimal("5.01")
    assert price.amount(1, has_flat=False) == CENT


@given(
    steps=st.lists(st.tuples(st.integers(1, 9), amounts), min_size=1, max_size=4),
    included=st.integers(0, 20),
    usage=st.integers(0, 60),
)
def test_the_amount_is_the_sum_of_the_units(
    steps: list[tuple[int, Decimal]], included: int, usage: int
) -> None:
    tiers, first = [], 1
    for width, cost in steps:
        tiers.append(Tier(first, first + width - 1, cost))
        first += width
    costs = [cost for width, cost in steps for _ in range(width)]

    amount = Price("hits", included=included, tiers=tuple(tiers)).amount(usage)

    assert amount == sum(costs[included:usage], Decimal(0))


def test_large_amounts_are_exact() -> None:
    price = Price("hits", tiers=(Tier(1, None, Decimal("999999999999.999999999999")),))

    assert price.amount(10**18) == Decimal(999999999999999999999999000000)
    assert str(total([Decimal(10**30), Decimal("0.000000000001")])) == f"{10**30}.000000000001"

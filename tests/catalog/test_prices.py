from __future__ import annotations

from decimal import Decimal

import pytest

from tests.catalog.built import catalog
from tests.catalog.parts import BOTH, errors_of
from usagestats.catalog.currency import Currency
from usagestats.catalog.price import Price, Tier


def priced(price: str, head: str = 'currency = "EUR"\n') -> str:
    return f'{head}{BOTH}[[plans]]\nname = "basic"\nprice = [{price}]\n'


def test_prices_have_exact_amounts_and_the_owner_of_their_metric() -> None:
    text = priced("""
        { flat = 49.90 },
        { metric = "hits", included = 100, per_unit = "0.0015" },
        { metric = "hits", backend = "b", flat = 1, per_unit = 0 },
        { metric = "n", tiers = [{ from = 11, to = 20, per_unit = 0.1 }, { from = 21, per_unit = 0.05 }] },
    """)

    found = catalog(text)

    assert found.currency == Currency("EUR")
    assert found.plans[0].prices == (
        Price(None, flat=Decimal("49.90")),
        Price("hits", included=100, tiers=(Tier(1, None, Decimal("0.0015")),)),
        Price("hits", "b", Decimal(1), 0, (Tier(1, None, Decimal(0)),)),
        Price("n", "b", included=10, tiers=(Tier(11, 20, Decimal("0.1")), Tier(21, None, Decimal("0.05")))),
    )  # fmt: skip


TIERS = '{ metric = "hits", tiers = [%s] }'


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("{}", [" (plan 'basic'): the price has no amount", "  help: write flat (per month), per_unit or tiers"]),
        ('{ metric = "hits" }', [" (plan 'basic'): the price has no amount", "  help: write flat (per month), per_unit or tiers"]),
        ("{ per_unit = 1 }", [".per_unit (plan 'basic'): the metric is missing", '  help: add metric = "hits"']),
        ('{ metric = "hits", flat = 1, included = 5 }', [".included (plan 'basic'): all units cost nothing: neither per_unit nor tiers is there", "  help: add per_unit"]),
        ('{ metric = "hits", per_unit = 1, tiers = [{ from = 1, per_unit = 1 }] }', [".tiers (plan 'basic'): per_unit is there, too", "  help: write one of them"]),
        ('{ metric = "hit", per_unit = 1 }', [".metric (plan 'basic'): no such metric: 'hit'", "  help: did you mean 'hits'?"]),
        ('{ metric = "requests", per_unit = 1 }', [".metric (plan 'basic'): prices are on usage, not on requests", "  help: did you mean 'hits'?"]),
        ('{ metric = "n", backend = "x", per_unit = 1 }', [".backend (plan 'basic'): no such backend: 'x'", "  help: choose from 'a', 'b'"]),
        ('{ metric = "m", per_unit = 1 }', [".metric (plan 'basic'): several backends have the metric 'm': 'a', 'b'", '  help: say which one: backend = "a"']),
        ('{ metric = "hits", per_unit = -0.5 }', [".per_unit (plan 'basic'): must be at least 0, not -0.5", "  help: write digits and a point, like 0.005, without a currency"]),
        ('{ metric = "hits", per_unit = "5 EUR" }', [".per_unit (plan 'basic'): no amount: '5 EUR'", "  help: write digits and a point, like 0.005, without a currency"]),
        (TIERS % "{ from = 0, per_unit = 1 }", [".tiers[0].from (plan 'basic'): must be at least 1, not 0"]),
        (TIERS % "{ from = 5, to = 4, per_unit = 1 }", [".tiers[0].to (plan 'basic'): the tier ends before it begins: 5 to 4"]),
        (TIERS % "{ from = 1, per_unit = 1 }, { from = 9, per_unit = 1 }", [".tiers[1] (plan 'basic'): the tier before has no end", "  help: give it to = 8"]),
        (TIERS % "{ from = 1, to = 9, per_unit = 1 }, { from = 9, per_unit = 1 }", [".tiers[1].from (plan 'basic'): the tier before ends with unit 9, this one begins with 9", "  help: write from = 10"]),
        (TIERS % "{ from = 1, to = 9, per_unit = 1 }, { from = 12, per_unit = 1 }", [".tiers[1].from (plan 'basic'): the tier before ends with unit 9, this one begins with 12", "  help: write from = 10"]),
        ("{ flat = 1, cost = 2 }", [".cost (plan 'basic'): no such key", "  help: the keys here are metric, backend, flat, included, per_unit, tiers"]),
    ],
)  # fmt: skip
def test_a_price_that_cannot_be(price: str, expected: list[str]) -> None:
    first, *rest = expected

    assert errors_of(priced(price)) == [f"plans[0].price[0]{first}", *rest]


@pytest.mark.parametrize(
    ("prices", "what"),
    [
        ("{ flat = 1 }, { flat = 2 }", "a price without a metric occurs twice"),
        ('{ metric = "n", flat = 1 }, { metric = "n", backend = "b", flat = 2 }', "a price of 'n' occurs twice"),
    ],
)  # fmt: skip
def test_a_metric_has_one_price(prices: str, what: str) -> None:
    assert errors_of(priced(prices)) == [
        f"plans[0].price[1] (plan 'basic'): {what}",
        "  help: see plans[0].price[0]",
    ]


def test_prices_need_a_currency() -> None:
    assert errors_of(priced("{ flat = 1 }", head="")) == [
        "plans[0].price (plan 'basic'): the currency is missing",
        '  help: add one above the first table: currency = "EUR"',
    ]

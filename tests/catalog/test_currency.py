from __future__ import annotations

from decimal import Decimal

import pytest

from usagestats.catalog.currency import Currency


@pytest.mark.parametrize(
    ("code", "exact", "expected"),
    [
        ("EUR", "0.005", "0.01"),
        ("EUR", "0.0049999999", "0.00"),
        ("EUR", "2.675", "2.68"),
        ("EUR", "0.015", "0.02"),
        ("EUR", "7", "7.00"),
        ("JPY", "0.5", "1"),
        ("KWD", "1.0005", "1.001"),
        ("USD", "123456789012345678901234567890.125", "123456789012345678901234567890.13"),
    ],
)
def test_an_amount_is_rounded_to_the_smallest_coin(code: str, exact: str, expected: str) -> None:
    assert str(Currency(code).rounded(Decimal(exact))) == expected


def test_a_coin_has_the_decimals_of_its_currency() -> None:
    assert [str(Currency(code).coin) for code in ("EUR", "JPY", "KWD")] == ["0.01", "1", "0.001"]

from __future__ import annotations

from decimal import Decimal

import pytest

from usagestats.catalog.amounts import as_amount, checked_currency
from usagestats.catalog.mistakes import Mistake


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (12, "12"),
        (Decimal("0.005"), "0.005"),
        ("0.10", "0.10"),
        (Decimal("5e-3"), "0.005"),
        ("000000000000000007.5", "7.5"),
        (0, "0"),
    ],
)
def test_an_amount_is_read_digit_by_digit(written: object, expected: str) -> None:
    assert as_amount(written) == Decimal(expected)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (-1, "must be at least 0, not -1"),
        (Decimal("-0.5"), "must be at least 0, not -0.5"),
        (True, "should be an amount, not true"),
        (["1"], "should be an amount, not a list"),
        ("1,50", "no amount: '1,50'"),
        ("EUR 5", "no amount: 'EUR 5'"),
        ("", "no amount: ''"),
        (Decimal("NaN"), "no amount: 'NaN'"),
        (Decimal("Infinity"), "no amount: 'Infinity'"),
        ("1234567890123", "an amount has at most 12 digits before and behind the point"),
        ("0.1234567890123", "an amount has at most 12 digits before and behind the point"),
    ],
)
def test_no_amount(written: object, what: str) -> None:
    with pytest.raises(Mistake) as caught:
        as_amount(written)

    assert caught.value.what == what


@pytest.mark.parametrize(
    ("text", "hint"),
    [("eur", "did you mean 'EUR'?"), ("EURO", "write a code such as EUR or USD"), ("€", "write a code such as EUR or USD")],
)  # fmt: skip
def test_no_code_of_a_currency(text: str, hint: str) -> None:
    with pytest.raises(Mistake) as caught:
        checked_currency(text)

    assert (caught.value.what, caught.value.hint) == (f"no code of a currency: {text!r}", hint)


def test_a_code_of_a_currency() -> None:
    assert checked_currency("EUR") == "EUR"

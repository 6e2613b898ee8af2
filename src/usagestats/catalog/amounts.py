"""Amounts of money as users write them: a number or text, read as a decimal, never as a float."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from usagestats.catalog.mistakes import Mistake
from usagestats.catalog.short_forms import type_name

_AMOUNT: Final = re.compile(r"(?P<whole>[0-9]+)(?:\.(?P<decimals>[0-9]+))?")
_MOST_DIGITS: Final = 12
_CODE: Final = re.compile("[A-Z]{3}")


def as_amount(value: object) -> Decimal:
    """Return an amount of 0 or more that is a number, or a number as text."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Mistake(f"should be an amount, not {type_name(value)}", "write one like 0.005")
    written = f"{value:f}" if isinstance(value, Decimal) else str(value)
    match = _AMOUNT.fullmatch(written)
    if not match:
        is_negative = _AMOUNT.fullmatch(written.removeprefix("-"))
        what = f"must be at least 0, not {written}" if is_negative else f"no amount: {written!r}"
        raise Mistake(what, "write digits and a point, like 0.005, without a currency")
    if (
        len(match["whole"].lstrip("0")) > _MOST_DIGITS
        or len(match["decimals"] or "") > _MOST_DIGITS
    ):
        raise Mistake(f"an amount has at most {_MOST_DIGITS} digits before and behind the point")
    return Decimal(written)


def checked_currency(text: str) -> str:
    """Check the code of a currency."""
    if not _CODE.fullmatch(text):
        is_code = _CODE.fullmatch(text.upper())
        hint = f"did you mean {text.upper()!r}?" if is_code else "write a code such as EUR or USD"
        raise Mistake(f"no code of a currency: {text!r}", hint)
    return text

"""The currency of prices, and how amounts of it are rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from usagestats.light_dataclass import dataclass

_USUAL_DECIMALS: Final = 2
_WITHOUT_DECIMALS: Final = (
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND"),
    *("VUV", "XAF", "XOF", "XPF"),
)
_THREE_DECIMALS: Final = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_OTHER_DECIMALS: Final = dict.fromkeys(_WITHOUT_DECIMALS, 0) | dict.fromkeys(_THREE_DECIMALS, 3)
"""The currencies of ISO 4217 whose smallest coin is not a hundredth."""

EXACT: Final = Context(prec=80, rounding=ROUND_HALF_UP)
"""Digits enough for every usage at every price, so that only `rounded` rounds."""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency.

    Args:
        code: Its code in ISO 4217, such as `EUR`.
    """

    code: str

    @property
    def decimals(self) -> int:
        """The number of digits behind the point of its amounts."""
        return _OTHER_DECIMALS.get(self.code, _USUAL_DECIMALS)

    @property
    def coin(self) -> Decimal:
        """The smallest amount, such as 0.01."""
        return Decimal(1).scaleb(-self.decimals)

    def rounded(self, amount: Decimal) -> Decimal:
        """Return an amount in whole units of the smallest coin; a half is rounded up."""
        return EXACT.quantize(amount, self.coin)

"""The notation of output for programs, as the user chose it."""

from __future__ import annotations

from typing import Final

from usagestats.choices import TimeFormat
from usagestats.light_dataclass import dataclass

DIGITS: Final = 6
"""The most digits behind the point of rates: shares, changes and measures."""


@dataclass(frozen=True, slots=True)
class Notation:
    """How values are written in output for programs.

    Args:
        time_format: The notation of times.
        delimiter: The character between the cells of CSV.
        has_decimal_comma: Whether fractions have a comma instead of a point.
        has_header: Whether the names of the columns come first.
        has_byte_order_mark: Whether CSV begins with a byte order mark, for Excel.
    """

    time_format: TimeFormat = TimeFormat.ISO
    delimiter: str = ","
    has_decimal_comma: bool = False
    has_header: bool = True
    has_byte_order_mark: bool = False


PLAIN: Final = Notation()
"""The usual notation."""

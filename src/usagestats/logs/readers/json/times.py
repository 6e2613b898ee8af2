"""Times in JSON records: seconds to nanoseconds since 1970, RFC 3339 and 1123, common log.

The size of a plain number shows its unit: between 1985 and 2200 no two units overlap.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.line_times import rfc_1123_time
from usagestats.periods.period import EARLIEST, LATEST

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = (EARLIEST.replace(year=EARLIEST.year + 1) - _EPOCH) // _MICROSECOND
_END = (LATEST.replace(year=LATEST.year - 1) - _EPOCH) // _MICROSECOND
_FACTORS = (1e6, 1e3, 1.0, 1e-3)  # microseconds per second, milli-, micro- and nanosecond

_NUMBER: Final = r"[0-9]{9,19}(?:\.[0-9]{1,30})?"


def parse_time(text: str) -> datetime | None:
    """Return the time in a text: in UTC, or naive if it has no offset; `None` for other texts."""
    if re.fullmatch(_NUMBER, text):
        return _of_number(text)
    return parse_iso_time(text) or parse_clf_time(text.strip("[]")) or rfc_1123_time(text)


def _of_number(text: str) -> datetime | None:
    number = float(text)
    for factor in _FACTORS:
        count = math.floor(number * factor + 0.5)
        if _FIRST <= count < _END:
            return _EPOCH + timedelta(microseconds=count)
    return None

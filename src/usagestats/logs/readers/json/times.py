"""Times in JSON records: seconds to nanoseconds since 1970, RFC 3339 and 1123, common log.

The size of a plain number shows its unit: between 1985 and 2200 no two units overlap.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from usagestats.frames import map_distinct
from usagestats.logs.values.clf_time import minute_microseconds, parse_clf_time, rest_microseconds
from usagestats.logs.values.iso_time import (
    iso_minute_microseconds,
    iso_rest_microseconds,
    parse_iso_time,
)
from usagestats.logs.values.line_times import rfc_1123_time
from usagestats.periods.period import EARLIEST, LATEST
from usagestats.tables.declared import UTC_TIME

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = (EARLIEST.replace(year=EARLIEST.year + 1) - _EPOCH) // _MICROSECOND
_END = (LATEST.replace(year=LATEST.year - 1) - _EPOCH) // _MICROSECOND
_FACTORS = (1e6, 1e3, 1.0, 1e-3)  # microseconds per second, milli-, micro- and nanosecond

_NUMBER: Final = r"[0-9]{9,19}(?:\.[0-9]{1,30})?"
_DATE_TIME: Final = (
    r"([0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[Tt ][0-9]{2}:[0-9]{2})(:[0-9]{2})(?:[.,]([0-9]{1,30}))?"
    r"(?: ?([Zz]|UTC|[+-][0-9]{2}:?[0-9]{2})(?: UTC)?)?"
)  # Go prints ` UTC` at the end
_CLF: Final = (
    r"[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?: [+-][0-9]{4})?"
)
_OFFSET: Final = r"(?:[Zz]|UTC|[+-][0-9]{2}:?[0-9]{2})$"
_MINUTE_LENGTH = 17


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


def read_times(texts: pl.Series) -> pl.Series:
    """Read times in any of these forms; null for texts without a time.

    Shape: one UTC time per row. The time of a text without an offset still shows the clocks of the
        log zone, see `without_offset`.
    """
    times = pl.repeat(None, len(texts), dtype=pl.Int64, eager=True)
    for form, read in ((_NUMBER, _read_numbers), (_DATE_TIME, _read_date_times), (_CLF, _read_clf)):
        rows = (times.is_null() & texts.str.contains(f"^{form}$")).fill_null(value=False).arg_true()
        if len(rows) == len(texts):
            return read(texts).cast(UTC_TIME)
        if len(rows):
            times = times.scatter(rows, read(texts.gather(rows)))
    return times.cast(UTC_TIME)


def without_offset(texts: pl.Series) -> pl.Series:
    """Return for each text whether it is a date and time without an offset."""
    is_dated = texts.str.contains(f"^(?:{_DATE_TIME}|{_CLF})$") & ~texts.str.contains(_OFFSET)
    return is_dated.fill_null(value=False)


def _read_numbers(texts: pl.Series) -> pl.Series:
    numbers: NDArray[np.float64] = texts.cast(pl.Float64).to_numpy()
    found = np.full(len(numbers), -1.0)
    for factor in _FACTORS:
        counts = np.floor(numbers * factor + 0.5)
        fits = (found < 0) & (counts >= _FIRST) & (counts < _END)
        found[fits] = counts[fits]
    counts_or_null = pl.Series(found).cast(pl.Int64)
    return counts_or_null.set(counts_or_null < 0, None)


def _read_date_times(texts: pl.Series) -> pl.Series:
    pieces = texts.str.extract_groups(f"^{_DATE_TIME}$").struct.unnest()
    pieces.columns = ["minute", "second", "fraction", "zone"]
    rest = pieces.select(pl.col("second") + pl.col("zone").fill_null("Z")).to_series()
    fraction = pieces.select(
        pl.col("fraction").fill_null("").str.head(6).str.pad_end(6, "0").cast(pl.Int64)
    ).to_series()
    minutes = map_distinct(pieces["minute"], iso_minute_microseconds, pl.Int64())
    return minutes + map_distinct(rest, iso_rest_microseconds, pl.Int64()) + fraction


def _read_clf(texts: pl.Series) -> pl.Series:
    minutes = map_distinct(texts.str.head(_MINUTE_LENGTH), minute_microseconds, pl.Int64())
    rest = texts.str.slice(_MINUTE_LENGTH)
    rest = rest.zip_with(rest.str.contains(_OFFSET), rest + " +0000")
    return minutes + map_distinct(rest, rest_microseconds, pl.Int64())

"""Texts of JSON values → cells of REQUESTS, one by one and by column.

The functions by column read plain texts by one expression over all rows, and the other texts by the
function for a single one.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from usagestats.frames import map_distinct
from usagestats.logs.readers.json.key_map import UNITS
from usagestats.logs.values.addresses import host_name
from usagestats.logs.values.go_texts import go_duration
from usagestats.logs.values.numbers import known_size

if TYPE_CHECKING:
    from collections.abc import Callable

_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# the codes of io.gravitee.common.http.HttpMethod, which Gravitee's Elasticsearch records hold
_METHOD_CODES = {
    "1": "CONNECT", "2": "DELETE", "3": "GET", "4": "HEAD", "5": "OPTIONS", "6": "PATCH",
    "7": "POST", "8": "PUT", "9": "TRACE",
}  # fmt: skip
_NUMBER = re.compile(r"[0-9]{1,30}(?:\.[0-9]{1,30})?")
_PLAIN_NUMBER = r"^[0-9]{1,12}(?:\.[0-9]{1,30})?$"
_PLAIN_SIZE = "^[0-9]{1,15}$"  # less than the largest size
_NOTHING = "^a^"  # a pattern that no text matches
_LONGEST_MS = 2.0**53


def method_of(text: str) -> str | None:
    """Return an http_method, from its name or its code; `None` for other texts."""
    return text if _METHOD.fullmatch(text) else _METHOD_CODES.get(text)


def host_of(text: str) -> str | None:
    """Return the host of `user@host:port`; `None` for a text that is not a host name."""
    return host_name(text.rpartition("@")[2])


def duration_of(text: str, unit: str | None) -> float | None:
    """Return a duration in milliseconds; `None` for a text that is no duration, or a negative one.

    Args:
        text: A number, or one or more with units, such as `0.35s`, `1m2.5s` and `12ms`.
        unit: The unit of a number without one; `None`: such a number is no duration.
    """
    if _NUMBER.fullmatch(text):
        return None if unit is None else _rounded(float(text) * UNITS[unit])
    milliseconds = go_duration(text)
    return None if milliseconds is None else _rounded(milliseconds)


def _rounded(milliseconds: float) -> float | None:
    """Round to picoseconds, by the same steps as `read_durations`, so that both are equal."""
    if not milliseconds < _LONGEST_MS:
        return None
    return math.floor(milliseconds * 1e6 + 0.5) / 1e6


def read_durations(texts: pl.Series, unit: str | None) -> pl.Series:
    """Read durations.

    Shape: one Float64 per row, in milliseconds; null stays null.
    """

    def plain(numbers: pl.Series) -> pl.Series:
        milliseconds = numbers.cast(pl.Float64).to_numpy() * UNITS[unit or "ms"]
        return pl.Series(np.floor(milliseconds * 1e6 + 0.5) / 1e6)

    form = _PLAIN_NUMBER if unit else _NOTHING
    return _read(texts, form, plain, lambda text: duration_of(text, unit), pl.Float64())


def read_sizes(texts: pl.Series) -> pl.Series:
    """Read numbers of bytes.

    Shape: one Int64 per row; null stays null.
    """
    return _read(texts, _PLAIN_SIZE, lambda plain: plain.cast(pl.Int64), known_size, pl.Int64())


def _read(
    texts: pl.Series,
    form: str,
    plain: Callable[[pl.Series], pl.Series],
    function: Callable[[str], object],
    dtype: pl.DataType,
) -> pl.Series:
    """Read texts of a plain `form` at once by `plain`, the others one by one by `function`."""
    is_plain = texts.str.contains(form).fill_null(value=False)
    if is_plain.all():
        return plain(texts)
    others = (~is_plain & texts.is_not_null()).arg_true()
    rows = is_plain.arg_true()
    values = pl.repeat(None, len(texts), dtype=dtype, eager=True)
    if len(rows):
        values = values.scatter(rows, plain(texts.gather(rows)))
    if len(others):
        values = values.scatter(others, map_distinct(texts.gather(others), function, dtype))
    return values

"""Texts of JSON values → cells of REQUESTS."""

from __future__ import annotations

import math

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.json.key_map import UNITS
from usagestats.logs.values.addresses import host_name
from usagestats.logs.values.go_texts import go_duration

_METHOD = late_pattern(r"[A-Za-z][A-Za-z0-9_-]*")
# the codes of io.gravitee.common.http.HttpMethod, which Gravitee's Elasticsearch records hold
_METHOD_CODES = {
    "1": "CONNECT", "2": "DELETE", "3": "GET", "4": "HEAD", "5": "OPTIONS", "6": "PATCH",
    "7": "POST", "8": "PUT", "9": "TRACE",
}  # fmt: skip
_NUMBER = late_pattern(r"[0-9]{1,30}(?:\.[0-9]{1,30})?")
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
    """Round to picoseconds, by the steps of the kernel (`numbers.h`), so that both are equal."""
    if not milliseconds < _LONGEST_MS:
        return None
    return math.floor(milliseconds * 1e6 + 0.5) / 1e6

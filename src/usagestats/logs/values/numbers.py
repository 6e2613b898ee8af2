"""Statuses, sizes in bytes, and durations in milliseconds."""

from __future__ import annotations

from typing import Final

from usagestats.late_pattern import late_pattern
from usagestats.tables.declared import NO_UPSTREAM

_SEPARATOR = late_pattern(r" ?[,:] ?")
_NO_ANSWERS = frozenset({502, 504})
LARGEST_SIZE: Final = 2**53
"""The largest number of bytes that is believed. No response is larger."""

_LONGEST_DURATION: Final = 2**53
"""Milliseconds that are not believed: beyond, not every whole number has a floating-point one."""

_LONGEST = 19


def known_status(text: str) -> int | None:
    """Return a status; `None` for `-`, 000, -1 and other texts of a missing one, and for 009."""
    # nginx writes 009 for requests of HTTP/0.9
    status = int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST else 0
    return status if 100 <= status <= 999 else None  # noqa: PLR2004  (three digits)


def last_status(text: str) -> int | None:
    """Return the last status of a list: `502, 200` after a retry, `302 : 200` after a redirect."""
    return known_status(_SEPARATOR.split(text)[-1])


def upstream_answer(text: str) -> int:
    """Return the last status of a list, or that of the last upstream that answered: `404, -`.

    `NO_UPSTREAM` where none answered. If the last upstream did not answer, a 502 or 504 before it
    is no answer either: nginx writes these for upstreams that it could not reach, or that timed out
    (ngx_http_upstream_module, `$upstream_status`).
    """
    *before, last = map(known_status, _SEPARATOR.split(text))
    if last is not None:
        return last
    known = [status for status in before if status is not None]
    return next((one for one in reversed(known) if one not in _NO_ANSWERS), NO_UPSTREAM)


def known_size(text: str) -> int | None:
    """Return a number of bytes; `None` where `text` is no number, such as `-`, or one too large."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST
    return int(text) if is_number and int(text) <= LARGEST_SIZE else None


def milliseconds_or_seconds(text: str) -> float | None:
    """Return a duration in milliseconds: whole numbers are that, those with a point are seconds."""
    return milliseconds(text, 1000 if "." in text else 1)


def milliseconds(text: str, per_unit: float) -> float | None:
    """Return a duration in milliseconds; `None` where `text` is no number, or a negative one.

    Args:
        text: A number, `-` or nothing.
        per_unit: The milliseconds of one unit of the gateway, 1000 for seconds.
    """
    try:
        duration = float(text) * per_unit
    except ValueError:
        return None
    return round(duration, 6) if 0 <= duration < _LONGEST_DURATION else None

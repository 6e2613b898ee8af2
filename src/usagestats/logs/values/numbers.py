"""Statuses, sizes and durations as gateways write them → ours."""

from __future__ import annotations

import re

from usagestats.tables.declared import NO_UPSTREAM

_SEPARATOR = re.compile(r" ?[,:] ?")
_LARGEST = 2**63 - 1
_LONGEST = 19


def known_status(text: str) -> int | None:
    """Return a status; `None` for what stands for none: `-`, 000, -1, and 009 for HTTP/0.9."""
    status = int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST else 0
    return status if 100 <= status <= 999 else None  # noqa: PLR2004  (three digits)


def last_status(text: str) -> int | None:
    """Return the last status of a list: `502, 200` after a retry, `302 : 200` after a redirect."""
    return known_status(_SEPARATOR.split(text)[-1])


def upstream_answer(text: str) -> int:
    """Return the last status of a list; `NO_UPSTREAM` where it says that there is none."""
    found = last_status(text)
    return NO_UPSTREAM if found is None else found


def known_size(text: str) -> int | None:
    """Return a number of bytes; `None` for what is none, such as `-`."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST
    return int(text) if is_number and int(text) <= _LARGEST else None


def milliseconds(text: str, per_unit: float) -> float | None:
    """Return a duration in milliseconds; `None` for what is none, and for negative ones.

    Args:
        text: A number, `-` or nothing.
        per_unit: How many milliseconds the unit of the gateway has.
    """
    try:
        duration = float(text) * per_unit
    except ValueError:
        return None
    return round(duration, 6) if 0 <= duration < _LARGEST else None

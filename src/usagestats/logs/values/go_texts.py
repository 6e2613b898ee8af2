"""Durations and quoted texts as the language Go writes them.

Source: `Duration.String` of the package time, `Quote` of the package strconv.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.late_pattern import late_pattern
from usagestats.logs.values.request_line import unescape

if TYPE_CHECKING:
    import re

_UNITS = {"h": 3_600_000.0, "m": 60_000.0, "s": 1000.0, "ms": 1.0, "µs": 1e-3, "ns": 1e-6}
_PART = late_pattern(r"(?<![0-9.])([0-9]++(?:\.[0-9]++)?+)(h|ms|m|s|us|[µ\u03bc]s|ns)")
_CODE_POINT = late_pattern(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")


def go_duration(text: str) -> float | None:
    """Return the milliseconds of a duration such as `1m20.5s`; `None` for other texts."""
    if not text or _PART.sub("", text):
        return None
    parts = _PART.findall(text)
    units = (unit.replace("u", "µ").replace("\u03bc", "µ") for _, unit in parts)
    return round(sum(float(n) * _UNITS[unit] for (n, _), unit in zip(parts, units, strict=True)), 6)


def go_unescape(text: str) -> str:
    r"""Undo `\"`, `\x00` and `\u00e9`; a code point that does not exist stays as it is written."""

    def character(escape: re.Match[str]) -> str:
        point = int(escape[1] or escape[2], 16)
        is_one = point < 0x110000 and not 0xD800 <= point < 0xE000  # noqa: PLR2004  (of Unicode)
        return chr(point) if is_one else "\\" + escape[0]

    return unescape(_CODE_POINT.sub(character, text))

"""Mistakes in range expressions: the nearest form that is right."""

from __future__ import annotations

from calendar import month_name, monthrange
from typing import TYPE_CHECKING

from usagestats.choices import NAMED_RANGES
from usagestats.errors import did_you_mean
from usagestats.late_pattern import late_pattern
from usagestats.periods.period import EARLIEST, LATEST
from usagestats.periods.point_in_time import nearest_bounds
from usagestats.periods.range_part import FORMS

if TYPE_CHECKING:
    import re

    from usagestats.errors import UsageError
    from usagestats.periods.clock import Clock
    from usagestats.periods.range_part import RangePart


_MONTHS_OR_MINUTES = late_pattern(r"([0-9]+)(m|mon|min|y)")
_CLOCK = late_pattern(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_SLASHED = late_pattern(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")


def not_understood(part: RangePart, clock: Clock) -> UsageError:
    """Return the error about a part that has none of the forms."""
    if not part.text:
        return part.error("an empty range expression", FORMS)
    if match := _SLASHED.fullmatch(part.text):
        return part.error(*_readings(match))
    if match := _CLOCK.fullmatch(part.text):
        today = clock.wall().replace(hour=int(match[1]), minute=int(match[2]), second=0)
        is_bound = today.minute % 15 == 0
        hint = f"{today:%Y-%m-%dT%H:%M}" if is_bound else f"for today: {nearest_bounds(today)}"
        return part.error("a time of day needs its date", hint)
    if match := _MONTHS_OR_MINUTES.fullmatch(part.text.lower()):
        months = 12 * int(match[1]) if match[2] == "y" else int(match[1])
        hint = f"did you mean 'last-{months}-months'?"
        return part.error(f"only h, d and w stand for hours, days and weeks: {part.text}", hint)
    near = did_you_mean(part.text, NAMED_RANGES)
    return part.error(f"not a range: {part.text}", near or f"write {FORMS}")


def _readings(match: re.Match[str]) -> tuple[str, str]:
    """Return the mistake in a date that is written with slashes, and the possible readings."""
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    readings = {
        f"{year:04}-{month:02}-{day:02} ({day} {month_name[month]})": None
        for day, month in ((first, second), (second, first))
        if EARLIEST.year <= year < LATEST.year
        and 1 <= month <= 12  # noqa: PLR2004  (the months of a year)
        and 1 <= day <= monthrange(year, month)[1]
    }
    what = "an ambiguous date" if len(readings) > 1 else "a date in a form that is ambiguous"
    return what, "write " + (" or ".join(readings) or FORMS)

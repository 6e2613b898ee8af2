"""The names of time zones: a hint for a name that is none, such as an abbreviation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, available_timezones

from usagestats.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEST_KNOWN: Final = (
    *("Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Rome", "Europe/Amsterdam"),
    *("Europe/Athens", "Europe/Helsinki", "Europe/Kyiv", "Europe/London", "Europe/Dublin"),
    *("Europe/Lisbon", "Europe/Istanbul", "Europe/Moscow", "America/New_York", "America/Toronto"),
    *("America/Chicago", "America/Mexico_City", "America/Denver", "America/Phoenix"),
    *("America/Los_Angeles", "America/Vancouver", "America/Halifax", "America/Anchorage"),
    *("America/St_Johns", "Asia/Kolkata", "Asia/Jerusalem", "Asia/Tokyo", "Asia/Seoul"),
    *("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Manila", "Asia/Jakarta", "Asia/Karachi"),
    *("Australia/Sydney", "Australia/Melbourne", "Australia/Adelaide", "Australia/Perth"),
    *("Pacific/Auckland", "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi"),
)
_SHOWN: Final = 5
_WINTER_AND_SUMMER: Final = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))


def zone_hint(name: str, now: datetime | None = None) -> str:
    """Return how to mend the name of a time zone that does not exist.

    Args:
        name: The name.
        now: The present time, at which a zone has an abbreviation; without it, summer and winter
            count alike.
    """
    names = available_timezones()
    if same := [one for one in names if one.lower() == name.lower()]:
        return f"did you mean {min(same)!r}?"
    current = _zones_abbreviated(name, (now,)) if now else []
    others = _zones_abbreviated(name, _WINTER_AND_SUMMER)
    seasonal = [zone for zone in others if zone not in current]
    season = "at another time of the year" if now else "in summer or winter"
    lines = [
        f"zones with {name.upper()} {time}: {_listed(zones)}"
        for time, zones in (("now", current), (season, seasonal))
        if zones
    ]
    return "\n".join(lines) or did_you_mean(name, names) or "write one like Europe/Athens"


def _zones_abbreviated(abbreviation: str, times: Sequence[datetime]) -> list[str]:
    """Return the zones that have this abbreviation at one of the times, the best known first."""
    wanted = abbreviation.upper()
    found = {name for name in available_timezones() if "/" in name and _has(name, wanted, times)}
    known = [name for name in _BEST_KNOWN if name in found]
    return [*known, *sorted(found.difference(known))]


def _listed(zones: list[str]) -> str:
    further = len(zones) - _SHOWN
    return ", ".join(zones[:_SHOWN]) + (f" and {further} more" if further > 0 else "")


def _has(name: str, abbreviation: str, times: Sequence[datetime]) -> bool:
    zone = ZoneInfo(name)
    return any(time.astimezone(zone).tzname() == abbreviation for time in times)

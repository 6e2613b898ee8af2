"""Files of rotated logs, and what series make of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from usagestats.rotation.log_file import LogFile
from usagestats.rotation.series import Series

START = datetime(2026, 5, 4, tzinfo=UTC)

Span = tuple[float, float] | None
"""The first and the last request, in hours after `START`; `None`: no request."""


def files_of(spans: dict[str, Span], log_format: str = "", damaged: str = "") -> list[LogFile]:
    return [
        LogFile(
            str(number),
            path,
            (START + timedelta(hours=span[0]), START + timedelta(hours=span[1])) if span else None,
            path != damaged,
            log_format,
        )
        for number, (path, span) in enumerate(spans.items())
    ]


def runs(series: Series) -> list[str]:
    return [" ".join(file.path for file in run) for run in series.runs]


def missing(series: Series) -> list[str]:
    return [path for files in series.missing for path in files.paths]


def night(day: int) -> Span:
    """Return the hours of a day with requests from 08:00 to 20:00."""
    return 24 * day + 8, 24 * day + 20

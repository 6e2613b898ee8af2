"""The creation date of an application: an ISO date, or a time with or without an offset.

Errors never show the text of the cell: if columns are shifted, it may be a key.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from usagestats.catalog.mistakes import Mistake

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z| UTC|[+-][0-9]{2}:?[0-9]{2})?"
)
_FORMS = "write it as 2026-05-04 or 2026-05-04T10:00:00+00:00"


def creation_of(text: str) -> datetime | date | None:
    """Read the time of creation; `None` where the cell is empty.

    Raises:
        Mistake: The text has another form, or is no day of the calendar.
    """
    if not text:
        return None
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        # the pattern comes first: fromisoformat alone accepts 20260504 and 2026-W19-1, too
        if _TIME.fullmatch(text):
            return datetime.fromisoformat(text.replace(" UTC", "Z"))
    except ValueError as error:
        raise Mistake("created_at: there is no such day or time", _FORMS) from error
    raise Mistake("created_at: not a date or time", _FORMS)

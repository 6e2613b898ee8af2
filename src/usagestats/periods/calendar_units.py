"""The units of the calendar in range expressions."""

from __future__ import annotations

from typing import Final

from dateutil.relativedelta import relativedelta

STEPS: Final = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}
"""The length of each unit of the calendar."""

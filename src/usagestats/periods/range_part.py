"""A part of a range expression, and errors that point at it."""

from __future__ import annotations

from usagestats.errors import Excerpt, UsageError
from usagestats.light_dataclass import dataclass
from usagestats.periods.period import EARLIEST, LATEST

FORMS = (
    "today, yesterday, this-week, last-month, last-quarter, 7d, 24h, 2026, 2026-Q1, 2026-05,\n"
    "2026-W19, 2026-05-04, 2026-05-01..2026-05-31, 2026-05-01.. or\n"
    "2026-05-04T10:00..2026-05-04T12:00"
)
"""The forms of range expressions, for hints."""


@dataclass(frozen=True, slots=True)
class RangePart:
    """A part of a range expression and its position, for errors that point at it.

    Args:
        text: The part, without blanks around it.
        option: The option whose value the expression is.
        whole: The whole expression.
        column: The position of the part in it.
    """

    text: str
    option: str
    whole: str
    column: int = 0

    @property
    def ends_now(self) -> bool:
        """Whether the part is a span that ends now, which may also be the end of a day."""
        return self.text.lower().startswith(("today", "this-"))

    def error(self, what: str, hint: str, start: int = 0, end: int | None = None) -> UsageError:
        """Return an error that points at the characters from `start` to `end` of this part."""
        first = self.column + start
        last = self.column + (len(self.text) if end is None else end)
        return UsageError(
            what,
            where=f"{self.option}:{first + 1}-{max(last, first + 1)}",
            excerpt=Excerpt(self.whole, first, last),
            hint=hint,
        )

    def out_of_reach(self) -> UsageError:
        """Return the error about a time that no calendar of the project has."""
        return self.error("out of reach", f"times run from {EARLIEST.year} to {LATEST.year - 1}")

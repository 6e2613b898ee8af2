"""The widths that a period can have, and how they recur; apart, so that `--help` is quick."""

from enum import StrEnum


class Granularity(StrEnum):
    """The width of one period."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"


class Cycle(StrEnum):
    """Within what periods recur, to be averaged: the days of the week, or the hours of the day."""

    WEEKDAY = "weekday"
    HOUR = "hour"

    @property
    def granularity(self) -> Granularity:
        """The width of the periods that recur."""
        return Granularity.DAY if self is Cycle.WEEKDAY else Granularity.HOUR

    @property
    def length(self) -> int:
        """How many of them there are until they recur."""
        return 7 if self is Cycle.WEEKDAY else 24

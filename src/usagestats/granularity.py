"""The widths that a period can have; apart, so that `--help` need not load the calendar."""

from enum import StrEnum


class Granularity(StrEnum):
    """The width of one period."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"

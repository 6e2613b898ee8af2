"""The values that options accept, as enumerations.

This module imports no other module of the project, so that `--help` loads no polars and no catalog.
"""

from enum import StrEnum
from typing import Final

NAMED_RANGES: Final = (
    *("today", "yesterday", "this-week", "last-week", "this-month", "last-month"),
    *("this-quarter", "last-quarter", "this-year", "last-year"),
    *("24h", "7d", "4w", "last-24-hours", "last-7-days", "last-4-weeks", "last-12-months"),
)
"""Range expressions that need no date; 7d and last-7-days stand for any other number."""

SPLIT_KEYS: Final = {
    "product": "product",
    "backend": "backend",
    "app": "application",
    "plan": "plan",
    "account": "account",
    "status": "status",
    "path": "path",
    "user-agent": "user_agent",
}
"""The keys by which rows are split, and their columns in USAGE and the registry."""


class Counting(StrEnum):
    """Which requests count as usage.

    `MATCHED`: every request that matches a rule. `AUTHORIZED`: of these only the requests that the
    gateway let through, as in 3scale.
    """

    MATCHED = "matched"
    AUTHORIZED = "authorized"


class Granularity(StrEnum):
    """The width of one period."""

    MINUTE = "minute"
    FIVE_MINUTES = "5min"
    QUARTER_HOUR = "15min"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"

    @property
    def minutes(self) -> int | None:
        """The width in minutes, if it is a part of an hour; else `None`.

        Such periods begin at the same times in all zones: offsets are multiples of 15 minutes.
        """
        return {
            Granularity.MINUTE: 1,
            Granularity.FIVE_MINUTES: 5,
            Granularity.QUARTER_HOUR: 15,
        }.get(self)

    @property
    def is_of_hour(self) -> bool:
        """Whether the periods are hours or parts of hours."""
        return self is Granularity.HOUR or self.minutes is not None

    @property
    def noun(self) -> str:
        """The period in a sentence such as: by month, by 5 minutes."""
        return f"{self.minutes} minutes" if (self.minutes or 1) > 1 else str(self)

    @property
    def in_title(self) -> str:
        """The periods in the title of a report: by month, by 5 minutes, in all."""
        return "in all" if self is Granularity.ALL else f"by {self.noun}"

    @property
    def plural(self) -> str:
        """Several periods in a sentence such as: 7 months, 7 × 5 minutes."""
        return f"× {self.noun}" if (self.minutes or 1) > 1 else f"{self}s"


class Cycle(StrEnum):
    """Recurring periods, which are averaged: days of the week, hours of the day, or of the week."""

    WEEKDAY = "weekday"
    HOUR = "hour"
    WEEKDAY_HOUR = "weekday-hour"

    @property
    def granularity(self) -> Granularity:
        """The width of one of the periods."""
        return Granularity.DAY if self is Cycle.WEEKDAY else Granularity.HOUR

    @property
    def length(self) -> int:
        """The number of periods in one cycle."""
        return {Cycle.WEEKDAY: 7, Cycle.HOUR: 24, Cycle.WEEKDAY_HOUR: 7 * 24}[self]


class Measure(StrEnum):
    """The quantity that a report shows for each metric: usage, bytes sent, or a duration."""

    USAGE = "usage"
    BYTES = "bytes"
    P50 = "p50"
    P90 = "p90"
    P95 = "p95"
    P99 = "p99"

    @property
    def percentile(self) -> int | None:
        """The percentage of requests that took at most this duration; `None` for other measures."""
        return int(self[1:]) if self.startswith("p") else None


class Weekday(StrEnum):
    """The first day of a week, in the order of the week from Monday on."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """The number of the day; Monday is 0."""
        return list(Weekday).index(self)


class ColorChoice(StrEnum):
    """When a table has colours; `AUTO`: on a terminal, as far as the environment allows."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Wide(StrEnum):
    """The keys whose values can be columns instead of rows."""

    APP = "app"
    BACKEND = "backend"
    STATUS = "status"


class PartKey(StrEnum):
    """The keys whose values can have a report each."""

    ACCOUNT = "account"
    APPLICATION = "application"
    PRODUCT = "product"


class WideAnswers(StrEnum):
    """The key of response codes whose values can be columns instead of rows."""

    STATUS = "status"


class BillRow(StrEnum):
    """The rows of a bill: each price of each application, or the sums of these lines."""

    LINE = "line"
    APPLICATION = "application"
    ACCOUNT = "account"


class Comparison(StrEnum):
    """The range that usage is compared with."""

    PREVIOUS = "previous"


class TimeFormat(StrEnum):
    """The notation of times in output for programs.

    `ISO`: with the offset, `2026-05-04T10:15:30+02:00`. `DATE`: `2026-05-04`. `LOCAL`: without the
    offset, `2026-05-04 10:15:30`. All are in the zone of the output.
    """

    ISO = "iso"
    DATE = "date"
    LOCAL = "local"


class ImportWidth(StrEnum):
    """The width of the spans of usage that another program has added up."""

    HOUR = "hour"
    SIX_HOURS = "6h"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    @property
    def granularity(self) -> Granularity:
        """The periods of the calendar that are as wide; six hours are none."""
        return Granularity(self.value)

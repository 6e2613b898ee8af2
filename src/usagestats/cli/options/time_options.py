"""Options on the range of a report, its time zone and its weeks."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import Weekday
from usagestats.cli.options import completion
from usagestats.cli.options.headings import TIME

Range = Annotated[
    str | None,
    typer.Option(
        "--range",
        metavar="RANGE",
        help="Range: today, last-month, this-quarter, 7d, 24h, 2026, 2026-Q1, 2026-05, 2026-W19,"
        " 2026-05-04, A..B, A..",
        show_default="all that the logs cover",
        rich_help_panel=TIME,
        autocompletion=completion.ranges,
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="TIME",
        help="Start: a date, or a time such as 2026-05-04T10:00.",
        rich_help_panel=TIME,
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="TIME",
        help="End: a date (its day is included), or a time (excluded).",
        rich_help_panel=TIME,
    ),
]
Timezone = Annotated[
    str | None,
    typer.Option(
        "--timezone",
        "--tz",
        metavar="ZONE",
        help="Time zone of periods and times.",
        show_default="the system's",
        rich_help_panel=TIME,
        autocompletion=completion.timezones,
    ),
]
WeekStart = Annotated[
    Weekday | None,
    typer.Option(
        "--week-start",
        metavar="DAY",
        help="First day of a week:",
        show_default="monday",
        rich_help_panel=TIME,
    ),
]

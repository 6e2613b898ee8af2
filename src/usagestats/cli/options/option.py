"""Every option, declared once."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import Counting, TimeFormat, Weekday
from usagestats.cli.options import completion, headings
from usagestats.render.formats import Format

INPUT, SELECTION = headings.INPUT, headings.SELECTION
TIME, OUTPUT = headings.TIME, headings.OUTPUT
"""The headings under which `--help` lists options (`rich_help_panel`)."""

Logs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="LOG",
        help="Access logs: files, globs, folders, or - for standard input; also gz, bz2, xz, zst.",
        show_default=False,
        rich_help_panel=INPUT,
    ),
]
Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FOLDER",
        help="The store to read if no LOG is given.",
        rich_help_panel=INPUT,
    ),
]
StoreToFill = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FOLDER",
        help="The store to add to.",
        show_default="as usagestats config shows",
        rich_help_panel=INPUT,
    ),
]
StoreAlone = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FOLDER",
        help="The store.",
        show_default="as usagestats config shows",
        rich_help_panel=INPUT,
    ),
]
LogTimezone = Annotated[
    str | None,
    typer.Option(
        "--log-timezone",
        metavar="ZONE",
        help="Time zone of logs without a UTC offset.",
        show_default="--timezone",
        rich_help_panel=INPUT,
        autocompletion=completion.timezones,
    ),
]
LogFormat = Annotated[
    str | None,
    typer.Option(
        "--log-format",
        metavar="FORMAT",
        help="Log format: a name, the gateway's own format as in its configuration, FILE:NAME,"
        " or json:{…}.",
        show_default="detected",
        rich_help_panel=INPUT,
        autocompletion=completion.log_formats,
    ),
]
MaxRejects = Annotated[
    str | None,
    typer.Option(
        "--max-rejects",
        metavar="N|P%",
        help="Exit with 4 if more lines, or a larger share of them, do not parse.",
        rich_help_panel=INPUT,
    ),
]
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
Catalog = Annotated[
    str | None,
    typer.Option(
        "--catalog",
        metavar="FILE",
        help="Products, rules and applications.",
        show_default="usagestats.toml, in this folder or above",
        rich_help_panel=INPUT,
    ),
]
NoCatalog = Annotated[
    bool,
    typer.Option("--no-catalog", help="Read no catalog.", rich_help_panel=INPUT),
]
CountingChoice = Annotated[
    Counting | None,
    typer.Option(
        "--counting",
        metavar="WORD",
        help="Requests that count as usage: all that match a rule, or of these only those that the"
        " gateway let through:",
        show_default="matched",
        rich_help_panel=SELECTION,
    ),
]
Product = Annotated[
    list[str] | None,
    typer.Option(
        "--product",
        metavar="NAME,…",
        help="Only these products.",
        rich_help_panel=SELECTION,
        autocompletion=completion.products,
    ),
]
Plan = Annotated[
    list[str] | None,
    typer.Option(
        "--plan",
        metavar="NAME|ID",
        help="Only applications of this plan; may be repeated.",
        rich_help_panel=SELECTION,
        autocompletion=completion.plans,
    ),
]
Account = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        metavar="NAME|ID",
        help="Only applications of this account; may be repeated.",
        rich_help_panel=SELECTION,
        autocompletion=completion.accounts,
    ),
]
Metric = Annotated[
    list[str] | None,
    typer.Option(
        "--metric",
        metavar="NAME,…",
        help="Only these metrics; requests always shown.",
        rich_help_panel=SELECTION,
        autocompletion=completion.metrics,
    ),
]
Backend = Annotated[
    list[str] | None,
    typer.Option(
        "--backend",
        metavar="NAME,…",
        help="Only these backends.",
        rich_help_panel=SELECTION,
        autocompletion=completion.backends,
    ),
]
App = Annotated[
    list[str] | None,
    typer.Option(
        "--app",
        metavar="NAME|ID",
        help="Only this application; may be repeated.",
        rich_help_panel=SELECTION,
        autocompletion=completion.applications,
    ),
]
Status = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        metavar="CODE,…",
        help="Only these statuses: 404, 4xx, none.",
        rich_help_panel=SELECTION,
        autocompletion=completion.statuses,
    ),
]
PathPrefix = Annotated[
    list[str] | None,
    typer.Option(
        "--path",
        metavar="PREFIX",
        help="Only paths that begin with this text: /v1 also takes /v10, /v1/ does not. For logs,"
        " not for a store; may be repeated.",
        rich_help_panel=SELECTION,
    ),
]
HttpMethod = Annotated[
    list[str] | None,
    typer.Option(
        "--http-method",
        metavar="VERB,…",
        help="Only these HTTP methods: GET, POST, none. For logs, not for a store.",
        rich_help_panel=SELECTION,
        autocompletion=completion.http_methods,
    ),
]
SplitBy = Annotated[
    list[str] | None,
    typer.Option(
        "--split-by",
        metavar="KEY,…",
        help="One row for each product, backend, app, plan, account or status.",
        autocompletion=completion.split_keys,
    ),
]
Long = Annotated[bool, typer.Option("--long", help="One row per metric instead of one column.")]
Dense = Annotated[bool, typer.Option("--dense", help="Also show split rows without requests.")]
OutputFormat = Annotated[
    Format | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="Output format:",
        show_default="table on a terminal, else csv",
        rich_help_panel=OUTPUT,
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to a file, in the format of its suffix; {range} and {date} are replaced.",
        rich_help_panel=OUTPUT,
    ),
]
Sort = Annotated[
    list[str] | None,
    typer.Option(
        "--sort",
        metavar="COLUMN,…",
        help="Sort the rows by columns; COLUMN:desc begins with the largest.",
        rich_help_panel=OUTPUT,
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        "-n",
        min=0,
        metavar="N",
        help="Show no more than N rows.",
        show_default=False,
        rich_help_panel=OUTPUT,
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--columns",
        metavar="COLUMN,…",
        help="Show only these columns, in this order.",
        rich_help_panel=OUTPUT,
    ),
]
NoHeader = Annotated[
    bool,
    typer.Option(
        "--no-header",
        help="CSV, TSV and tables without the names of the columns.",
        rich_help_panel=OUTPUT,
    ),
]
TimeFormatChoice = Annotated[
    TimeFormat | None,
    typer.Option(
        "--time-format",
        help="Times as 2026-05-04T10:15:00+02:00, 2026-05-04, or 2026-05-04 10:15:00.",
        show_default="iso",
        rich_help_panel=OUTPUT,
    ),
]
Delimiter = Annotated[
    str | None,
    typer.Option(
        "--delimiter",
        metavar="CHARACTER",
        help="The character between the cells of CSV; \\t is a tab.",
        show_default=", or with --decimal-comma ;",
        rich_help_panel=OUTPUT,
    ),
]
DecimalComma = Annotated[
    bool,
    typer.Option(
        "--decimal-comma",
        help="CSV and TSV with 0,25 instead of 0.25.",
        rich_help_panel=OUTPUT,
    ),
]
Vertical = Annotated[
    bool,
    typer.Option(
        "--vertical",
        help="Show each value on a line of its own, as mysql does.",
        rich_help_panel=OUTPUT,
    ),
]
Chart = Annotated[
    bool,
    typer.Option(
        "--chart", help="Draw a chart instead of rows, on a terminal.", rich_help_panel=OUTPUT
    ),
]
ByteOrderMark = Annotated[
    bool,
    typer.Option(
        "--bom", help="Begin CSV with a byte order mark, for Excel.", rich_help_panel=OUTPUT
    ),
]
Color = Annotated[
    str | None,
    typer.Option(
        "--color",
        metavar="WHEN",
        help="Colours: auto, always or never.",
        show_default="auto",
        rich_help_panel=OUTPUT,
        autocompletion=completion.colors,
    ),
]
Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet", "-q", help="Only errors, no notes and warnings.", rich_help_panel=OUTPUT
    ),
]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", help="Also show what was read, and how.", rich_help_panel=OUTPUT
    ),
]

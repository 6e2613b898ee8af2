"""Every option, declared once."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import Counting
from usagestats.render.formats import Format

INPUT, SELECTION, TIME, OUTPUT = "Input", "Selection", "Time", "Output"
"""The headings under which `--help` lists options (`rich_help_panel`)."""

Logs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="LOG",
        help="Access logs: files, globs, folders, - for standard input; also gz, bz2, xz, zst.",
        show_default=False,
    ),
]
Store = Annotated[
    str | None,
    typer.Option("--store", metavar="FOLDER", help="The store to read if no LOG is named."),
]
StoreToFill = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FOLDER",
        help="The store to add to [default: $USAGESTATS_STORE, the catalog's, else your own].",
    ),
]
StoreAlone = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FOLDER",
        help="The store [default: $USAGESTATS_STORE, the catalog's, else your own].",
    ),
]
LogTimezone = Annotated[
    str | None,
    typer.Option(
        "--log-timezone",
        metavar="ZONE",
        help="Zone of logs that write no offset [default: --timezone].",
    ),
]
LogFormat = Annotated[
    str | None,
    typer.Option(
        "--log-format",
        metavar="FORMAT",
        help="The format of the logs: a name, the gateway's own log format as it stands in its"
        " configuration, FILE:NAME, or json:{…} [default: detected].",
    ),
]
MaxRejects = Annotated[
    str | None,
    typer.Option(
        "--max-rejects",
        metavar="N|P%",
        help="Exit with 4 if more lines, or a larger share of them, do not parse.",
    ),
]
Range = Annotated[
    str | None,
    typer.Option(
        "--range",
        metavar="RANGE",
        help="today, last-month, last-7-days, 2026, 2026-Q1, 2026-05, 2026-W19, 2026-05-04,"
        " A..B, A.. [default: all that the logs cover].",
    ),
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="TIME", help="Start: a date, or 2026-05-04T10:00.")
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until", metavar="TIME", help="End: a date (its day included), or a time (excluded)."
    ),
]
Timezone = Annotated[
    str | None,
    typer.Option(
        "--timezone", metavar="ZONE", help="Zone of periods and times [default: the system's]."
    ),
]
Catalog = Annotated[
    str | None,
    typer.Option(
        "--catalog",
        metavar="FILE",
        help="Products, rules and applications [default: usagestats.toml, here or above].",
    ),
]
CountingChoice = Annotated[
    Counting | None,
    typer.Option(
        "--counting",
        help="The requests that count as usage: all that matched a rule, or of these only those"
        " that the gateway let through [default: matched].",
        show_default=False,
    ),
]
Product = Annotated[
    list[str] | None,
    typer.Option(
        "--product", metavar="NAME,…", help="Only these products.", rich_help_panel=SELECTION
    ),
]
Plan = Annotated[
    list[str] | None,
    typer.Option(
        "--plan",
        metavar="NAME|ID",
        help="Only applications of this plan; may be repeated.",
        rich_help_panel=SELECTION,
    ),
]
Account = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        metavar="NAME|ID",
        help="Only applications of this account; may be repeated.",
        rich_help_panel=SELECTION,
    ),
]
Metric = Annotated[
    list[str] | None,
    typer.Option("--metric", metavar="NAME,…", help="Only these metrics, beside requests."),
]
Backend = Annotated[
    list[str] | None,
    typer.Option(
        "--backend", metavar="NAME,…", help="Only these backends.", rich_help_panel=SELECTION
    ),
]
App = Annotated[
    list[str] | None,
    typer.Option(
        "--app",
        metavar="NAME|ID",
        help="Only this application; may be repeated.",
        rich_help_panel=SELECTION,
    ),
]
Status = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        metavar="CODE,…",
        help="Only these statuses: 404, 4xx, none.",
        rich_help_panel=SELECTION,
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
    ),
]
SplitBy = Annotated[
    list[str] | None,
    typer.Option(
        "--split-by",
        metavar="KEY,…",
        help="A row for each product, backend, app, plan, account or status.",
    ),
]
Long = Annotated[bool, typer.Option("--long", help="One row per metric, instead of columns.")]
Dense = Annotated[bool, typer.Option("--dense", help="Show split rows even without requests.")]
OutputFormat = Annotated[
    Format | None,
    typer.Option(
        "--format", help="[default: table on a terminal, csv otherwise].", show_default=False
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to a file, in the format of its suffix; {range} and {date} are filled in.",
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
ByteOrderMark = Annotated[bool, typer.Option("--bom", help="Begin CSV with a mark for Excel.")]
Color = Annotated[
    str, typer.Option("--color", metavar="WHEN", help="auto, always or never.", show_default=False)
]
Most = Annotated[int, typer.Option("-n", min=1, metavar="N", help="How many rows to show.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No notes and warnings, only errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show what was read, and how.")]

"""Options on how a result is shown and written, and on messages."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import TimeFormat
from usagestats.cli.options import completion
from usagestats.cli.options.headings import OUTPUT
from usagestats.render.formats import Format

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
PageOutput = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to this file, which ends in .html or .xlsx; {range} and {date} are replaced.",
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

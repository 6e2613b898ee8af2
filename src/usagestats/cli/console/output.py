"""The destination of a report: a terminal, a pipe, or a file that is replaced as a whole."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from usagestats.choices import ColorChoice
from usagestats.cli.console.colors import may_color
from usagestats.cli.console.output_file import check_folder, range_name, refuse_logs, write_file
from usagestats.cli.console.standard_output import is_closed, write_to_stdout
from usagestats.cli.options.result_settings import arrangement_of, notation_of
from usagestats.cli.options.settings import output_in_force
from usagestats.errors import UsageError, UsageStatsError
from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass, replace
from usagestats.render.arrangement import Arrangement
from usagestats.render.formats import (
    SUFFIXES,
    AnyFormat,
    Drawing,
    Format,
    Shape,
    check_installed,
    format_of_file,
)
from usagestats.unfinished_files import with_named_failures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.cli.console.messages import Messages
    from usagestats.cli.options.groups import OutputOptions
    from usagestats.periods.clock import Clock
    from usagestats.render.content import Style
    from usagestats.render.notation import Notation
    from usagestats.report import Report

_PLACEHOLDER = late_pattern(r"\{(\w*)\}")
_SPOOL_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Destination:
    """The place where a report is written, and how it is written there.

    Args:
        file: The name of the file as the user wrote it; `None` for standard output.
        format: The format in which the report is written.
        arrangement: The rows and columns that are written.
        notation: How values are written.
        color: `auto`, `always` or `never`.
        now: The local time, for `{date}` in the name of the file.
        messages: Writes how many rows are not shown.
        is_found: Whether the format is that of a terminal or a pipe, since no option gives it.
        shape: How a table shows its rows.
    """

    file: str | None
    format: AnyFormat
    arrangement: Arrangement
    notation: Notation
    color: str
    now: datetime
    messages: Messages
    is_found: bool = False
    shape: Shape = Shape.TABLE

    def shaped(self, shape: Shape, option: str) -> Destination:
        """Return the destination of a table whose rows are shown in another way.

        On a pipe without --format, the chart is left out, and the data is written.

        Raises:
            UsageError: The output is no table, or a chart whose rows are chosen.
        """
        if self.shape is not Shape.TABLE:
            raise UsageError("cannot be combined with --vertical", where=option)
        if self.format is not Format.TABLE:
            if self.is_found and shape is Shape.CHART:
                return self
            hint = f"leave {option} out, or write a table: --format table"
            raise UsageError(f"is for people, not for {self.format}", where=option, hint=hint)
        if shape is Shape.CHART and self.arrangement != Arrangement():
            raise UsageError("goes without --sort, --limit and --columns", where=option)
        return replace(self, shape=shape)

    def rows_read(self, usual: int | None) -> int | None:
        """Return the number of rows after which a report need not be read on; `None` for all.

        Args:
            usual: The number of rows to show if the user chooses none.
        """
        if self.arrangement.sort:
            return None
        return usual if self.arrangement.limit is None else self.arrangement.limit

    def refuse_to_replace(self, logs: Iterable[Path]) -> None:
        """Make sure that the file is not one of the logs that are read.

        Raises:
            UsageError: It is one of them.
        """
        if self.file is not None:
            refuse_logs(Path(self.file), logs)

    def write(self, report: Report, logs: Iterable[Path] = ()) -> None:
        """Write a report; a file that is one of the logs is refused.

        Raises:
            UsageError: No file can have this path, or it is one of the logs.
            UsageStatsError: The report cannot be written; an old file is left as it was.
            typer.Exit: The reader of standard output is gone.
        """
        self.write_batches([report], logs)

    def write_batches(self, batches: Iterable[Report], logs: Iterable[Path] = ()) -> Report:
        """Write a report that comes in batches, at least one.

        Returns:
            The last batch: its counts and notes are those of the whole report, its rows are not.

        Raises:
            UsageError: No file can have this path, or it is one of the logs.
            UsageStatsError: The report cannot be written; an old file is left as it was.
            typer.Exit: The reader of standard output is gone.
        """
        from usagestats.render.arranged import arranged
        from usagestats.render.content import to_bytes

        written: list[Report] = []

        def noted() -> Iterator[Report]:
            for report in arranged(batches, self.arrangement):
                written[:] = [report]
                yield report

        pieces = to_bytes(noted(), self.format, self._style())
        if self.file is None:
            for piece in pieces:
                write_to_stdout(piece)
        else:
            # the range is known only after the last batch
            taken = _taken_in(pieces) if "{range}" in self.file else nullcontext(pieces)
            with taken as content:
                path = Path(self._file_name(self.file, written))
                refuse_logs(path, logs)
                write_file(path, content)
        self._note_rows_cut(written[-1])
        return written[-1]

    def _note_rows_cut(self, report: Report) -> None:
        """Write how many rows are not shown; if the user set no limit, only where somebody sees it.

        A table shows the number by itself; and cron must not send a message about it.
        """
        if report.cut is None:
            return
        if self.arrangement.limit is not None:
            self.messages.note(report.cut.note)
        elif self.format is Format.TABLE:
            self.messages.detail(report.cut.note)
        else:
            self.messages.done(report.cut.note)

    def _style(self) -> Style:
        from usagestats.render.content import Style

        is_terminal = self.file is None and sys.stdout.isatty()
        return Style(
            width=shutil.get_terminal_size().columns if is_terminal else None,
            color=may_color(self.color, is_terminal=is_terminal),
            encoding=(sys.stdout.encoding or "utf-8") if is_terminal else "utf-8",
            notation=self.notation,
            shape=self.shape,
        )

    def _file_name(self, template: str, reports: list[Report]) -> str:
        name = template.replace("{date}", f"{self.now:%Y-%m-%d}")
        return name.replace("{range}", range_name(reports[-1])) if reports else name


def destination_of(
    options: OutputOptions,
    file: CatalogFile,
    clock: Clock,
    messages: Messages,
    *,
    can_draw: bool = False,
) -> Destination:
    """Return the destination that the options of a command name.

    A report that could not be written is refused before it is made.

    Args:
        options: The options of the output.
        file: The files whose settings fill in what no option sets.
        clock: The present time, for `{date}` in the name of the file.
        messages: Writes how many rows are not shown.
        can_draw: Whether the report can be drawn as a picture.

    Raises:
        UsageError: An option is wrong, or goes with none of the others.
        UsageStatsError: Standard output is closed.
    """
    output = output_in_force(options, file)
    name = None if output.output == "-" else output.output
    if name is not None:
        check_placeholders(name)
    if name is not None and "{" not in name:
        check_folder(Path(name))
    table = Format.TABLE if output.vertical and name is None else None
    chosen = _chosen_format(name, output.output_format or table)
    if isinstance(chosen, Drawing):
        _check_drawing(output, can_draw=can_draw)
    check_installed(chosen)
    if name is None and not chosen.is_text and sys.stdout.isatty():
        hint = f"write it to a file: --output report{chosen.suffixes[0]}"
        raise UsageError(f"a terminal cannot show {chosen}", where="--format", hint=hint)
    destination = Destination(
        file=name,
        format=chosen,
        arrangement=arrangement_of(output),
        notation=notation_of(output, chosen),
        color=output.color or ColorChoice.AUTO,
        now=clock.wall(),
        messages=messages,
        is_found=name is None and output.output_format is None and table is None,
    )
    return destination.shaped(Shape.RECORDS, "--vertical") if output.vertical else destination


@contextmanager
def _taken_in(pieces: Iterable[bytes]) -> Iterator[Iterable[bytes]]:
    """Keep all pieces, in a file if they are large, and return them."""
    with SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        with with_named_failures():
            spool.writelines(pieces)
            spool.seek(0)
        yield iter(partial(spool.read, _SPOOL_BYTES), b"")


def _check_drawing(output: OutputOptions, *, can_draw: bool) -> None:
    """Make sure that a picture can be drawn.

    Raises:
        UsageError: The report is no chart, or columns are chosen.
    """
    where = f"--output: {output.output}"
    if not can_draw:
        hint = "traffic, averages, response-codes, latency and top-apps draw charts"
        raise UsageError("this report is not drawn as a picture", where=where, hint=hint)
    if output.columns:
        what = f"cannot be combined with {where}"
        raise UsageError(what, where="--columns", hint="leave one of the two out")


def _chosen_format(file: str | None, chosen: Format | None) -> AnyFormat:
    """Return the format that the option or the suffix of the file names, else the usual one."""
    if file is None:
        if chosen is None and is_closed():
            raise UsageStatsError("is closed", where="standard output", hint="use --output FILE")
        return chosen or (Format.TABLE if sys.stdout.isatty() else Format.CSV)
    by_suffix = format_of_file(file)
    if chosen and by_suffix and chosen is not by_suffix:
        hint = f"leave out --format, or end the name in {chosen.suffixes[0]}"
        what = f"the suffix stands for {by_suffix}, and --format is {chosen}"
        raise UsageError(what, where=f"--output: {file}", hint=hint)
    found = chosen or by_suffix
    if found is None:
        hint = f"end it in {', '.join(SUFFIXES)}, or choose with --format"
        raise UsageError("no format has this suffix", where=f"--output: {file}", hint=hint)
    return found


def check_placeholders(template: str, *more: str) -> None:
    """Make sure that the name of a file has no other placeholders than those that are replaced.

    Args:
        template: The name.
        more: Placeholders besides the usual ones.

    Raises:
        UsageError: It has.
    """
    known = (*more, "range", "date")
    for name in _PLACEHOLDER.findall(template):
        if name not in known:
            listed = ", ".join(f"{{{one}}}" for one in known[:-1])
            hint = f"the placeholders are {listed} and {{{known[-1]}}}"
            raise UsageError(f"unknown placeholder {{{name}}}", where="--output", hint=hint)

"""The destination of a report: a terminal, a pipe, or a file that is replaced as a whole."""

from __future__ import annotations

import os
import re
import shutil
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from usagestats.cli.console.output_file import check_folder, range_name, refuse_logs, write_file
from usagestats.cli.console.standard_output import is_closed, write_to_stdout
from usagestats.errors import UsageError, UsageStatsError
from usagestats.render.formats import SUFFIXES, Format, Shape, check_installed, format_of_file
from usagestats.unfinished_files import with_named_failures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from usagestats.cli.options.groups import OutputOptions
    from usagestats.periods.range_expression import Clock
    from usagestats.render.content import Style
    from usagestats.report import Report

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_SPOOL_BYTES = 1 << 20
_COLOR_CHOICES = ("auto", "always", "never")


@dataclass(frozen=True, slots=True)
class Destination:
    """The place where a report is written, and how it is written there.

    Args:
        file: The name of the file as the user wrote it; `None` for standard output.
        format: How the report is written.
        color: `auto`, `always` or `never`.
        byte_order_mark: Whether CSV begins with a byte order mark.
        now: The local time, for `{date}` in the name of the file.
        is_found: Whether the format is that of a terminal or a pipe, since no option gives it.
        shape: How a table shows its rows.
    """

    file: str | None
    format: Format
    color: str
    byte_order_mark: bool
    now: datetime
    is_found: bool = False
    shape: Shape = Shape.TABLE

    @classmethod
    def of(
        cls,
        file: str | None,
        chosen: Format | None,
        clock: Clock,
        *,
        color: str,
        byte_order_mark: bool,
    ) -> Destination:
        """Choose the format; refuse, before the report is made, what could not be written."""
        if color not in _COLOR_CHOICES:
            hint = f"there are {', '.join(_COLOR_CHOICES)}"
            raise UsageError(f"no such choice: {color}", where="--color", hint=hint)
        file = None if file == "-" else file
        if file is not None:
            _check_placeholders(file)
        if file is not None and "{" not in file:
            check_folder(Path(file))
        output_format = chosen or _format_for(file)
        check_installed(output_format)
        if file is None and not output_format.is_text and sys.stdout.isatty():
            hint = f"write it to a file: --output report.{output_format}"
            raise UsageError(f"a terminal cannot show {output_format}", where="--format", hint=hint)
        is_found = chosen is None and file is None
        now = clock.wall()
        return cls(file, output_format, color, byte_order_mark, now, is_found=is_found)

    def shaped(self, shape: Shape, option: str) -> Destination:
        """Return the destination of a table whose rows are shown in another way.

        On a pipe without --format, the chart is left out, and the data is written.

        Raises:
            UsageError: The output is no table.
        """
        if self.shape is not Shape.TABLE:
            raise UsageError("goes without --vertical", where=option)
        if self.format is not Format.TABLE:
            if self.is_found and shape is Shape.CHART:
                return self
            hint = f"leave {option} out, or write a table: --format table"
            raise UsageError(f"is for people, not for {self.format}", where=option, hint=hint)
        return replace(self, shape=shape)

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
            typer.Exit: Nobody reads standard output any more.
        """
        self.write_batches([report], logs)

    def write_batches(self, batches: Iterable[Report], logs: Iterable[Path] = ()) -> Report:
        """Write a report that comes in batches, at least one.

        Returns:
            The last batch: its counts and notes are those of the whole report, its rows are not.

        Raises:
            UsageError: No file can have this path, or it is one of the logs.
            UsageStatsError: The report cannot be written; an old file is left as it was.
            typer.Exit: Nobody reads standard output any more.
        """
        from usagestats.render.content import to_bytes

        written: list[Report] = []

        def noted() -> Iterator[Report]:
            for report in batches:
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
        return written[-1]

    def _style(self) -> Style:
        from usagestats.render.content import Style

        is_terminal = self.file is None and sys.stdout.isatty()
        return Style(
            width=shutil.get_terminal_size().columns if is_terminal else None,
            color=self._may_color(is_terminal=is_terminal),
            encoding=(sys.stdout.encoding or "utf-8") if is_terminal else "utf-8",
            byte_order_mark=self.byte_order_mark,
            shape=self.shape,
        )

    def _may_color(self, *, is_terminal: bool) -> bool:
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        return is_terminal or os.environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}

    def _file_name(self, template: str, reports: list[Report]) -> str:
        name = template.replace("{date}", f"{self.now:%Y-%m-%d}")
        return name.replace("{range}", range_name(reports[-1])) if reports else name


def destination_of(output: OutputOptions, clock: Clock) -> Destination:
    """Return the destination that the options of a command name."""
    has_no_file = output.output in {None, "-"}
    table = Format.TABLE if output.vertical and has_no_file else None
    destination = Destination.of(
        output.output,
        output.output_format or table,
        clock,
        color=output.color,
        byte_order_mark=output.bom,
    )
    return destination.shaped(Shape.RECORDS, "--vertical") if output.vertical else destination


@contextmanager
def _taken_in(pieces: Iterable[bytes]) -> Iterator[Iterable[bytes]]:
    """Hold all pieces, in a file if they are large, and give them back."""
    with SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        with with_named_failures():
            spool.writelines(pieces)
            spool.seek(0)
        yield iter(partial(spool.read, _SPOOL_BYTES), b"")


def _format_for(file: str | None) -> Format:
    if file is None and is_closed():
        raise UsageStatsError("is closed", where="standard output", hint="use --output FILE")
    if file is None:
        return Format.TABLE if sys.stdout.isatty() else Format.CSV
    found = format_of_file(file)
    if found is None:
        hint = f"end it in {', '.join(SUFFIXES)}, or choose with --format"
        raise UsageError("no format goes by this suffix", where=f"--output: {file}", hint=hint)
    return found


def _check_placeholders(template: str) -> None:
    for name in _PLACEHOLDER.findall(template):
        if name not in {"range", "date"}:
            hint = "there are {range} and {date}"
            raise UsageError(f"nothing to fill in for {{{name}}}", where="--output", hint=hint)

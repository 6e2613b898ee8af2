"""The file of a page, which has many reports: its name, and how it is written."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from usagestats.cli.console.output import check_placeholders
from usagestats.cli.console.output_file import check_folder, range_name, refuse_logs, write_file
from usagestats.cli.console.standard_output import is_closed, write_to_stdout
from usagestats.errors import UsageError, UsageStatsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from usagestats.report import Report

SUFFIXES: Final = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class PageFile:
    """The place where a page is written.

    Args:
        name: The name of the file as the user wrote it; `None` for standard output.
        now: The local time, for `{date}` in the name.
    """

    name: str | None
    now: datetime

    @classmethod
    def of(cls, output: str | None, now: datetime) -> PageFile:
        """Understand the option; a page that could not be written is refused before it is made.

        Raises:
            UsageError: No page can be written there.
            UsageStatsError: Standard output is closed.
        """
        name = None if output == "-" else output
        if name is None:
            _check_standard_output()
            return cls(None, now)
        check_placeholders(name)
        if Path(name).suffix.lower() not in SUFFIXES:
            hint = f"end it in {SUFFIXES[0]}"
            raise UsageError("a report is a page", where=f"--output: {name}", hint=hint)
        if "{" not in name:
            check_folder(Path(name))
        return cls(name, now)

    def refuse_to_replace(self, logs: Iterable[Path]) -> None:
        """Make sure that the file is not one of the logs that are read.

        Raises:
            UsageError: It is one of them.
        """
        if self.name is not None:
            refuse_logs(Path(self.name), logs)

    def write(self, content: bytes, report: Report, logs: Iterable[Path]) -> None:
        """Write the page as a whole, or leave the old one as it was.

        Args:
            content: The page.
            report: A report on its range, for `{range}` in the name.
            logs: The logs, of which none is replaced.

        Raises:
            UsageError: No file can have this path, or it is one of the logs.
            UsageStatsError: The file cannot be written.
            typer.Exit: The reader of standard output is gone.
        """
        if self.name is None:
            write_to_stdout(content)
            return
        name = self.name.replace("{date}", f"{self.now:%Y-%m-%d}")
        path = Path(name.replace("{range}", range_name(report)))
        refuse_logs(path, logs)
        write_file(path, [content])


def _check_standard_output() -> None:
    hint = "write it to a file: --output report.html"
    if is_closed():
        raise UsageStatsError("is closed", where="standard output", hint=hint)
    if sys.stdout.isatty():
        raise UsageError("a terminal cannot show a page", where="--output", hint=hint)

"""The file of many reports, a page or a workbook: its name, and how it is written."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from usagestats.choices import PartKey
from usagestats.cli.console.output import check_placeholders
from usagestats.cli.console.output_file import check_folder, range_name, refuse_logs, write_file
from usagestats.cli.console.standard_output import is_closed, write_to_stdout
from usagestats.errors import UsageError, UsageStatsError
from usagestats.render.formats import Format, check_installed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from usagestats.report import Report

PAGES: Final = (".html", ".htm")
WORKBOOK: Final = ".xlsx"
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class PageFile:
    """The place where a page or a workbook is written.

    Args:
        name: The name of the file as the user wrote it; `None` for standard output.
        now: The local time, for `{date}` in the name.
        each: The placeholder that tells the files of several parts apart; `None` for one file.
    """

    name: str | None
    now: datetime
    each: str | None = None

    @classmethod
    def of(cls, output: str | None, now: datetime, each: str | None = None) -> PageFile:
        """Understand the option; a file that could not be written is refused before it is made.

        Raises:
            UsageError: No page or workbook can be written there.
            UsageStatsError: Standard output is closed.
        """
        name = None if output == "-" else output
        if each is not None:
            _check_placeholder(name, each)
        elif name is not None:
            _refuse_parts(name)
        if name is None:
            _check_standard_output()
            return cls(None, now)
        check_placeholders(name, *([each] if each else []))
        _check_suffix(name)
        if "{" not in str(Path(name).parent):
            check_folder(Path(name))
        return cls(name, now, each)

    @property
    def is_workbook(self) -> bool:
        """Whether the file is a workbook."""
        return self.name is not None and Path(self.name).suffix.lower() == WORKBOOK

    def refuse_to_replace(self, logs: Iterable[Path]) -> None:
        """Make sure that the file is not one of the logs that are read.

        Raises:
            UsageError: It is one of them.
        """
        if self.name is not None:
            refuse_logs(Path(self.name), logs)

    def write(
        self, content: bytes, report: Report, logs: Iterable[Path], word: str = ""
    ) -> Path | None:
        """Write the file as a whole, or leave the old one as it was.

        Args:
            content: The page or the workbook.
            report: A report on its range, for `{range}` in the name.
            logs: The logs, of which none is replaced.
            word: Stands in the name for the part that the file is about.

        Returns:
            The path; `None` for standard output.

        Raises:
            UsageError: No file can have this path, or it is one of the logs.
            UsageStatsError: The file cannot be written.
            typer.Exit: The reader of standard output is gone.
        """
        if self.name is None:
            write_to_stdout(content)
            return None
        texts = {"date": f"{self.now:%Y-%m-%d}", "range": range_name(report)}
        texts |= {self.each: word} if self.each else {}
        # at once: a word may hold what looks like another placeholder
        path = Path(_PLACEHOLDER.sub(lambda found: texts[found[1]], self.name))
        refuse_logs(path, logs)
        write_file(path, [content])
        return path


def _check_placeholder(name: str | None, each: str) -> None:
    """Make sure that several files have several names.

    Raises:
        UsageError: They would have one.
    """
    if name is None or f"{{{each}}}" not in Path(name).name:
        hint = f"for example: --output 'report-{{{each}}}.html'"
        what = f"the name of the file needs {{{each}}}, since there is one for each"
        raise UsageError(what, where="--output", hint=hint)


def _refuse_parts(name: str) -> None:
    """Refuse the placeholder of a part where there is one file for all.

    Raises:
        UsageError: The name has one.
    """
    for key in PartKey:
        if f"{{{key}}}" in name:
            what = f"there is one file for all, so that {{{key}}} has no value"
            hint = f"for a file for each: --for-each {key}"
            raise UsageError(what, where="--output", hint=hint)


def _check_suffix(name: str) -> None:
    suffix = Path(name).suffix.lower()
    if suffix not in {*PAGES, WORKBOOK}:
        hint = f"end it in {PAGES[0]} or {WORKBOOK}"
        what = "a report is a page or a workbook"
        raise UsageError(what, where=f"--output: {name}", hint=hint)
    if suffix == WORKBOOK:
        check_installed(Format.XLSX)


def _check_standard_output() -> None:
    hint = "write it to a file: --output report.html"
    if is_closed():
        raise UsageStatsError("is closed", where="standard output", hint=hint)
    if sys.stdout.isatty():
        raise UsageError("a terminal cannot show a page", where="--output", hint=hint)

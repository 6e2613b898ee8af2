"""Where a report goes: a terminal, a pipe, or a file that is replaced as a whole."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from usagestats.cli.standard_output import write_to_stdout
from usagestats.errors import UsageError, UsageStatsError
from usagestats.render.formats import Format, format_of_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from usagestats.range_expression import Clock
    from usagestats.reports.report import Report

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_COLOR_CHOICES = ("auto", "always", "never")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a report goes, and how it is written there.

    Args:
        file: The name of the file as the user wrote it; `None` for standard output.
        format: How the report is written.
        color: `auto`, `always` or `never`.
        byte_order_mark: Whether CSV begins with one.
        now: What `{date}` in the name of the file stands for.
    """

    file: str | None
    format: Format
    color: str
    byte_order_mark: bool
    now: datetime

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
        """Choose the format, and refuse at once what could not be written in the end."""
        if color not in _COLOR_CHOICES:
            hint = f"there are {', '.join(_COLOR_CHOICES)}"
            raise UsageError(f"no such choice: {color}", where="--color", hint=hint)
        file = None if file == "-" else file
        if file is not None:
            _check_placeholders(file)
        if file is not None and "{" not in file:
            _check_folder(Path(file))
        return cls(file, chosen or _format_for(file), color, byte_order_mark, clock.wall())

    def refuse_to_replace(self, logs: Iterable[Path]) -> None:
        """Make sure that the file is none of the logs that are read.

        Raises:
            UsageError: It is one of them.
        """
        if self.file is not None:
            _refuse_logs(Path(self.file), logs)

    def write(self, report: Report, logs: Iterable[Path] = ()) -> None:
        """Write a report, but over none of the logs.

        Raises:
            UsageError: The file cannot be written; an old one is still there.
            typer.Exit: Nobody reads standard output any more.
        """
        from usagestats.render.text import Style, to_text

        is_terminal = self.file is None and sys.stdout.isatty()
        encoding = (sys.stdout.encoding or "utf-8") if is_terminal else "utf-8"
        style = Style(
            width=shutil.get_terminal_size().columns if is_terminal else None,
            color=self._may_color(is_terminal=is_terminal),
            unicode=encoding.lower().replace("-", "").startswith("utf"),
            byte_order_mark=self.byte_order_mark,
        )
        content = to_text(report, self.format, style).encode(encoding, "replace")
        if self.file is None:
            write_to_stdout(content)
        else:
            path = Path(self._file_name(self.file, report))
            _refuse_logs(path, logs)
            _replace_file(path, content)

    def _may_color(self, *, is_terminal: bool) -> bool:
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        return is_terminal or os.environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}

    def _file_name(self, template: str, report: Report) -> str:
        name = template.replace("{date}", f"{self.now:%Y-%m-%d}")
        return name.replace("{range}", range_name(report))


def _format_for(file: str | None) -> Format:
    if file is None and sys.stdout is None:
        raise UsageStatsError("is closed", where="standard output", hint="use --output FILE")
    if file is None:
        return Format.TABLE if sys.stdout.isatty() else Format.CSV
    found = format_of_file(file)
    if found is None:
        hint = "end it in .csv, .tsv, .json, .jsonl, .md or .txt, or choose with --format"
        raise UsageError("no format goes by this suffix", where=f"--output: {file}", hint=hint)
    return found


def range_name(report: Report) -> str:
    """Return the range as a piece of a file name: 2026, 2026-05, 2026-05-04 or start..end."""
    from usagestats.granularity import Granularity
    from usagestats.periods import cut

    if report.span is None:
        return "empty"
    start = report.span.start.astimezone(report.zone)
    for granularity, pattern in (
        (Granularity.YEAR, "%Y"),
        (Granularity.MONTH, "%Y-%m"),
        (Granularity.DAY, "%Y-%m-%d"),
    ):
        if cut(report.span, granularity, report.zone) == [report.span]:
            return start.strftime(pattern)
    days = cut(report.span, Granularity.DAY, report.zone)
    if days[0].start == report.span.start and days[-1].end == report.span.end:
        return f"{start:%Y-%m-%d}..{days[-1].start.astimezone(report.zone):%Y-%m-%d}"
    end = report.span.end.astimezone(report.zone)
    return f"{start:%Y-%m-%dT%H%M}..{end:%Y-%m-%dT%H%M}"


def _check_placeholders(template: str) -> None:
    for name in _PLACEHOLDER.findall(template):
        if name not in {"range", "date"}:
            hint = "there are {range} and {date}"
            raise UsageError(f"nothing to fill in for {{{name}}}", where="--output", hint=hint)


def _refuse_logs(path: Path, logs: Iterable[Path]) -> None:
    if path.is_file() and any(log.exists() and path.samefile(log) for log in logs):
        raise UsageError("is one of the logs that are read", where=f"--output: {path}")


def _check_folder(path: Path) -> None:
    try:
        is_folder, is_in_folder = path.is_dir(), path.parent.is_dir()
    except OSError as error:  # no rights to look, a name too long
        what = f"cannot be written: {error.strerror}"
        raise UsageError(what, where=f"--output: {path}") from error
    if is_folder:
        raise UsageError("is a folder", where=f"--output: {path}", hint="name a file in it")
    if not is_in_folder:
        hint = f"make it first: mkdir -p {path.parent}"
        raise UsageError(f"no such folder: {path.parent}", where=f"--output: {path}", hint=hint)


def _replace_file(path: Path, content: bytes) -> None:
    try:
        _check_folder(path)
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a device or a pipe is written to, never replaced
            return
        target = path.resolve()
        draft = target.with_name(f".usagestats-{os.getpid()}.draft")
        try:
            draft.write_bytes(content)
            if target.exists():
                draft.chmod(stat.S_IMODE(target.stat().st_mode))
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, RuntimeError) as error:  # a circle of links is a RuntimeError
        what = f"cannot be written: {getattr(error, 'strerror', None) or error}"
        raise UsageError(what, where=f"--output: {path}") from error

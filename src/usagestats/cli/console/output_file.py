"""The file of a report: its name, its folder, and how it is replaced."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO, Final

import typer

from usagestats.errors import ExitCode, UsageError, UsageStatsError
from usagestats.late_pattern import late_pattern
from usagestats.unfinished_files import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from usagestats.report import Report

_DESCRIPTOR: Final = late_pattern(r"/dev/(?:fd/(\d+)|stdout|stderr)|/proc/self/fd/(\d+)")


def range_name(report: Report) -> str:
    """Return the range as a piece of a file name: 2026, 2026-05, 2026-05-04 or start..end."""
    from usagestats.choices import Granularity
    from usagestats.periods.period import cut

    if report.span is None:
        return "empty"
    zone = report.calendar or report.zone
    start = report.span.start.astimezone(zone)
    for granularity, pattern in (
        (Granularity.YEAR, "%Y"),
        (Granularity.MONTH, "%Y-%m"),
        (Granularity.DAY, "%Y-%m-%d"),
    ):
        if cut(report.span, granularity, zone) == [report.span]:
            return start.strftime(pattern)
    days = cut(report.span, Granularity.DAY, zone)
    if days[0].start == report.span.start and days[-1].end == report.span.end:
        return f"{start:%Y-%m-%d}..{days[-1].start.astimezone(zone):%Y-%m-%d}"
    end = report.span.end.astimezone(zone)
    return f"{start:%Y-%m-%dT%H%M}..{end:%Y-%m-%dT%H%M}"


def refuse_logs(path: Path, logs: Iterable[Path]) -> None:
    """Make sure that a file is not one of the logs that are read.

    Raises:
        UsageError: It is one of them.
    """
    if path.is_file() and any(log.exists() and path.samefile(log) for log in logs):
        raise UsageError("is one of the logs to read", where=f"--output: {path}")


def check_folder(path: Path) -> None:
    """Make sure that a file can have this path.

    Raises:
        UsageError: The path is that of a folder, or its folder does not exist or cannot be written
            to.
    """
    try:
        is_folder, is_in_folder = path.is_dir(), path.parent.is_dir()
        folder = None if _is_written_in_place(path) else path.resolve().parent
    except (OSError, RuntimeError) as error:  # no rights to look, too long, a circle of links
        raise UsageError(_reason(error), where=f"--output: {path}") from error
    if is_folder:
        raise UsageError("is a folder", where=f"--output: {path}", hint="name a file in it")
    if not is_in_folder:
        hint = f"make it first: mkdir -p {path.parent}"
        raise UsageError(f"no such folder: {path.parent}", where=f"--output: {path}", hint=hint)
    if folder and folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        hint = "a new file is written into this folder first, and then renamed"
        what = f"the folder cannot be written to: {folder}"
        raise UsageError(what, where=f"--output: {path}", hint=hint)


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file as a whole, or leave the old one as it was.

    A link stays, and the file that it leads to is replaced. Devices, pipes and descriptors such as
    `/dev/stdout` are written to.

    Raises:
        UsageError: No file can have this path.
        UsageStatsError: The file cannot be written.
        typer.Exit: The path is a pipe, and its reader is gone.
    """
    check_folder(path)
    try:
        if _is_written_in_place(path):
            with _opened(path) as file:
                file.writelines(pieces)
        else:
            replace_file(path.resolve(), pieces)
    except BrokenPipeError as error:
        raise typer.Exit(ExitCode.OK) from error
    except OSError as error:
        raise UsageStatsError(_reason(error), where=f"--output: {path}") from error


def _is_written_in_place(path: Path) -> bool:
    return _descriptor(path) is not None or (path.exists() and not path.is_file())


def _opened(path: Path) -> BinaryIO:
    """Open a file that exists; it is neither emptied nor replaced."""
    number = _descriptor(path)
    # opening a descriptor by its name would begin at byte 0, and write over earlier output
    descriptor = os.open(path, os.O_WRONLY) if number is None else os.dup(number)
    return open(descriptor, "wb")  # noqa: PTH123  (a descriptor is no path)


def _descriptor(path: Path) -> int | None:
    """Return the number of the open descriptor that a path names, if it names one."""
    found = _DESCRIPTOR.fullmatch(str(path))
    if found is None:
        return None
    return {"/dev/stdout": 1, "/dev/stderr": 2}.get(found[0]) or int(found[1] or found[2])


def _reason(error: Exception) -> str:
    return f"cannot be written: {getattr(error, 'strerror', None) or error}"

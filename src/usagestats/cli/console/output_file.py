"""The file of a report: its name, its folder, and how it is replaced."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from usagestats.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from usagestats.report import Report


def range_name(report: Report) -> str:
    """Return the range as a piece of a file name: 2026, 2026-05, 2026-05-04 or start..end."""
    from usagestats.choices import Granularity
    from usagestats.periods.period import cut

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


def refuse_logs(path: Path, logs: Iterable[Path]) -> None:
    """Make sure that a file is not one of the logs that are read.

    Raises:
        UsageError: It is one of them.
    """
    if path.is_file() and any(log.exists() and path.samefile(log) for log in logs):
        raise UsageError("is one of the logs that are read", where=f"--output: {path}")


def check_folder(path: Path) -> None:
    """Make sure that a file can have this path.

    Raises:
        UsageError: The path is that of a folder, or its folder does not exist.
    """
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


def replace_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file as a whole, or leave the old one as it was.

    Raises:
        UsageError: It cannot be written.
    """
    try:
        check_folder(path)
        if path.exists() and not path.is_file():
            with path.open("wb") as device:  # or a pipe: written to, never replaced
                device.writelines(pieces)
            return
        target = path.resolve()
        draft = target.with_name(f".usagestats-{os.getpid()}.draft")
        try:
            with draft.open("wb") as file:
                file.writelines(pieces)
            if target.exists():
                draft.chmod(stat.S_IMODE(target.stat().st_mode))
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, RuntimeError) as error:  # a circle of links is a RuntimeError
        what = f"cannot be written: {getattr(error, 'strerror', None) or error}"
        raise UsageError(what, where=f"--output: {path}") from error

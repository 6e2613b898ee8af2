"""A progress bar on standard error, for long work on a terminal only."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING

from usagestats.cli.console.colors import is_dumb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.progress import Progress, TaskID

    from usagestats.logs.files.sources import Source

PATIENCE_SECONDS = 1.0


class ProgressBar:
    """A bar that appears when the work has taken longer than `PATIENCE_SECONDS`."""

    def __init__(self, total_bytes: int | None) -> None:
        self._total = total_bytes
        self._done = 0
        self._lock = Lock()
        self._began = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def advance(self, stored_bytes: int) -> None:
        """Move the bar on by the bytes that were read, compressed as they are stored."""
        with self._lock:  # several sources may be read at the same time
            self._done += stored_bytes
            if self._progress is None and time.monotonic() - self._began > PATIENCE_SECONDS:
                self._show()
            if self._progress is not None and self._task is not None:
                self._progress.update(self._task, completed=self._done)

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._progress is not None:
            with suppress(OSError):  # the terminal may be gone, and the result must not suffer
                self._progress.stop()

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

        columns = ("reading", BarColumn(), DownloadColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("reading", total=self._total)
        self._progress.start()


@contextmanager
def shown_progress(
    sources: Sequence[Source], *, quiet: bool, has_more: bool = False
) -> Iterator[ProgressBar | None]:
    """Yield a progress bar over the bytes of the sources; `None` where it would not be seen.

    Args:
        sources: The sources.
        quiet: Whether nothing is to be shown.
        has_more: Whether more than these are read, of which the size is not known yet.
    """
    if quiet or sys.stderr is None or not sys.stderr.isatty() or is_dumb():
        yield None
        return
    sizes = [_size(source) for source in sources]
    progress = ProgressBar(sum(sizes) if all(sizes) and not has_more else None)
    try:
        yield progress
    finally:
        progress.close()


def _size(source: Source) -> int:
    """Return the stored bytes of a source; 0 where they are not known."""
    if source.object:
        return source.object.size or 0
    return source.path.stat().st_size if source.path else 0

"""Which files are known to be counted as they are, so that they need not be opened.

A cache of this machine: to delete it costs time, never a count, since what it says is believed only
where the store says so, too.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.unfinished_files import replace_file

if TYPE_CHECKING:
    import os

_SETTLED_NS: Final = 2_000_000_000
"""A file may be written to twice within one tick of its clock; after so long it is not so."""


_FRESH_NS: Final = 60_000_000_000


class SeenFile(NamedTuple):
    """A file of which all was counted.

    Args:
        device: Where the file is.
        inode: Which file it is there.
        size: How large it was, as stored.
        modified_ns: When it was written to, in nanoseconds.
        name: What its source is known as.
        offset: How far that was counted.
    """

    device: int
    inode: int
    size: int
    modified_ns: int
    name: str
    offset: int


class SeenFiles:
    """The files that were seen, by their paths.

    Args:
        file: Where they are kept.
        now_ns: The present time in nanoseconds.
    """

    def __init__(self, file: Path, now_ns: int) -> None:
        self._file = file
        self._now_ns = now_ns
        self._entries = _read(file)
        self._has_news = False

    def entry(self, path: Path, status: os.stat_result) -> SeenFile | None:
        """Return what is known of a file; `None` where it is not as it was."""
        known = self._entries.get(str(path.absolute()))
        return known if known and known[:4] == _identity(status) else None

    def is_fresh(self, status: os.stat_result) -> bool:
        """Tell whether a file may be being written now."""
        return status.st_mtime_ns > self._now_ns - _FRESH_NS

    def note(self, path: Path, status: os.stat_result, name: str, offset: int) -> None:
        """Take note of a file, all of which is counted.

        Args:
            path: Of the file.
            status: Of the file before it was read.
            name: What its source is known as.
            offset: How far that is counted.
        """
        if status.st_mtime_ns > self._now_ns - _SETTLED_NS:
            return
        seen = SeenFile(*_identity(status), name, offset)
        if self._entries.get(str(path.absolute())) != seen:
            self._entries[str(path.absolute())] = seen
            self._has_news = True

    def save(self) -> None:
        """Keep it for later runs; where that cannot be, they take a little longer."""
        if not self._has_news:
            return
        kept = {path: seen for path, seen in self._entries.items() if Path(path).exists()}
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._file, [json.dumps(kept).encode()])


def status_of(path: Path) -> os.stat_result | None:
    """Return the status of a file; `None` where it cannot be told."""
    try:
        return path.stat()
    except OSError:
        return None


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _read(file: Path) -> dict[str, SeenFile]:
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
        return {path: SeenFile(*entry) for path, entry in entries.items()}
    except (OSError, ValueError, TypeError, AttributeError):  # none yet, or not ours
        return {}

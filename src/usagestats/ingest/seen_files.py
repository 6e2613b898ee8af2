"""A cache of files that are counted to their end, so that unchanged ones need not be opened.

The cache is kept on each machine. To delete it costs time, never a count: an entry is used only
where the store has counted the source as far.
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
"""The age of a file at which any further change gives it another time.

The times of files have ticks of up to two seconds; two changes within one tick look like one.
"""

_FRESH_NS: Final = 60_000_000_000
"""The age up to which a file may still be being written."""


class SeenFile(NamedTuple):
    """A file that was counted to its end.

    Args:
        device: The device of the file.
        inode: Its inode on that device.
        size: Its size in bytes, perhaps compressed.
        modified_ns: The time of its last change, in nanoseconds since 1970.
        name: The id of its source in the store.
        offset: The decompressed bytes of the source that were counted.
    """

    device: int
    inode: int
    size: int
    modified_ns: int
    name: str
    offset: int


class SeenFiles:
    """The files that were counted to their end, by their paths.

    Args:
        file: The file of the cache; `None`: nothing is kept.
        now_ns: The present time, in nanoseconds since 1970.
    """

    def __init__(self, file: Path | None, now_ns: int) -> None:
        self._file = file
        self._now_ns = now_ns
        self._entries = _read(file) if file else {}
        self._has_news = False

    def entry(self, path: Path, status: os.stat_result) -> SeenFile | None:
        """Return the entry of a file; `None` where there is none, or the file has changed."""
        known = self._entries.get(str(path.absolute()))
        return known if known and known[:4] == _identity(status) else None

    def is_fresh(self, status: os.stat_result) -> bool:
        """Whether a file was changed in the last minute, so that it may still be being written."""
        return status.st_mtime_ns > self._now_ns - _FRESH_NS

    def note(self, path: Path, status: os.stat_result, name: str, offset: int) -> None:
        """Add a file that is counted to its end, unless it was changed in the last two seconds.

        Args:
            path: The path of the file.
            status: Its status before it was read.
            name: The id of its source in the store.
            offset: The decompressed bytes that were counted.
        """
        if status.st_mtime_ns > self._now_ns - _SETTLED_NS:
            return
        seen = SeenFile(*_identity(status), name, offset)
        if self._entries.get(str(path.absolute())) != seen:
            self._entries[str(path.absolute())] = seen
            self._has_news = True

    def save(self) -> None:
        """Write the cache for later runs; if it cannot be written, these take a little longer."""
        if not self._has_news or self._file is None:
            return
        kept = {path: seen for path, seen in self._entries.items() if Path(path).exists()}
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._file, [json.dumps(kept).encode()])


def status_of(path: Path) -> os.stat_result | None:
    """Return the status of a file; `None` where the system does not give it."""
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
    except (OSError, ValueError, TypeError, AttributeError):  # no file yet, or another one
        return {}

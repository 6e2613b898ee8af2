"""Makes files: never opens a file that exists already, and leaves none half-written.

Every file is made under a name that nothing has yet (`O_EXCL`): the system then opens no file of
another process, and follows no link. The process remembers all files that it has not finished, so
that they are removed after an error, after Ctrl-C, and when a signal ends it
(`cli/console/signals.py`).
"""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, Final

from usagestats.errors import UsageStatsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ORDINARY: Final = 0o666
"""The permissions of a new file, from which the system takes those of the umask away."""
_PRIVATE: Final = 0o600

_lock = Lock()
_unfinished: set[Path] = set()


class UnfinishedFiles:
    """Makes files, and removes those that are not kept; see `unfinished_files`."""

    def __init__(self) -> None:
        self._paths: set[Path] = set()

    def create(self, path: Path, permissions: int = _ORDINARY) -> BinaryIO:
        """Make a new file and open it for writing.

        Args:
            path: Where nothing may be yet, not even a link that leads nowhere.
            permissions: The permissions of the file; the system takes those of the umask away.

        Raises:
            OSError: It cannot be made, or something is there.
        """
        opener = partial(os.open, mode=permissions)
        with _lock:  # a signal finds no file that is made, but not noted yet
            file = open(path, "xb", opener=opener)  # noqa: SIM115  (Path has no opener)
            self._note(path)
        return file

    def create_temporary(self) -> tuple[Path, BinaryIO]:
        """Make a file in the folder for temporary files that nobody else can read."""
        from tempfile import gettempdir  # noqa: PLC0415  (--help comes by here and needs none)

        path = Path(gettempdir(), f"usagestats-{_random_word()}")
        return path, self.create(path, _PRIVATE)

    def create_temporary_folder(self) -> Path:
        """Make a folder for temporary files; it is removed with all that is in it."""
        from tempfile import mkdtemp  # noqa: PLC0415  (as above)

        with _lock:
            path = Path(mkdtemp(prefix="usagestats-"))
            self._note(path)
        return path

    def keep(self) -> None:
        """Let all files stay: they are finished."""
        with _lock:
            _unfinished.difference_update(self._paths)
            self._paths.clear()

    def remove(self) -> None:
        """Remove all files that were not kept, as far as they are still there."""
        with _lock:
            for path in self._paths:
                _remove(path)
            _unfinished.difference_update(self._paths)
            self._paths.clear()

    def _note(self, path: Path) -> None:
        self._paths.add(path)
        _unfinished.add(path)


@contextmanager
def unfinished_files() -> Iterator[UnfinishedFiles]:
    """Give a maker of files; at the end it removes those that it does not keep."""
    files = UnfinishedFiles()
    try:
        yield files
    finally:
        files.remove()


def remove_all_unfinished() -> None:
    """Remove every unfinished file of the process. It must then end: it can make no more files."""
    _lock.acquire()  # for good
    for path in _unfinished:
        _remove(path)


def replace_file(target: Path, pieces: Iterable[bytes]) -> None:
    """Write a file beside its place and rename it; until then an old one stays as it is.

    The new file has the permissions of the old one, and its owner and group as far as the user may
    give them; without an old one they are those of any new file. Of two processes that write the
    same file, the one that ends last wins, and no file holds parts of both.

    Raises:
        OSError: It cannot be written. An old file is still there.
    """
    old = _status_of(target)
    draft = target.with_name(f".usagestats-{_random_word()}.draft")
    with unfinished_files() as files:
        # others may perhaps not read the old file, so they must not read the draft
        with files.create(draft, _ORDINARY if old is None else _PRIVATE) as file:
            if old is not None:
                _give(file, old)
            write_to_disk(file, pieces)
        draft.replace(target)


def write_to_disk(file: BinaryIO, pieces: Iterable[bytes]) -> None:
    """Write to a file, and wait for the disk: a full disk may fail only at that moment.

    Raises:
        OSError: It cannot be written.
    """
    file.writelines(pieces)
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def with_named_failures() -> Iterator[None]:
    """Turn a failure to write temporary files into an error that names them.

    Raises:
        UsageStatsError: There is no room for them, or no folder.
    """
    try:
        yield
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        hint = "set TMPDIR to a folder with more room"
        raise UsageStatsError(what, where="temporary files", hint=hint) from error


def _random_word() -> str:
    """Return a word that no two processes share and nobody foresees."""
    return os.urandom(8).hex()


def _status_of(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _give(file: BinaryIO, old: os.stat_result) -> None:
    """Give a file the owner, the group and the permissions of the one that it replaces."""
    os.fchmod(file.fileno(), stat.S_IMODE(old.st_mode))
    with suppress(OSError):  # only root gives files to others, and not every disk knows owners
        os.fchown(file.fileno(), -1, old.st_gid)
        os.fchown(file.fileno(), old.st_uid, -1)


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            # it is renamed first, so that no other thread makes more files in it
            shutil.rmtree(path.rename(path.with_name(f"{path.name}-old")), ignore_errors=True)
        else:
            path.unlink()

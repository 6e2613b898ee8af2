"""The arguments of a command → the sources to read: files, globs, folders, objects, a stream."""

from __future__ import annotations

import errno
import os
import stat
import sys
from dataclasses import field
from glob import glob, has_magic
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from usagestats.errors import InputError, UsageError, did_you_mean
from usagestats.light_dataclass import dataclass
from usagestats.object_storage.place import ObjectPlace, StorageSettings
from usagestats.object_storage.urls import is_url, meant_url, shown_url
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import polars as pl

    from usagestats.logs.files.early_contents import EarlyContents
    from usagestats.object_storage.dates import Dates

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One file, object or stream that holds log lines.

    Args:
        name: Its name in messages.
        place: The path of the file, or the place of the object; `None` for standard input.
        found_by: The glob, folder or prefix that found it; `None` where the user named it itself.
        is_whole: Whether it is a copy of a stream that has ended, so that nothing follows.
        early: May have the beginning of its content already.
    """

    name: str
    place: Path | ObjectPlace | None
    found_by: str | None = None
    is_whole: bool = False
    early: EarlyContents | None = field(default=None, compare=False, repr=False)

    def can_be_read_again(self) -> bool:
        """Return whether its bytes are still there after it was read, as those of a file are."""
        return self.object is not None or (self.path is not None and self.path.is_file())

    @property
    def path(self) -> Path | None:
        """The path of the file; `None` for an object and for standard input."""
        return self.place if isinstance(self.place, Path) else None

    @property
    def object(self) -> ObjectPlace | None:
        """The place of the object; `None` for a file and for standard input."""
        return self.place if isinstance(self.place, ObjectPlace) else None

    @property
    def path_of_log(self) -> str:
        """Its name with `/` between folders, from which rotation is read."""
        return self.name if self.object else PurePath(self.name).as_posix()

    @property
    def absolute(self) -> str | None:
        """Its absolute path or its URL, as messages show it; `None` for a stream."""
        if self.object:
            return self.object.name
        if self.path is None or self.is_whole:
            return None
        return shown(Path(os.path.abspath(self.path)).as_posix())  # noqa: PTH100  (without `..`)


def find_sources(
    arguments: Iterable[str],
    *,
    may_move: bool = False,
    storage: StorageSettings | None = None,
    dates: Dates | None = None,
) -> list[Source]:
    """Return the sources that the arguments name, each file and object once.

    Args:
        arguments: The arguments LOG of a command.
        may_move: Whether it is no error if a file that a glob or folder found is gone by now (the
            next run finds it by its new name) or not readable (it is an error when it is opened).
        storage: How object storage is reached.
        dates: The dates, where URLs have a place for them.

    Raises:
        InputError: An argument names nothing, or a file or object that cannot be read.
        UsageError: An argument is empty, or a URL that nothing can be read from.
    """
    seen: set[object] = set()
    identity: object
    sources = []
    for argument in arguments:
        for source in _expand(argument, storage or StorageSettings(), dates):
            try:
                identity = _identity(source)
            except InputError as error:
                if not (may_move and source.found_by):
                    raise
                if isinstance(error.__cause__, FileNotFoundError):
                    continue
                identity = source  # opening it raises the error again
            if identity not in seen:
                seen.add(identity)
                sources.append(source)
    return sources


def _expand(argument: str, storage: StorageSettings, dates: Dates | None) -> list[Source]:
    if not argument:
        raise UsageError("an empty name", where="LOG", hint="name a file, a folder, a glob or -")
    if is_url(argument):
        from usagestats.object_storage.listing import objects_named  # noqa: PLC0415  (an extra)

        return sources_of(objects_named(argument, storage, dates), storage)
    try:
        return list(_sources(argument))
    except (OSError, RuntimeError) as error:  # no rights to look, a name too long, no such user
        raise cannot_read(argument, error) from error


def sources_of(objects: pl.DataFrame, storage: StorageSettings) -> list[Source]:
    """Return objects as sources, in order.

    Args:
        objects: `OBJECTS` of `object_storage.listing`.
        storage: How they are reached.
    """
    return [
        Source(shown_url(url), ObjectPlace(url, etag, size, modified, storage), found_by)
        for url, etag, size, modified, found_by in objects.iter_rows()
    ]


def _sources(argument: str) -> Iterator[Source]:
    if argument == STDIN:
        yield Source("standard input", None)
        return
    path = Path(argument).expanduser()
    if path.is_dir():
        inside = sorted(path.iterdir())
        yield from _found(inside, argument, "no files in the folder", _folders_among(inside))
    elif path.exists():
        yield Source(shown(argument), path)
    elif path.is_symlink():
        raise InputError(_broken_link(path), where=argument)
    elif has_magic(argument):
        matches = (Path(match) for match in sorted(glob(str(path), recursive=True)))  # noqa: PTH207
        yield from _found(matches, argument, "no file matches", _as_url(argument))
    else:
        hint = _as_url(argument) or _nearest(path)
        raise InputError("no such file or folder", where=argument, hint=hint)


def _as_url(argument: str) -> str | None:
    url = meant_url(argument)
    return f"a URL has two slashes: {shown_url(url)}" if url else None


def _folders_among(paths: Iterable[Path]) -> str | None:
    """Return the way to name the files of folders in a folder; `None`: there is no such folder."""
    for path in paths:
        if path.is_dir():
            return f"it holds only folders; '{path.parent / '**' / '*'}' names the files in them"
    return None


def _found(
    paths: Iterable[Path], argument: str, nothing: str, hint: str | None = None
) -> Iterator[Source]:
    files = [path for path in paths if path.is_file() and not path.name.startswith(".")]
    if not files:
        raise InputError(nothing, where=argument, hint=hint)
    for path in files:
        yield Source(shown(str(path)), path, found_by=argument)


def shown(name: str) -> str:
    """Return a name as messages and tables show it; it may hold bytes that are not text."""
    return visible(os.fsencode(name).decode("utf-8", "backslashreplace"))


def _identity(source: Source) -> object:
    """Return a value that is equal for two names of one file.

    Raises:
        InputError: It cannot be read.
    """
    if source.object:
        return source.object.url
    if source.path is None and sys.stdin is None:
        raise InputError("is closed", where=source.name)
    try:
        status = source.path.stat() if source.path else os.fstat(0)
    except OSError as error:
        raise cannot_read(source.name, error) from error
    if source.path and not os.access(source.path, os.R_OK):
        raise InputError("no permission to read it", where=source.name)
    if not stat.S_ISREG(status.st_mode):
        return str(source.path or STDIN)
    return status.st_dev, status.st_ino


def cannot_read(name: str, error: Exception) -> InputError:
    """Return an error with the reason of the system why a source cannot be read."""
    reason = getattr(error, "strerror", None) or error
    return InputError(f"cannot be read: {reason}", where=name)


def _broken_link(path: Path) -> str:
    try:
        path.stat()
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "is a link that leads back to itself"
    return "is a link that leads nowhere"


def _nearest(path: Path) -> str | None:
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    return did_you_mean(path.name, (entry.name for entry in path.parent.iterdir()))

"""Logs that are followed while they grow and rotate: each look gives the lines that are new.

A source is known again by its content, as in `ingest`, so that no line counts twice, whatever the
names of its files. A file that appears beside a log and holds what was read of it is that log after
its rotation: renamed, copied or compressed. It is read on as well, since lines may have been
written between the last look and the rotation.
"""

from __future__ import annotations

import os
import stat
import time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Generic

from usagestats.errors import InputError
from usagestats.ingest.continued_source import ContinuedSource
from usagestats.ingest.progress import KnownProgress
from usagestats.ingest.recognition import recognise
from usagestats.ingest.seen_files import SeenFiles, status_of
from usagestats.logs.files.sources import Source, shown
from usagestats.pipeline.question import Part
from usagestats.pipeline.reading import counted_in_order, readers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from usagestats.logs.files.open_source import Meter
    from usagestats.pipeline.question import ChunkAnswer, Question

_Identity = tuple[int, int, int, int]
"""Device, inode, size and time of the last change of a file."""


class FollowedLogs(Generic[Part]):
    """Logs, and how far each of them was read.

    Args:
        find: Returns the logs that there are now, by the arguments of the command.
        question: The question that new lines answer.

    Attributes:
        errors: Why logs cannot be read, by their names.
        count: The number of logs at the last look.
    """

    def __init__(self, find: Callable[[], list[Source]], question: Question[Part]) -> None:
        self._find = find
        self._question = question
        self._known = KnownProgress({})
        self._named: set[Path] = set()
        self._read: dict[Path, _Identity] = {}
        self._strangers: set[_Identity] | None = None
        self._rotated: dict[Path, Source] = {}
        self._latest: dict[str, datetime | None] = {}
        self.errors: dict[str, InputError] = {}
        self.count = 0

    def look(self, meter: Meter | None = None) -> Iterator[ChunkAnswer[Part]]:
        """Give the answers of the lines that were written since the last look.

        Args:
            meter: Counts the bytes that are read.
        """
        sources = self._find()
        self.count = len(sources)
        rotated = self._rotated_beside(sources)
        changed = [one for one in (*rotated, *sources) if self._has_changed(one)]
        if not changed:
            return
        seen = SeenFiles(None, time.time_ns())
        readers = readers_of(changed, self._question)
        continued = [ContinuedSource(reader, self._known, seen) for reader in readers]
        chunks = chain.from_iterable(one.chunks(meter) for one in continued)
        for counted in counted_in_order(chunks, self._question):
            yield self._after_known(counted, continued[counted.lines.source])
        for one in continued:
            self._note_error(one)

    def _has_changed(self, source: Source) -> bool:
        """Note the state of a file, and return whether it is another than at the last look."""
        status = status_of(source.path) if source.path else None
        if source.path is None or status is None or not stat.S_ISREG(status.st_mode):
            return False
        before = self._read.get(source.path)
        self._read[source.path] = _identity(status)
        return before != self._read[source.path]

    def _after_known(
        self, counted: ChunkAnswer[Part], source: ContinuedSource
    ) -> ChunkAnswer[Part]:
        """Return the answer that is right after the lines that were counted before."""
        name = source.name or ""
        answer = counted.after(self._latest.get(name), self._question)
        self._latest[name] = answer.lines.wall_times.latest
        return answer

    def _note_error(self, source: ContinuedSource) -> None:
        name, damage = source.source.name, source.outcome.damage
        error = source.error or (InputError(damage, where=name) if damage else None)
        if error and source.source.path not in self._rotated:
            self.errors[name] = error
        else:
            self.errors.pop(name, None)

    def _rotated_beside(self, sources: Iterable[Source]) -> list[Source]:
        """Return the files beside logs that hold a log which was read, under another name.

        Files that were there before the first look, and are no argument, are never read.
        """
        named = {one.path.absolute() for one in sources if one.path}
        self._named |= named  # between two steps of a rotation, no file has the name
        beside = {
            path: _identity(status)
            for path, status in _files_beside(self._named)
            if path not in named
        }
        if self._strangers is None:
            self._strangers = set(beside.values())
        for path, identity in beside.items():
            if path in self._rotated or identity in self._strangers:
                continue
            source = Source(shown(str(path)), path, found_by=str(path.parent))
            if self._holds_a_known_log(source):
                self._rotated[path] = source
            else:
                self._strangers.add(identity)
        self._rotated = {path: one for path, one in self._rotated.items() if path in beside}
        return list(self._rotated.values())

    def _holds_a_known_log(self, source: Source) -> bool:
        try:
            return recognise(source, self._known.sources).name is not None
        except InputError:  # it is gone by now, or being written; the next look finds it again
            return False


def _files_beside(paths: Iterable[Path]) -> Iterator[tuple[Path, os.stat_result]]:
    """Give the files in the folders of logs whose names begin as those of the logs."""
    stems: dict[Path, set[str]] = {}
    for path in paths:
        stems.setdefault(path.parent, set()).add(path.name.split(".")[0])
    for folder, beginnings in stems.items():
        try:
            entries = list(os.scandir(folder))
        except OSError:  # the folder is gone; so are its logs
            continue
        for entry in entries:
            status = status_of(Path(entry.path))
            if status and stat.S_ISREG(status.st_mode) and entry.name.startswith(tuple(beginnings)):
                yield Path(entry.path), status


def _identity(status: os.stat_result) -> _Identity:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns

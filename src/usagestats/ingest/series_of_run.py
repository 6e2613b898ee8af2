"""The series of rotated files that a run sees: which sources follow which others."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from usagestats.rotation.log_file import LogFile
from usagestats.rotation.series import series_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usagestats.ingest.batch import Part
    from usagestats.ingest.continued_source import ContinuedSource
    from usagestats.rotation.log_file import Hull
    from usagestats.store.log_files import StoredFile


class SeriesOfRun:
    """The files that a run has at hand, with the times of all their requests.

    Args:
        stored: The files of the sources in the store, by the ids of these.
        files: The files of earlier turns of the run; those of this turn are added.
    """

    def __init__(self, stored: dict[str, StoredFile], files: dict[str, LogFile]) -> None:
        self._stored = stored
        self._files = files
        self._hulls: dict[str, list[Hull]] = defaultdict(list)

    def add(self, part: Part) -> None:
        """Add the times of a part that is going to be committed."""
        if part.replaces_all:
            self._stored.pop(part.name, None)  # the commit deletes its rows
        if hull := part.lines.hull(part.source.reader.number):
            self._hulls[part.name].append(hull)

    def news(self, sources: Iterable[ContinuedSource]) -> dict[str, set[str]]:
        """Return the sources that others follow in a series, where the store does not know it yet.

        Args:
            sources: The sources of this turn.

        Shape: the ids of the older sources by the id of the newer one.
        """
        for source in sources:
            name = source.path if source.is_empty else source.name
            if name and source.path and not source.error:
                self._files[name] = self._log_file(source, name, source.path)
        follows: dict[str, set[str]] = defaultdict(set)
        for series in series_of(self._files.values()):
            for older, newer in series.pairs:
                stored = self._stored.get(newer.source)
                if stored is None or older.source not in stored.follows:
                    follows[newer.source].add(older.source)
        return dict(follows)

    def _log_file(self, source: ContinuedSource, name: str, path: str) -> LogFile:
        stored = self._stored.get(name)
        hulls = [*self._hulls[name], *([stored.hull] if stored and stored.hull else [])]
        hull = (min(hulls)[0], max(last for _, last in hulls)) if hulls else None
        log_format = source.outcome.format_name or (stored.log_format if stored else "")
        return LogFile(name, path, hull, source.outcome.damage is None, log_format)

"""How many lines were read, and as what: counts, rejects, times and outcomes of sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass
from usagestats.logs.rejects import Rejects
from usagestats.logs.values.ambiguous_hour import AmbiguousTimes
from usagestats.rotation.log_file import LogFile
from usagestats.rotation.series import series_of
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import requests_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from usagestats.classify.requests import Mapped
    from usagestats.logs.chunk import Chunk
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.logs.source_reader import SourceOutcome
    from usagestats.logs.wall_times import WallTimes
    from usagestats.rotation.series import Series


@dataclass(frozen=True, slots=True)
class ChunkLines:
    """The counts of the lines of a chunk, with its rejects and times.

    Args:
        source: The number of the source.
        counts: The counts of the lines.
        rejects: The lines that did not parse, numbered within the chunk.
        hull: The times of the first and the last request; `None` where there is none.
        wall_times: How times without an offset were read.
        without_year: The number of requests that got their year from the time when the source was
            written.
        source_lines: The number of lines of the source, as FILE:LINE counts them.
        repeated: The number of messages that a logger left out as repeated.
        bytes: The number of bytes, decompressed.
        lines_of: The number of requests by the name of the format of their lines.
    """

    source: int
    counts: Counts
    rejects: Rejects
    hull: tuple[datetime, datetime] | None
    wall_times: WallTimes
    without_year: int
    source_lines: int
    repeated: int
    bytes: int = 0
    lines_of: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, chunk: Chunk, read: ChunkRead, mapped: Mapped) -> ChunkLines:
        """Return the counts of a chunk that was read and mapped."""
        requests, rejects = requests_in(read.requests), read.rejects.total()
        unmatched = mapped.unmatched()
        counts = Counts(
            lines=read.lines,
            requests=requests,
            rejects=rejects,
            ignored=read.lines - requests - rejects,
            matched=requests_in(mapped.requests) - unmatched,
            unmatched=unmatched,
            excluded=mapped.excluded,
        )
        return cls(
            source=chunk.source,
            counts=counts,
            rejects=read.rejects,
            hull=read.hull,
            wall_times=read.wall_times,
            without_year=read.without_year,
            source_lines=read.source_lines,
            repeated=read.repeated,
            bytes=len(chunk.lines),
            lines_of=read.lines_of,
        )


@dataclass(slots=True)
class LinesRead:
    """The counts of the lines of all sources, with rejects and times; chunks are added one by one.

    Args:
        outcomes: The outcome of each source, in the order of their numbers. A source that was not
            reached yet has none.
        counts: The counts of all lines.
        rejects: The lines that did not parse.
        without_offset: The number of requests that got their offset from the log zone.
        skipped: The number of those at times that the clocks of the log zone never showed, by day.
        ambiguous: Those at times that the clocks showed twice, by source and day.
        without_year: The number of requests that got their year from the time when their source
            was written.
        repeated: The number of messages that a logger left out as repeated.
        counts_of: The counts of each source that has lines, by its number.
        formats_of: The number of requests by the name of their format, of each such source.
    """

    outcomes: list[SourceOutcome] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    rejects: Rejects = field(default_factory=Rejects)
    without_offset: int = 0
    skipped: Counter[date] = field(default_factory=Counter)
    ambiguous: dict[tuple[int, date], AmbiguousTimes] = field(default_factory=dict)
    without_year: int = 0
    repeated: int = 0
    counts_of: dict[int, Counts] = field(default_factory=dict)
    formats_of: dict[int, Counter[str]] = field(default_factory=dict)
    _hulls: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)
    _source_lines: dict[int, int] = field(default_factory=dict)

    @property
    def coverage(self) -> Coverage:
        """The time that the sources cover together."""
        series = self.series
        bridged = (hull for one in series for hull in one.hulls)
        missing = (files for one in series for files in one.missing)
        return Coverage.of((*self._hulls.values(), *bridged), missing)

    @property
    def series(self) -> list[Series]:
        """The files that were read, as series of rotated files."""
        return series_of(
            LogFile(
                source=str(outcome.number),
                path=outcome.source.path_of_log,
                hull=self._hulls.get(outcome.number),
                is_whole=outcome.damage is None,
                log_format=outcome.format_name,
            )
            for outcome in self.outcomes
            if outcome.source.place and not (outcome.is_skipped or outcome.copy_of)
        )

    @property
    def undecided(self) -> Counter[date]:
        """The requests at ambiguous times that the order of lines does not decide, by day."""
        found: Counter[date] = Counter()
        for (_, day), times in self.ambiguous.items():
            found[day] += 0 if times.is_order_telling else times.requests
        return +found

    @property
    def has_failed(self) -> bool:
        """Whether a source that the user named could not be read to its end."""
        return bool(self.misfits) or any(outcome.damage for outcome in self.outcomes)

    @property
    def misfits(self) -> list[SourceOutcome]:
        """The sources that no format fits, although the user wanted them to be read.

        These are files that the user named, and all files of a folder or glob if none of them can
        be read.
        """
        read = (one for one in self.outcomes if not (one.is_skipped or one.copy_of))
        fruitful = {one.source.found_by for one in read}
        fruitful -= {None}
        return [
            one for one in self.outcomes if one.is_skipped and one.source.found_by not in fruitful
        ]

    def begin_after(self, source: int, lines: int) -> None:
        """Set the number of lines of a source before its first chunk."""
        self._source_lines[source] = lines

    def source_lines(self, source: int) -> int:
        """Return the number of lines of a source before its next chunk."""
        return self._source_lines.get(source, 0)

    def hull(self, source: int) -> tuple[datetime, datetime] | None:
        """Return the times of the first and the last request of a source."""
        return self._hulls.get(source)

    def mixed_sources(self) -> list[tuple[str, Counter[str]]]:
        """Return the names of the sources that held several formats, with the lines of each."""
        return [
            (one.source.name, self.formats_of[one.number])
            for one in self.outcomes
            if len(self.formats_of.get(one.number, ())) > 1
        ]

    def merge(self, other: LinesRead) -> None:
        """Add the counts and rejects of other lines; outcomes, times and `counts_of` stay."""
        self.counts += other.counts
        for source, lines_of in other.formats_of.items():
            self._add_formats(source, lines_of)
        self.rejects.merge(other.rejects, 0)
        self.repeated += other.repeated
        self.without_offset += other.without_offset
        self.skipped += other.skipped
        self._add_ambiguous(other.ambiguous)
        self.without_year += other.without_year

    def add_sources(self, other: LinesRead) -> None:
        """Add the lines of other sources, with all that is known of each."""
        self.merge(other)
        self.outcomes += other.outcomes
        self.counts_of |= other.counts_of
        self._hulls |= other._hulls
        self._source_lines |= other._source_lines

    def take(self, part: ChunkLines) -> None:
        """Add the lines of a chunk; the chunks of one source come in order."""
        before = self.counts_of.get(part.source, Counts())
        self.counts_of[part.source] = before + part.counts
        self.counts += part.counts
        self._add_formats(part.source, part.lines_of)
        lines_before = self.source_lines(part.source)
        self._source_lines[part.source] = lines_before + part.source_lines
        self.rejects.merge(part.rejects, lines_before)
        self.repeated += part.repeated
        self.without_offset += part.wall_times.requests
        self.skipped += part.wall_times.skipped
        ambiguous = part.wall_times.ambiguous
        self._add_ambiguous({(part.source, day): one for day, one in ambiguous.items()})
        self.without_year += part.without_year
        if part.hull:
            first, last = self._hulls.get(part.source, part.hull)
            self._hulls[part.source] = min(first, part.hull[0]), max(last, part.hull[1])

    def _add_ambiguous(self, more: Mapping[tuple[int, date], AmbiguousTimes]) -> None:
        for key, times in more.items():
            self.ambiguous[key] = self.ambiguous.get(key, AmbiguousTimes()) + times

    def _add_formats(self, source: int, lines_of: Counter[str]) -> None:
        self.formats_of[source] = self.formats_of.get(source, Counter()) + lines_of

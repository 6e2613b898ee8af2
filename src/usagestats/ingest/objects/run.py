"""The objects of a run of `ingest`: compared with the store, counted, and committed in batches."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.errors import InputError
from usagestats.ingest.objects.again import count_again
from usagestats.ingest.objects.batch import ObjectBatch
from usagestats.ingest.objects.counting import ObjectCount, add_lines, counted, note
from usagestats.ingest.objects.known import compared
from usagestats.ingest.recognition import KnownSources, recognise
from usagestats.light_dataclass import replace
from usagestats.logs.files.positions import digest
from usagestats.logs.files.sources import sources_of
from usagestats.logs.source_reader import SourceOutcome
from usagestats.pipeline.reading import readers_of
from usagestats.store.sources import read_object_progress
from usagestats.store.table import ATTEMPTS, too_many_conflicts
from usagestats.store.upkeep import merge_when_many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.ingest.recognition import Recognised
    from usagestats.ingest.run import Ingested, IngestSettings
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.source_reader import SourceReader
    from usagestats.object_storage.place import StorageSettings
    from usagestats.store.sources import Progress

COMMIT_SECONDS: Final = 120.0
"""The time after which objects are committed: each commit may have rows for every key of a day."""
_ID_DIGITS: Final = 16


def ingest_objects(
    listing: pl.DataFrame,
    settings: IngestSettings,
    storage: StorageSettings,
    done: Ingested,
    meter: Meter | None = None,
) -> None:
    """Add to a store those objects of a listing that it does not have yet, each as a whole.

    An object that cannot be read is an error in `done` and does not stop the run.

    Args:
        listing: `OBJECTS` of `object_storage.listing`.
        settings: The store, and how to count.
        storage: How the objects are reached.
        done: The work of the run so far; the objects that are counted are added to it.
        meter: Counts the bytes that are read.

    Raises:
        UsageStatsError: The store cannot be written, or other runs have committed before every
            attempt. The store holds whole commits only.
    """
    if settings.is_again and not listing.is_empty():
        count_again(listing, settings, storage, done, meter)
        settings.table.reload()
    turn = _Turn(settings, storage, done)
    for _ in range(ATTEMPTS):
        listing = turn.run(listing, meter)
        if listing.is_empty():
            merge_when_many(settings.table, settings.merged_before)
            return
        settings.table.reload()
    raise too_many_conflicts(settings.table)


class _Turn:
    """An attempt on all objects that wait; `run` may be called again with those that are left."""

    def __init__(self, settings: IngestSettings, storage: StorageSettings, done: Ingested) -> None:
        self.done = done
        self._settings = settings
        self._storage = storage
        self._question = settings.question.of_chunks()
        self._again: set[str] = set()

    def run(self, listing: pl.DataFrame, meter: Meter | None) -> pl.DataFrame:
        """Count and commit; return the objects that must be compared with the store again."""
        if listing.is_empty():
            return listing
        how = self._settings
        found = compared(listing, how.table)
        for name, original in found.copies.select("object", "copy_of").iter_rows():
            self.done.remarks[name] = f"has the content of {original}"
        objects = pl.concat([found.new, found.changed])
        batch = ObjectBatch(how.table, how.catalog, how.minute_metrics, how.question.grain)
        self._again = set()
        last_commit = how.seconds()
        for count in counted(self._counts(objects, found.changed), how, self._question, meter):
            note(self.done, count)
            if not count.is_whole:
                continue
            batch.add(count)
            is_late = how.seconds() - last_commit >= COMMIT_SECONDS
            if is_late or batch.is_large(how.commit_rows):
                self._commit(batch)
                last_commit = how.seconds()
        self._commit(batch)
        self.done.outcomes.sort(key=lambda outcome: outcome.number)
        return listing.filter(pl.col("url").is_in(list(self._again)))

    def _counts(self, objects: pl.DataFrame, changed: pl.DataFrame) -> Iterator[ObjectCount]:
        """Give the objects to count; those that have changed are opened to see how."""
        sources = sources_of(objects.drop("object"), self._storage)
        first = len(self.done.outcomes)
        known = read_object_progress(self._settings.table, changed["object"])
        grain = self._settings.question.grain
        for plain in readers_of(sources, self._question, first_number=first):
            reader = replace(plain, is_resumable=True)  # it is recognised if it has grown
            place = reader.source.object
            name = place.name if place else reader.source.name
            fresh = digest(f"{name}\n{place.etag if place else ''}".encode())[:_ID_DIGITS]
            if name not in known:
                yield ObjectCount.of(reader, fresh, grain)
                continue
            found = _recognised(reader, known[name])
            if found and found.longer:
                self.done.remarks[name] = "is the beginning of what was counted before"
                self.done.outcomes.append(SourceOutcome(reader.source, reader.number))
            elif found and found.name:
                base = known[name][found.name]
                after = replace(reader, begin=found.position, header=base.header)
                yield ObjectCount.of(after, found.name, grain, base)
            else:
                yield ObjectCount.of(reader, fresh, grain)

    def _commit(self, batch: ObjectBatch) -> None:
        committed, outdated = batch.commit()
        for count in committed:
            add_lines(self.done, count)
        for count in outdated:
            if place := count.reader.source.object:
                self._again.add(place.url)


def _recognised(reader: SourceReader, known: dict[str, Progress]) -> Recognised | None:
    """Compare an object with the states of it that were counted; `None` if it cannot be read."""
    fingerprints = {name: one.fingerprint for name, one in known.items()}
    with suppress(InputError):  # it is raised again where the object is counted
        return recognise(reader.source, KnownSources(fingerprints))
    return None

"""Objects that are counted once more: the usage of a day is one sum, so all objects of the day.

    listing, rows of sources ─ groups_again ─▶ ObjectGroup ─ counting ─ batch ─▶ a commit for each

Objects without requests have no usage, and stay as they are.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.errors import InputError, UsageError
from usagestats.ingest.objects.batch import ObjectBatch, Replaced
from usagestats.ingest.objects.counting import (
    WITHOUT_REQUESTS,
    ObjectCount,
    add_lines,
    counted,
    note,
)
from usagestats.ingest.objects.known import with_names
from usagestats.ingest.recognition import KnownSources, recognise
from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.files.sources import sources_of
from usagestats.object_storage.listing import OBJECTS
from usagestats.pipeline.reading import readers_of
from usagestats.store.rewriting import held_rows
from usagestats.store.schema import SOURCE_ROW
from usagestats.store.sources import read_object_progress
from usagestats.store.table import ATTEMPTS, too_many_conflicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.ingest.run import Ingested, IngestSettings
    from usagestats.logs.files.open_source import Meter
    from usagestats.object_storage.place import StorageSettings
    from usagestats.store.table import StoreTable

_HELD_IN_MEMORY: Final = 10_000
"""How many rows may wait in memory for the others; one takes some 100 bytes."""
_NAMED: Final = 3
_KEPT: Final = "is one sum with an object that could not be counted again; the counts are kept"


@dataclass(frozen=True, slots=True)
class ObjectGroup:
    """Objects whose usage is one sum in the store.

    Args:
        name: The group.
        objects: `OBJECTS` of `object_storage.listing`, with `source`, the id of each in the store,
            and `offset`, how far it was counted.
    """

    name: str
    objects: pl.DataFrame


def count_again(
    listing: pl.DataFrame,
    settings: IngestSettings,
    storage: StorageSettings,
    done: Ingested,
    meter: Meter | None = None,
) -> None:
    """Count those objects of a listing once more that the store has, and replace their counts.

    An object that cannot be read is an error in `done`, and its group keeps its counts.

    Args:
        listing: `OBJECTS` of `object_storage.listing`.
        settings: The store, and how to count.
        storage: How the objects are reached.
        done: The work of the run so far.
        meter: Counts the bytes that are read.

    Raises:
        UsageError: Only some of the objects of a group are listed as they were counted.
        UsageStatsError: The store cannot be written, or other runs have committed before every
            attempt. The store holds whole commits only.
    """
    ended: set[str] = set()
    for _ in range(ATTEMPTS):
        groups = groups_again(listing, settings.table, storage)
        waiting = [group for group in groups if group.name not in ended]
        turns = ((group, _GroupTurn(group, settings, storage, done)) for group in waiting)
        ended |= {group.name for group, turn in turns if turn.is_ended(meter)}
        if all(group.name in ended for group in waiting):
            return
        settings.table.reload()
    raise too_many_conflicts(settings.table)


def groups_again(
    listing: pl.DataFrame, table: StoreTable, storage: StorageSettings
) -> list[ObjectGroup]:
    """Return the groups of the objects of a listing, with all objects that each of them has.

    Raises:
        UsageError: An object of a group is not listed, or with another content than it had.
    """
    listed = with_names(listing)
    rows = table.rows(SOURCE_ROW).filter(
        pl.col("object").is_not_null(), pl.col("group") != WITHOUT_REQUESTS
    )
    groups = rows.join(listed.lazy().select("object"), on="object", how="semi").select("group")
    members = table.read(
        rows.join(groups.unique(), on="group", how="semi")
        .sort("offset")
        .group_by("source")
        .agg(pl.col("object", "group", "offset", "etag", "stored_bytes").last())
    )
    found = members.rename({"etag": "stored_etag"}).join(listed, on="object", how="left")
    is_same = pl.all_horizontal(
        pl.col(now).eq_missing(pl.col(before))
        for now, before in (("etag", "stored_etag"), ("size", "stored_bytes"))
    )
    changed = found.filter(pl.col("url").is_not_null(), ~is_same)
    recognised = _recognised(changed, table, storage)
    is_there = is_same | pl.col("source").is_in(recognised)
    parts = found.filter(pl.col("url").is_not_null(), is_there).partition_by("group", as_dict=True)
    for (name,), all_members in members.partition_by("group", as_dict=True).items():
        there = parts.get((name,))
        lacking = all_members if there is None else all_members.join(there, on="source", how="anti")
        if lacking.height:
            raise _incomplete(str(name), sorted(lacking["object"]), all_members.height)
    return [
        ObjectGroup(str(name), part.sort("url").select("source", "offset", *OBJECTS))
        for (name,), part in sorted(parts.items())
    ]


def _recognised(changed: pl.DataFrame, table: StoreTable, storage: StorageSettings) -> list[str]:
    """Return those sources that objects with another tag go on with, or have once more."""
    known = read_object_progress(table, changed["object"])
    objects = changed.unique("url", maintain_order=True)
    found = []
    for source in sources_of(objects.select(*OBJECTS), storage):
        states = known[source.name]
        fingerprints = {name: one.fingerprint for name, one in states.items()}
        with suppress(InputError):  # it then counts as another content, and is named
            one = recognise(source, KnownSources(fingerprints))
            found += [one.name] if one.name and not one.longer else []
    return found


def _incomplete(group: str, lacking: list[str], count: int) -> UsageError:
    more = f" and {len(lacking) - _NAMED:,} more" if len(lacking) > _NAMED else ""
    what = (
        f"the counts of {count:,} objects that end on {group.rpartition(' ')[2]} are one sum:"
        f" {', '.join(lacking[:_NAMED])}{more} missing, or replaced since"
    )
    hint = (
        "name all objects of that day; where one no longer exists as it was counted,\n"
        "the counts of that day stay as they are: leave its objects out"
    )
    return UsageError(what, where="--again", hint=hint)


class _GroupTurn:
    """An attempt to count all objects of a group, and to replace them in one commit."""

    def __init__(
        self,
        group: ObjectGroup,
        settings: IngestSettings,
        storage: StorageSettings,
        done: Ingested,
    ) -> None:
        self._group = group
        self._settings = settings
        self._storage = storage
        self._done = done
        self._question = settings.question.of_chunks()

    def is_ended(self, meter: Meter | None) -> bool:
        """Count and commit; `False`: another run has changed the group meanwhile."""
        how = self._settings
        counts: list[ObjectCount] = []
        offsets = dict(self._group.objects.select("source", "offset").iter_rows())
        with held_rows(_HELD_IN_MEMORY) as held:
            replaced = Replaced(self._group.name, offsets, held)
            batch = ObjectBatch(
                how.table, how.catalog, how.minute_metrics, how.question.grain, replaced
            )
            for count in counted(self._counts(), how, self._question, meter):
                counts.append(count)
                if count.is_whole:
                    batch.add(count)
                if batch.is_large(how.commit_rows):
                    batch.hold(replaced)
            is_whole = all(count.is_whole for count in counts)
            if is_whole and batch.commit()[1]:
                return False
        self._note(counts, is_whole=is_whole)
        return True

    def _counts(self) -> Iterator[ObjectCount]:
        """Give the objects, each of which is counted from its beginning."""
        objects = self._group.objects
        sources = sources_of(objects.select(*OBJECTS), self._storage)
        first = len(self._done.outcomes)
        readers = readers_of(sources, self._question, first_number=first)
        grain = self._settings.question.grain
        for reader, name in zip(readers, objects["source"], strict=True):
            count = ObjectCount.of(replace(reader, is_resumable=True), name, grain)
            count.group = self._group.name
            yield count

    def _note(self, counts: list[ObjectCount], *, is_whole: bool) -> None:
        """Note the outcomes, and the lines where they were committed."""
        for count in counts:
            note(self._done, count)
            if is_whole:
                add_lines(self._done, count)
            elif count.is_whole:
                self._done.remarks[count.reader.source.name] = _KEPT

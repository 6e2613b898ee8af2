"""Objects are counted as wholes, in order, several at a time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.object_runs import log
from tests.s3_server import S3Server
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.ingest.objects.counting import ObjectCount, counted_objects, objects_counted_by
from usagestats.logs.files.sources import sources_of
from usagestats.object_storage.listing import objects_named
from usagestats.object_storage.place import StorageSettings
from usagestats.periods.period import SLOT
from usagestats.pipeline.counting import UsageQuestion
from usagestats.pipeline.mapper import Mapper, Threads
from usagestats.pipeline.reading import readers_of
from usagestats.tables.usage import Grain

GRAIN = Grain(("application",), SLOT)
ASKED = UsageQuestion(DEFAULT_CATALOG, GRAIN, ZoneInfo("UTC"))
QUESTION = ASKED.of_chunks()


def test_an_engine_gives_the_same_counts(s3: S3Server) -> None:
    for number in range(20):
        content = b"nothing\n" * 9 if number == 7 else log(10 * number + 1, key=number)
        s3.put("logs", f"{number:02}", content)
    here, there = counted(), counted(mapper=Threads(workers=2))
    there.sort(key=lambda one: one.reader.number)

    for one, other in zip(here, there, strict=True):
        assert (other.end, other.header, other.latest) == (one.end, one.header, one.latest)
        assert other.lines.counts == one.lines.counts
        assert other.outcome == one.outcome
        assert other.is_whole == one.is_whole
        assert (
            other.total.usage()
            .sort("start", "application", "metric")
            .equals(one.total.usage().sort("start", "application", "metric"))
        )
    assert [one.reader.number for one in there if not one.is_whole] == [7]


def counted(chunk_bytes: int = 1 << 16, mapper: Mapper | None = None) -> list[ObjectCount]:
    storage = StorageSettings()
    readers = readers_of(sources_of(objects_named("s3://logs", storage), storage), QUESTION)
    counts = (ObjectCount.of(reader, str(reader.number), GRAIN) for reader in readers)
    if mapper:
        return list(objects_counted_by(counts, ASKED.counting(), mapper))
    return list(counted_objects(counts, QUESTION, None, chunk_bytes))


@pytest.mark.parametrize("chunk_bytes", [1000, 1 << 16])
def test_each_object_has_its_own_count_in_order(s3: S3Server, chunk_bytes: int) -> None:
    for number in range(20):
        s3.put("logs", f"{number:02}", log(10 * number + 1, key=number))
    found = counted(chunk_bytes)
    assert [one.lines.counts.requests for one in found] == [10 * n + 1 for n in range(20)]
    assert [one.reader.source.name for one in found] == [f"s3://logs/{n:02}" for n in range(20)]
    assert all(
        one.is_whole and one.end.offset == len(log(10 * n + 1, key=n))
        for n, one in enumerate(found)
    )
    assert [
        one.total.usage().filter(pl.col("metric") == "requests")["requests"].sum() for one in found
    ] == [10 * n + 1 for n in range(20)]


def test_what_is_no_log_or_cannot_be_read_is_not_whole(s3: S3Server) -> None:
    s3.put("logs", "a", log(5))
    s3.put("logs", "b", b"no log at all\n" * 20)
    s3.put("logs", "c", log(6, key=1))
    storage = StorageSettings()
    readers = readers_of(sources_of(objects_named("s3://logs", storage), storage), QUESTION)
    s3.delete("logs", "c")
    counts = (ObjectCount.of(reader, str(reader.number), GRAIN) for reader in readers)
    found = list(counted_objects(counts, QUESTION, None, 1 << 16))
    assert [one.is_whole for one in found] == [True, False, False]
    assert found[1].outcome.is_skipped
    assert found[2].remark == "is another object by now, or gone: left for the next run"

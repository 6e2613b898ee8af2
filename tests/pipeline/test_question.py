"""One chunk is read, mapped, and collected from."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.chunks import chunk_of
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog, Credential
from usagestats.classify.requests import Mapped
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.read_chunk import ChunkRead
from usagestats.pipeline.question import Question, count_chunk
from usagestats.tables.declared import FULL_DETAIL, Detail

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR = timedelta(hours=1)
LINES = (
    b'1.2.3.4 - - [04/May/2026:10:15:30 +0000] "GET /a HTTP/1.1" 200 1\n'
    b"rubbish tenant=t1\n"
    b"# comment\n"
    b"rubbish\n"
)


@dataclass(frozen=True)
class CollectPaths:
    """Collects the paths of a chunk."""

    columns: frozenset[str] = frozenset({"path", "http_method", "query"})
    detail: Detail = FULL_DETAIL

    def __call__(self, read: ChunkRead, mapped: Mapped) -> tuple[list[str], int]:
        return read.requests["path"].to_list(), mapped.requests.height

    def of_chunks(self, read: Sequence[ChunkRead], mapped: Mapped) -> list[tuple[list[str], int]]:
        return list(map(self, read, mapped.of_chunks(one.requests for one in read)))


QUESTION = Question(DEFAULT_CATALOG, CollectPaths(), ZoneInfo("UTC"))


def test_an_answer_has_the_part_and_the_counts_of_all_lines() -> None:
    columns = {*QUESTION.collect.columns}
    answer = count_chunk(chunk_of(LINES, NCSA, columns), QUESTION)

    assert answer.part == (["/a"], 1)
    assert (answer.lines.counts.lines, answer.lines.counts.ignored) == (4, 1)
    assert (answer.lines.counts.matched, answer.lines.rejects.total()) == (1, 2)
    assert answer.lines.bytes == len(LINES)


def test_samples_are_masked_by_the_catalog_and_as_many_as_the_question_keeps() -> None:
    catalog = Catalog(identify=(Credential("query", "tenant"),))
    question = Question(catalog, CollectPaths(), ZoneInfo("UTC"), samples_kept=1)
    rejects = count_chunk(chunk_of(LINES, NCSA), question).lines.rejects
    (samples,) = rejects.samples.values()

    assert [sample.text for sample in samples] == ["rubbish tenant=***"]


def test_the_reader_gives_the_columns_of_the_question_and_the_time() -> None:
    reader = QUESTION.reader_for(NCSA)

    assert reader.columns == {"path", "http_method", "query", "time"}


def test_a_question_goes_to_other_processes() -> None:
    sent = pickle.loads(pickle.dumps(QUESTION))  # noqa: S301  (our own)

    assert count_chunk(chunk_of(LINES, NCSA), sent).part == (["/a"], 1)


def test_a_chunk_is_counted_again_only_where_the_lines_before_change_its_times() -> None:
    question = replace(QUESTION, log_zone=ZoneInfo("Europe/London"))
    line = b'1.2.3.4 - - [25/Oct/2026:01:30:00] "GET /a HTTP/1.1" 200 1\n'
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    counted = count_chunk(chunk_of(line, NCSA), question)

    def hull(latest: datetime | None) -> object:
        return counted.after(latest, question).lines.hull

    assert hull(None) == hull(first) == hull(first - HOUR) == (first, first)
    assert hull(first + timedelta(minutes=10)) == (first + HOUR, first + HOUR)


def test_the_latest_time_of_the_repeated_hour_is_handed_on() -> None:
    latest = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    later = count_chunk(chunk_of(LINES, NCSA), QUESTION).after(latest, QUESTION)

    assert later.lines.wall_times.latest == latest

"""Reads lines twice, by the quickest reader and with care, and says where the two differ."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from tests.logs.test_law_fast_equals_careful import fields_of
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.logs.chunk import Chunk
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.reader import CarefulReader
from usagestats.pipeline.counting import ProblemsWanted, UsageQuestion
from usagestats.pipeline.question import count_chunk
from usagestats.tables.declared import FIELD, FULL_DETAIL, REQUESTS, TEXT, USAGE_KEYS
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.sources import MadeUp
    from usagestats.logs.readers.reader import Reader

ZONE: Final = ZoneInfo("America/St_Johns")  # whose clocks changed at one minute past the hour
GRAINS: Final = (
    Grain(("backend", "application", "status"), timedelta(hours=1), has_bytes=True),
    Grain((), timedelta(days=1)),
    Grain(("product", "backend", "application", "status", "denied", "duration_bin"), timedelta(minutes=15)),
    Grain(("duration_bin", "http_method", "is_on_path"), timedelta(minutes=1), path_prefixes=("/a", "/v1", "*")),
)  # fmt: skip
_OF_STORES: Final = Grain(USAGE_KEYS, timedelta(minutes=15), has_bytes=True)
_QUESTIONS: Final = (
    *(UsageQuestion(DEFAULT_CATALOG, grain, ZONE) for grain in GRAINS),
    UsageQuestion(DEFAULT_CATALOG, _OF_STORES, ZONE, problems=ProblemsWanted(NO_APPLICATIONS)),
)
_FEW_COLUMNS: Final = frozenset({"time", "path", "status"})


def difference(source: MadeUp, lines: list[str], question: int) -> str | None:
    """Return how the quick and the careful reading of lines differ; `None` where they agree.

    Args:
        source: The kind of source that has the lines.
        lines: Lines that are not yet wrapped.
        question: Chooses one of `QUESTIONS`.
    """
    data = "".join(f"{source.wrapped(line)}\n" for line in lines).encode("utf-8", "replace")
    answers = QUESTIONS[question % len(QUESTIONS)](source, data)
    if answers[0] == answers[1]:
        return None
    return f"{source.name}\nfast:    {answers[0]}\ncareful: {answers[1]}"


def _rows(source: MadeUp, data: bytes, *, are_all: bool) -> tuple[Any, Any]:
    fields = {FIELD + name for name in fields_of(source.log_format)}
    columns = frozenset({*REQUESTS, *fields, TEXT}) if are_all else _FEW_COLUMNS
    readers = (source.log_format.reader(columns, FULL_DETAIL), CarefulReader(columns))
    fast, careful = (_rows_of(source, data, reader) for reader in readers)
    return fast, careful


def _rows_of(source: MadeUp, data: bytes, reader: Reader) -> Any:
    read = read_chunk(_chunk(source, data, reader), ZONE)
    rows = read.requests.sort(read.requests.columns).rows()
    return [repr(row) for row in rows], read.rejects.counts, read.lines, read.wall_times, read.hull


def groups(source: MadeUp, data: bytes, asked: UsageQuestion) -> tuple[Any, Any]:
    """Return the sums that a question asks for, read quickly and with care."""
    question = asked.of_chunks()
    fast = question.reader_for(source.log_format)
    found = []
    for reader in (fast, CarefulReader(fast.columns)):
        answer = count_chunk(_chunk(source, data, reader), question)
        usage = answer.part.usage.table(asked.grain)
        problems = answer.part.problems
        found.append(
            (
                sorted(usage.rows(), key=repr),
                [] if problems is None else sorted(problems.rows(), key=repr),
                answer.lines.counts,
                answer.lines.hull,
            )
        )
    return found[0], found[1]


def _chunk(source: MadeUp, data: bytes, reader: Reader) -> Chunk:
    wrappers = () if source.wrapper is None else (source.wrapper,)
    return Chunk(0, 0, data, source.log_format, reader, wrappers=wrappers)


def _question(number: int) -> Callable[[MadeUp, bytes], tuple[Any, Any]]:
    return lambda source, data: groups(source, data, _QUESTIONS[number])


QUESTIONS: Final[tuple[Callable[[MadeUp, bytes], tuple[Any, Any]], ...]] = (
    lambda source, data: _rows(source, data, are_all=True),
    lambda source, data: _rows(source, data, are_all=False),
    *map(_question, range(len(_QUESTIONS))),
)
"""Both answers to each question, about the lines of a source."""

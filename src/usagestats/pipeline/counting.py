"""Sources → USAGE, PROBLEMS and the counts of all lines; optionally with a survey of requests."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property, partial
from math import gcd
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from usagestats.classify import problems
from usagestats.classify.chosen import chosen
from usagestats.classify.detail_needed import detail_needed
from usagestats.classify.requests import classify_mapped, columns_needed
from usagestats.light_dataclass import dataclass
from usagestats.logs.files.whole_lines import CHUNK_BYTES
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.part_sums import Counting
from usagestats.pipeline.question import Question
from usagestats.pipeline.reading import answers
from usagestats.pipeline.usage_sum import ChunkUsage, UsageSum
from usagestats.rollup import roll_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    import polars as pl

    from usagestats.catalog.model import Catalog
    from usagestats.catalog.registry import Registry
    from usagestats.classify.chosen import RequestFilters
    from usagestats.classify.requests import Classified, Mapped
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.sources import Source
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.pipeline.mapper import Mapper
    from usagestats.survey.survey import Findings, Survey
    from usagestats.tables.compact_usage import CompactUsage
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.declared import Detail
    from usagestats.tables.usage import Grain

_TICK: Final = timedelta(microseconds=1)
_Part = TypeVar("_Part")
_Findings = TypeVar("_Findings", bound="Findings")


@dataclass(frozen=True, slots=True)
class ProblemsWanted:
    """The PROBLEMS that a question asks for.

    Args:
        registry: The applications that are known.
        filters: Choose the requests; `None` for all.
    """

    registry: Registry
    filters: RequestFilters | None = None

    def columns(self, catalog: Catalog) -> frozenset[str]:
        """Return the columns of REQUESTS that are needed."""
        keys = {*problems.KEYS, *(self.filters.keys() if self.filters else ())}
        return frozenset(columns_needed(catalog, keys)) | problems.COLUMNS

    def of(self, mapped: Mapped, classified: Classified, catalog: Catalog) -> pl.DataFrame:
        """Return PROBLEMS of the chosen requests; `classified` has the keys that codes need."""
        if self.filters and self.filters.passes() is not None:
            mapped = chosen(mapped, catalog, self.filters)
            classified = classify_mapped(mapped, catalog, problems.KEYS)
        return problems.problems_in(mapped.requests, classified, catalog, self.registry)


@dataclass(frozen=True, slots=True)
class CollectUsage:
    """Collects the usage of a chunk.

    Args:
        catalog: The rules that requests are mapped by.
        grain: The keys and the slot of USAGE.
        problems: The PROBLEMS that are wanted; `None` for none.
        more: Further grains at which the same requests are counted.
    """

    catalog: Catalog
    grain: Grain
    problems: ProblemsWanted | None = None
    more: tuple[Grain, ...] = ()

    @property
    def _grains(self) -> tuple[Grain, ...]:
        return (self.grain, *self.more)

    @property
    def classified_columns(self) -> frozenset[str]:
        """The columns of CLASSIFIED that are needed."""
        keys = {key for grain in self._grains for key in grain.keys}
        measured = {"response_bytes" for grain in self._grains if grain.has_bytes}
        of_problems = set() if self.problems is None else problems.KEYS
        return frozenset({*keys, *measured, *of_problems})

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed."""
        of_problems = set() if self.problems is None else self.problems.columns(self.catalog)
        return frozenset(columns_needed(self.catalog, self.classified_columns)) | of_problems

    @property
    def detail(self) -> Detail:
        """The detail that is needed: groups within the slots of USAGE, and those of PROBLEMS."""
        slots = [grain.slot for grain in self._grains]
        if self.problems is not None:
            slots.append(problems.SLOT)
        return detail_needed(
            self.catalog,
            _common_slot(slots),
            self.classified_columns,
            {*self.grain.path_prefixes, *self._prefixes_of_problems},
            has_all_texts=problems.may_be_successes(self.catalog),
        )

    @property
    def _prefixes_of_problems(self) -> tuple[str, ...]:
        filters = self.problems.filters if self.problems else None
        return filters.path_prefixes if filters else ()

    def __call__(self, read: ChunkRead, mapped: Mapped) -> ChunkUsage:  # noqa: ARG002  (no need)
        """Return the usage of one chunk, and its problems where they are wanted."""
        return self._of(mapped)

    def of_chunks(self, read: Sequence[ChunkRead], mapped: Mapped) -> list[ChunkUsage]:
        """Return the usage and the problems of each of several chunks."""
        return self._of(mapped).of_chunks(len(read))

    def _of(self, mapped: Mapped) -> ChunkUsage:
        classified = classify_mapped(
            mapped, self.catalog, self.classified_columns, self.grain.path_prefixes
        )
        usage = roll_up(classified, self.grain)
        more = tuple(roll_up(classified, grain) for grain in self.more)
        if self.problems is None:
            return ChunkUsage(usage, more=more)
        return ChunkUsage(usage, self.problems.of(mapped, classified, self.catalog), more)


def _common_slot(slots: Iterable[timedelta]) -> timedelta:
    return gcd(*(slot // _TICK for slot in slots)) * _TICK


@dataclass(frozen=True, slots=True)
class CollectBoth(Generic[_Findings]):
    """Collects the usage of a chunk and the findings of a survey.

    Args:
        usage: Collects the usage.
        survey: Looks at every request.
    """

    usage: CollectUsage
    survey: Survey[_Findings]

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed."""
        return self.usage.columns | self.survey.columns

    @property
    def detail(self) -> Detail:
        """The detail that is needed: that of the usage, and that of the survey."""
        return self.usage.detail.joined(self.survey.detail)

    def __call__(self, read: ChunkRead, mapped: Mapped) -> tuple[ChunkUsage, _Findings]:
        """Return the usage of one chunk, and the findings of the survey in it."""
        return self.usage(read, mapped), self.survey.look(mapped)

    def of_chunks(
        self, read: Sequence[ChunkRead], mapped: Mapped
    ) -> list[tuple[ChunkUsage, _Findings]]:
        """Return the usage and the findings of each of several chunks."""
        usage = self.usage.of_chunks(read, mapped)
        parts = mapped.of_chunks(one.requests for one in read)
        return list(zip(usage, map(self.survey.look, parts), strict=True))


@dataclass(frozen=True, slots=True)
class UsageQuestion:
    """The question for usage: the grain of USAGE, and how lines are read.

    Args:
        catalog: The rules that requests are mapped by.
        grain: The keys and the slot of USAGE.
        log_zone: The time zone of logs without a UTC offset.
        log_format: The format that all sources must have; `None`: it is detected.
        problems: The PROBLEMS that are wanted; `None` for none.
        more: Further grains at which the same requests are counted.
    """

    catalog: Catalog
    grain: Grain
    log_zone: ZoneInfo
    log_format: LogFormat | None = None
    problems: ProblemsWanted | None = None
    more: tuple[Grain, ...] = ()

    def of_chunks(self) -> Question[ChunkUsage]:
        """Return the question that each chunk answers with its usage."""
        return Question(self.catalog, self._collect(), self.log_zone, self.log_format)

    def with_survey(self, survey: Survey[_Findings]) -> Question[tuple[ChunkUsage, _Findings]]:
        """Return the question that each chunk answers with its usage and a survey's findings."""
        collect = CollectBoth(self._collect(), survey)
        return Question(self.catalog, collect, self.log_zone, self.log_format)

    def counting(self) -> Counting[ChunkUsage]:
        """Return the question for usage, and how the usage of chunks is added."""
        return Counting(self.of_chunks(), partial(UsageSum, self.grain, self.more))

    def surveying(self, survey: Survey[_Findings]) -> Counting[tuple[ChunkUsage, _Findings]]:
        """Return the question for usage and findings, and how those of chunks are added."""
        from usagestats.pipeline.survey_sum import SurveySum  # noqa: PLC0415  (seldom needed)

        return Counting(
            self.with_survey(survey), partial(SurveySum[_Findings], self.grain, self.more)
        )

    def _collect(self) -> CollectUsage:
        return CollectUsage(self.catalog, self.grain, self.problems, self.more)


@dataclass(frozen=True)
class UsageFromLogs:
    """The content of logs as USAGE.

    Args:
        lines: The counts of all lines, the rejects, and the outcomes of the sources.
        compact_usage: USAGE at the grain of the question, in few and small rows.
        grain: This grain.
        problems: PROBLEMS; no rows where the question was not about them.
        coverage: The time that the logs cover together.
        more: USAGE at each of the further grains.
    """

    lines: LinesRead
    compact_usage: CompactUsage
    grain: Grain
    problems: pl.DataFrame
    coverage: Coverage
    more: tuple[pl.DataFrame, ...] = ()

    @cached_property
    def usage(self) -> pl.DataFrame:
        """USAGE at the grain of the question."""
        return self.compact_usage.table(self.grain)

    @property
    def counts(self) -> Counts:
        """The counts of all lines."""
        return self.lines.counts

    @property
    def has_failed(self) -> bool:
        """Whether a source that the user named could not be read to its end."""
        return self.lines.has_failed


def read_logs(  # noqa: PLR0913  (each is a matter of its own)
    sources: Sequence[Source],
    question: UsageQuestion,
    *,
    meter: Meter | None = None,
    chunk_bytes: int = CHUNK_BYTES,
    may_skip: bool = False,
    mapper: Mapper | None = None,
) -> UsageFromLogs:
    """Read sources one after another, and count several chunks at the same time.

    Args:
        sources: The logs.
        question: How the logs are counted.
        meter: Counts the bytes that are read.
        chunk_bytes: The approximate size of a chunk that is held in memory.
        may_skip: Whether a source that no format fits is passed over even if the user named it.
        mapper: The engine that counts whole sources; `None`: chunks are counted here.

    Raises:
        InputError: A source cannot be read, or no format fits what the user named.
    """
    lines, total = LinesRead(), UsageSum(question.grain, question.more)
    reading = _Reading(sources, meter, chunk_bytes, may_skip, mapper)
    for part in reading.parts(lines, question.counting()):
        total.add(part)
    return _usage_from_logs(lines, total, question)


def survey_logs(  # noqa: PLR0913  (each is a matter of its own)
    sources: Sequence[Source],
    question: UsageQuestion,
    survey: Survey[_Findings],
    *,
    meter: Meter | None = None,
    chunk_bytes: int = CHUNK_BYTES,
    may_skip: bool = False,
    mapper: Mapper | None = None,
) -> tuple[UsageFromLogs, _Findings | None]:
    """Read sources as `read_logs` does, and survey the requests.

    Args:
        sources: The logs.
        question: How the logs are counted.
        survey: Looks at every request.
        meter: Counts the bytes that are read.
        chunk_bytes: The approximate size of a chunk that is held in memory.
        may_skip: Whether a source that no format fits is passed over even if the user named it.
        mapper: The engine that counts whole sources; `None`: chunks are counted here.

    Returns:
        The usage, and the findings of the survey; `None` where no line was read.

    Raises:
        InputError: A source cannot be read, or no format fits what the user named.
    """
    from usagestats.pipeline.survey_sum import SurveySum  # noqa: PLC0415  (seldom needed)

    lines, total = LinesRead(), SurveySum[_Findings](question.grain, question.more)
    reading = _Reading(sources, meter, chunk_bytes, may_skip, mapper)
    for part in reading.parts(lines, question.surveying(survey)):
        total.add(part)
    return _usage_from_logs(lines, total.usage, question), total.findings


@dataclass(frozen=True, slots=True)
class _Reading:
    """The sources of one reading, and how they are read: see `read_logs`."""

    sources: Sequence[Source]
    meter: Meter | None
    chunk_bytes: int
    may_skip: bool
    mapper: Mapper | None

    def parts(self, lines: LinesRead, counting: Counting[_Part]) -> Iterator[_Part]:
        """Give the parts that chunks answer, or whole sources where an engine counts them."""
        if self.mapper is not None:
            from usagestats.pipeline.tasks import parts_by_tasks  # noqa: PLC0415  (seldom needed)

            mapper, may_skip = self.mapper, self.may_skip
            yield from parts_by_tasks(lines, self.sources, counting, mapper, may_skip=may_skip)
            return
        asked, size = counting.question, self.chunk_bytes
        found = answers(lines, self.sources, asked, self.meter, size, may_skip=self.may_skip)
        for answer in found:
            yield answer.part


def _usage_from_logs(lines: LinesRead, total: UsageSum, question: UsageQuestion) -> UsageFromLogs:
    is_continuous = question.catalog.is_continuous
    coverage = lines.coverage.without_holes() if is_continuous else lines.coverage
    usage, problems = total.compact_usage(), total.problems()
    return UsageFromLogs(lines, usage, question.grain, problems, coverage, total.more())

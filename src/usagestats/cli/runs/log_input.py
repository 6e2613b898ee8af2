"""Logs as the input of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.cli.runs.reading import Reading
    from usagestats.logs.files.sources import Source
    from usagestats.periods.period import Range
    from usagestats.pipeline.counting import UsageFromLogs
    from usagestats.pipeline.lines_read import LinesRead
    from usagestats.pipeline.rows import Rows, RowsFound
    from usagestats.reports.parts.filters import Filters
    from usagestats.survey.survey import Findings, Survey
    from usagestats.tables.usage import Grain

_Findings = TypeVar("_Findings", bound="Findings")


@dataclass(frozen=True, slots=True)
class LogInput:
    """The logs that a report is made from; a `UsageInput`.

    Args:
        sources: The logs.
        file: The catalog that requests are mapped by.
        reading: How the logs are read.
    """

    sources: list[Source]
    file: CatalogFile
    reading: Reading

    @property
    def files(self) -> list[Path]:
        """The logs that are files."""
        return files_of(self.sources)

    @property
    def has_minutes(self) -> bool:
        """Return true: each request has its time."""
        return True

    def read(
        self,
        grain: Grain,
        *,
        more: Sequence[Grain] = (),
        needed: Range | None = None,  # noqa: ARG002  (logs are read as a whole)
        problems_of: Filters | None = None,
        may_skip: bool = False,
    ) -> UsageFromLogs:
        """Read the usage of all requests; see `UsageInput.read` and `Reading.read`."""
        wanted = None
        if problems_of is not None:
            from usagestats.pipeline.counting import ProblemsWanted

            wanted = ProblemsWanted(self.file.registry, problems_of)
        catalog = self.file.catalog
        return self.reading.read(
            self.sources, catalog, grain, more=more, problems=wanted, may_skip=may_skip
        )

    def survey(
        self,
        grain: Grain,
        survey: Survey[_Findings],
        *,
        needed: Range | None = None,  # noqa: ARG002  (logs are read as a whole)
        may_skip: bool = False,
    ) -> tuple[UsageFromLogs, _Findings | None]:
        """Read the usage, and survey the requests on the way; see `Reading.survey`."""
        catalog = self.file.catalog
        return self.reading.survey(self.sources, catalog, grain, survey, may_skip=may_skip)

    def rows(self, rows: Rows) -> AbstractContextManager[tuple[LinesRead, Iterator[RowsFound]]]:
        """Give rows of the logs as they are read; see `Reading.rows`."""
        return self.reading.rows(self.sources, self.file.catalog, rows)

    def limit_slot(self) -> None:
        """Return `None`: usage from logs has slots as narrow as the limits need."""


def files_of(sources: list[Source]) -> list[Path]:
    """Return the sources that are files."""
    return [source.path for source in sources if source.path]

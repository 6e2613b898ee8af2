"""Reading logs for a report: the progress bar, remarks on what was read, the exit code."""

from __future__ import annotations

import signal
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

import typer

from usagestats.catalog.catalog_search import catalog_beside
from usagestats.cli.console.messages import Messages, report_reading
from usagestats.cli.console.progress import shown_progress
from usagestats.cli.options.setting import find
from usagestats.cli.options.settings import RejectLimit, zone_named
from usagestats.errors import ExitCode
from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.readers.kernel.library import is_lacking
from usagestats.pipeline.counting import UsageQuestion, read_logs, survey_logs
from usagestats.pipeline.lines_read import LinesRead

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.catalog.model import Catalog
    from usagestats.cli.options.groups import LogOptions
    from usagestats.cli.runs.usage_input import LinesOutcome
    from usagestats.cluster.address import ClusterAddress
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.sources import Source
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.pipeline.counting import ProblemsWanted, UsageFromLogs
    from usagestats.pipeline.mapper import Mapper
    from usagestats.pipeline.rows import Rows, RowsFound
    from usagestats.report import Report
    from usagestats.survey.survey import Findings, Survey
    from usagestats.tables.usage import Grain


_Findings = TypeVar("_Findings", bound="Findings")

_NO_KERNEL: Final = (
    "logs are read slowly, since this installation lacks the part that is compiled; install a C"
    " compiler, then: pip install --force-reinstall --no-cache-dir --no-deps usagestats-cli"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How logs are read, and what is written about it on standard error.

    Args:
        log_zone: The time zone of logs without a UTC offset.
        log_format: The format of the logs; `None`: it is detected.
        reject_limit: The most rejects that are allowed.
        messages: Writes what was noticed.
        cluster: The cluster that counts; `None`: threads of this process do.
    """

    log_zone: ZoneInfo
    log_format: LogFormat | None
    reject_limit: RejectLimit
    messages: Messages
    cluster: ClusterAddress | None = None

    @classmethod
    def of(cls, logs: LogOptions, zone: ZoneInfo, file: CatalogFile) -> Reading:
        """Understand the options, and the settings of the catalog about reading.

        Args:
            logs: The options.
            zone: The zone of the report, for logs without a zone of their own.
            file: The catalog.

        Raises:
            UsageError: An option, or a key of the catalog, is wrong.
        """
        messages = Messages(logs.quiet, logs.verbose)
        if is_lacking():
            messages.note(_NO_KERNEL)
        named = find("log_timezone", logs.log_timezone, file)
        log_zone = zone if named.value is None else zone_named(named.value, named.where)
        if file.path:
            messages.detail(f"catalog: {file.path}")
        elif not logs.no_catalog and (beside := catalog_beside(logs.named or ())):
            messages.done(f"a catalog is beside the logs, but not read: --catalog {beside}")
        log_format = log_format_of(logs.log_format, file, messages)
        reject_limit = RejectLimit.of(find("max_rejects", logs.max_rejects, file))
        return cls(log_zone, log_format, reject_limit, messages, _cluster_of(logs.cluster))

    def read(
        self,
        sources: Sequence[Source],
        catalog: Catalog,
        grain: Grain,
        *,
        more: Sequence[Grain] = (),
        problems: ProblemsWanted | None = None,
        may_skip: bool = False,
    ) -> UsageFromLogs:
        """Read the sources, and write what was noticed.

        Args:
            sources: The logs.
            catalog: The rules that requests are mapped by.
            grain: How fine the usage is.
            more: Further grains at which the same requests are counted.
            problems: The PROBLEMS that are wanted; `None` for none.
            may_skip: Whether the other sources are read even if no format fits one of them; the
                exit code is an error all the same.
        """
        be_interruptible()
        question = replace(self._question(catalog, grain, problems), more=tuple(more))
        with (
            shown_progress(sources, quiet=self.messages.quiet) as meter,
            self.engine(sources, meter) as mapper,
        ):
            read = read_logs(sources, question, meter=meter, may_skip=may_skip, mapper=mapper)
        report_reading(read.lines, self.log_zone.key, self.messages)
        return read

    def survey(
        self,
        sources: Sequence[Source],
        catalog: Catalog,
        grain: Grain,
        survey: Survey[_Findings],
        *,
        may_skip: bool = False,
    ) -> tuple[UsageFromLogs, _Findings | None]:
        """Read the sources as `read` does, and survey the requests on the way.

        Args:
            sources: The logs.
            catalog: The rules that requests are mapped by.
            grain: How fine the usage is.
            survey: Looks at every request.
            may_skip: As in `read`.
        """
        be_interruptible()
        question = self._question(catalog, grain)
        with (
            shown_progress(sources, quiet=self.messages.quiet) as meter,
            self.engine(sources, meter) as mapper,
        ):
            read, found = survey_logs(
                sources, question, survey, meter=meter, may_skip=may_skip, mapper=mapper
            )
        report_reading(read.lines, self.log_zone.key, self.messages)
        return read, found

    @contextmanager
    def engine(
        self, sources: Sequence[Source], meter: Meter | None, *, has_more: bool = False
    ) -> Iterator[Mapper | None]:
        """Give the engine that counts sources; `None`: threads of this process count chunks.

        Args:
            sources: The sources.
            meter: Counts the bytes that are read.
            has_more: Whether there may be more sources, which other processes can read.

        Raises:
            UsageError: A source cannot be read on a cluster, or a library is missing.
            ClusterError: The cluster cannot be used.
        """
        if self.cluster is None or not (sources or has_more):
            yield None
            return
        from usagestats.cluster.engines import opened_engine, refuse_streams  # seldom needed

        refuse_streams(sources)
        with opened_engine(self.cluster, meter) as mapper:
            yield mapper

    @contextmanager
    def rows(
        self, sources: Sequence[Source], catalog: Catalog, rows: Rows
    ) -> Iterator[tuple[LinesRead, Iterator[RowsFound]]]:
        """Give rows of the sources as they are read, and then write what was noticed.

        Args:
            sources: The logs.
            catalog: The rules that requests are mapped by.
            rows: The rows that are wanted.
        """
        from usagestats.pipeline.rows import read_rows, rows_question  # no report needs them

        be_interruptible()
        lines = LinesRead()
        question = rows_question(catalog, rows, self.log_zone, self.log_format)
        with (
            shown_progress(sources, quiet=self.messages.quiet) as meter,
            closing(read_rows(lines, sources, question, meter=meter)) as found,
        ):
            yield lines, found
        report_reading(lines, self.log_zone.key, self.messages)

    def _question(
        self, catalog: Catalog, grain: Grain, problems: ProblemsWanted | None = None
    ) -> UsageQuestion:
        return UsageQuestion(catalog, grain, self.log_zone, self.log_format, problems)

    def finish(self, read: LinesOutcome, report: Report) -> None:
        """Write the warnings and notes of a report, and leave with the exit code of the reading.

        Raises:
            typer.Exit: The logs were damaged, no format fits, or too many lines were rejected.
        """
        self.messages.detail(f"{read.counts}; in the range {report.in_range:,}")
        for warning in report.warnings:
            self.messages.warn(warning)
        for note in report.notes:
            self.messages.detail(note)
        self.leave(read)

    def leave(self, read: LinesOutcome) -> None:
        """Leave with the exit code of the reading, if it is not 0.

        Raises:
            typer.Exit: The logs were damaged, no format fits, or too many lines were rejected.
        """
        too_many = self.reject_limit.is_crossed(read.counts)
        if too_many:
            self.messages.error("more rejects than --max-rejects allows")
        if too_many or read.has_failed:
            raise typer.Exit(ExitCode.INPUT)


def _cluster_of(option: str | None) -> ClusterAddress | None:
    if option is None:
        return None
    from usagestats.cluster.address import ClusterAddress  # seldom needed

    return ClusterAddress.of(option)


def be_interruptible() -> None:
    """Give Ctrl-C back to Python's handler.

    When polars is loaded, it installs a handler of its own. That one ignores Ctrl-C while polars
    works, and does not end a read that waits for input.
    """
    signal.signal(signal.SIGINT, signal.getsignal(signal.SIGINT))


def log_format_of(option: str | None, file: CatalogFile, messages: Messages) -> LogFormat | None:
    """Return the format of logs that is set; `None`: it is detected.

    A note is written if it can be read in two ways.

    Raises:
        UsageError: The format is not understood.
    """
    found = find("log_format", option, file)
    if found.value is None:
        return None
    # many modules, seldom needed
    from usagestats.logs.pasted.pasted_format import doubt_about, pasted_format

    log_format = pasted_format(found.value, found.where, found.folder)
    if doubt := doubt_about(found.value):
        messages.note(f"{found.where}: {doubt}")
    return log_format

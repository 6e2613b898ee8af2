"""The way of `report`: one reading, all reports, one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.cli.console.page_file import PageFile
from usagestats.cli.runs.report_run import InputRun, input_run, understood
from usagestats.cli.runs.usage_input import UsageInput

if TYPE_CHECKING:
    import typer

    from usagestats.cli.options.groups import LogOptions, SpanOptions
    from usagestats.cli.runs.usage_input import UsageRead
    from usagestats.reports.whole.material import Material
    from usagestats.reports.whole.question import WholeReport


@dataclass(frozen=True, kw_only=True)
class PageRun(InputRun[UsageInput]):
    """One run of `report`.

    Args:
        page_file: Where the page is written.
    """

    page_file: PageFile

    def answer(self, question: WholeReport) -> None:
        """Read the usage once, write the page of all reports, and leave with the exit code.

        Raises:
            UsageError: See `InputRun.read`.
            typer.Exit: The logs were damaged, no format fits, or too many lines were rejected.
        """
        from usagestats.render.page.page import page_bytes
        from usagestats.reports.whole.sections import report_set

        read, material = self.material(question)
        reports = report_set(question, material, self._sources())
        traffic = reports.reports["traffic-by-all"].report
        self.page_file.write(page_bytes(reports), traffic, self.input.files)
        self.reading.finish(read, traffic)

    def material(self, question: WholeReport) -> tuple[UsageRead, Material]:
        """Read what all reports need, once."""
        from usagestats.reports.whole.material import Material

        grain = question.grain()
        read = self.read(
            grain,
            question.filters,
            needed=question.needed(),
            problems_of=question.filters_of_problems,
        )
        return read, Material(read.usage, grain, read.problems, read.coverage, read.counts)

    def _sources(self) -> tuple[str, ...]:
        """Return the names of the logs, without their folders; or that it was a store."""
        return tuple(sorted({path.name for path in self.input.files}))


def page_run(
    context: typer.Context,
    logs: LogOptions,
    store: str | None,
    span: SpanOptions,
    output: str | None,
) -> PageRun:
    """Understand the options of a page, and find its logs or its store.

    Raises:
        UsageError: An option or the catalog is wrong, or a library of the page is missing.
        InputError: A log cannot be found or read.
        typer.Exit: There is nothing to read, and the help was shown.
    """
    from usagestats.render.formats import check_page_installed

    check_page_installed()
    file, clock, range_ = understood(logs, span)
    page_file = PageFile.of(output, clock.wall())
    run = input_run(context, logs, store, file, clock, range_, page_file)
    return PageRun(**vars(run), page_file=page_file)

"""The way of `report`: one reading, all reports, one page or workbook, or one for each part."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import typer

from usagestats.choices import Granularity, PartKey
from usagestats.cli.console.messages import Messages
from usagestats.cli.console.page_file import PageFile
from usagestats.cli.runs.input_run import InputRun, input_run, understood
from usagestats.cli.runs.usage_input import UsageInput
from usagestats.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.cli.options.groups import LogOptions, PageTarget, SpanOptions
    from usagestats.cli.runs.posting import Posting
    from usagestats.cli.runs.usage_input import UsageRead
    from usagestats.periods.clock import Clock
    from usagestats.report import Report
    from usagestats.report_set import ReportSet
    from usagestats.reports.whole.material import Material
    from usagestats.reports.whole.question import WholeReport

_TYPES: Final = ("text/html", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_USUAL: Final = "report-{range}.html"


@dataclass(frozen=True, kw_only=True)
class PageRun(InputRun[UsageInput]):
    """One run of `report`.

    Args:
        page_file: Where the page or workbook is written.
        posting: Mails it; `None` where nobody gets mail.
        each: What has a file of its own; `None` for one file about all.
    """

    page_file: PageFile
    posting: Posting | None
    each: PartKey | None

    def answer(self, question: WholeReport) -> None:
        """Read the usage once, write and mail all reports, and leave with the exit code.

        Raises:
            UsageError: See `InputRun.read`.
            typer.Exit: The logs were damaged, no format fits, or too many lines were rejected; or
                somebody did not get the mail.
        """
        read, material = self.material(question)
        with self.posting or nullcontext():
            done = [self._deliver(*one) for one in self._sets(question, material)]
        self.reading.finish(read, _traffic(question, material))
        if not all(done):
            raise typer.Exit(ExitCode.UNEXPECTED)

    def _sets(self, question: WholeReport, material: Material) -> Iterator[tuple[ReportSet, str]]:
        """Give the reports of all, or of each part with a word for the name of its file."""
        from usagestats.reports.whole.sections import report_set

        if self.each is None:
            yield report_set(question, material, self._sources()), ""
            return
        from usagestats.reports.whole.parts import known_parts, only, parts_of
        from usagestats.safety.file_words import file_words

        parts = parts_of(self.each, question, material)
        known = [*known_parts(self.each, question), *parts]
        words = file_words({part.key: part.label for part in known})
        if not parts:
            self.reading.messages.warn(f"no {self.each} has requests in the range: nothing written")
        for part in parts:
            yield report_set(*only(part, question, material)), words[part.key]

    def _deliver(self, reports: ReportSet, word: str) -> bool:
        """Write the file of a set, mail it, and return whether everybody got it."""
        content = self._content(reports)
        traffic = reports.reports["traffic-by-all"].report
        path = self.page_file.write(content, traffic, self.input.files, word)
        if self.posting is None or path is None:
            return True
        from usagestats.letter import Attachment
        from usagestats.render.letters.report_letter import report_letter

        type_ = _TYPES[self.page_file.is_workbook]
        letter = report_letter(reports, Attachment(path.name, type_, content))
        return self.posting.send(letter, path)

    def _content(self, reports: ReportSet) -> bytes:
        if self.page_file.is_workbook:
            from usagestats.render.workbook import workbook_bytes

            return workbook_bytes(reports)
        from usagestats.render.page.page import page_bytes

        return page_bytes(reports)

    def material(self, question: WholeReport) -> tuple[UsageRead, Material]:
        """Read what all reports need, once."""
        from usagestats.reports.whole.material import Material
        from usagestats.reports.whole.parts import keys_of

        grain, of_durations = question.grains(keys_of(self.each) if self.each else ())
        read = self.read(
            grain,
            question.filters,
            more=[of_durations],
            needed=question.needed(),
            problems_of=question.filters_of_problems,
        )
        tables = {grain: read.usage, of_durations: read.more[0]}
        return read, Material(tables, read.problems, read.coverage, read.counts)

    def _sources(self) -> tuple[str, ...]:
        """Return the names of the logs, without their folders; or that it was a store."""
        return tuple(sorted({path.name for path in self.input.files}))


def page_run(
    context: typer.Context,
    logs: LogOptions,
    store: str | None,
    span: SpanOptions,
    target: PageTarget,
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
    posting = _posting(target, file, clock, Messages(logs.quiet, logs.verbose))
    page_file = PageFile.of(_output(target), clock.wall(), target.for_each)
    run = input_run(context, logs, store, file, clock, range_, page_file)
    return PageRun(**vars(run), page_file=page_file, posting=posting, each=target.for_each)


def _posting(
    target: PageTarget, file: CatalogFile, clock: Clock, messages: Messages
) -> Posting | None:
    """Return what mails the file, loaded only where somebody gets mail."""
    if not (target.mail.email or target.mail.dry_run or target.mail.smtp_insecure):
        return None
    from usagestats.cli.runs.posting import Posting

    posting = Posting.of(target.mail, file, clock.now, messages)
    if posting is not None and target.output == "-":
        hint = "name a file: it stays if the mail cannot be sent"
        raise UsageError("goes with a file, not with standard output", where="--email", hint=hint)
    return posting


def _output(target: PageTarget) -> str | None:
    """Return the name of the file; what is mailed has one in any case."""
    if target.output is None and target.mail.email:
        return f"report-{{{target.for_each}}}-{{range}}.html" if target.for_each else _USUAL
    return target.output


def _traffic(question: WholeReport, material: Material) -> Report:
    """Return the report whose warnings and notes are about all that was read."""
    from usagestats.reports.traffic import traffic_report

    one = question.traffic(Granularity.ALL)
    usage = material.at(one.grain())
    return traffic_report(one, usage, material.coverage, material.counts)

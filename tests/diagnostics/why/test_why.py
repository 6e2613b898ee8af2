"""The usage of the rules adds up to the number, for every number of every report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.catalog.catalog_file import CatalogFile, read_catalog
from usagestats.choices import Counting, Cycle, Granularity
from usagestats.diagnostics.why.counted import LINES, RULES, Counted, nothing_counted
from usagestats.diagnostics.why.counted_lines import CountedLines, counted_in_logs
from usagestats.diagnostics.why.why import Explained, why_report
from usagestats.errors import UsageStatsError
from usagestats.logs.files.sources import find_sources
from usagestats.periods.period import Range
from usagestats.pipeline.counting import ProblemsWanted, UsageQuestion, read_logs
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.rows import RowsFound, read_rows, rows_question
from usagestats.reports.averages import Averages, averages_report
from usagestats.reports.billing import Billing, billing_report
from usagestats.reports.billing_parts.prices import PlanPrices
from usagestats.reports.integration_errors import IntegrationErrors, integration_errors_report
from usagestats.reports.parts.cell import Cell
from usagestats.reports.parts.filters import Filters
from usagestats.reports.response_codes import ResponseCodes, response_codes_report
from usagestats.reports.top_apps import TopApps, top_apps_report
from usagestats.reports.traffic import traffic_report
from usagestats.reports.traffic_parts.question import Traffic
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from usagestats.classify.requests import Mapped
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.report import Report

ATHENS = ZoneInfo("Europe/Athens")
ALWAYS = Range()


@dataclass(frozen=True)
class Logs:
    """Logs, and the catalog that their requests are mapped by."""

    arguments: list[str]
    file: CatalogFile

    def report_of(self, question: Any) -> tuple[Report, Any]:
        """Make the report, and return what was read, too."""
        is_about_problems = isinstance(question, IntegrationErrors)
        wanted = ProblemsWanted(self.file.registry, question.filters) if is_about_problems else None
        usage = UsageQuestion(self.file.catalog, question.grain(), ATHENS, problems=wanted)
        read = read_logs(find_sources(self.arguments), usage)
        if is_about_problems:
            tables = (read.usage, read.problems, read.coverage, read.counts)
            return integration_errors_report(question, *tables), read
        make = {
            Traffic: traffic_report,
            Averages: averages_report,
            TopApps: top_apps_report,
            Billing: billing_report,
            ResponseCodes: response_codes_report,
        }[type(question)]
        return make(question, read.usage, read.coverage, read.counts), read  # type: ignore[operator]

    def counted(self, cell: Cell, kept: int = 2) -> Counted:
        rows = CountedLines(self.file.catalog, cell, kept)
        question = rows_question(self.file.catalog, rows, ATHENS)
        found = read_rows(LinesRead(), find_sources(self.arguments), question)
        return counted_in_logs(found, kept)

    def counted_at_once(self, cells: list[Cell]) -> list[Counted]:
        """Return `counted` of each cell; the logs are read once for all of them."""
        each = EachOf([CountedLines(self.file.catalog, cell, kept=2) for cell in cells])
        question = rows_question(self.file.catalog, each, ATHENS)
        found = list(read_rows(LinesRead(), find_sources(self.arguments), question))
        return [counted_in_logs(each.found_by(number, found), 2) for number in range(len(cells))]


@dataclass(frozen=True)
class EachOf:
    """Several numbers, each with the rows that it finds by itself in the lines of a chunk."""

    numbers: list[CountedLines]

    @property
    def columns(self) -> frozenset[str]:
        return frozenset[str]().union(*(one.columns for one in self.numbers))

    @property
    def samples_kept(self) -> int:
        return max(one.samples_kept for one in self.numbers)

    def of(self, read: ChunkRead, mapped: Mapped) -> RowsFound:
        found = [one.of(read, mapped) for one in self.numbers]
        rows = (
            one.rows.with_columns(number=pl.lit(number), in_range=pl.lit(one.in_range))
            for number, one in enumerate(found)
        )
        return RowsFound(pl.concat(rows))

    def found_by(self, number: int, found: list[RowsFound]) -> Iterator[RowsFound]:
        for one in found:
            rows = one.rows.filter(number=number)
            in_range = next(iter(rows["in_range"]), 0)  # where it is not 0, there are rows
            yield RowsFound(rows.drop("number", "in_range"), in_range)


@pytest.fixture(scope="module")
def sample(sample_logs: Path) -> Logs:
    return Logs([str(sample_logs / "gateway")], read_catalog(sample_logs / "usagestats.toml"))


def numbers_of(report: Report, counted: dict[str, str]) -> Iterator[tuple[dict[str, object], str]]:
    for row in report.rows.iter_rows(named=True):
        yield from ((row, column) for column in counted if row[column] is not None)


def refuse_differences(logs: Logs, question: Any, most: int, *, at_once: bool = False) -> int:
    """Explain some numbers of a report, and return how many."""
    report, read = logs.report_of(question)
    numbers = list(numbers_of(report, question.counted))
    chosen = Random(7).sample(numbers, min(most, len(numbers)))
    cells = [question.cell(row, column, read.coverage) for row, column in chosen]
    found = logs.counted_at_once(cells) if at_once else list(map(logs.counted, cells))
    for (row, column), cell, counted in zip(chosen, cells, found, strict=True):
        value: Any = row[column]
        assert cell.number(counted.usage) == pytest.approx(value), (row, column)
        why_report(Explained(report, (), column, value, cell), counted)  # it compares, too
    return len(chosen)


def questions(file: CatalogFile) -> Iterator[Any]:
    metrics = file.catalog.metrics()
    every = Filters(registry=file.registry)
    authorized = replace(every, counting=Counting.AUTHORIZED)
    some = replace(every, statuses=("2xx",), http_methods=("GET",), path_prefixes=("/",))
    for granularity in (Granularity.DAY, Granularity.WEEK, Granularity.ALL):
        yield Traffic(granularity, ALWAYS, ATHENS, metrics, filters=every)
    day = Granularity.DAY
    yield Traffic(day, ALWAYS, ATHENS, metrics, ("application", "plan"), every)
    yield Traffic(day, ALWAYS, ATHENS, metrics, ("product", "backend", "status"), authorized)
    yield Traffic(Granularity.HOUR, ALWAYS, ATHENS, metrics, (), some)
    yield Traffic(day, ALWAYS, ATHENS, metrics, ("account",), every, is_long=True)
    for cycle in Cycle:
        yield Averages(cycle, ALWAYS, ATHENS, metrics, filters=authorized)
    yield Averages(Cycle.WEEKDAY, ALWAYS, ATHENS, metrics, ("backend",), every)
    yield Averages(Cycle.HOUR, ALWAYS, ATHENS, metrics, (), every, is_3scale_compatible=True)
    yield TopApps(ALWAYS, ATHENS, "hits", filters=every)
    yield TopApps(ALWAYS, ATHENS, metrics[-1], filters=authorized)
    yield ResponseCodes(ALWAYS, ATHENS, filters=every)
    yield ResponseCodes(ALWAYS, ATHENS, day, ("application",), every)
    yield ResponseCodes(ALWAYS, ATHENS, day, filters=some, is_wide=True)
    yield IntegrationErrors(ALWAYS, ATHENS, file.catalog, every)


COUNT = len(list(questions(CatalogFile.none())))


@pytest.mark.parametrize("number", range(COUNT))
def test_every_number_is_what_its_rules_add_up_to(sample: Logs, number: int) -> None:
    assert refuse_differences(sample, list(questions(sample.file))[number], most=6)


def test_the_usage_of_every_line_of_a_bill_is_what_its_rules_add_up_to(sample: Logs) -> None:
    prices = PlanPrices(sample.file.catalog, Filters(registry=sample.file.registry))
    question = Billing(prices, ALWAYS, ATHENS, datetime(2026, 6, 1, tzinfo=UTC))

    assert refuse_differences(sample, question, most=6) == 6
    assert refuse_differences(sample, question, most=80, at_once=True) > 10


@pytest.mark.slow
@pytest.mark.parametrize("number", range(COUNT))
def test_all_numbers_are_what_their_rules_add_up_to(sample: Logs, number: int) -> None:
    assert refuse_differences(sample, list(questions(sample.file))[number], most=80, at_once=True)


@pytest.mark.slow
def test_so_it_is_in_a_real_log(real_logs: Path) -> None:
    logs = Logs([str(real_logs / "apache_combined.log")], CatalogFile.none())

    assert sum(refuse_differences(logs, one, most=2) for one in questions(logs.file)) > COUNT


def test_a_chunk_keeps_some_lines_of_each_rule_and_the_first_of_all_are_shown(sample: Logs) -> None:
    question = Traffic(Granularity.ALL, ALWAYS, ATHENS, ("requests", "hits"))
    report, read = sample.report_of(question)
    cell = question.cell(report.rows.row(0, named=True), "hits", read.coverage)

    none, one, eight = (sample.counted(cell, kept) for kept in (0, 1, 8))

    assert none.lines.is_empty()
    assert one.lines.height == 1
    assert eight.lines.height == 8
    assert eight.lines["source"].is_sorted()
    assert eight.lines["line"].is_sorted()  # all are of the first log
    assert none.rules.equals(eight.rules)
    assert none.requests == one.requests == eight.requests > 0


def explained(value: float | None, **options: Any) -> Explained:
    question = Traffic(Granularity.ALL, ALWAYS, ATHENS, ("requests", "hits"))
    empty = pl.DataFrame(schema={name: USAGE[name] for name in question.grain().columns()})
    report = traffic_report(question, empty, Coverage(), Counts())
    cell = Cell(spans=(), filters=Filters(), **options)
    return Explained(report, (("period", "2026"),), "hits", value, cell)


def counted(*rows: tuple[str, str, int, int], requests: int) -> Counted:
    rules = pl.DataFrame(list(rows), RULES, orient="row")
    return Counted(rules, pl.DataFrame(schema=LINES), requests, ("a note",))


def test_the_division_and_the_rules_that_overlap_are_notes() -> None:
    found = counted(("a.log", "r1", 3, 3), ("a.log", "r2", 2, 4), requests=3)

    report = why_report(explained(3.5, divisor=2), found)

    assert report.notes == (
        "7 ÷ 2 = 3.5",
        "several rules count the same request: 3 requests, counted 5 times",
        "a note",
    )
    assert report.title.startswith("Why hits is 3.5: ")
    assert report.title.endswith(", row period=2026")
    assert report.footer is not None
    assert report.footer.select("requests", "usage").row(0) == (3, 7)


def test_a_number_that_is_rounded_up_says_so() -> None:
    found = counted(("a.log", "r1", 8, 8), requests=8)

    report = why_report(explained(2, divisor=7, is_rounded_up=True), found)

    assert report.notes[0] == "8 ÷ 7 = 2, rounded up"


def test_no_other_sum_is_shown() -> None:
    found = counted(("a.log", "r1", 8, 8), requests=8)

    with pytest.raises(UsageStatsError, match="add up to 8, but the report shows 9"):
        why_report(explained(9), found)


def test_unknown_is_not_zero() -> None:
    unknown, zero = (why_report(explained(value), nothing_counted()) for value in (None, 0))

    assert unknown.when_empty.startswith("The number is unknown")
    assert zero.when_empty.startswith("The number is 0")

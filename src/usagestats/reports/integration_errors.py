"""`integration-errors`: what went wrong between clients and products, by code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.in_range import inside
from usagestats.periods.period import SLOT
from usagestats.report import Column, ColumnType, Role
from usagestats.reports.parts.cell import Cell, metric_of, times_of
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.selection import Selection
from usagestats.reports.parts.span import holes, requests_of
from usagestats.reports.parts.unknown_names import without_requests
from usagestats.tables.problem_codes import CODES, possible_codes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from usagestats.catalog.model import Catalog
    from usagestats.periods.period import Range
    from usagestats.report import Report
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

COLUMNS: Final = (
    Column("code", ColumnType.NAME, is_key=True),
    Column("message", ColumnType.NAME, is_sentence=True, given_role=Role.REMARK),
    Column("requests", ColumnType.COUNT),
    Column("first", ColumnType.TIME, is_detail=True),
    Column("last", ColumnType.TIME),
    Column("sample", ColumnType.NAME, is_detail=True, given_role=Role.REMARK),
)


@dataclass(frozen=True, slots=True)
class IntegrationErrors:
    """The options of `integration-errors`, understood.

    Args:
        range: The time range of the report.
        zone: The time zone of the output.
        catalog: The catalog; some codes occur only with a catalog that has products.
        filters: Choose a part of the requests. They have the registry, without which one code does
            not occur.
    """

    range: Range
    zone: ZoneInfo
    catalog: Catalog
    filters: Filters = EVERYTHING

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices to count the requests."""
        return self.filters.grain((), SLOT)

    @property
    def counted(self) -> dict[str, str]:
        """The columns that count requests, and the metric of each; see `cell`."""
        return {"requests": "requests"}

    def cell(self, row: Mapping[str, object], column: str, coverage: Coverage) -> Cell:
        """Return the requests that a number of the report counts.

        Raises:
            UsageError: The column is no number of requests.
        """
        return Cell(
            spans=times_of(row, self.range, coverage),
            filters=self.filters,
            metric=metric_of(column, self.counted),
            code=str(row["code"]),
        )


def integration_errors_report(
    question: IntegrationErrors,
    usage: pl.DataFrame,
    problems: pl.DataFrame,
    coverage: Coverage,
    counts: Counts,
) -> Report:
    """Add up PROBLEMS by code.

    Args:
        question: The options.
        usage: USAGE at `question.grain()`.
        problems: PROBLEMS of the requests that pass the filters; a store has those of every
            product.
        coverage: The time that the input covers.
        counts: The counts of the lines that were read.

    Shape: one row per code that occurred, the most frequent first, then by code.
    """
    zone, filters = question.zone, question.filters
    span = question.range.within(coverage.hull)
    chosen = Selection.unfiltered(usage, span, filters, coverage, zone)
    rows = problems_by_code(problems, question.range, filters.products)
    title = chosen.titled("Integration errors")
    report = chosen.report("integration-errors", title, COLUMNS, rows, counts)
    share = _share(rows, requests_of(filters.apply(chosen.usage)))
    return replace(
        report,
        notes=(*_impossible_codes(question), *share, *holes(coverage, span, zone)),
        warnings=(*without_requests(filters, usage), *report.warnings),
        when_empty=_no_problem(report),
    )


def problems_by_code(
    problems: pl.DataFrame, span: Range, products: tuple[str, ...] = ()
) -> pl.DataFrame:
    """Add up the PROBLEMS of a range by code, and add the meaning of each code.

    Shape: one row per code that occurred, the most frequent first, then by code.
    """
    chosen = inside(problems, span)
    if products:
        chosen = chosen.filter(pl.col("product").is_in(products))
    added = chosen.group_by("code").agg(
        pl.col("requests").sum(),
        pl.col("sample").sort_by("first", "sample").first(),
        pl.col("first").min(),
        pl.col("last").max(),
    )
    message = pl.col("code").replace_strict(CODES, return_dtype=pl.String)
    return added.with_columns(message=message).sort("requests", "code", descending=[True, False])


def _no_problem(report: Report) -> str:
    if not report.in_range:
        return report.when_empty
    requests = "request" if report.in_range == 1 else "requests"
    return (
        f"No integration errors: the logs and the catalog show no problem of {report.in_range:,}"
        f" {requests}; choose another --range."
    )


def _impossible_codes(question: IntegrationErrors) -> tuple[str, ...]:
    """Return a note on the codes that cannot occur, and on what is missing for them."""
    possible = possible_codes(
        has_catalog=bool(question.catalog.products),
        has_registry=bool(question.filters.registry.identities),
    )
    missing = [code for code in CODES if code not in possible]
    if not missing:
        return ()
    needed = "products in a catalog" if not question.catalog.products else "applications.csv"
    need = "needs" if len(missing) == 1 else "need"
    return (f"{', '.join(missing)} {need} {needed}; usagestats init drafts one",)


def _share(rows: pl.DataFrame, requests: int) -> tuple[str, ...]:
    """Return a note on how many of the requests had a problem."""
    return (
        (f"{rows['requests'].sum():,} of {requests:,} requests had a problem",) if requests else ()
    )

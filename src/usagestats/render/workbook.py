"""A set of reports → a workbook: what it is about, and a sheet for each report."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from usagestats.render.notation import PLAIN
from usagestats.render.values import iso_time
from usagestats.render.xlsx import to_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.report_set import ReportSet


def workbook_bytes(reports: ReportSet) -> bytes:
    """Return the workbook of a set of reports.

    Raises:
        UsageError: A report has more rows than a sheet holds.
        UsageStatsError: There is no room for temporary files.
    """
    sheets = {name: named.report for name, named in reports.reports.items()}
    return b"".join(to_workbook(reports.title, _facts(reports), sheets, PLAIN))


def _facts(reports: ReportSet) -> Iterator[tuple[str, str | int | None]]:
    """Give names and values, in order; what holds for several reports is given once."""
    span, zone = reports.span, reports.zone
    yield "title", reports.title
    for restriction in reports.filters:
        yield "only", restriction
    yield "range start", iso_time(span.start, zone) if span else None
    yield "range end", iso_time(span.end, zone) if span else None
    yield "time zone", zone.key
    if reports.counts:
        for name, count in asdict(reports.counts).items():
            yield f"{name} read" if name == "lines" else name, count
    for name, named in reports.reports.items():
        yield name, f"usagestats {named.command}"
    for reason in reports.left_out.values():
        yield "left out", reason
    every = [named.report for named in reports.reports.values()]
    yield from (("note", note) for note in dict.fromkeys(n for one in every for n in one.notes))
    yield from (
        ("warning", text) for text in dict.fromkeys(w for one in every for w in one.warnings)
    )

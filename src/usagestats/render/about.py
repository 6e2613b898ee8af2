"""The facts about a report: its range and zone, its notes, and what was read."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from usagestats.render.values import iso_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.report import Report


def facts_about(report: Report) -> Iterator[tuple[str, str | int | None]]:
    """Give names and values, in order; notes and warnings have a row each."""
    yield "report", report.name
    yield "title", report.title
    yield "range start", iso_time(report.span.start, report.zone) if report.span else None
    yield "range end", iso_time(report.span.end, report.zone) if report.span else None
    yield "time zone", report.zone.key
    yield "granularity", report.granularity
    yield "counting", report.counting
    if report.counts:
        for name, count in asdict(report.counts).items():
            yield f"{name} read" if name == "lines" else name, count
        yield "requests in the range", report.in_range
    if report.cut:
        yield "rows not shown", report.cut.count
    yield from (("note", note) for note in report.notes)
    yield from (("warning", warning) for warning in report.warnings)

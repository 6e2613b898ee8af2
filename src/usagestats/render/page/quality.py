"""The quality of the data: what was read, how it adds up, and what the reports remark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from usagestats.render.cells import local
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.periods.period import Period
    from usagestats.report_set import ReportSet

_NAMED: Final = 20
_WITH_NOTES: Final = (
    *("traffic-by-all", "overview", "averages-by-weekday", "top-apps", "response-codes"),
    *("latency-by-all", "alerts", "integration-errors"),
)
"""The reports whose notes are shown: those of a section by other periods say the same."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The facts about the data.

    Args:
        sums: The counts of lines and requests: a name, and how they add up.
        facts: Names and values.
        warnings: Remarks on probable mistakes.
        notes: Remarks on the rows of the reports.
    """

    sums: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]


def quality(reports: ReportSet) -> Quality:
    """Return the facts about the data of a set of reports."""
    every = [report for name in _WITH_NOTES if (report := reports.find(name))]
    return Quality(
        tuple(_sums(reports)),
        tuple(_facts(reports)),
        _visible(warning for report in every for warning in report.warnings),
        _visible(note for report in every for note in report.notes),
    )


def _visible(texts: Iterator[str]) -> tuple[str, ...]:
    """Return each text once."""
    return tuple(dict.fromkeys(map(visible, texts)))


def _sums(reports: ReportSet) -> Iterator[tuple[str, str]]:
    counts = reports.counts
    if counts is None:
        return
    yield (
        f"{counts.lines:,} lines",
        f"{counts.requests:,} requests + {counts.rejects:,} rejects + {counts.ignored:,} ignored",
    )
    split = f"{counts.matched:,} matched + {counts.unmatched:,} unmatched"
    yield f"{counts.requests:,} requests", f"{split} + {counts.excluded:,} excluded"


def _facts(reports: ReportSet) -> Iterator[tuple[str, tuple[str, ...]]]:
    traffic = reports.find("traffic-by-all")
    if traffic is not None:
        yield "Requests in the range", (f"{traffic.in_range:,}",)
    if reports.covered:
        yield "Covered by logs", tuple(_span(one, reports) for one in reports.covered)
    if reports.holes:
        yield "Not covered", tuple(_span(one, reports) for one in reports.holes)
    if traffic is not None:
        yield "Requests that count as usage", (str(traffic.counting),)
    if reports.sources:
        yield "Read", _few(tuple(map(visible, reports.sources)))


def _few(names: tuple[str, ...]) -> tuple[str, ...]:
    further = len(names) - _NAMED
    return (*names[:_NAMED], f"and {further:,} more") if further > 0 else names


def _span(span: Period, reports: ReportSet) -> str:
    start, end = local(span.start, reports.zone), local(span.end, reports.zone)
    return f"{start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}"

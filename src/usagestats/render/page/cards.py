"""The cards at the top of the page: a figure each, its change, and its course in small."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Granularity
from usagestats.render.page.chart_data import error_shares
from usagestats.render.page.charts import Chart, Kind, Series, Unit, marks, value_text
from usagestats.render.page.names import span_name
from usagestats.render.page.palette import CLASSES, METHODS, PERCENTILES
from usagestats.render.page.ranking import VIOLATION
from usagestats.render.page.scales import IndexScale
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.periods.period import Period
    from usagestats.render.page.charts import Values
    from usagestats.render.page.palette import Color
    from usagestats.report import Report
    from usagestats.report_set import ReportSet

_DAY: Final = timedelta(days=1)
_MOST_POINTS: Final = 100
_ERRORS: Final = ("4xx", "5xx")
_P95_BEFORE: Final = "requests_p95_previous"


@dataclass(frozen=True, slots=True)
class Note:
    """A line of a card.

    Args:
        strong: What stands out.
        text: The rest.
        tone: `good`, `bad`, or none: traffic is neither.
    """

    strong: str
    text: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Spark:
    """The course of a figure: a path, its class, its colour, and the number of its periods."""

    path: str
    color: Color
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """A figure.

    Args:
        name: What it is.
        value: The figure.
        notes: The lines beneath.
        spark: Its course.
    """

    name: str
    value: str
    notes: tuple[Note, ...]
    spark: Spark | None = None


def cards(reports: ReportSet) -> list[Card]:
    """Return the cards of a set of reports; none where it has no requests."""
    overview = reports.find("overview")
    if overview is None or overview.rows.is_empty():
        return []
    return [
        *_usage(reports, overview),
        *_errors(reports, overview),
        *_latency(reports),
        *_applications(reports),
        *_limits(reports),
    ]


def days_of(span: Period) -> int:
    """Return the days of a span, of whatever length they are."""
    return round((span.end - span.start) / _DAY)


def compared_with(reports: ReportSet) -> str:
    """Return the range before in words, with its length where it is another one."""
    span, before = reports.span, reports.before
    if span is None or before is None:
        return ""
    named = f"beside {span_name(before, reports.zone)}"
    if days_of(span) != days_of(before):
        named += f" ({days_of(before)} days; this range has {days_of(span)})"
    return f"{named}{_why_not_compared(reports)}"


def _why_not_compared(reports: ReportSet) -> str:
    """Return why no changes are shown, where the figures before are known."""
    overview = reports.find("overview")
    if overview is None:
        return ""
    requests = _section(overview, "traffic").get("requests")
    if requests is None or requests.change is not None:
        return ""
    if requests.previous is None:
        return ": no log covers it"
    return "; changes are not shown: the logs do not cover all of both" if requests.previous else ""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A row of the overview."""

    value: int | None
    previous: int | None
    change: float | None
    change_per_day: float | None


def _usage(reports: ReportSet, overview: Report) -> Iterator[Card]:
    """Give a card for the requests, and for each method."""
    by_day = sparks_of(reports, "traffic")
    figures = _section(overview, "traffic")
    methods = by_day.bar_parts if by_day else ()
    used = [name for name in methods if name in figures and figures[name].value]
    for number, name in enumerate(["requests", *used[: len(METHODS)]]):
        color = METHODS[max(number - 1, 0)]
        yield Card(
            "Requests" if name == "requests" else visible(name),
            value_text(figures[name].value, Unit.COUNT),
            tuple(_change_notes(figures[name])),
            _spark(_in_full(by_day, name), color) if by_day else None,
        )


def _in_full(report: Report, name: str) -> Values:
    """Return the values of the periods that are covered in full; others would read as a drop."""
    is_full = ~pl.col("partial")
    return tuple(report.rows.select(pl.when(is_full).then(name)).to_series())


def _section(overview: Report, name: str) -> dict[str, _Figure]:
    rows = overview.rows.filter(pl.col("section") == name)
    return {key: _Figure(*figure) for _, key, *figure in rows.iter_rows()}


def _change_notes(figure: _Figure) -> Iterator[Note]:
    """Give the change, and the change per day where the ranges differ in length."""
    if figure.previous is None:
        return
    if figure.change is None:
        yield Note("", f"{figure.previous:,} before")
        return
    yield Note(arrow(figure.change), f"from {figure.previous:,}")
    if figure.change_per_day is not None:
        yield Note(arrow(figure.change_per_day), "a day")


def arrow(change: float, unit: str = " %", factor: int = 100) -> str:
    """Return a change with an arrow, as in `▲ 24.7 %`."""
    text = f"{abs(change) * factor:,.1f}{unit}"
    if text == f"0.0{unit}":
        return f"= {text}"
    return f"{'▲' if change > 0 else '▼'} {text}"


def sparks_of(reports: ReportSet, name: str) -> Report | None:
    """Return the report by the finest periods of which a small drawing has room."""
    by_width = reports.by_width(name)
    fitting = [one for one in by_width.values() if 1 < one.rows.height <= _MOST_POINTS]
    by_day = by_width.get(Granularity.DAY)
    return by_day if by_day in fitting else next(iter(fitting), None)


def _spark(values: Values, color: Color) -> Spark | None:
    if sum(one is not None for one in values) <= 1:
        return None
    names = ("",) * len(values)
    partial = (False,) * len(values)
    series = (Series("", color, values),)
    chart = Chart("", Kind.LINES, Unit.MEAN, series, names, (), partial)
    scale = IndexScale(len(values), max(one or 0 for one in values) or 1)
    line = next(mark for mark in marks(chart, scale) if mark.is_line)
    return Spark(line.path, color, len(values))


def _errors(reports: ReportSet, overview: Report) -> Iterator[Card]:
    """Give the share of errors; it is good when it falls."""
    figures = _section(overview, "response codes")
    rate = _rate([figures[one].value for one in CLASSES if one in figures])
    before = _rate([figures[one].previous for one in CLASSES if one in figures])
    if rate is None:
        return
    notes = [Note("", "of requests answered 4xx or 5xx")]
    if before is not None:
        points = rate - before
        tone = "" if abs(points) < 0.0005 else "bad" if points > 0 else "good"  # noqa: PLR2004
        notes = [Note(arrow(points, " points"), f"from {100 * before:.1f} %", tone)]
    by_day = sparks_of(reports, "response-codes")
    spark = _spark(error_shares(by_day, *_ERRORS), CLASSES["5xx"]) if by_day else None
    yield Card("Error rate", value_text(rate, Unit.SHARE), tuple(notes), spark)


def _rate(counts: list[int | None]) -> float | None:
    """Return the share of errors; the counts are in the order of the classes."""
    known = dict(zip(CLASSES, (count or 0 for count in counts), strict=False))
    every = sum(known.values())
    return sum(known[one] for one in _ERRORS) / every if every else None


def _latency(reports: ReportSet) -> Iterator[Card]:
    whole = reports.find("latency-by-all")
    if whole is None or whole.rows.is_empty() or whole.rows["requests_p95"][0] is None:
        return
    p50, p95, p99 = (whole.rows[f"requests_{one}"][0] for one in ("p50", "p95", "p99"))
    by_day = sparks_of(reports, "latency")
    spark = _spark(tuple(by_day.rows["requests_p95"]), PERCENTILES[1]) if by_day else None
    others = (("p50", p50), ("p99", p99))
    notes = [Note("", ", ".join(f"{name} {_milliseconds(value)}" for name, value in others))]
    if _P95_BEFORE in whole.rows.columns and (before := whole.rows[_P95_BEFORE][0]):
        notes.insert(0, Note(arrow(p95 / before - 1), f"from {_milliseconds(before)}"))
    yield Card("Latency, p95", _milliseconds(p95), tuple(notes), spark)


def _milliseconds(value: float | None) -> str:
    return value_text(value, Unit.MILLISECONDS)


def _applications(reports: ReportSet) -> Iterator[Card]:
    report = reports.find("top-apps")
    if report is None:
        return
    rows = report.rows
    active = rows.filter(pl.col("rank").is_not_null())
    notes = []
    if rows["change"].is_not_null().any():
        new = active.filter(pl.col("change") == "new").height
        silent = rows.filter(pl.col("change") == "silent").height
        notes = [Note("", f"{new:,} new, {silent:,} silent now")]
    yield Card("Active applications", f"{active.height:,}", tuple(notes))


def _limits(reports: ReportSet) -> Iterator[Card]:
    report = reports.find("alerts")
    if report is None or report.warnings:  # no limit binds anybody
        return
    violations = report.rows.filter(pl.col("level") >= VIOLATION)
    count = violations["application_id"].n_unique()
    by = "1 application" if count == 1 else f"{count:,} applications"
    notes = (Note("", f"by {by}" if count else "no application reached 100 %"),)
    yield Card("Limits reached", f"{violations.height:,}", notes)

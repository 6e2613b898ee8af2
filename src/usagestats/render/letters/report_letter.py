"""A set of reports → a letter: the figures, two charts, and the file of the whole."""

from __future__ import annotations

import struct
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Granularity
from usagestats.letter import Letter, Picture
from usagestats.light_dataclass import replace
from usagestats.render.cells import cell_text
from usagestats.render.letters.html import WIDTH, document, paragraph, picture, table
from usagestats.render.page.chart_data import errors_chart, usage_chart
from usagestats.render.page.names import span_name
from usagestats.render.page.picture import chart_picture
from usagestats.render.page.png import png_of
from usagestats.render.terminal import to_table
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from usagestats.letter import Attachment
    from usagestats.render.page.charts import Chart
    from usagestats.report import Report
    from usagestats.report_set import ReportSet

_ZOOM: Final = 2
_MOST_COLUMNS: Final = 100  # a chart has room for no more
_FIRST: Final = "traffic"
_SIZE_IN_PNG: Final = slice(16, 24)


def report_letter(reports: ReportSet, attachment: Attachment) -> Letter:
    """Write a letter about a set of reports.

    Args:
        reports: The reports.
        attachment: The page or the workbook.
    """
    title, subject = _title(reports), _subject(reports)
    overview = reports.reports["overview"].report
    attached = f"The whole report is attached: {visible(attachment.name)}"
    drawn = dict(_drawn(reports))
    blocks = [
        paragraph(f"{_where(reports)}.", is_quiet=True),
        *_figures(overview, is_first=True),
        *(_shown(one, chart.heading) for chart, one in drawn.items()),
        *_figures(overview, is_first=False),
        *(paragraph(reason, is_quiet=True) for reason in reports.left_out.values()),
        paragraph(attached),
    ]
    return Letter(
        subject=subject,
        text=f"{subject}\n\n{to_table(overview, None, color=False, unicode=True)}\n{attached}\n",
        html=document(title, blocks),
        pictures=tuple(drawn.values()),
        attachments=(attachment,),
    )


def _title(reports: ReportSet) -> str:
    return ", ".join([reports.title, *reports.filters])


def _where(reports: ReportSet) -> str:
    if reports.span is None:
        return "No log covers the range"
    return f"{span_name(reports.span, reports.zone)}, {reports.zone.key}"


def _subject(reports: ReportSet) -> str:
    """Return the range, the requests, and how much they changed."""
    report = reports.reports["traffic-by-all"].report
    keys = {column.key: column for column in report.columns}
    texts = [
        cell_text(keys[key], report.rows[key].item(), report, "")
        for key in ("requests", "requests_change")
        if key in keys and report.rows.height == 1 and report.rows[key].item() is not None
    ]
    figures = ", ".join([f"{texts[0]} requests", *texts[1:]]) if texts else "no log covers it"
    if reports.span is None:
        return f"{_title(reports)}: {figures}"
    return f"{_title(reports)}, {span_name(reports.span, reports.zone)}: {figures}"


def _figures(overview: Report, *, is_first: bool) -> Iterator[Element]:
    """Give the table of the first section, or of all the others."""
    is_of_first = pl.col("section") == _FIRST
    rows = overview.rows.filter(is_of_first if is_first else ~is_of_first)
    if rows.is_empty():
        return
    if is_first:
        columns = overview.columns[1:]  # the section is in the heading
        yield table(replace(overview, columns=columns, rows=rows.drop("section"), notes=()))
    else:
        yield table(replace(overview, rows=rows))


def _drawn(reports: ReportSet) -> Iterator[tuple[Chart, Picture]]:
    """Give the charts of traffic and of errors, where a log covers any of the range."""
    if not reports.covered:
        return
    traffic, classes = (_by_period(reports, name) for name in ("traffic", "response-codes"))
    if traffic is not None:
        yield _picture(usage_chart(traffic, "Traffic"), reports)
    if classes is not None:
        yield _picture(errors_chart(classes, "Errors, share of all requests"), reports)


def _by_period(reports: ReportSet, name: str) -> Report | None:
    """Return the report by the finest periods that a chart has room for; days, if they fit."""
    by_width = reports.by_width(name)
    days_first = sorted(by_width, key=lambda width: (width is Granularity.HOUR, _order(width)))
    fitting = (by_width[width] for width in days_first if by_width[width].rows.height)
    return next((one for one in fitting if one.rows.height <= _MOST_COLUMNS), None)


def _order(width: Granularity) -> int:
    return list(Granularity).index(width)


def _picture(chart: Chart, reports: ReportSet) -> tuple[Chart, Picture]:
    png = png_of(chart_picture(chart, _where(reports), WIDTH), _ZOOM)
    return chart, Picture(f"{sha256(png).hexdigest()[:32]}@usagestats", png)


def _shown(drawn: Picture, heading: str) -> Element:
    width, height = struct.unpack(">II", drawn.png[_SIZE_IN_PNG])
    return picture(drawn.cid, heading, width // _ZOOM, height // _ZOOM)

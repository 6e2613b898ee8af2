"""Percentiles of durations side by side: one report from three."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from usagestats.choices import Measure
from usagestats.reports.traffic import traffic_report

if TYPE_CHECKING:
    from usagestats.choices import Granularity
    from usagestats.report import Report
    from usagestats.reports.whole.material import Material
    from usagestats.reports.whole.question import WholeReport

PERCENTILES = (Measure.P50, Measure.P95, Measure.P99)


def latency_report(question: WholeReport, width: Granularity, material: Material) -> Report:
    """Return p50, p95 and p99 of the durations of all requests, a row per period."""
    parts = []
    for measure in PERCENTILES:
        one = question.latency(width, measure)
        usage = material.at(one.grain())
        parts.append(traffic_report(one, usage, material.coverage, material.counts))
    first = parts[0]
    names = [f"requests_{measure}" for measure in PERCENTILES]
    *periods, figure = first.columns
    figures = [part.rows["requests"].alias(name) for name, part in zip(names, parts, strict=True)]
    return replace(
        first,
        columns=(*periods, *(replace(figure, key=name) for name in names)),
        rows=pl.concat([first.rows.drop("requests"), pl.DataFrame(figures)], how="horizontal"),
        bar=None,
        bar_parts=(),
    )

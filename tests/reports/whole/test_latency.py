from __future__ import annotations

from tests.report_sets import SAMPLES, Asked, material_of, question_of
from usagestats.choices import Granularity, Measure
from usagestats.reports.traffic import traffic_report
from usagestats.reports.whole.latency import PERCENTILES, latency_report

ASKED = Asked("2026-05-04..2026-05-09", catalog=SAMPLES / "usagestats.toml")


def test_each_column_is_the_report_of_its_percentile() -> None:
    question = question_of(ASKED)
    material = material_of([SAMPLES / "gateway"], ASKED, question)
    report = latency_report(question, Granularity.DAY, material)

    for measure in PERCENTILES:
        alone = question.latency(Granularity.DAY, Measure(measure))
        usage = material.at(alone.grain())
        expected = traffic_report(alone, usage, material.coverage, material.counts)
        assert report.rows[f"requests_{measure}"].to_list() == expected.rows["requests"].to_list()
        assert report.rows["period_start"].equals(expected.rows["period_start"])

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from tests.case import Invocation
from tests.render.page.drawings import chart_of_values
from tests.report_sets import requests_each, sample_set, set_of_lines
from tests.same_process import run_in_process
from usagestats.render.page.picture import bars_picture, chart_picture, svg_of
from usagestats.render.page.row_bars import RowBars
from usagestats.report import Report

MAY = datetime(2026, 5, 4, tzinfo=UTC)
NAMES = [
    *("traffic-by-day", "traffic-by-hour", "traffic-by-all", "averages-by-weekday"),
    *("averages-by-weekday-hour", "response-codes", "response-codes-by-day", "top-apps"),
    "latency-by-day",
]


def given(name: str) -> Report:
    report = sample_set().find(name)
    assert report is not None
    return report


def texts_of(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314  (of ours)
    return [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_well_formed_and_stands_alone(name: str) -> None:
    svg = svg_of(given(name))

    assert "UTC" in texts_of(svg)[1]
    assert not re.search(r"style=|\son\w+=|href=|<script|url\(", svg)
    assert svg_of(given(name)) == svg


def test_bars_have_the_heights_of_the_report() -> None:
    lines = [
        *requests_each(MAY, timedelta(minutes=37), 300),
        *requests_each(MAY, timedelta(minutes=91), 100, verb="POST"),
    ]
    report = set_of_lines(lines).find("traffic-by-day")
    assert report is not None
    svg = svg_of(report)
    ticks = [text for text in texts_of(svg) if text.replace(",", "").isdigit()]
    top = max(int(text.replace(",", "")) for text in ticks)
    bars = re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)h", svg)
    values = sorted((float(lower) - float(upper)) * top / 260 for lower, upper in bars)
    expected = sorted(
        value for key in ("metadata", "datastore") for value in report.rows[key] if value
    )

    assert values == pytest.approx(expected, abs=top / 1000)


def test_hostile_names_are_texts() -> None:
    name = '</text><script>alert(1)</script>"&\u202e\x00\ufffe'
    rows = given("top-apps").rows.with_columns(application=pl.lit(name))
    svg = svg_of(replace(given("top-apps"), rows=rows))

    assert any(text.startswith("</text><script>") for text in texts_of(svg))
    assert "<script" not in svg


def test_a_chart_without_periods_says_so() -> None:
    empty = set_of_lines([])
    for name in ("traffic-by-day", "response-codes", "top-apps"):
        report = empty.find(name)
        assert report is not None
        assert "No requests." in texts_of(svg_of(report))


def test_a_long_legend_has_several_rows() -> None:
    chart = chart_of_values(*((1,),) * 6)
    series = tuple(replace(one, name="a name of many letters" * 2) for one in chart.series)
    svg = chart_picture(replace(chart, series=series), "")

    assert svg.count("a name of many letters") == 6
    assert len(set(re.findall(r'y="(\d+)" width="12" height="12"', svg))) == 2


def test_the_range_before_is_dashed() -> None:
    chart = replace(chart_of_values((1, 2)), before=(3, None))

    assert 'stroke-dasharray="5 4"' in chart_picture(chart, "")
    assert "range before" in texts_of(chart_picture(chart, ""))


def test_no_bars_are_a_sentence() -> None:
    assert "No requests." in texts_of(bars_picture(RowBars(()), "Applications", ""))


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("response-codes", ["200 OK", "404 Not Found"]),
        ("response-codes --wide status", ["2xx", "813", "5xx", "8"]),
        ("response-codes --by day", ["2xx", "no log", "7 May", "8 May", "9 May"]),
        ("traffic --by day --wide app", ["Weather Widget", "others", "no log", "8 May"]),
    ],
)
def test_a_picture_of_a_command_shows_what_its_table_has(
    command: str, shown: list[str], tmp_path: Path, sample_logs: Path
) -> None:
    words = [*command.split(), str(sample_logs / "gateway"), "-o", str(tmp_path / "a.svg")]
    words += ["--catalog", str(sample_logs / "usagestats.toml")]
    outcome = run_in_process(Invocation(words))

    assert (outcome.exit, outcome.stderr) == (0, "")
    texts = texts_of((tmp_path / "a.svg").read_text())
    assert [text for text in shown if text not in texts] == []

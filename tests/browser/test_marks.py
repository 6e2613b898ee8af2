"""Marks: their heights are the figures of the command line, and the script draws as Python does."""

from __future__ import annotations

import csv
import re
from io import StringIO
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Command
from tests.browser.opened_page import OpenedPage

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

BAR = re.compile(r"M(\d+)(?:\.1)? (\d+)V(\d+)h(?:\.8|1)V(\d+)z")
POINT = re.compile(r"[ML](\d+)\.5 (\d+)")
Heights = list[dict[int, int]]
"""The height of each series in each period; none where it is 0 or unknown."""

WIDTHS = [
    (name, width)
    for name, width in product(("traffic", "response-codes", "latency"), ("day", "week"))
]


def heights(page: OpenedPage, chart: WebElement) -> Heights:
    """Read the marks: bars of a series are in one path, those of partial periods in another."""
    series: dict[str, dict[int, int]] = {}
    for classes, path in page.marks(chart):
        name = classes.split()[0]
        if name == "nolog":
            continue
        found = series.setdefault(name, {})
        for at, bottom, top, again in BAR.findall(path):
            assert bottom == again
            found[int(at)] = int(bottom) - int(top)
        for at, top in POINT.findall(path):
            found[int(at)] = 1000 - int(top)
    return list(series.values())


def expected(chart: WebElement, rows: list[list[str]]) -> Heights:
    """Return the heights that the CSV demands, as a reader of the chart would work them out."""
    top = float(chart.get_attribute("data-top") or 0)
    keys = chart.find_elements("xpath", "preceding-sibling::*//button")
    columns = [key.get_attribute("data-column") for key in keys]
    total, whole = chart.get_attribute("data-total"), chart.get_attribute("data-whole")
    named = [[number(row, column) for row in rows] for column in columns if column]
    figures = []
    for column in columns:
        if column:
            values = [number(row, column) for row in rows]
        else:  # what the named ones leave
            sums = [sum(row[at] or 0 for row in named) for at in range(len(rows))]
            values = [
                (number(row, total) or 0) - rest for row, rest in zip(rows, sums, strict=True)
            ]
        if whole:
            of_all = [sum(number(row, one) or 0 for one in whole.split(",")) for row in rows]
            values = [one and one / every for one, every in zip(values, of_all, strict=True)]
        figures.append({at: round(1000 * one / top) for at, one in enumerate(values) if one})
    return figures


def number(row: list[str], column: str | None) -> float | None:
    return float(row[int(column)]) if column and row[int(column)] else None


def assert_equal_heights(actual: Heights, wanted: Heights) -> None:
    assert len(actual) == len(wanted)
    for drawn, figures in zip(actual, wanted, strict=True):
        assert {at for at, one in figures.items() if one > 1} <= set(drawn) <= set(figures)
        for at, height in drawn.items():
            assert abs(height - figures[at]) <= 1, f"period {at}: {height}, not {figures[at]}"


def rows_of(month: Command, page: OpenedPage, name: str) -> list[list[str]]:
    command = page.one(f'button[data-csv="{name}"]').get_attribute("data-command") or ""
    return list(csv.reader(StringIO(month.csv(command).decode())))[1:]


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_heights_are_the_figures_of_the_command_line(
    name: str, width: str, month: Command, month_page: Path, opened: OpenedPage
) -> None:
    page = opened.open(month_page, scripts=False)
    rows = rows_of(month, page, f"{name}-by-{width}")
    charts = page.all(f'.chart[data-csv="{name}-by-{width}"]')

    assert charts
    for chart in charts:
        found = heights(page, chart)
        assert sum(map(len, found)) >= len(rows)
        assert_equal_heights(found, expected(chart, rows))


def test_hours_which_the_script_draws_are_the_figures_of_the_command_line(
    month: Command, month_page: Path, opened: OpenedPage
) -> None:
    page = opened.open(month_page)
    page.choose_width("traffic", "hour")
    chart = page.chart("traffic-by-hour")
    page.until(lambda: page.marks(chart))
    found = heights(page, chart)

    assert sum(map(len, found)) > 500
    assert_equal_heights(found, expected(chart, rows_of(month, page, "traffic-by-hour")))


def test_all_widths_have_the_same_sum(month: Command, month_page: Path, opened: OpenedPage) -> None:
    page = opened.open(month_page)
    sums = {
        width: sum(int(row[6] or 0) for row in rows_of(month, page, f"traffic-by-{width}"))
        for width in ("hour", "day")
    }

    assert sums["hour"] == sums["day"] > 5000


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_the_script_draws_what_python_drew(
    name: str, width: str, month_page: Path, opened: OpenedPage
) -> None:
    page = opened.open(month_page)
    page.choose_width(name, width)
    chart = page.chart(f"{name}-by-{width}")
    key = chart.find_element("xpath", "preceding-sibling::*//button")
    before = page.marks(chart)
    drawn = [one for one in before if one[1]]
    page.focus(key)
    key.click()
    page.until(lambda: page.marks(chart) != before)
    key.click()
    page.until(lambda: key.get_attribute("aria-pressed") == "true")
    page.until(lambda: len(page.marks(chart)) >= len(drawn))

    assert [one for one in page.marks(chart) if one[1]] == drawn


@pytest.mark.parametrize("command", ["traffic", "response-codes --by day", "top-apps", "averages"])
def test_a_chart_of_its_own_is_well_formed_and_has_the_marks_of_the_page(
    command: str, month: Command, opened: OpenedPage
) -> None:
    done = month.run(*command.split(), "access.log", "--range", month.span, "-o", "chart.svg")
    assert done.returncode == 0, done.stderr.decode()
    page = opened.open(month.folder / "chart.svg")

    assert page.js("return document.documentElement.nodeName") == "svg"
    assert page.js("return document.querySelectorAll('parsererror').length") == 0
    assert page.js("return document.querySelectorAll('path, rect').length") > 5

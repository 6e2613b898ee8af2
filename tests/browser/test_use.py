"""The page answers: by the mouse, and again by the keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Command
from tests.browser.opened_page import OpenedPage

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

BY_DAY = "traffic-by-day"


@pytest.fixture
def page(month_page: Path, opened: OpenedPage) -> OpenedPage:
    return opened.open(month_page)


def view_box(page: OpenedPage, chart: WebElement) -> list[int]:
    text = page.js("return arguments[0].querySelector('.marks').getAttribute('viewBox')", chart)
    return [int(number) for number in str(text).split()]


def is_at(page: OpenedPage, chart: WebElement, start: int, count: int) -> bool:
    return view_box(page, chart)[::2] == [start, count]


def move_to(page: OpenedPage, chart: WebElement, part: float) -> ActionChains:
    """Return the mouse moved to a part of the width of a chart's plot."""
    plot = chart.find_element("css selector", ".plot")
    page.js("arguments[0].scrollIntoView({block: 'center'})", chart)
    width = plot.rect["width"]
    return ActionChains(page.browser).move_to_element_with_offset(
        plot, round(width * (part - 0.5)), 0
    )


def shown_charts(page: OpenedPage, section: str) -> list[str]:
    return [
        str(one.get_attribute("data-by"))
        for one in page.all(f"#{section} .chart")
        if one.is_displayed()
    ]


def test_a_period_is_read_by_the_mouse(page: OpenedPage) -> None:
    move_to(page, page.chart(BY_DAY), 3.5 / 31).perform()
    page.until(page.one("#tip").is_displayed)

    assert "Mon 4 May 2026" in page.one("#tip").text


def test_a_period_is_read_by_keys_and_spoken_with_its_value(
    page: OpenedPage, month: Command
) -> None:
    rows = [
        row.split(",")
        for row in month.csv("traffic --by day --compare previous").decode().splitlines()
    ]
    hits = f"{int(rows[4][rows[0].index('hits')]):,}"
    page.focus(page.chart(BY_DAY))
    page.press(Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    page.until(lambda: "Mon 4 May 2026" in page.spoken)

    assert hits in page.spoken
    page.press(Keys.END)
    page.until(lambda: "Sun 31 May 2026" in page.spoken)
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_LEFT)
    page.until(lambda: "Sat 30 May 2026" in page.spoken)


def test_a_drag_zooms_and_the_button_or_a_double_click_shows_the_whole_range(
    page: OpenedPage,
) -> None:
    chart = page.chart(BY_DAY)
    for back in ("button", "double click"):
        move_to(page, chart, 5.5 / 31).click_and_hold().perform()
        move_to(page, chart, 9.5 / 31).release().perform()
        page.until(lambda: is_at(page, chart, 5, 5))
        assert page.spoken == "Wed 6 May 2026 to Sun 10 May 2026"
        if back == "button":
            chart.find_element("css selector", "button.reset").click()
        else:
            move_to(page, chart, 0.5).double_click().perform()
        page.until(lambda: is_at(page, chart, 0, 31))


def test_plus_zooms_and_escape_shows_the_whole_range(page: OpenedPage) -> None:
    chart = page.chart(BY_DAY)
    page.focus(chart)
    page.press(Keys.HOME, "+")
    page.until(lambda: view_box(page, chart)[2] < 20)
    start, width = view_box(page, chart)[::2]
    assert start == 0

    page.press("+")
    page.until(lambda: view_box(page, chart)[2] < width)
    page.press(Keys.ESCAPE)
    page.until(lambda: is_at(page, chart, 0, 31))


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_a_day_opens_its_hours(page: OpenedPage, by: str) -> None:
    chart = page.chart(BY_DAY)
    if by == "mouse":
        move_to(page, chart, 3.5 / 31).click().perform()
    else:
        page.focus(chart)
        page.press(Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ENTER)
    hours = page.chart("traffic-by-hour")
    page.until(hours.is_displayed)

    page.until(lambda: is_at(page, hours, 72, 24))
    assert shown_charts(page, "traffic") == ["hour"]


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_a_week_opens_its_days(page: OpenedPage, by: str) -> None:
    page.choose_width("traffic", "week")
    chart = page.chart("traffic-by-week")
    page.until(chart.is_displayed)
    if by == "mouse":
        move_to(page, chart, 1.5 / 5).click().perform()
    else:
        page.focus(chart)
        page.press(Keys.HOME, Keys.ARROW_RIGHT, Keys.ENTER)
    days = page.chart(BY_DAY)
    page.until(days.is_displayed)

    page.until(lambda: is_at(page, days, 3, 7))


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_a_series_is_hidden_and_the_others_take_the_height(page: OpenedPage, by: str) -> None:
    chart = page.chart(BY_DAY)
    key = chart.find_element("xpath", "preceding-sibling::*//button")
    top, before = float(chart.get_attribute("data-top") or 0), page.marks(chart)
    page.focus(key)
    if by == "mouse":
        key.click()
    else:
        page.press(Keys.SPACE)
    page.until(lambda: page.marks(chart) != before)

    assert key.get_attribute("aria-pressed") == "false"
    assert float(chart.get_attribute("data-top") or 0) < top
    assert page.spoken == f"{key.text.strip()} hidden"


@pytest.mark.parametrize("by", ["mouse", "keys"])
@pytest.mark.parametrize("section", ["traffic", "codes", "latency"])
def test_the_width_of_periods_is_chosen(page: OpenedPage, section: str, by: str) -> None:
    group = {"codes": "response-codes"}.get(section, section)
    assert set(shown_charts(page, section)) == {"day"}
    if by == "mouse":
        page.choose_width(group, "week")
    else:
        page.focus(page.one(f'input[name="{group}"][value="day"]'))
        page.press(Keys.ARROW_RIGHT)

    page.until(lambda: set(shown_charts(page, section)) == {"week"})


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_the_range_before_is_shown_as_a_line(page: OpenedPage, by: str) -> None:
    box = page.one("#before")
    assert not page.all(f'.chart[data-csv="{BY_DAY}"] .was')
    if by == "mouse":
        box.find_element("xpath", "..").click()
    else:
        page.focus(box)
        page.press(Keys.SPACE)

    page.until(lambda: page.all(f'.chart[data-csv="{BY_DAY}"] .was'))


def cells(page: OpenedPage, column: int) -> list[str]:
    return [one.text for one in page.all(f"#apps tbody tr > :nth-child({column})")]


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_tables_are_sorted_numbers_as_numbers(page: OpenedPage, by: str) -> None:
    heads = page.all("#apps thead th")
    column = 1 + [head.text for head in heads].index("Hits")
    button = heads[column - 1].find_element("css selector", "button")
    for direction in ("descending", "ascending"):
        page.focus(button)
        if by == "mouse":
            button.click()
        else:
            page.press(Keys.ENTER)
        assert heads[column - 1].get_attribute("aria-sort") == direction
        numbers = [int(text.replace(",", "")) for text in cells(page, column)]
        assert len({len(str(number)) for number in numbers}) > 1
        assert numbers == sorted(numbers, reverse=direction == "descending")
    assert page.spoken == "sorted by Hits, ascending"


def test_empty_cells_stand_last_in_both_directions(page: OpenedPage) -> None:
    row = page.one("#apps tbody tr")
    column = 1 + [head.text for head in page.all("#apps thead th")].index("Hits")
    page.js("arguments[0].children[arguments[1] - 1].textContent = ''", row, column)
    for _ in range(2):
        page.all("#apps thead button")[column - 1].click()
        assert cells(page, column)[-1] == ""


def test_an_application_is_found_as_one_types(page: OpenedPage) -> None:
    field = page.one(".find")
    page.focus(field)
    page.press(*"APP 1")
    shown = [one.text for one in page.all("#apps tbody tr > th") if one.is_displayed()]

    assert shown
    assert all("App 1" in one for one in shown)
    assert page.spoken == f"{len(shown)} of 20"
    page.press(*"zzz")
    assert page.one("#apps-none").is_displayed()


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_the_theme_is_chosen_and_remembered(page: OpenedPage, by: str, month_page: Path) -> None:
    ground = "return getComputedStyle(document.body).backgroundColor"
    light = page.js(ground)
    for _ in range(2):
        button = page.one("#theme")
        page.focus(button)
        if by == "mouse":
            button.click()
        else:
            page.press(Keys.ENTER)

    assert page.one("#theme").get_attribute("aria-label") == "Theme: dark"
    dark = page.js(ground)
    assert dark != light
    page.open(month_page)
    assert page.js(ground) == dark
    page.js("localStorage.clear()")


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_a_long_table_is_made_when_it_is_opened(page: OpenedPage, by: str) -> None:
    page.choose_width("traffic", "hour")
    box = page.one("#traffic details[data-lazy]")
    summary = box.find_element("css selector", "summary")
    assert not box.find_elements("css selector", "tr")
    page.focus(summary)
    if by == "mouse":
        summary.click()
    else:
        page.press(Keys.ENTER)

    page.until(lambda: len(box.find_elements("css selector", "tbody tr")) == 31 * 24)


def test_tab_reaches_every_control_in_the_order_of_the_page(page: OpenedPage) -> None:
    wanted = page.all(
        "#theme, nav a, .chart, .key[aria-pressed], summary, .find, table.sort thead button,"
        " button[data-csv], #before"
    )
    seen = [one for one in wanted if one.is_displayed()]
    page.js("document.activeElement.blur(); scrollTo(0, 0)")
    reached = []
    for _ in range(3 * len(wanted)):
        page.press(Keys.TAB)
        active = page.browser.switch_to.active_element
        if active.tag_name == "body":
            break
        reached.append(active)

    assert [one for one in reached if one in seen] == seen


def test_a_chart_is_announced_with_its_total_and_its_peak(page: OpenedPage) -> None:
    label = str(page.chart(BY_DAY).get_attribute("aria-label"))

    assert label.startswith("Hits by day, 1 – 31 May 2026: total ")
    assert ", highest " in label


def test_the_page_prints_by_its_button(page: OpenedPage) -> None:
    page.js("window.print = () => { window.printed = true; }")
    page.one("#print").click()

    assert page.js("return window.printed") is True

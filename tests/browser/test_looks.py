"""Looks: accessible, nothing beside the window, no label over another, and fit to be printed."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Command
from tests.browser.opened_page import WIDTHS, OpenedPage
from tests.conftest import PROJECT

SAMPLES = ["month", "year", "hostile"]
OVERLAPS = """
const found = [];
for (const group of document.querySelectorAll('.chart .x, .chart .y')) {
  const seen = [...group.querySelectorAll('text')].filter((one) => one.getClientRects().length);
  const boxes = seen.map((one) => [one.textContent, one.getBoundingClientRect()]);
  for (const [text, box] of boxes) for (const [other, beside] of boxes) {
    if (text < other && box.left < beside.right && beside.left < box.right
        && box.top < beside.bottom && beside.top < box.bottom) found.push(`${text} ${other}`);
  }
}
return found;
"""
CUT = """
const page = document.documentElement.clientWidth;
return [...document.querySelectorAll('main *, header *')].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && box.right > page + 1 && !one.closest('.scroll, nav, .sr, svg');
}).map((one) => one.outerHTML.slice(0, 120));
"""


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the script of axe-core, which a package for another driver brings."""
    try:
        package = distribution("axe-playwright-python")
    except PackageNotFoundError:
        pytest.skip("axe-core is not installed: make test-browser installs it")
    return Path(str(package.locate_file("axe_playwright_python/axe.min.js"))).read_text("utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("sample", ["month", "year"])
def test_axe_finds_nothing(
    sample: str,
    theme: str,
    width: int,
    axe: str,
    opened: OpenedPage,
    request: pytest.FixtureRequest,
) -> None:
    page = opened.open(request.getfixturevalue(f"{sample}_page"), width, theme=theme)
    found: Any = page.browser.execute_async_script(
        f"{axe}\nconst done = arguments[arguments.length - 1];"
        "const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];"
        "axe.run({runOnly: tags}).then(done, (fault) => done({violations: [String(fault)]}));"
    )

    assert len(found["passes"]) > 20
    assert [
        (one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]
    ] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_stands_beside_the_window_nor_over_another_label(
    sample: str, width: int, opened: OpenedPage, request: pytest.FixtureRequest
) -> None:
    page = opened.open(request.getfixturevalue(f"{sample}_page"), width)
    for chosen in ("day", "week", "month"):
        for radio in page.all(f'.by input[value="{chosen}"]'):
            page.js("arguments[0].click()", radio)
        assert page.js(OVERLAPS) == [], chosen
        assert page.js("return document.documentElement.scrollWidth") <= width
        assert page.js(CUT) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_labels_of_hours_do_not_overlap(width: int, month_page: Path, opened: OpenedPage) -> None:
    page = opened.open(month_page, width)
    page.choose_width("traffic", "hour")
    page.until(lambda: page.marks(page.chart("traffic-by-hour")))
    assert page.js(OVERLAPS) == []

    page.press("+", "+")
    assert page.js(OVERLAPS) == []


def test_a_dark_page_is_printed_on_white_without_controls(
    month_page: Path, opened: OpenedPage
) -> None:
    page = opened.open(month_page, theme="dark")
    page.one("#theme").click()
    page.one("#theme").click()
    page.command("Emulation.setEmulatedMedia", media="print", features=[])
    colors = page.js(
        "return ['html', 'body', '.card', 'th', 'td', 'h1'].map((one) =>"
        " getComputedStyle(document.querySelector(one)).backgroundColor)"
    )
    shown = page.js(
        "return [...document.querySelectorAll('button, input, nav, .skip, #tip')].filter((one) =>"
        " one.getClientRects().length && !one.matches('.key, .sort th button')"
        " && getComputedStyle(one).visibility !== 'hidden' && getComputedStyle(one).opacity !== '0')"
        ".map((one) => one.outerHTML.slice(0, 100))"
    )
    page.js("localStorage.clear()")

    assert set(colors) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert page.js("return getComputedStyle(document.body).color") != "rgb(255, 255, 255)"
    assert shown == []
    display = "return getComputedStyle(document.querySelector(arguments[0])).display"
    assert page.js(display, "#apps thead") == "table-header-group"
    # Chromium prints no head again that has a button in it
    assert page.js(display, "#apps thead button") == "contents"
    assert page.js(display, "#apps tfoot") != "table-footer-group"
    inside = "return getComputedStyle(document.querySelector(arguments[0])).breakInside"
    assert page.js(inside, ".chart") == "avoid" or page.js(inside, "figure") == "avoid"


def test_a_month_is_printed_on_few_pages_of_small_size(
    month_page: Path, opened: OpenedPage
) -> None:
    printed = opened.open(month_page, theme="dark").pdf()

    assert printed.startswith(b"%PDF-")
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 14
    assert len(printed) < 1_000_000


@pytest.mark.screenshots
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_screenshots_are_kept(
    width: int, theme: str, month_page: Path, opened: OpenedPage, screenshots: Path
) -> None:
    page = opened.open(month_page, width, theme=theme)
    page.screenshot(screenshots / f"{theme}-{width}.png")

    assert (screenshots / f"{theme}-{width}.png").stat().st_size > 20_000


@pytest.mark.screenshots
@pytest.mark.parametrize(
    ("name", "theme", "width", "height", "scale"),
    [("page", "light", 1280, 1080, 0.6), ("page-dark", "dark", 1280, 1080, 0.6)],
)
def test_pictures_for_the_documents_are_kept(
    name: str, theme: str, width: int, height: int, scale: float, month: Command, opened: OpenedPage
) -> None:
    samples = PROJECT / "sample_logs"
    page = month.folder / "samples.html"
    catalog = ["--catalog", str(samples / "usagestats.toml"), "--timezone", "UTC"]
    done = month.run("report", str(samples / "gateway"), *catalog, "-o", str(page))
    assert done.returncode == 0, done.stderr.decode()
    picture = PROJECT / "docs" / "pictures" / f"{name}.png"
    opened.open(page, width, theme=theme).screenshot(picture, height, scale)

    assert 20_000 < picture.stat().st_size < 90_000

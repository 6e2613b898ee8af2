"""Safety: no request, no console, no script of strangers, no key; with scripts or styles blocked."""

from __future__ import annotations

import base64
import gzip
import html
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Command
from tests.browser.made_logs import HOSTILE, MAY, key_of, write_catalog, write_log
from tests.browser.opened_page import OpenedPage

SAMPLES = ["month", "year", "hostile"]
TEXT = """
return [...document.querySelectorAll('main > section')].map((one) => {
  const copy = one.cloneNode(true);
  for (const script of copy.querySelectorAll('.script, .sr, svg, [hidden]')) script.remove();
  return copy.textContent.replace(/\\s+/g, ' ');
})
"""


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_page_that_is_used_makes_no_request_and_no_noise(
    sample: str, request: pytest.FixtureRequest, opened: OpenedPage
) -> None:
    page = opened.open(request.getfixturevalue(f"{sample}_page"))
    title = page.browser.title
    for button in (*page.all("button.key[aria-pressed]"), *page.all("table.sort thead button")):
        page.js("arguments[0].click()", button)
    for box in page.all("details"):
        page.js("arguments[0].open = true", box)
    for radio in page.all(".by input"):
        page.js("arguments[0].click()", radio)
    for chart in page.all(".chart"):
        page.focus(chart)
        page.press(Keys.HOME)
    page.download(page.one("button[data-csv]"))

    assert page.noise() == []
    assert page.browser.title == title


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_file_has_nothing_that_runs_or_loads(
    sample: str, request: pytest.FixtureRequest
) -> None:
    text = request.getfixturevalue(f"{sample}_page").read_text(encoding="utf-8")
    markup = re.sub(r"<(style|script)[^>]*>.*?</\1>", "", text, flags=re.DOTALL)
    attributes = re.findall(r"""<[a-z][^<>]*?\s([a-z-]+)=["'][^"']*["']""", markup)

    assert not [one for one in attributes if one == "style" or one.startswith("on")]
    assert set(re.findall(r"""\s(?:src|href|action)=["']([^"'#]+)""", markup)) <= {"data:,"}
    assert not re.search(r"<(?:iframe|object|embed|img|link rel=.stylesheet)", markup)
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert forbidden not in text
    assert len(re.findall("<script", text)) == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_hostile_names_are_text(hostile_page: Path, opened: OpenedPage, *, scripts: bool) -> None:
    page = opened.open(hostile_page, scripts=scripts)
    names = [one.get_attribute("textContent") or "" for one in page.all("#apps tbody th")]

    for name in HOSTILE:
        shown = name.replace("\u202e", "\\u202e")
        assert any(one in {shown, f"{shown[:40]}"} or shown[:20] in one for one in names), name
    assert "49" not in "".join(names)
    assert not page.all("img, main svg[onload], iframe")
    assert page.js("return document.documentElement.scrollWidth <= innerWidth")


def test_names_of_products_and_paths_and_the_title_are_text(
    tmp_path: Path, opened: OpenedPage
) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    write_catalog(tmp_path, ["One"])
    catalog = (tmp_path / "usagestats.toml").read_text(encoding="utf-8")
    named = catalog.replace('name = "api"', f'name = "{hostile}"')
    assert named != catalog
    (tmp_path / "usagestats.toml").write_text(named, encoding="utf-8")
    write_log(tmp_path / "access.log", MAY, 3, 1, 50)
    with (tmp_path / "access.log").open("a", encoding="utf-8") as log:
        log.write(
            f'203.0.113.1 - - [03/May/2026:23:59:59 +0000] "GET /{hostile}?user_key={hostile}'
            ' HTTP/1.1" 404 1 "-" "t" 0.1\n'
        )
    page = opened.open(
        Command(tmp_path, "2026-05-01..2026-05-03").page("x.html", "--title", hostile)
    )

    assert hostile in page.one("h1").text
    assert not page.all("img")
    assert page.noise() == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_key_and_no_client_address_is_in_the_file_nor_in_its_data(
    sample: str, request: pytest.FixtureRequest
) -> None:
    text = request.getfixturevalue(f"{sample}_page").read_text(encoding="utf-8")
    packed = re.search(r'<script type="text/plain" id="data">([^<]+)</script>', text)
    assert packed
    data = gzip.decompress(base64.b64decode(packed[1])).decode()
    every = html.unescape(text) + data

    assert "top-apps" in data
    assert not [number for number in range(400) if key_of(number) in every]
    assert "203.0.113." not in every


def test_with_scripts_off_all_texts_and_marks_are_there(
    month_page: Path, opened: OpenedPage
) -> None:
    def seen(*, scripts: bool) -> tuple[object, object]:
        page = opened.open(month_page, scripts=scripts)
        drawn = [
            page.marks(one) for one in page.all(".chart") if one.get_attribute("data-by") != "hour"
        ]
        return page.js(TEXT), drawn

    assert seen(scripts=False) == seen(scripts=True)


def test_with_scripts_off_the_width_is_chosen_and_nothing_is_offered_that_does_not_work(
    month_page: Path, opened: OpenedPage
) -> None:
    page = opened.open(month_page, scripts=False)
    assert not [one for one in page.all(".script, button[data-csv], .find") if one.is_displayed()]
    page.one('input[name="traffic"][value="week"]').find_element("xpath", "..").click()

    assert page.chart("traffic-by-week").is_displayed()
    assert not page.chart("traffic-by-day").is_displayed()


class Sandboxed(SimpleHTTPRequestHandler):
    """Serves files as a CI server does that trusts none."""

    def end_headers(self) -> None:
        policy = "sandbox; default-src 'none'; style-src 'self'"
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        """Write nothing."""


@pytest.fixture
def served() -> Iterator[Callable[[Path], str]]:
    servers = []

    def serve(path: Path) -> str:
        handler = partial(Sandboxed, directory=str(path.parent))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/{path.name}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_in_a_strict_sandbox_all_numbers_are_read_and_shapes_have_colours(
    month_page: Path, opened: OpenedPage, served: Callable[[Path], str]
) -> None:
    wanted = opened.open(month_page, scripts=False).one("main").get_attribute("textContent")
    page = opened.open(served(month_page), scripts=False)
    fills = page.js(
        "return [...document.querySelectorAll('.chart .marks path')]"
        ".map((one) => getComputedStyle(one).fill + getComputedStyle(one).stroke)"
    )

    assert page.one("main").get_attribute("textContent") == wanted
    assert len(set(fills)) >= 6
    assert page.js("return document.querySelector('table').getBoundingClientRect().height") > 50

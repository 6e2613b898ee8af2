from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from random import Random

import polars as pl
import pytest

from tests.report_sets import Asked, limited_set, request, requests_each, sample_set, set_of_lines
from usagestats.render.delimited import to_csv
from usagestats.render.page.page import data_of, page_bytes
from usagestats.report_set import NamedReport, ReportSet

MAY = datetime(2026, 5, 4, tzinfo=UTC)
HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{7*7}}{% raw %}",
    "\u202egnp.exe\x00\x1b[31m",
    "x" * 10_000,
    "   ",
]
VOID = {"meta", "link", "input", "br"}
MAY_BE_OPEN = {"td", "th", "tr"}


class Page(HTMLParser):
    """Reads a page: its texts, and the elements with their attributes."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self._open[-1] != tag:
            assert self._open.pop() in MAY_BE_OPEN, f"</{tag}> closes another element"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self._open):
            self.texts.append(data)

    @property
    def ids(self) -> list[str]:
        return [value for _, one in self.elements if (value := one.get("id"))]


def named(reports: ReportSet, name: str) -> ReportSet:
    """Return the set with another name of an application, of an account, and of a method."""
    changed = {
        key: NamedReport(one.command, replace(one.report, rows=_renamed(one.report.rows, name)))
        for key, one in reports.reports.items()
    }
    return replace(reports, reports=changed, title=name, filters=(name,), sources=(name,))


def _renamed(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    keys = [key for key in ("application", "account", "plan", "backend") if key in rows.columns]
    return rows.with_columns(pl.lit(name).alias(key) for key in keys)


def test_a_page_is_one_whole_document() -> None:
    page = Page(page_bytes(sample_set()))

    assert len(page.ids) == len(set(page.ids))
    targets = [one["href"] for tag, one in page.elements if tag == "a"]
    assert {str(target)[1:] for target in targets} <= set(page.ids)
    assert "5 – 9 May 2026" in page.texts


def test_the_same_reports_make_the_same_bytes() -> None:
    assert page_bytes(sample_set()) == page_bytes(sample_set())


def test_a_page_has_nothing_that_its_policy_forbids() -> None:
    content = page_bytes(sample_set()).decode()
    page = Page(content.encode())
    for tag, attributes in page.elements:
        assert not any(key == "style" or key.startswith("on") for key in attributes), tag
        assert "src" not in attributes
        if tag == "a":
            assert str(attributes["href"]).startswith("#")

    assert [one["href"] for tag, one in page.elements if tag == "link"] == ["data:,"]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", content)
    assert not re.search(r"url\(|@import", content)
    addresses = set(re.findall(r"https?://[^\s\"']+", content))
    assert addresses == {"http://www.w3.org/2000/svg"}


def test_the_policy_allows_exactly_the_style_and_the_script() -> None:
    content = page_bytes(sample_set()).decode()
    style = re.search(r"<style>(.*?)</style>", content, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", content, re.DOTALL)
    assert style is not None
    assert script is not None
    for found in (style, script):
        digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in content
    assert "unsafe" not in content.split("</head>")[0].split("<style>")[0]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_a_text(name: str) -> None:
    page = Page(page_bytes(named(limited_set(), name)))
    usual = Page(page_bytes(limited_set()))

    assert [tag for tag, _ in page.elements if tag in {"img", "script"}] == ["script", "script"]
    assert {tag for tag, _ in page.elements} == {tag for tag, _ in usual.elements} | {"span"}
    seen = "".join(page.texts)
    assert not re.search("[\x00-\x08\u202e\x1b]", seen)
    if "\u202e" in name:
        assert r"\u202egnp.exe\x00\x1b[31m" in seen
    elif name.strip():
        assert name in seen


def test_the_data_is_the_csv_of_the_reports() -> None:
    reports = sample_set()
    texts = json.loads(gzip.decompress(base64.b64decode(data_of(reports))))

    assert set(texts) == {name for name in reports.reports if not name.endswith("-by-all")}
    assert all(texts[name] == to_csv(reports.reports[name].report) for name in texts)


def test_every_download_has_its_data() -> None:
    page = Page(page_bytes(sample_set()))
    texts = json.loads(gzip.decompress(base64.b64decode(data_of(sample_set()))))
    buttons = [one for tag, one in page.elements if tag == "button" and "data-csv" in one]

    assert {one["data-csv"] for one in buttons} <= set(texts)
    assert all(
        one["data-command"] == sample_set().reports[str(one["data-csv"])].command for one in buttons
    )


def test_a_page_has_no_client_address_and_no_key() -> None:
    lines = requests_each(
        MAY, timedelta(minutes=7), 300, path="/a?user_key=very-secret", status=429
    )
    reports = set_of_lines(lines)
    texts = gzip.decompress(base64.b64decode(data_of(reports))).decode()

    for content in (page_bytes(reports).decode(), texts):
        assert "203.0.113.9" not in content
        assert "very-secret" not in content


@pytest.mark.parametrize(
    ("start", "days"),
    [(datetime(2026, 3, 28, 22, tzinfo=UTC), 1), (datetime(2026, 10, 24, 21, tzinfo=UTC), 1)],
)
def test_days_of_23_and_25_hours(start: datetime, days: int) -> None:
    lines = requests_each(start, timedelta(minutes=15), 26 * 4 * days)
    span = f"{start + timedelta(hours=12):%Y-%m-%d}"
    reports = set_of_lines(lines, Asked(span, zone="Europe/Athens"))
    by_hour = reports.find("traffic-by-hour")
    assert by_hour is not None
    page = Page(page_bytes(reports))

    assert by_hour.rows.height in {23, 25}
    (chart,) = [
        one
        for _, one in page.elements
        if one.get("data-by") == "hour"
        and one.get("data-csv") == "traffic-by-hour"
        and "data-top" in one
    ]
    assert chart["data-count"] == str(by_hour.rows.height)
    assert (
        len(set(re.findall(r"2026, \d\d:\d\d(?: \(\+0[23]00\))?", " ".join(page.texts))))
        == by_hour.rows.height
    )


@pytest.mark.parametrize("count", [0, 1, 60])
def test_pages_of_few_requests(count: int) -> None:
    page = Page(page_bytes(set_of_lines(requests_each(MAY, timedelta(minutes=1), count))))

    assert {
        "overview",
        "traffic",
        "averages",
        "applications",
        "codes",
        "latency",
        "alerts",
        "errors",
        "quality",
    } <= set(page.ids)


def many_requests(days: int, applications: int, per_day: int) -> list[str]:
    """Return requests at any time of the day, of applications that use it more and less."""
    chance = Random(7)
    weights = [1 / (number + 1) for number in range(applications)]
    lines = []
    for day in range(days):
        start = MAY + timedelta(days=day)
        for number in chance.choices(range(applications), weights, k=per_day):
            verb = chance.choices(("GET", "POST", "DELETE"), (70, 20, 10))[0]
            status = chance.choices((200, 404, 429, 503), (94, 3, 2, 1))[0]
            path = f"/a?user_key=key-{number:03}"
            lines.append(
                request(start + timedelta(seconds=chance.randrange(86400)), path, status, verb)
            )
    return lines


@pytest.mark.slow
@pytest.mark.parametrize(
    ("days", "applications", "per_day", "most"),
    [(31, 33, 1200, 250_000), (365, 400, 800, 1_000_000)],
)
def test_a_page_is_no_larger_than_allowed(
    days: int, applications: int, per_day: int, most: int
) -> None:
    reports = set_of_lines(many_requests(days, applications, per_day))
    size = len(page_bytes(reports))

    assert most / 5 < size <= most

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from usagestats.render.letters.html import document, paragraph, picture, table
from usagestats.report import Report

HOSTILE = '</td><script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}\u202e\x00\n'


class Reader(HTMLParser):
    """Collects the elements and texts of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, Any]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_a_document_has_a_title_and_its_blocks_and_stays_light() -> None:
    html = document("Traffic & more", [paragraph("a < b"), picture("c@d", 'of "a"', 600, 200)])

    found = read(html)
    assert html.startswith("<!DOCTYPE html>\n<html")
    assert [text for text in found.texts if text.strip()] == [
        *("Traffic & more", "Traffic & more", "a < b")
    ]
    assert ("meta", {"name": "color-scheme", "content": "light only"}) in found.elements
    images = [attributes for tag, attributes in found.elements if tag == "img"]
    assert [(one["src"], one["alt"], one["width"], one["height"]) for one in images] == [
        ("cid:c@d", 'of "a"', "600", "200")
    ]
    assert "background:#ffffff" in images[0]["style"]


def test_nothing_is_loaded_or_run() -> None:
    found = read(document(HOSTILE, [paragraph(HOSTILE), picture("c", HOSTILE, 1, 1)]))

    tags = {tag for tag, _ in found.elements}
    assert tags == {"html", "head", "meta", "title", "body", "table", "tr", "td", "h1", "p", "img"}
    names = {name for _, attributes in found.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")}
    assert not names & {"href", "class", "background", "srcset"}
    assert next(text for text in found.texts if "alert(1)" in text).endswith(
        "{{7*7}}\\u202e\\x00\\n"
    )


def test_a_table_has_the_texts_of_a_terminal(report: Report) -> None:
    found = read(document("t", [table(report)]))
    texts = [text for text in found.texts if text.strip()][2:]

    assert texts[:6] == ["hour", "backend", "application", "status", "requests", "hits"]
    assert texts[6:12] == ["2026-10-25 02:00*", "catalog", "web", "200", "1,234,567", "1,234,567"]
    assert "a|b\\x1b[31m\\u202ered\\t\\n" in texts
    assert texts[-5:-2] == ["total", "1,851,851", "1,234,572"]
    assert texts[-1] == "no log between 2026-10-25 04:00 and 2026-10-25 05:00"


def test_numbers_stand_on_the_right(report: Report) -> None:
    found = read(document("t", [table(report)]))
    heads = [attributes["align"] for tag, attributes in found.elements if tag == "th"]

    assert heads == ["left", "left", "left", "left", "right", "right"]


def test_a_report_without_rows_is_a_header(report: Report) -> None:
    found = read(document("t", [table(replace(report, rows=report.rows.clear(), notes=()))]))

    assert len([tag for tag, _ in found.elements if tag == "tr"]) == 3  # two of them are blocks


@pytest.mark.parametrize("text", ["", " ", "a\nb", "\x00"])
def test_a_paragraph_is_one_line(text: str) -> None:
    assert "\n" not in (paragraph(text).text or "")

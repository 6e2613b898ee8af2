"""The HTML of letters: blocks in one column, as tables with inline styles.

Elements are built, not written, so that a text never becomes markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from usagestats.render.people import lay_out
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from usagestats.render.people import TextColumn
    from usagestats.report import Report

WIDTH: Final = 600
"""The width of a letter in pixels."""

_FONT: Final = "font-family:Helvetica,Arial,sans-serif"
_INK: Final = "color:#1f2328"
_QUIET: Final = "color:#57606a"
_LONGEST_TEXT: Final = 120  # Gmail cuts letters at 102 KB; the attachment has all of a text
_LINE: Final = "border-bottom:1px solid #d0d7de"
_PLAIN_TABLE: Final = {"role": "presentation", "border": "0", "cellpadding": "0"}


def document(title: str, blocks: Iterable[Element]) -> str:
    """Return a whole document with a heading and blocks beneath each other."""
    root = Element("html", {"lang": "en"})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    # programs in dark mode would turn the colors of the text, but not those of pictures
    SubElement(head, "meta", {"name": "color-scheme", "content": "light only"})
    SubElement(head, "meta", {"name": "supported-color-schemes", "content": "light only"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width"})
    SubElement(head, "title").text = visible(title)
    body = SubElement(root, "body", {"style": "margin:0;padding:0;background:#ffffff"})
    column = SubElement(
        body,
        "table",
        {**_PLAIN_TABLE, "cellspacing": "0", "width": str(WIDTH), "align": "center"}
        | {"bgcolor": "#ffffff", "style": f"max-width:{WIDTH}px;{_FONT};{_INK}"},
    )
    _row(column, "padding:24px 8px 8px").append(_heading(title))
    for block in blocks:
        _row(column, "padding:8px").append(block)
    return f"<!DOCTYPE html>\n{tostring(root, encoding='unicode', method='html')}\n"


def paragraph(text: str, *, is_quiet: bool = False) -> Element:
    """Return a paragraph."""
    style = f"margin:0;font-size:14px;line-height:20px;{_QUIET if is_quiet else _INK}"
    element = Element("p", {"style": style})
    element.text = visible(text)
    return element


def picture(cid: str, alt: str, width: int, height: int) -> Element:
    """Return a picture that goes with the letter.

    Args:
        cid: Its name.
        alt: The text for those who do not see it.
        width: Its width in pixels, as it is shown.
        height: Its height.
    """
    size = {"width": str(width), "height": str(height)}
    style = "display:block;border:0;background:#ffffff;max-width:100%;height:auto"
    return Element("img", {"src": f"cid:{cid}", "alt": visible(alt), **size, "style": style})


def table(report: Report) -> Element:
    """Return the rows, the totals and the notes of a report, with the texts of a terminal."""
    layout = lay_out(report)
    block = Element("div")
    element = SubElement(
        block,
        "table",
        {"border": "0", "cellpadding": "5", "cellspacing": "0", "width": "100%"}
        | {"style": f"border-collapse:collapse;font-size:13px;line-height:18px;{_INK}"},
    )
    _add_row(element, layout.headings, layout.columns, f"{_LINE};{_QUIET};font-weight:normal", "th")
    for row in layout.rows:
        _add_row(element, row, layout.columns, _LINE, "td")
    for row in layout.footer:
        _add_row(element, row, layout.columns, "font-weight:bold", "td")
    for note in layout.footnotes:
        block.append(paragraph(note, is_quiet=True))
    return block


def _add_row(
    element: Element, texts: Sequence[str], columns: Sequence[TextColumn], style: str, tag: str
) -> None:
    row = SubElement(element, "tr", {"valign": "top"})
    scope = {"scope": "col"} if tag == "th" else {}
    for text, column in zip(texts, columns, strict=True):
        align = "right" if column.is_number else "left"
        whole = "white-space:nowrap;" if column.is_whole else ""
        cell = SubElement(row, tag, {**scope, "align": align, "style": f"{whole}{style}"})
        cell.text = text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def _heading(text: str) -> Element:
    style = f"margin:0;font-size:20px;line-height:26px;font-weight:bold;{_INK}"
    element = Element("h1", {"style": style})
    element.text = visible(text)
    return element


def _row(table_: Element, style: str) -> Element:
    return SubElement(SubElement(table_, "tr"), "td", {"style": style})

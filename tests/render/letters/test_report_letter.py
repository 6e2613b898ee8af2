from __future__ import annotations

import re
import struct
import zlib
from dataclasses import replace

import pytest

from tests.report_sets import Asked, limited_set, sample_set, set_of_lines
from usagestats.letter import Attachment, Letter
from usagestats.render.letters.report_letter import report_letter

PAGE = Attachment("report-2026-05.html", "text/html", b"<p>the page</p>")


def pixels(png: bytes) -> tuple[int, int, int, bytes]:
    """Return width, height, kind of color and the bytes of all rows of a PNG."""
    width, height, _, color = struct.unpack(">IIBB", png[16:26])
    data, at = b"", 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + size]
        at += 12 + size
    return width, height, color, zlib.decompress(data)


@pytest.fixture(scope="module")
def letter() -> Letter:
    return report_letter(sample_set(), PAGE)


def test_the_subject_has_range_and_requests(letter: Letter) -> None:
    assert letter.subject == "API usage, 5 – 9 May 2026: 692 requests"


def test_the_subject_has_the_change_where_it_is_known() -> None:
    day = sample_set("2026-05-06")
    change = day.reports["traffic-by-all"].report.rows["requests_change"].item()

    assert report_letter(day, PAGE).subject.endswith(f" requests, {100 * change:+.1f} %")


def test_the_letter_has_two_charts_with_alternatives(letter: Letter) -> None:
    images = re.findall(
        r'<img src="cid:([^"]+)" alt="([^"]*)" width="(\d+)" height="(\d+)"', letter.html
    )

    assert [cid for cid, *_ in images] == [one.cid for one in letter.pictures]
    assert [alt for _, alt, *_ in images] == ["Traffic", "Errors, share of all requests"]
    for picture, (*_, width, height) in zip(letter.pictures, images, strict=True):
        across, down = pixels(picture.png)[:2]
        assert (across, down) == (2 * int(width), 2 * int(height))
        assert int(width) == 600


def test_pictures_are_opaque(letter: Letter) -> None:
    for picture in letter.pictures:
        width, height, color, rows = pixels(picture.png)
        if color == 6:  # with alpha: every row is a filter and four bytes a pixel
            assert len(rows) == height * (1 + 4 * width)
            assert rows[1:5] == b"\xff\xff\xff\xff"
        else:
            assert color == 2


def test_the_html_is_small_and_stays_light(letter: Letter) -> None:
    assert len(letter.html.encode()) < 100_000
    assert 'content="light only"' in letter.html
    assert "<svg" not in letter.html
    assert "http" not in letter.html


def test_the_plain_body_is_the_overview(letter: Letter) -> None:
    assert "top applications     Weather Widget" in letter.text
    assert letter.text.endswith("The whole report is attached: report-2026-05.html\n")


def test_both_bodies_name_the_attachment(letter: Letter) -> None:
    assert letter.html.count("report-2026-05.html") == 1
    assert letter.attachments == (PAGE,)


def test_what_is_left_out_has_its_reason() -> None:
    reports = replace(sample_set(), left_out={"integration-errors": "By product <only>."})

    assert "By product &lt;only&gt;." in report_letter(reports, PAGE).html


def test_filters_are_in_heading_and_subject() -> None:
    letter = report_letter(replace(limited_set(), filters=("account Sky & Labs",)), PAGE)

    assert letter.subject.startswith("API usage, account Sky & Labs, ")
    assert "<title>API usage, account Sky &amp; Labs</title>" in letter.html


def test_a_range_without_a_log_is_a_letter_without_pictures() -> None:
    letter = report_letter(set_of_lines([], Asked("2026-05")), PAGE)

    assert letter.subject == "API usage, 1 – 31 May 2026: no log covers it"
    assert letter.pictures == ()
    assert "The whole report is attached" in letter.text


def test_a_year_is_drawn_by_wider_periods() -> None:
    letter = report_letter(sample_set("2026"), PAGE)

    assert len(letter.pictures) == 2
    assert sum(len(one.png) for one in letter.pictures) < 300_000

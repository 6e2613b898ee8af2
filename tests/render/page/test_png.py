from __future__ import annotations

import struct
import zlib

from tests.report_sets import sample_set
from usagestats.render.page.picture import svg_of
from usagestats.render.page.png import png_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20">{}</svg>'


def dark_pixels(png: bytes) -> int:
    """Count the pixels that are not white, and make sure that all are opaque."""
    assert png.startswith(b"\x89PNG")
    at, content = 8, b""
    width, height = struct.unpack(">II", png[16:24])
    channels = {2: 3, 6: 4}[png[25]]
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            content += png[at + 8 : at + 8 + length]
        at += 12 + length
    rows = unfiltered(zlib.decompress(content), width * channels, height, channels)
    pixels = [
        row[at : at + channels] for row in rows for at in range(0, width * channels, channels)
    ]
    assert all(channels == 3 or pixel[3] == 255 for pixel in pixels)
    return sum(max(pixel[:3]) < 128 for pixel in pixels)


def unfiltered(content: bytes, width: int, height: int, size: int) -> list[bytes]:
    """Undo the filters of PNG."""
    rows: list[bytes] = []
    above = bytes(width)
    for number in range(height):
        start = number * (width + 1)
        kind, row = content[start], bytearray(content[start + 1 : start + 1 + width])
        for at in range(width):
            left = row[at - size] if at >= size else 0
            up = above[at]
            corner = above[at - size] if at >= size else 0
            nearest = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
            row[at] = (row[at] + (0, left, up, (left + up) // 2, nearest)[kind]) % 256
        above = bytes(row)
        rows.append(above)
    return rows


def test_texts_are_there_whatever_fonts_the_machine_has() -> None:
    text = '<text x="2" y="15" font-size="14">Αθήνα ▲ 24</text>'

    assert dark_pixels(png_of(SVG.format(""))) == 0
    assert dark_pixels(png_of(SVG.format(text))) > 100


def test_a_picture_is_twice_as_wide_as_its_svg() -> None:
    report = sample_set().find("traffic-by-day")
    assert report is not None
    png = png_of(svg_of(report))

    assert struct.unpack(">I", png[16:20]) == (1920,)
    assert struct.unpack(">I", png_of(svg_of(report), zoom=1)[16:20]) == (960,)
    assert png_of(svg_of(report)) == png

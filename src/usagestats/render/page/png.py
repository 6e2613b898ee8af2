"""SVG → PNG, with the font of the package: the text is there on machines without fonts."""

from __future__ import annotations

from importlib.resources import as_file, files

import resvg_py

from usagestats.render.page.palette import LIGHT_SURFACE

_FONT = "fonts/DejaVuSans-subset.ttf"
_FAMILY = "DejaVu Sans"


def png_of(svg: str, zoom: float = 2) -> bytes:
    """Return the picture of an SVG of ours in pixels, on an opaque white ground.

    Args:
        svg: The SVG, in pixels.
        zoom: The number of pixels for each of its own.
    """
    with as_file(files("usagestats.render.page").joinpath(_FONT)) as font:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                background=LIGHT_SURFACE,
                zoom=zoom,
                skip_system_fonts=True,
                font_files=[str(font)],
                font_family=_FAMILY,
                sans_serif_family=_FAMILY,
            )
        )

"""The colours of series, for light and for dark surfaces.

They were searched for under simulated protanopia, deuteranopia and tritanopia; a test computes the
contrasts and distances again. Names stand beside colours everywhere, in legend, table and text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Color:
    """A colour of a series.

    Args:
        name: The class of its marks.
        light: On a light surface.
        dark: On a dark surface.
    """

    name: str
    light: str
    dark: str


METHODS: Final = (
    Color("m0", "#2e6db4", "#5b9be6"),
    Color("m1", "#dd7a2e", "#e07f33"),
    Color("m2", "#19a08f", "#9df0e0"),
    Color("m3", "#4b2a80", "#7f56d9"),
    Color("m4", "#6b6a00", "#efe58a"),
    Color("m5", "#b01f63", "#c93f6b"),
)
"""Those of methods, in the order of the stack."""

OTHER: Final = Color("rest", "#22272d", "#98a2ac")
"""That of what the other series leave."""

CLASSES: Final = {
    "1xx": Color("c1", "#9000f0", "#a830f0"),
    "2xx": Color("c2", "#4f8fd0", "#5f9bd6"),
    "3xx": Color("c3", "#2b2f7a", "#cfd6ff"),
    "4xx": Color("c4", "#c9800f", "#f0bd45"),
    "5xx": Color("c5", "#9c1f18", "#d9432f"),
    "none": Color("c0", "#6f7983", "#8994a0"),
}
"""Those of classes of response codes."""

PERCENTILES: Final = (METHODS[0], METHODS[1], METHODS[5])
"""Those of p50, p95 and p99."""

BEFORE: Final = Color("before", "#1c232b", "#e6ebf0")
"""That of the range before, as a dashed line."""

LIGHT_SURFACE: Final = "#ffffff"
DARK_SURFACE: Final = "#161b22"


def styles() -> str:
    """Return the rules of a style sheet: a variable for each colour, in light and in dark."""
    every = (*METHODS, OTHER, *CLASSES.values(), BEFORE)
    light = "".join(f"--{one.name}:{one.light};" for one in every)
    dark = "".join(f"--{one.name}:{one.dark};" for one in every)
    fills = "".join(f".{one.name}{{--color:var(--{one.name})}}" for one in every)
    return (
        f":root{{{light}}}"
        f"@media screen and (prefers-color-scheme:dark)"
        f"{{:root:not([data-theme=light]){{{dark}}}}}"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}{fills}"
    )

from __future__ import annotations

from itertools import pairwise

import pytest

from usagestats.render.page.palette import (
    CLASSES,
    DARK_SURFACE,
    LIGHT_SURFACE,
    METHODS,
    OTHER,
    Color,
    styles,
)

# how people see without one of the three kinds of cones (Machado, Oliveira, Fernandes 2009)
SIGHTS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
STACKS = {"methods": (*METHODS, OTHER), "classes": tuple(CLASSES.values())}
Linear = tuple[float, float, float]


def linear(color: str) -> Linear:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def luminance(color: Linear) -> float:
    return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(luminance(linear(color)) for color in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(color: Linear) -> Linear:
    red, green, blue = color
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = luminance(color)
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    cubes = [one ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116 for one in (x, y, z)]
    return 116 * cubes[1] - 16, 500 * (cubes[0] - cubes[1]), 200 * (cubes[1] - cubes[2])


def distance(one: str, other: str, sight: str) -> float:
    seen = []
    for color in (one, other):
        parts = linear(color)
        red, green, blue = (
            min(max(sum(a * b for a, b in zip(row, parts, strict=True)), 0), 1)
            for row in SIGHTS[sight]
        )
        seen.append(lab((red, green, blue)))
    return float(sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5)


@pytest.mark.parametrize("name", STACKS)
def test_every_color_stands_out_from_its_surface(name: str) -> None:
    for color in STACKS[name]:
        assert contrast(color.light, LIGHT_SURFACE) >= 3
        assert contrast(color.dark, DARK_SURFACE) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("name", STACKS)
def test_neighbours_in_a_stack_are_told_apart_without_some_cones(name: str, sight: str) -> None:
    for one, other in pairwise(STACKS[name]):
        assert distance(one.light, other.light, sight) >= 18, (one.name, other.name)
        assert distance(one.dark, other.dark, sight) >= 18, (one.name, other.name)


def test_the_style_sheet_has_every_color_twice() -> None:
    sheet = styles()

    for color in (*METHODS, OTHER, *CLASSES.values()):
        assert f"--{color.name}:{color.light};" in sheet
        assert f"--{color.name}:{color.dark};" in sheet


def test_a_color_is_named_once() -> None:
    every: list[Color] = [*METHODS, OTHER, *CLASSES.values()]

    assert len({color.name for color in every}) == len(every)

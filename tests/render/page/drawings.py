"""Charts for tests, and the values that their paths show."""

from __future__ import annotations

import re

from usagestats.render.page.charts import Chart, Kind, Series, Unit, Values
from usagestats.render.page.palette import METHODS
from usagestats.render.page.scales import HEIGHT

BAR = re.compile(r"M(\d+)(?:\.1)? (\d+)V(\d+)h(?:\.8|1)V(\d+)z")


def chart_of_values(
    *values: Values,
    kind: Kind = Kind.STACK,
    unit: Unit = Unit.COUNT,
    partial: tuple[int, ...] = (),
) -> Chart:
    count = len(values[0])
    return Chart(
        "Hits",
        kind,
        unit,
        tuple(
            Series(f"s{at}", color, one)
            for at, (one, color) in enumerate(zip(values, METHODS, strict=False))
        ),
        tuple(f"day {number}" for number in range(count)),
        (),
        tuple(number in partial for number in range(count)),
    )


def heights(path: str, top: float) -> dict[int, float]:
    """Return the value of each bar of a path, by the number of its period."""
    bars = BAR.findall(path)
    assert "".join(match[0] for match in BAR.finditer(path)) == path
    return {int(at): (int(lower) - int(upper)) * top / HEIGHT for at, lower, upper, _ in bars}

"""The figures of a row: one for each metric and measure, each a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.choices import Measure
from usagestats.light_dataclass import dataclass
from usagestats.report import ColumnType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TITLES: Final = {
    Measure.USAGE: "Traffic",
    Measure.BYTES: "Response bytes",
    Measure.P50: "Median duration in ms",
    Measure.P90: "90th percentile of durations in ms",
    Measure.P95: "95th percentile of durations in ms",
    Measure.P99: "99th percentile of durations in ms",
}
_MILLISECONDS: Final = "milliseconds"


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric, measured in one way.

    Args:
        name: Its column.
        metric: The metric.
        measure: The measure.
        unit: The unit as a word, where the name of the column does not say it.
    """

    name: str
    metric: str
    measure: Measure
    unit: str = ""

    @property
    def is_sum(self) -> bool:
        """Whether it adds up, and is 0 without requests; a percentile is unknown then."""
        return self.measure.percentile is None

    @property
    def type(self) -> ColumnType:
        """The type of its column."""
        return type_of(self.measure)


def figures_of(
    metrics: Iterable[str], measures: Sequence[Measure] = (Measure.USAGE,)
) -> tuple[Figure, ...]:
    """Return the figures of some metrics, in the order of the metrics.

    A column is called by its metric, with the measure behind it where there are several measures.
    """
    if len(measures) == 1:
        (measure,) = measures
        unit = _unit(measure)
        return tuple(Figure(metric, metric, measure, unit) for metric in metrics)
    return tuple(
        Figure(f"{metric}_{measure}", metric, measure, _unit_beside_name(measure))
        for metric in metrics
        for measure in measures
    )


def type_of(measure: Measure) -> ColumnType:
    """Return the type of a column with such figures."""
    return ColumnType.COUNT if measure.percentile is None else ColumnType.MEASURE


def title_of(measures: Sequence[Measure]) -> str:
    """Return the title of a report with such figures."""
    if len(measures) == 1:
        return _TITLES[measures[0]]
    are_durations = all(one.percentile is not None for one in measures)
    return f"{'Durations in ms' if are_durations else 'Traffic'} ({', '.join(measures)})"


def _unit(measure: Measure) -> str:
    if measure is Measure.BYTES:
        return "bytes"
    return "" if measure.percentile is None else f"{measure}_{_MILLISECONDS}"


def _unit_beside_name(measure: Measure) -> str:
    return "" if measure.percentile is None else _MILLISECONDS

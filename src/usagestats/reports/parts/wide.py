"""Wide rows: a column for each value of a key, instead of a row.

It is the one exception to the rule that columns depend on options only: those of applications and
backends are the ones that the logs have in the range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import SPLIT_KEYS, Measure, Wide
from usagestats.light_dataclass import dataclass, replace
from usagestats.reports.parts.largest import OTHERS, size_measure
from usagestats.safety.visible import harmless_cell, visible
from usagestats.tables.declared import NO_APPLICATION, USAGE
from usagestats.tables.statuses import CLASSES, status_class
from usagestats.tables.usage import sum_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from usagestats.catalog.registry import Registry
    from usagestats.reports.parts.largest import Top

OF_PRODUCT: Final = "(product)"
"""The column of the usage that no backend has, but the product itself."""

_COLUMN: Final = "column"
_LAST: Final = frozenset((NO_APPLICATION, OF_PRODUCT))


@dataclass(frozen=True, slots=True)
class WideColumns:
    """The columns for the values of a key.

    Args:
        key: The key of USAGE.
        of_value: The column of each value of the key; a status of 600 or more has none.
        names: The columns, in order.
    """

    key: str
    of_value: Mapping[str | int | None, str]
    names: tuple[str, ...]

    @classmethod
    def of(
        cls, wide: Wide, usage: pl.DataFrame, registry: Registry, others: Collection[str]
    ) -> WideColumns:
        """Choose the columns.

        Args:
            wide: The key.
            usage: The rows of USAGE whose values get columns.
            registry: The names of applications.
            others: Names that these columns cannot have.
        """
        key = SPLIT_KEYS[wide]
        if wide is Wide.STATUS:
            classes = usage.select("status", status_class().alias("class")).unique().iter_rows()
            return cls(key, {value: name for value, name in classes if name in CLASSES}, CLASSES)
        values = usage[key].unique().to_list()
        if wide is Wide.BACKEND:
            found = {value: (value or OF_PRODUCT, value or OF_PRODUCT) for value in values}
        else:
            found = {value: (registry.id(value), registry.name(value)) for value in values}
        column_of = _distinct(found.values(), others)
        of_value = {value: column_of[own_id] for value, (own_id, _) in found.items()}
        return cls(key, of_value, tuple(column_of.values()))

    def with_others(self, top: Top, usage: pl.DataFrame, first: Measure) -> WideColumns:
        """Return the largest columns, and one for all others, where there are any.

        Shape: the largest is the first column, and that of the others the last.

        Args:
            top: The number of columns that stay.
            usage: USAGE, all of one metric.
            first: The measure that is shown first.
        """
        size = "response_bytes" if size_measure(first) is Measure.BYTES else "usage"
        named = self.as_metrics(usage).group_by("metric").agg(sum_of(size))
        sizes = dict(named.iter_rows())
        kept = sorted(self.names, key=lambda name: -sizes[name])[: top.count]
        if len(kept) == len(self.names):
            return replace(self, names=tuple(kept))
        of_value = {
            value: name if name in kept else OTHERS for value, name in self.of_value.items()
        }
        return replace(self, of_value=of_value, names=(*kept, OTHERS))

    def as_metrics(self, usage: pl.DataFrame) -> pl.DataFrame:
        """Return USAGE with the name of each row's column in the place of its metric.

        Shape: the rows of USAGE, all of one metric, whose value has a column.
        """
        types = {self.key: USAGE[self.key], _COLUMN: pl.String()}
        columns = pl.DataFrame(list(self.of_value.items()), types, orient="row")
        named = usage.drop("metric").join(columns, on=self.key, how="inner", nulls_equal=True)
        return named.rename({_COLUMN: "metric"})

    def notes(self, usage: pl.DataFrame) -> tuple[str, ...]:
        """Return a note on what has no column in USAGE, all of one metric: requests, or all."""
        if not self.names:
            return (f"no {self.key} has usage in the range, so none has a column",)
        return statuses_without_class(usage) if self.key == "status" else ()


def statuses_without_class(usage: pl.DataFrame) -> tuple[str, ...]:
    """Return a note on the requests of USAGE, all of one metric, whose status has no column."""
    left_out = int(usage.filter(~status_class().is_in(CLASSES))["requests"].sum())
    what = "requests with a status of 600 or more, which has no column"
    return (f"{what}: {left_out:,}",) if left_out else ()


def _distinct(values: Iterable[tuple[str, str]], others: Collection[str]) -> dict[str, str]:
    """Return the column of each id, sorted by the name, those without a name of their own last.

    A column is called by the name; by the id where several share the name. It is no formula, and
    all of it can be seen. Where another column of the report has this name, the id follows.
    """
    named = dict(values)
    names = list(named.values())
    taken = set(others)
    columns: dict[str, str] = {}
    for own_id, name in sorted(named.items(), key=lambda one: (one[1] in _LAST, one[1], one[0])):
        column = visible(harmless_cell(own_id if names.count(name) > 1 else name))
        while column in taken:
            column += f" ({visible(own_id)})"
        taken.add(column)
        columns[own_id] = column
    return columns

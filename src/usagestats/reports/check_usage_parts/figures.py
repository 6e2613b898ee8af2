"""The values of figures in groups of USAGE."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.choices import Measure
from usagestats.reports.check_usage_parts.condition import (
    BYTES,
    ERROR_RATE,
    PERCENTILES,
    Unit,
)
from usagestats.reports.parts.figures import figures_of
from usagestats.reports.parts.measured import measured_by
from usagestats.tables.declared import FIRST_ERROR
from usagestats.tables.statuses import is_status_choice, status_is
from usagestats.tables.usage import sum_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.reports.check_usage_parts.condition import Condition


def keys_for(conditions: Sequence[Condition]) -> set[str]:
    """Return the keys of USAGE that the figures of some conditions need."""
    names = {one.figure for one in conditions}
    has_status = any(name == ERROR_RATE or is_status_choice(name) for name in names)
    keys = {"status"} if has_status else set()
    return keys | ({"duration_bin"} if names.intersection(PERCENTILES) else set())


def needs_bytes(conditions: Sequence[Condition]) -> bool:
    """Return whether a condition is about the size of responses."""
    return any(one.figure == BYTES for one in conditions)


def values_of(condition: Condition, usage: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return the value of a figure in each group.

    Args:
        condition: Names the figure.
        usage: USAGE that passes the filters and counts.
        keys: The columns by which it is grouped, at least one.

    Shape: one row per group that has any rows: the keys, `requests` and `value`, which is null
    where nothing is known.
    """
    groups = usage.select(keys).unique()
    requests = usage.filter(pl.col("metric") == "requests")
    counted = requests.group_by(keys).agg(pl.col("requests").sum())
    found = _figure(condition, usage, requests, keys)
    rows = groups.join(counted, on=keys, how="left", nulls_equal=True)
    rows = rows.join(found, on=keys, how="left", nulls_equal=True)
    is_sum = condition.unit in {Unit.COUNT, Unit.BYTES}
    value = pl.col("value").cast(pl.Float64)
    return rows.with_columns(
        pl.col("requests").fill_null(0), value.fill_null(0.0) if is_sum else value
    )


def _figure(
    condition: Condition, usage: pl.DataFrame, requests: pl.DataFrame, keys: Sequence[str]
) -> pl.DataFrame:
    """Shape: the keys and `value`."""
    figure = condition.figure
    if figure in PERCENTILES:
        figures = figures_of(["requests"], (Measure(figure),))
        return measured_by(requests, keys, figures).rename({"requests": "value"})
    if figure == BYTES:
        return requests.group_by(keys).agg(sum_of("response_bytes").alias("value"))
    if figure == ERROR_RATE or is_status_choice(figure):
        is_error = (pl.col("status") >= FIRST_ERROR).fill_null(value=False)
        chosen = is_error if figure == ERROR_RATE else status_is(figure)
        part = pl.col("requests").filter(chosen).sum()
        is_share = condition.unit is Unit.SHARE
        value = part / pl.col("requests").sum() if is_share else part
        return requests.group_by(keys).agg(value.alias("value"))
    of_metric = usage.filter(pl.col("metric") == figure)
    return of_metric.group_by(keys).agg(pl.col("usage").sum().alias("value"))

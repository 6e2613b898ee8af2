"""CLASSIFIED → USAGE at any grain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.frames import coded_if_worth
from usagestats.tables.compact_usage import KIND, REQUESTS_ONLY, CompactUsage
from usagestats.tables.declared import CHUNK, CLASSIFIED, ROW_COUNT
from usagestats.tables.usage import slot_start, sums_of

if TYPE_CHECKING:
    from usagestats.classify.requests import Classified
    from usagestats.tables.compact_usage import Kind
    from usagestats.tables.usage import Grain

_Outcome = list[tuple[str, str, int]]
"""The metrics that an outcome adds to, as (metric, owner, delta)."""


def roll_up(classified: Classified, grain: Grain) -> CompactUsage:
    """Count requests and usage.

    A request counts once per metric at every grain. Where a backend and the product own a metric of
    the same name and the request adds to both, `requests` and `response_bytes` count in the row of
    the backend, `usage` in both rows. So USAGE at any grain is the sum of USAGE at a finer one,
    which the store relies on.

    Shape: CLASSIFIED with `grain.keys` in; USAGE at `grain` out, in no order, with `CHUNK` where
    CLASSIFIED has it. Rows may have equal keys: they are added up with those of other chunks.
    """
    groups = _groups(classified.requests, grain)
    columns = [KIND if column == "metric" else column for column in grain.columns()]
    columns += [CHUNK] if CHUNK in groups.columns else []
    outcomes = _outcomes(classified)
    if grain.of_requests:
        outcomes = [[] for _ in outcomes]
    if "backend" not in grain.keys:
        rows, kinds = _of_kinds(groups, [REQUESTS_ONLY + _added(outcome) for outcome in outcomes])
        return CompactUsage(rows.select(columns), kinds)
    routed = [REQUESTS_ONLY + _of_backend(outcome) for outcome in outcomes]
    own = [_of_product(outcome) for outcome in outcomes]
    rows, kinds = _of_kinds(groups, routed)
    adding = pl.Series([bool(kind) for kind in own], dtype=pl.Boolean)
    if adding.any():
        groups = groups.filter(adding.gather(groups["outcome"]))
        of_product, further = _of_kinds(groups, own)
        of_product = of_product.with_columns(
            pl.lit(None, rows.schema["backend"]).alias("backend"),
            pl.col(KIND) + len(kinds),
        )
        rows, kinds = pl.concat([rows, of_product]), kinds + further
    return CompactUsage(rows.select(columns), kinds)


def _outcomes(classified: Classified) -> list[_Outcome]:
    """Return the outcomes by their numbers; one without a row in OUTCOMES adds to nothing."""
    adding, present = classified.outcomes, classified.requests["outcome"].unique()
    count = max((*adding["outcome"], *present), default=-1) + 1
    found: list[_Outcome] = [[] for _ in range(count)]
    for number, metric, owner, delta in adding.rows():
        found[number].append((metric, owner, delta))
    return found


def _added(outcome: _Outcome) -> Kind:
    """Return the metrics with their deltas, whoever owns them."""
    deltas = dict.fromkeys((metric for metric, *_ in outcome), 0)
    for metric, _, delta in outcome:
        deltas[metric] += delta
    return tuple((metric, 1, delta) for metric, delta in deltas.items())


def _of_backend(outcome: _Outcome) -> Kind:
    return tuple((metric, 1, delta) for metric, owner, delta in outcome if owner == "backend")


def _of_product(outcome: _Outcome) -> Kind:
    counted = {metric for metric, owner, _ in outcome if owner == "backend"}
    return tuple(
        (metric, int(metric not in counted), delta)
        for metric, owner, delta in outcome
        if owner == "product"
    )


def _of_kinds(groups: pl.DataFrame, kinds: list[Kind]) -> tuple[pl.DataFrame, tuple[Kind, ...]]:
    """Return groups with their kinds, and the distinct kinds.

    Args:
        groups: Requests by slot, keys and outcome.
        kinds: The kind of each outcome.
    """
    distinct = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
    numbers = pl.Series([distinct[kind] for kind in kinds], dtype=pl.UInt32)
    rows = groups.with_columns(numbers.gather(groups["outcome"]).alias(KIND), usage="requests")
    return rows, tuple(distinct)


def _groups(requests: pl.DataFrame, grain: Grain) -> pl.DataFrame:
    """Count requests by slot, keys and outcome; grouped rows have their number already."""
    names = [key for key in grain.keys if CLASSIFIED[key] == pl.String()]
    requests = requests.with_columns(coded_if_worth(requests[name]) for name in names)
    start = slot_start("time", grain.slot)
    keys = [*grain.keys, "outcome", *(name for name in (CHUNK,) if name in requests.columns)]
    measures = ["response_bytes"] if grain.has_bytes else []
    if ROW_COUNT in requests.columns:
        return requests.select(start, *keys, pl.col(ROW_COUNT).alias("requests"), *measures)
    return requests.group_by(start, *keys).agg(
        pl.len().cast(pl.Int64).alias("requests"), *sums_of(measures)
    )

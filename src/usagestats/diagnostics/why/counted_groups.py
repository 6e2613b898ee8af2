"""The rows of a store that a number adds up, with what the store still knows of their origin.

A store keeps neither lines nor rules: of each group of logs it has the product, the owner of the
rules, and the catalog of that time. The rules are those of the catalog in force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.fingerprint import fingerprint
from usagestats.classify.rules import rules_of
from usagestats.diagnostics.why.counted import LINES, RULES, Counted
from usagestats.periods.in_range import inside
from usagestats.periods.period import Range
from usagestats.reports.parts.cell import REQUESTS
from usagestats.store.contents import months_of
from usagestats.store.imports import read_imports
from usagestats.store.schema import PROBLEM_ROW, SOURCE_ROW, USAGE_ROW, problems_of, usage_of

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog
    from usagestats.reports.parts.cell import Cell
    from usagestats.store.table import StoreTable
    from usagestats.tables.usage import ImportsWanted

EVERY_REQUEST: Final = "every request"
_NAMED: Final = 3
_ORIGIN: Final = ("group", "product", "backend", "name")


def counted_in_store(
    table: StoreTable, cell: Cell, catalog: Catalog, imports: ImportsWanted | None = None
) -> Counted:
    """Return what a number is made of.

    Args:
        table: The store.
        cell: The number.
        catalog: The catalog in force.
        imports: The imported usage that the report shows.

    Raises:
        UsageStatsError: A file of the store is missing or broken.
    """
    rows = _usage(table, cell, imports) if cell.code is None else _problems(table, cell)
    sums = rows.group_by(_ORIGIN).agg(pl.col("requests", "usage").sum())
    groups = _groups(table, fingerprint(catalog))
    named = sums.join(groups, on="group", how="left").sort("first", *_ORIGIN, nulls_last=True)
    rules = [
        _rule(cell, catalog, product, backend, file=file)
        + (", counted by another catalog" if is_ours is False else "")
        for product, backend, file, is_ours in named.select(*_ORIGIN[1:], "is_ours").rows()
    ]
    by_rule = named.with_columns(
        pl.Series("rule", rules, dtype=pl.String), source=pl.coalesce("name", "source")
    ).select(*RULES)
    note = "a store keeps no lines and no rules: those of the catalog in force stand here"
    requests = int(by_rule["requests"].sum())
    return Counted(by_rule, pl.DataFrame(schema=LINES), requests, (note,))


def _usage(table: StoreTable, cell: Cell, imports: ImportsWanted | None) -> pl.DataFrame:
    """Return the rows of USAGE of a number, with the group, or the file that was imported."""
    bounds = _bounds(cell)
    stored = inside(table.rows(USAGE_ROW, months_of(bounds)), bounds)
    stored = pl.concat([stored, read_imports(table, imports, bounds).usage()])
    stored = stored.filter(pl.col("metric") == cell.metric)
    names = usage_of(stored, has_bins=False).collect_schema().names()
    return cell.of(table.read(stored.select(*names, "group", "name")))


def _problems(table: StoreTable, cell: Cell) -> pl.DataFrame:
    """Return the rows of PROBLEMS of a number, with the columns of USAGE that origins need."""
    bounds = _bounds(cell)
    stored = inside(table.rows(PROBLEM_ROW, months_of(bounds)), bounds)
    names = problems_of(table.read(stored.head(0))).columns
    rows = table.read(stored.filter(pl.col("code") == cell.code).select(*names, "group"))
    rows = rows.filter(cell.is_at(rows["start"]))
    if cell.filters.products:
        rows = rows.filter(pl.col("product").is_in(cell.filters.products))
    nothing = pl.lit(None, pl.String)
    return rows.with_columns(backend=nothing, name=nothing, usage="requests")


def _bounds(cell: Cell) -> Range:
    return Range(cell.spans[0].start, cell.spans[-1].end)


def _groups(table: StoreTable, catalog: str) -> pl.DataFrame:
    """Return the groups of sources.

    Shape: one row per `group`: `source`, the names of its logs; the time of its `first` request;
        whether `is_ours`, the catalog that mapped all of it.
    """
    sources = table.read(
        table.rows(SOURCE_ROW).select("group", "name", "first", "offset", "catalog")
    )
    in_order = sources.sort("first", "offset", nulls_last=True)
    names = pl.col("name").drop_nulls().unique(maintain_order=True)
    groups = in_order.group_by("group").agg(
        names,
        pl.col("first").min(),
        (pl.col("catalog").drop_nulls() == catalog).all().alias("is_ours"),
    )
    texts = [_named(one.to_list()) for one in groups["name"]]
    return groups.with_columns(pl.Series("source", texts, dtype=pl.String)).drop("name")


def _named(names: list[str]) -> str:
    further = len(names) - _NAMED
    more = f" and {further:,} more" if further > 0 else ""
    return ", ".join(names[:_NAMED]) + more


def _rule(
    cell: Cell, catalog: Catalog, product: str, backend: str | None, *, file: str | None
) -> str:
    """Return the rules by which requests may have counted, all in one text."""
    if file is not None:
        return f"imported usage of {backend or product}"
    if cell.code is not None:
        return f"{cell.code} of {product}"
    if cell.metric == REQUESTS:
        return f"{EVERY_REQUEST} of {backend}"
    if not catalog.products:
        return f"by HTTP method, of {backend}"
    known = next((rules_of(one) for one in catalog.products if one.name == product), ())
    texts = [
        owned.text
        for owned in known
        if owned.adds_to(cell.metric) and (owned.backend and owned.backend.name) == backend
    ]
    return " or ".join(texts) or f"{cell.metric} of {backend or '(product)'}, no rule any more"

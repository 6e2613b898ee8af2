"""Imported usage in a store: how a file replaces it, and the part of it that a report can show.

Imported usage has wide spans, such as days or months, and no requests. A report shows it where it
cuts no span, and where no log has usage of the same product and time: logs know more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.errors import UsageError
from usagestats.periods.period import Period, Range
from usagestats.store.rewriting import retried
from usagestats.store.schema import IMPORTED, IMPORTED_ROW, STORED, USAGE_ROW, imported_rows
from usagestats.tables.coverage import Imported
from usagestats.tables.declared import ANY_APPLICATION

if TYPE_CHECKING:
    from usagestats.store.table import StoreTable
    from usagestats.tables.usage import ImportsWanted

_SPAN: Final = ("start", "end")
_OWNER: Final = ("product", "metric", "backend", "application")
_ORDER: Final = (*_SPAN, *_OWNER)


@dataclass(frozen=True, slots=True, eq=False)
class Imports:
    """The imported usage of a range.

    Args:
        rows: The rows that the report shows: `IMPORTED` and `name`.
        left_out: The time of the others by the reason for which they are left out.
    """

    rows: pl.DataFrame
    left_out: dict[str, Period] = field(default_factory=dict)

    def usage(self) -> pl.LazyFrame:
        """Return the rows as rows of usage of the store, in the slot in which their spans begin."""
        nothing = [name for name in STORED if name not in self.rows.columns]
        return (
            self.rows.lazy()
            .filter(pl.col("usage") != 0)
            .with_columns(pl.lit(None, STORED[name]).alias(name) for name in nothing)
            .with_columns(requests=pl.lit(0, pl.Int64), response_bytes=pl.lit(0, pl.Int64))
            .select(*STORED)
        )

    def spans(self) -> tuple[Imported, ...]:
        """Return the times that the rows cover, each with the metrics that are known then."""
        by_span = self.rows.group_by(_SPAN).agg(pl.col("metric").unique().sort()).sort(_SPAN)
        found: list[Imported] = []
        for start, end, metrics in by_span.iter_rows():
            one = Imported(Period(start, end), frozenset(metrics))
            if found and found[-1].is_followed_by(one):
                one = Imported(Period(found.pop().period.start, end), one.metrics)
            found.append(one)
        return tuple(found)


def read_imports(table: StoreTable, wanted: ImportsWanted | None, needed: Range) -> Imports:
    """Read the imported usage of a range.

    Args:
        table: The store.
        wanted: The imported usage that the report can show; `None` for none.
        needed: The range.
    """
    rows, left_out = imported_usage(table, needed), {}
    for reason, choose in _REASONS.items():
        if not rows.is_empty():
            others = choose(table, rows, wanted)
            if not others.is_empty():
                span = others.select(pl.col("start").min(), pl.col("end").max()).row(0)
                left_out[reason] = Period(*span)
                rows = rows.join(others, on=rows.columns, how="anti", nulls_equal=True)
    return Imports(rows.sort(_ORDER, nulls_last=True), left_out)


def imported_usage(table: StoreTable, span: Range) -> pl.DataFrame:
    """Return all imported usage whose spans touch a range: `IMPORTED` and `name`."""
    if not any(row_type == IMPORTED_ROW for row_type, _ in table.partitions()):
        return pl.DataFrame(schema={name: STORED[name] for name in (*IMPORTED, "name")})
    rows = table.rows(IMPORTED_ROW).select(*IMPORTED, "name")
    if span.start:
        rows = rows.filter(pl.col("end") > span.start)
    if span.end:
        rows = rows.filter(pl.col("start") < span.end)
    return table.read(rows)


def _without_requests(
    _table: StoreTable, rows: pl.DataFrame, wanted: ImportsWanted | None
) -> pl.DataFrame:
    return rows if wanted is None else rows.clear()


def _cut(_table: StoreTable, rows: pl.DataFrame, wanted: ImportsWanted | None) -> pl.DataFrame:
    if wanted is None:
        return rows.clear()
    spans = rows.select(_SPAN).unique()
    cut = [not wanted.cuts.leave_whole(Period(*span)) for span in spans.iter_rows()]
    return rows.join(spans.filter(pl.Series(cut, dtype=pl.Boolean)), on=_SPAN, how="semi")


def _not_known(
    _table: StoreTable, rows: pl.DataFrame, wanted: ImportsWanted | None
) -> pl.DataFrame:
    lacks = {"application": pl.col("application") == ANY_APPLICATION}
    lacks["backend"] = pl.col("backend").is_null()
    known = wanted.known if wanted else ()
    return rows.filter(pl.any_horizontal(pl.lit(value=False), *(lacks[key] for key in known)))


def _shadowed(table: StoreTable, rows: pl.DataFrame, _: ImportsWanted | None) -> pl.DataFrame:
    return shadowed_by_logs(table, rows)


def shadowed_by_logs(table: StoreTable, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the imported rows in whose span a log has usage of the same product."""
    first, last = rows.select(pl.col("start").min(), pl.col("end").max()).row(0)
    slots = table.rows(USAGE_ROW).filter(pl.col("start").is_between(first, last, closed="left"))
    counted = table.read(slots.select("product", slot="start").unique()).sort("slot")
    latest = (  # the last slot before the end of each span
        rows.select("product", *_SPAN)
        .unique()
        .sort("end")
        .join_asof(
            counted,
            left_on="end",
            right_on="slot",
            by="product",
            allow_exact_matches=False,
            check_sortedness=False,
        )
    )
    shadowed = latest.filter(pl.col("slot") >= pl.col("start"))
    return rows.join(shadowed, on=("product", *_SPAN), how="semi")


_REASONS: Final = {
    "the report needs what only requests have": _without_requests,
    "its spans are wider than the periods of the report, or the range cuts them; a wider --by may"
    " show it": _cut,
    "it is of all applications or backends together": _not_known,
    "logs have usage of the same time": _shadowed,
}
"""The reasons for which usage is left out, in the order in which they are tried."""


def import_usage(
    table: StoreTable, usage: pl.DataFrame, name: str, *, is_replacing: bool = False
) -> int:
    """Put imported usage into a store, in the place of what was imported for the same time.

    Args:
        table: The store.
        usage: `IMPORTED` columns.
        name: The name of the file.
        is_replacing: Whether it takes the place of other usage of the same product and metric, too,
            which is told apart by applications or backends in another way.

    Returns:
        The number of rows that were replaced.

    Raises:
        UsageError: Together with what was imported before, usage would count twice.
    """
    return retried(table, partial(_import_usage, table, usage, name, is_replacing=is_replacing))


def _import_usage(table: StoreTable, usage: pl.DataFrame, name: str, *, is_replacing: bool) -> int:
    known = imported_usage(table, Range())
    same, clashing = _touching(known, usage)
    if not (clashing.is_empty() or is_replacing):
        raise _twice(clashing)
    replaced = pl.concat([same, clashing])
    kept = known.join(replaced, on=known.columns, how="anti", nulls_equal=True)
    new = imported_rows(usage.with_columns(name=pl.lit(name)))
    months = sorted({*new["month"], *replaced["start"].dt.strftime("%Y-%m")})
    staying = imported_rows(kept).filter(pl.col("month").is_in(months))
    quoted = ", ".join(f"'{month}'" for month in months)
    is_replaced = f"kind = '{IMPORTED_ROW}' AND month IN ({quoted})"
    table.commit(pl.concat([staying, new]), is_replaced)
    return replaced.height


def _touching(known: pl.DataFrame, usage: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that touch the time of new usage of the same product and metric.

    Returns:
        Those of the same backend and application; and those that hold its usage in another way: of
        all applications together where the new usage is by application, and so on.
    """
    is_whole = pl.col("application") == ANY_APPLICATION
    is_of_product = pl.col("backend").is_null()
    new = usage.group_by("product", "metric").agg(
        first=pl.col("start").min(),
        last=pl.col("end").max(),
        has_wholes=is_whole.any(),
        has_applications=(~is_whole).any(),
        has_products=is_of_product.any(),
        has_backends=(~is_of_product).any(),
    )
    touching = known.join(new, on=["product", "metric"]).filter(
        pl.col("start") < pl.col("last"), pl.col("end") > pl.col("first")
    )
    owners = usage.select(_OWNER).unique()
    same, others = (
        touching.join(owners, on=_OWNER, how=how, nulls_equal=True) for how in ("semi", "anti")
    )
    clashing = others.filter(
        pl.when(is_whole).then("has_applications").otherwise("has_wholes")
        | pl.when(is_of_product).then("has_backends").otherwise("has_products")
    )
    return same.select(known.columns), clashing.select(known.columns)


def _twice(others: pl.DataFrame) -> UsageError:
    product, metric, file = others.select("product", "metric", "name").row(0)
    what = (
        f"{metric} of {product} would count twice: {file} has it for a part of the same time, told"
        " apart in another way (by application, by backend, or not at all)"
    )
    hint = "import another --range, or take out what was imported before: --replace"
    return UsageError(what, where="store import", hint=hint)

"""The rows of `requests`: REQUESTS, credentials masked, and what each request was counted as."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from usagestats.classify.requests import classify_mapped, columns_needed, is_on_path
from usagestats.logs.rejects import SAMPLES_KEPT
from usagestats.periods.in_range import inside
from usagestats.pipeline.rows import RowsFound
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.applications import with_registry
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.unknown_names import without_requests
from usagestats.safety.masked_columns import masked_column
from usagestats.safety.secret_values import MASK
from usagestats.tables.declared import FIELD, REQUESTS

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog
    from usagestats.classify.requests import Mapped
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.periods.period import Range
    from usagestats.tables.counts import Counts

SOURCE: Final = Column("source", ColumnType.NAME)

ATTRIBUTION: Final = ("application_id", "application", "product", "backend", "metrics")
"""The columns that say what a request was counted as; null for an excluded request."""

_TYPES: Final = {
    "line": ColumnType.NUMBER,
    "time": ColumnType.TIME,
    "status": ColumnType.STATUS,
    "upstream_status": ColumnType.STATUS,
    "response_bytes": ColumnType.COUNT,
    "duration_ms": ColumnType.MEASURE,
}
_NOT_LEFT_OUT: Final = {"time", "http_method", "path", "status", "application"}
"""The columns that a terminal leaves out last."""

_KEYS: Final = ("product", "backend", "application")


@dataclass(frozen=True, slots=True)
class RequestRows:
    """The requests in a range that pass filters, with the further fields that the catalog names.

    Args:
        catalog: Names the fields, and says which of them are secret; requests are mapped by it.
        range: The time range of the requests.
        filters: Choose requests, and say which of them count as usage; with the registry.
    """

    catalog: Catalog
    range: Range
    filters: Filters = EVERYTHING
    title: ClassVar = "Requests"
    when_empty: ClassVar = (
        "No request in the logs passes the range and the filters; usagestats check LOG... shows how"
        " each line is read."
    )

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed."""
        return frozenset((*self._own(), *columns_needed(self.catalog, self._keys())))

    @property
    def samples_kept(self) -> int:
        """The number of rejects to keep per chunk and reason: the usual one."""
        return SAMPLES_KEPT

    def shown(self) -> tuple[Column, ...]:
        """Return the columns of the report."""
        columns = (
            Column(
                name,
                _TYPES.get(name, ColumnType.NAME),
                is_detail=name not in _NOT_LEFT_OUT,
                is_key=name in {"time", "path"},
            )
            for name in (*self._own(), *ATTRIBUTION)
        )
        return (replace(SOURCE, is_detail=True), *columns)

    def in_range(self, found: int, _counts: Counts) -> int:
        """Return the number of requests in the range: all that were found."""
        return found

    def unknown(self, *keys: pl.DataFrame) -> tuple[str, ...]:
        """Return a warning for each name in the filters that no request has."""
        return without_requests(self.filters, keys[0]) if keys else ()

    def of(self, read: ChunkRead, mapped: Mapped) -> RowsFound:
        """Return the rows of a chunk, in order."""
        rows = read.requests.select(self._own()).hstack(self._attributed(mapped))
        if self.filters.path_prefixes:
            rows = rows.with_columns(is_on_path(self.filters.path_prefixes))
        within = inside(rows, self.range, "time")
        named = self.filters.keys() & {*_KEYS, "http_method", "is_on_path"}
        keys = rows.select(sorted(named)).unique() if named else pl.DataFrame()
        return RowsFound(self._shown(self.filters.apply(within)), within.height, keys)

    def _attributed(self, mapped: Mapped) -> pl.DataFrame:
        """Return `_KEYS` and `metrics` of every request that was read; null for excluded ones."""
        classified = classify_mapped(mapped, self.catalog, self._keys())
        texts = _metric_texts(classified.outcomes)
        found = classified.requests.join(texts, on="outcome", how="left", maintain_order="left")
        counted = pl.when(self.filters.is_counted()).then("metrics")
        found = found.select(*_KEYS, counted.alias("metrics"))
        if mapped.kept is None:
            return found
        places = mapped.kept.to_frame("kept").select(
            pl.when("kept").then(pl.col("kept").cum_sum() - 1)
        )
        return found.select(pl.all().gather(places.to_series()))

    def _shown(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows with the columns of the report, their credentials masked."""
        hidden = self._hidden()
        own = rows.select(self._own()).with_columns(
            self._masked(rows[name])
            if name not in hidden
            else pl.when(pl.col(name).is_not_null()).then(pl.lit(MASK)).alias(name)
            for name in self._own()
            if rows.schema[name] == pl.String
        )
        named = with_registry(rows, self.filters.registry, ("application",))
        named = named.with_columns(self._masked(named["backend"]))  # as the log names it
        return own.hstack(named.select(ATTRIBUTION))

    def _masked(self, texts: pl.Series) -> pl.Series:
        return masked_column(texts, self.catalog.secret_names)

    def _keys(self) -> set[str]:
        """Return the keys of CLASSIFIED that are needed."""
        return {*_KEYS, *(self.filters.keys() & {"status", "denied"})}

    def _own(self) -> list[str]:
        columns = [credential.request_column for credential in self.catalog.identify]
        further = [name for name in dict.fromkeys(columns) if name.startswith(FIELD)]
        return [*REQUESTS, *further]

    def _hidden(self) -> set[str]:
        """Return the columns that hold a secret and nothing else."""
        secret = [credential for credential in self.catalog.identify if credential.is_secret]
        return {credential.request_column for credential in secret} - {"query"}


def _metric_texts(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Write the usage of each outcome as `hits=1 metadata=1`, in the order of the names.

    Shape: a row per `outcome` that adds usage, with `metrics`.
    """
    added = outcomes.group_by("outcome", "metric").agg(pl.col("delta").sum()).sort("metric")
    written = pl.format("{}={}", "metric", "delta").str.join(" ")
    return added.group_by("outcome", maintain_order=True).agg(written.alias("metrics"))

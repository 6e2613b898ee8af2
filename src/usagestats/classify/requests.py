"""REQUESTS → CLASSIFIED, in two steps: mapped by the catalog, then with the keys of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.model import DEFAULT_NAME
from usagestats.classify.applications import identify_applications
from usagestats.classify.exclusions import columns_for_exclusion, excluded_rows
from usagestats.classify.http_methods import decide_by_http_method
from usagestats.frames import by_distinct, plain
from usagestats.light_dataclass import dataclass, replace
from usagestats.tables.declared import (
    CHUNK,
    CLASSIFIED,
    NO_UPSTREAM,
    ROW_COUNT,
    checked,
    requests_in,
)
from usagestats.tables.durations import duration_bin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from usagestats.catalog.model import Catalog
    from usagestats.classify.decisions import Decided
    from usagestats.classify.paths import PathText


REFUSALS: Final = (401, 403, 404, 429)
"""The statuses that a gateway answers with where it refuses a request itself."""


@dataclass(frozen=True, slots=True)
class Classified:
    """CLASSIFIED with some of its keys, and the OUTCOMES that its rows refer to.

    Args:
        requests: CLASSIFIED, without the excluded requests.
        outcomes: OUTCOMES; an outcome without a row adds nothing.
        unmatched: The number of requests that no rule matched.
        excluded: The number of requests that were excluded.
    """

    requests: pl.DataFrame
    outcomes: pl.DataFrame
    unmatched: int = 0
    excluded: int = 0


@dataclass(frozen=True, slots=True)
class Mapped:
    """Requests with a decision for each.

    Args:
        requests: REQUESTS without the excluded ones.
        decided: The decision of each request.
        excluded: The number of requests that were excluded.
        is_by_catalog: Whether the catalog has products.
        kept: For each request that was read, whether it is one of these; `None`: all are.
    """

    requests: pl.DataFrame
    decided: Decided
    excluded: int
    is_by_catalog: bool = True
    kept: pl.Series | None = None

    def chosen(self, rows: pl.Series) -> Mapped:
        """Return some of these requests; `excluded` stays, and `kept` is not known any more."""
        numbers = self.decided.numbers.filter(rows)
        decided = replace(self.decided, numbers=numbers)
        return Mapped(self.requests.filter(rows), decided, self.excluded, self.is_by_catalog)

    def of_chunks(self, read: Iterable[pl.DataFrame]) -> list[Mapped]:
        """Return the requests of each chunk, where several are mapped together.

        Args:
            read: REQUESTS of each chunk, with the excluded ones.
        """
        parts: list[Mapped] = []
        requests = self.requests.drop(CHUNK)
        begin = begin_read = 0
        for found in read:
            kept = self.kept if self.kept is None else self.kept.slice(begin_read, found.height)
            height = found.height if kept is None else int(kept.sum())
            rows = requests.slice(begin, height)
            decided = replace(self.decided, numbers=self.decided.numbers.slice(begin, height))
            excluded = 0 if kept is None else requests_in(found) - requests_in(rows)
            parts.append(Mapped(rows, decided, excluded, self.is_by_catalog, kept))
            begin, begin_read = begin + height, begin_read + found.height
        return parts

    def unmatched(self) -> int:
        """Return the number of requests that add nothing."""
        are_matched = self.decided.are_matched()
        return 0 if are_matched is None else requests_in(self.requests.filter(~are_matched))

    def backends(self) -> pl.Series:
        """Return the backend of each request; without products in the catalog the log names it."""
        return self.decided.backends() if self.is_by_catalog else _named_backends(self.requests)


def columns_needed(catalog: Catalog, keys: Collection[str]) -> set[str]:
    """Return the columns of REQUESTS that these keys of CLASSIFIED are made from."""
    needed = {"time", "http_method", *columns_for_exclusion(catalog)}
    if "backend" in keys and not catalog.products:
        needed |= {"service", "host"}
    if catalog.products:
        from usagestats.classify.rules import reads_query

        needed |= {"host", "path"}
        if reads_query(catalog):
            needed.add("query")
    if "application" in keys:
        needed |= {credential.request_column for credential in catalog.identify}
    if not {"is_on_path", "path"}.isdisjoint(keys):
        needed.add("path")
    if "denied" in keys:
        needed |= {"status", "upstream_status"}
    if "duration_bin" in keys:
        needed.add("duration_ms")
    return needed | ({"status", "response_bytes", "user_agent"} & {*keys})


def map_requests(requests: pl.DataFrame, catalog: Catalog) -> Mapped:
    """Leave out the requests that the catalog excludes, and decide the others.

    Args:
        requests: REQUESTS with `columns_needed`.
        catalog: The catalog that requests are mapped by.
    """
    found = requests_in(requests)
    looks_at_texts = bool(catalog.products or columns_for_exclusion(catalog))
    texts = plain(requests) if looks_at_texts else requests
    has_patterns = bool(catalog.products or catalog.exclude.paths)
    paths = _normalised(requests["path"]) if has_patterns else None
    excluded = excluded_rows(texts, paths, catalog)
    kept = None if excluded is None else ~excluded
    if kept is not None:
        requests, texts = requests.filter(kept), texts.filter(kept)
        paths = paths and paths.taken(kept.to_numpy())
    decided = _decided(texts, paths, catalog)
    excluded_count = found - requests_in(requests)
    return Mapped(requests, decided, excluded_count, bool(catalog.products), kept)


def classify_mapped(
    mapped: Mapped, catalog: Catalog, keys: Collection[str], path_prefixes: Collection[str] = ()
) -> Classified:
    """Return CLASSIFIED with some keys, made from requests that are mapped.

    Args:
        mapped: The requests, with the columns that the keys need.
        catalog: The catalog that they were mapped by.
        keys: Columns of CLASSIFIED.
        path_prefixes: The texts that `is_on_path` is about.

    Shape: the rows of `mapped`, with `time`, `keys` and `outcome`, and with `ROW_COUNT` and `CHUNK`
    where the requests have them.
    """
    requests, decided = mapped.requests, mapped.decided
    columns = {"time": requests["time"], "outcome": decided.outcomes()}
    if "product" in keys:
        columns["product"] = decided.products()
    if "backend" in keys:
        columns["backend"] = mapped.backends()
    if "application" in keys:
        columns["application"] = identify_applications(requests, catalog.identify)
    if "denied" in keys:
        columns["denied"] = requests.select(_denied()).to_series()
    if "duration_bin" in keys:
        columns["duration_bin"] = requests.select(duration_bin(pl.col("duration_ms"))).to_series()
    if "is_on_path" in keys:
        columns["is_on_path"] = _on_path(requests["path"], path_prefixes)
    if "path" in keys:
        from usagestats.classify.path_templates import path_templates

        columns["path"] = path_templates(requests["path"], catalog.secret_names)
    if "user_agent" in keys:
        from usagestats.classify.user_agents import product_tokens

        columns["user_agent"] = product_tokens(requests["user_agent"], catalog.secret_names)
    as_read = ("status", "http_method", "response_bytes")
    columns |= {name: requests[name] for name in as_read if name in keys}
    further = (ROW_COUNT, CHUNK)
    columns |= {name: requests[name] for name in further if name in requests.columns}
    names = (*CLASSIFIED, *further)
    classified = pl.DataFrame({name: columns[name] for name in names if name in columns})
    return Classified(
        requests=checked(classified, "CLASSIFIED", CLASSIFIED),
        outcomes=decided.outcome_table(),
        unmatched=mapped.unmatched(),
        excluded=mapped.excluded,
    )


def is_on_path(prefixes: Iterable[str]) -> pl.Expr:
    """Return whether the column `path` begins with one of some texts; never null."""
    begins = (pl.col("path").str.starts_with(prefix) for prefix in prefixes)
    return pl.any_horizontal(begins).fill_null(value=False).alias("is_on_path")


def _on_path(paths: pl.Series, prefixes: Collection[str]) -> pl.Series:
    return plain(paths.to_frame("path")).select(is_on_path(prefixes)).to_series()


def _normalised(paths: pl.Series) -> PathText:
    from usagestats.classify.paths import normalised_paths

    return normalised_paths(paths)


def _decided(requests: pl.DataFrame, paths: PathText | None, catalog: Catalog) -> Decided:
    if catalog.products and paths:
        from usagestats.classify.mapping import decide_by_rules

        return decide_by_rules(requests, paths, catalog)
    return decide_by_http_method(requests["http_method"])


def _named_backends(requests: pl.DataFrame) -> pl.Series:
    """Return the service, route or backend that the log itself names, else the virtual host."""
    return by_distinct(requests.select("service", "host"), _own_names)


def _own_names(requests: pl.DataFrame) -> pl.Series:
    if requests["service"].null_count() == requests.height:
        return requests["host"].fill_null(DEFAULT_NAME)
    return requests.select(pl.coalesce("service", "host", pl.lit(DEFAULT_NAME))).to_series()


def _denied() -> pl.Expr:
    """Whether the gateway refused a request; null where the log has no field for an upstream.

    A log has such a field where `upstream_status` is not null: it is 0 where no upstream answered.
    """
    status, upstream = pl.col("status"), pl.col("upstream_status")
    is_refusal = status.is_in(REFUSALS).fill_null(value=False)
    return pl.when(upstream.is_not_null()).then(is_refusal & (upstream == NO_UPSTREAM))

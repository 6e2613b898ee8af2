"""`explain`: how one request is read, step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl

from usagestats.catalog.model import DEFAULT_METHODS, Exclusions
from usagestats.choices import Counting
from usagestats.classify.applications import identify_applications
from usagestats.classify.clients import columns_for_clients, with_clients
from usagestats.classify.exclusions import excluded_rows
from usagestats.classify.http_methods import decide_by_http_method
from usagestats.classify.paths import normalised, normalised_paths
from usagestats.classify.products import NOWHERE, product_of
from usagestats.classify.rules import facts_of, routed_mount, try_rules, usage_of
from usagestats.report import Column, ColumnType, Report
from usagestats.reports.parts.filters import REFUSED
from usagestats.safety.secret_values import MASK
from usagestats.safety.secrets import masked_field
from usagestats.tables.declared import FIELD, NO_APPLICATION, REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from usagestats.catalog.model import Catalog, Credential, Product
    from usagestats.catalog.registry import Registry
    from usagestats.classify.rules import RuleResult, Usage

Row = tuple[str, str, str | None, str | None]

COLUMNS = (
    Column("step", ColumnType.NAME),
    Column("name", ColumnType.NAME, is_sentence=True),
    Column("value", ColumnType.NAME, is_sentence=True),
    Column("reason", ColumnType.NAME, is_sentence=True),
)
_SHOWN = ("time", "http_method", "host", "path", "query", "status", "remote_user", "service")


@dataclass(frozen=True, slots=True)
class Explained:
    """A request, and the catalog and registry by which it is read.

    Args:
        request: The columns of REQUESTS, and `fields`; columns without a value may be missing.
        catalog: The catalog that the request is mapped by.
        registry: The registered applications.
    """

    request: Mapping[str, Any]
    catalog: Catalog
    registry: Registry

    def text(self, column: str) -> str | None:
        """Return a column as text."""
        value = self.request.get(column)
        return None if value is None else str(value)


def explain_report(explained: Explained) -> Report:
    """Explain a request.

    Shape: one row per fact: the step, the name, the value and the reason.
    """
    exclusions = list(_exclusion_rows(explained))
    rows = [*_request_rows(explained), *exclusions, *_application_rows(explained)]
    mapped = _by_rules if explained.catalog.products else _by_http_method
    for row in mapped(explained):
        rows += [row] if row[0] != "usage" or not exclusions else []
    if exclusions:
        rows.append(("usage", "(none)", None, "the request is excluded"))
    schema = {column.key: pl.String() for column in COLUMNS}
    return Report(
        name="explain",
        title="How the request is read",
        columns=COLUMNS,
        rows=pl.DataFrame(rows, schema, orient="row"),
        zone=ZoneInfo("UTC"),
        counting=explained.catalog.counting,
    )


def _request_rows(explained: Explained) -> Iterator[Row]:
    for column in _SHOWN:
        value = explained.text(column)
        if value is not None:
            yield "request", column, _shown(column, value, explained.catalog), None
    if explained.catalog.client:
        client = _frame(explained)["remote_address"][0]
        yield "request", "client", client, "by client and trusted_proxies of the catalog"
    path = explained.text("path")
    if path is not None and normalised(path) != path:
        shown = _shown("path", normalised(path), explained.catalog)
        yield "request", "path", shown, "as rules see it: decoded, escaped again"


def _shown(column: str, value: str, catalog: Catalog) -> str:
    """Return a value with its credentials masked: by the catalog, and by their look."""
    if any(
        one.column == column and not one.parameter and one.is_secret for one in catalog.identify
    ):
        return MASK
    return masked_field(column, value, catalog.secret_names)


def _exclusion_rows(explained: Explained) -> Iterator[Row]:
    exclude = explained.catalog.exclude
    frame = _frame(explained)
    paths = normalised_paths(frame["path"])
    for name in Exclusions.__dataclass_fields__:
        alone = Exclusions(**{name: getattr(exclude, name)})
        excluded = excluded_rows(frame, paths, replace(explained.catalog, exclude=alone))
        if excluded is not None and excluded.any():
            yield "excluded", name, "yes", "the catalog excludes such requests"


def _application_rows(explained: Explained) -> Iterator[Row]:
    frame = _frame(explained)
    for credential in explained.catalog.identify:
        identity = identify_applications(frame, [credential])[0]
        if identity != NO_APPLICATION:
            registry = explained.registry
            yield (
                "application",
                "application",
                registry.label(identity),
                f"by {_source(credential)}",
            )
            yield from _registry_rows(identity, registry)
            return
        yield "application", _source(credential), None, "the request has none"
    yield "application", "application", NO_APPLICATION, "the request has no credential"


def _registry_rows(identity: str, registry: Registry) -> Iterator[Row]:
    if application := registry.identities.get(identity):
        for name in ("id", "account_id", "account", "plan_id", "plan"):
            if (value := getattr(application, name)) is not None:
                yield "application", name, value, "by applications.csv"
    elif registry.identities:
        yield "application", "id", None, "not in applications.csv"


def _source(credential: Credential) -> str:
    """Return the source of a credential as the catalog writes it, such as `query:user_key`."""
    if credential.parameter is None:
        return credential.column
    column = "field" if credential.column == "fields" else credential.column
    return f"{column}:{credential.parameter}"


def _by_http_method(explained: Explained) -> Iterator[Row]:
    """Explain the mapping where there are no products."""
    http_method = explained.text("http_method")
    yield "product", "product", "default", "there is no catalog"
    service, host = explained.text("service"), explained.text("host")
    backend = service or host or "default"
    reason = "the virtual host" if host else "the log names neither a service nor a virtual host"
    yield "backend", "backend", backend, "the service that the log names" if service else reason
    for verb, method in DEFAULT_METHODS:
        name = f"{verb} → {method}"
        if verb == http_method:
            yield "rule", name, "counts", "matches"
        else:
            yield "rule", name, "no", f"is for {verb}"
    decided = decide_by_http_method(pl.Series([http_method], dtype=pl.String))
    usage = decided.decisions[int(decided.numbers[0])].usage
    yield from _usage_rows(explained, usage, backend, "default")


def _by_rules(explained: Explained) -> Iterator[Row]:
    """Explain the mapping by the rules of the product."""
    host, path = explained.text("host"), explained.text("path")
    product = product_of(explained.catalog, host)
    yield "product", "product", product.name if product else NOWHERE, _product_reason(product, host)
    if product is None:
        yield from _usage_rows(explained, (), NOWHERE, NOWHERE)
        return
    facts = facts_of(
        explained.text("http_method"),
        None if path is None else normalised(path),
        explained.text("query"),
    )
    routed = routed_mount(product, facts)
    backend = routed.backend.name if routed else NOWHERE
    reason = f"mounted at {routed.path}" if routed else "no backend is mounted at this path"
    yield "backend", "backend", backend, reason
    results = list(try_rules(product, facts, routed))
    yield from map(_rule_row, results)
    yield from _usage_rows(explained, usage_of(results), backend, product.name)


def _product_reason(product: Product | None, host: str | None) -> str:
    if product is None:
        return "no product has this host" if host else "the log names no host"
    if host in product.hosts:
        return f"has the host {host}"
    return "takes the hosts that no other product has" if not product.hosts else "the only product"


def _rule_row(result: RuleResult) -> Row:
    return "rule", result.owned.text, "counts" if result.is_counted else "no", result.reason


def _usage_rows(explained: Explained, usage: Usage, backend: str, product: str) -> Iterator[Row]:
    yield "usage", "requests", "1", "every request that is not excluded"
    if not usage:
        yield "usage", "(none)", None, "no mapping rule matches"
    for metric, owner, delta in usage:
        name = backend if owner == "backend" else f"{product}, the product itself"
        yield "usage", metric, str(delta), f"of {name}"
    hits = sum(delta for metric, _, delta in usage if metric == "hits")
    if hits > 1:
        yield "usage", "hits", str(hits), "the sum: more than 1 for one request"
    if explained.catalog.counting is Counting.AUTHORIZED and _is_refused(explained):
        yield "usage", "(none)", None, "counting authorized: the gateway refused the request"


def _is_refused(explained: Explained) -> bool:
    return explained.request.get("status") in REFUSED


def _frame(explained: Explained) -> pl.DataFrame:
    """Return the request as a table.

    Shape: REQUESTS with one row, and the fields that credentials name.
    """
    fields = explained.request.get("fields") or {}
    known = {name: explained.request.get(name) for name in REQUESTS}
    known |= {"line": 1, "time": explained.request.get("time") or datetime(1985, 1, 1, tzinfo=UTC)}
    columns = {name: pl.Series([known[name]], dtype=dtype) for name, dtype in REQUESTS.items()}
    named = {credential.request_column for credential in explained.catalog.identify}
    for column in columns_for_clients(explained.catalog, frozenset({*columns, *named})):
        if column.startswith(FIELD):
            value = fields.get(column.removeprefix(FIELD))
            columns[column] = pl.Series([value], dtype=pl.String)
    return with_clients(pl.DataFrame(columns), explained.catalog)

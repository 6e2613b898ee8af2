"""The values that a shell offers for options; no catalog is checked, and no polars loaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from usagestats.choices import NAMED_RANGES, SPLIT_KEYS, ColorChoice, Measure
from usagestats.cli.options.setting_names import chosen_file
from usagestats.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usagestats.catalog.unchecked_names import UncheckedNames

LOG_FORMATS: Final = (
    *("akamai-datastream", "apache", "apache-ssl-request", "apicast", "apisix", "apisix-json"),
    *("aws-alb", "aws-api-gateway-json", "aws-api-gateway-text", "aws-cloudfront"),
    *("aws-cloudfront-json", "aws-elb", "aws-s3", "azure-apim", "azure-apim-table"),
    *("azure-application-gateway", "azure-application-gateway-v1", "azure-front-door"),
    *("caddy-json", "cloud-foundry", "cloudflare-logpush", "combined", "common", "envoy"),
    *("envoy-json", "gin", "google-load-balancer", "gorouter", "gravitee-csv"),
    *("gravitee-elasticsearch-json", "gravitee-json", "gravitee-log-json", "haproxy"),
    *("haproxy-clf", "haproxy-json", "heroku-router", "iis", "iis-native", "ingress-nginx"),
    *("istio", "istio-mixer-json", "json", "kong-json", "krakend", "ltsv", "main", "ncsa"),
    *("nginx", "nginx-proxy-manager", "squid", "traefik", "traefik-json", "tyk", "tyk-json"),
    *("tyk-pump-csv", "tyk-pump-json", "uvicorn", "uwsgi", "vhost_combined", "w3c", "zoraxy"),
)
"""The names of log formats; a test compares them with those that can be read."""

_STATUSES: Final = (
    *("2xx", "3xx", "4xx", "5xx", "none", "200", "201", "204", "301", "302", "304"),
    *("400", "401", "403", "404", "405", "409", "422", "429", "500", "502", "503", "504"),
)


_HTTP_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "none")


def ranges() -> list[str]:
    """Return range expressions that need no date."""
    return list(NAMED_RANGES)


def colors() -> list[str]:
    """Return the choices of --color."""
    return [str(choice) for choice in ColorChoice]


def log_formats() -> list[str]:
    """Return the names of log formats."""
    return list(LOG_FORMATS)


def timezones() -> list[str]:
    """Return the names of time zones, from the list that comes with them."""
    import tzdata

    names = Path(tzdata.__file__).with_name("zones").read_text(encoding="utf-8")
    return names.split()


def split_keys(incomplete: str) -> list[str]:
    """Return the keys by which rows are split."""
    return _in_list(SPLIT_KEYS, incomplete)


def latency_keys(incomplete: str) -> list[str]:
    """Return the keys by which rows of `latency` are split."""
    return _in_list((*SPLIT_KEYS, "metric"), incomplete)


def measures(incomplete: str) -> list[str]:
    """Return the figures that each metric can have."""
    return _in_list(Measure, incomplete)


def statuses(incomplete: str) -> list[str]:
    """Return the usual statuses, and classes of them."""
    return _in_list(_STATUSES, incomplete)


def http_methods(incomplete: str) -> list[str]:
    """Return the usual HTTP methods."""
    return _in_list(_HTTP_METHODS, incomplete)


def metrics(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the metrics of the catalog, else the built-in ones."""
    return _in_list(_names(ctx).metrics(), incomplete)


def products(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the products of the catalog."""
    return _in_list(_names(ctx).names_of("products"), incomplete)


def backends(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the backends of the catalog."""
    return _in_list(_names(ctx).names_of("backends"), incomplete)


def plans(ctx: typer.Context) -> list[str]:
    """Return the plans of the catalog, else those of the applications."""
    names = _names(ctx)
    return names.names_of("plans") or names.column("plan")


def accounts(ctx: typer.Context) -> list[str]:
    """Return the accounts of the applications."""
    return _names(ctx).column("account")


def applications(ctx: typer.Context) -> list[str]:
    """Return the names of the applications, never their keys."""
    return _names(ctx).column("name")


def _in_list(words: Iterable[str], incomplete: str) -> list[str]:
    """Return the words that can end a list separated by commas, with the list before them."""
    before, comma, _ = incomplete.rpartition(",")
    taken = set(before.split(","))
    return [f"{before}{comma}{word}" for word in words if word not in taken]


def _names(ctx: typer.Context) -> UncheckedNames:
    from usagestats.catalog.catalog_search import find_catalog
    from usagestats.catalog.unchecked_names import UncheckedNames

    is_without = bool(ctx.params.get("no_catalog"))
    try:
        path, _ = chosen_file(ctx.params.get("catalog"), is_without=is_without)
    except UsageError:  # --catalog and --no-catalog: nothing can be offered
        return UncheckedNames()
    return UncheckedNames.of(None if is_without else path or find_catalog(Path()))

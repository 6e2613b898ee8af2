"""Which address is the client: the connection's, or the one that a proxy passed on in a field."""

from __future__ import annotations

from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING

import polars as pl

from usagestats.frames import map_distinct, plain
from usagestats.late_pattern import late_pattern
from usagestats.logs.values.addresses import first_address
from usagestats.tables.declared import FIELD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from usagestats.catalog.model import Catalog

ADDRESS = "remote_address"
_BETWEEN = "\n"  # no field of a line has one
_FORWARDED = late_pattern(r'(?i)(?:^|[;\s])for="?([^";]*)')  # RFC 7239


def columns_for_clients(catalog: Catalog, columns: frozenset[str]) -> frozenset[str]:
    """Return columns of REQUESTS, and those that tell the clients if addresses are among them."""
    if ADDRESS not in columns:
        return columns
    return columns | set(_fields(catalog))


def _fields(catalog: Catalog) -> list[str]:
    """Return the columns of the fields, in the order in which they are tried."""
    names = (spelling for name in catalog.client for spelling in spellings(name))
    return [FIELD + name for name in dict.fromkeys(names)]


def spellings(name: str) -> list[str]:
    """Return the names under which gateways log a header, such as `X-Forwarded-For`.

    A name without a hyphen is no header: a gateway's own name of a field is its only one.
    """
    if "-" not in name or "." in name:
        return [name]
    lower = name.lower()
    flat = lower.replace("-", "_")
    nested = [f"request.headers.{name}", f"request.headers.{lower}"]  # Caddy; Kong, APISIX
    plain = [name, lower, flat, f"http_{flat}"]  # logs with headings; Envoy, Apache; nginx
    short = ["forwardedfor", "xff"] if flat == "x_forwarded_for" else []  # LTSV
    return [*plain, f"cs({name})", f"request_{name}", *nested, *short]  # IIS, Traefik


def with_clients(requests: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Put the client that the catalog names in the place of the address of the connection.

    Shape: REQUESTS with `columns_for_clients` in and out.
    """
    if not catalog.client or ADDRESS not in requests.columns:
        return requests
    names = [*_fields(catalog), ADDRESS]
    texts = plain(requests.select(names))
    joined = texts.select(pl.concat_str(pl.col(names).fill_null(""), separator=_BETWEEN))
    client = partial(_client, is_trusted=_trust_in(catalog))
    found = map_distinct(joined.to_series(), client, pl.String())
    return requests.with_columns(found.alias(ADDRESS))


def client_of(
    passed_on: Iterable[str], connection: str | None, is_trusted: Callable[[str], bool]
) -> str | None:
    """Return the last address that is not one of a trusted proxy; if all are, the first.

    Each proxy adds the address of its own client at the end. The proxy that wrote the log does not:
    its client is the connection, which comes last unless the list has it already.

    Args:
        passed_on: The addresses in the field, in order.
        connection: The address of the connection.
        is_trusted: Whether an address is one of a trusted proxy.
    """
    addresses = list(passed_on)
    if not addresses:
        return connection
    if connection and connection not in addresses:
        addresses.append(connection)
    unknown = (address for address in reversed(addresses) if not is_trusted(address))
    return next(unknown, addresses[0])


def _client(joined: str, is_trusted: Callable[[str], bool] | None) -> str | None:
    *fields, connection = joined.split(_BETWEEN)
    passed_on = next((list(_addresses(text)) for text in fields if text not in {"", "-"}), [])
    if is_trusted is None:  # whoever wrote the field is trusted, and nobody before
        return passed_on[-1] if passed_on else connection or None
    return client_of(passed_on, connection or None, is_trusted)


def _addresses(text: str) -> Iterator[str]:
    for part in text.split(","):
        named = _FORWARDED.search(part)
        if named is None and "=" in part:  # an element of RFC 7239 that names no client
            continue
        address = first_address((named[1] if named else part).strip(' "+'))
        if address:
            yield address


def _trust_in(catalog: Catalog) -> Callable[[str], bool] | None:
    """Return whether an address is one of a trusted proxy; `None` if the catalog names none."""
    networks = catalog.trusted_proxies

    def is_trusted(address: str) -> bool:
        try:
            known = ip_address(address.partition("%")[0])
        except ValueError:  # the name of a host
            return False
        return any(known in network for network in networks)

    return is_trusted if networks else None

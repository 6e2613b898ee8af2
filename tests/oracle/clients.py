"""Who sent a request: the connection, or the address that proxies passed on in a header."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracle.catalog import Catalog
    from tests.oracle.requests import Request


def client_of(request: Request, catalog: Catalog) -> str | None:
    """Return the client by `client` and `trusted_proxies` of the catalog."""
    texts = [request.passed_on.get(name) for name in catalog.client]
    given = next((text for text in texts if text not in {None, "", "-"}), None)
    addresses = list(addresses_in(given or ""))
    if not addresses:
        return request.address
    if not catalog.trusted_proxies:
        return addresses[-1]
    if request.address is not None and request.address not in addresses:
        addresses.append(request.address)
    for address in reversed(addresses):
        if not any(is_in_network(address, one) for one in catalog.trusted_proxies):
            return address
    return addresses[0]


def first_client(text: str) -> str | None:
    """Return the first address of a list, or without any its first name."""
    found = list(addresses_in(text))
    return next(filter(is_address, found), next(iter(found), None))


def addresses_in(text: str) -> Iterator[str]:
    """Give the addresses in X-Forwarded-For or, of RFC 7239, in Forwarded."""
    for part in text.split(","):
        element = part.strip()
        if "=" in element:
            pairs = (pair.strip().split("=", 1) for pair in element.split(";"))
            element = {name.lower(): value for name, value in pairs}.get("for", "")
        element = element.strip('"')
        if element and element != "unknown":
            yield without_port(element)


def without_port(text: str) -> str:
    if text.startswith("["):
        text = text[1 : text.index("]")]
    elif re.fullmatch(r"[\d.]+:\d+", text):
        text = text[: text.index(":")]
    if text.lower().startswith("::ffff:"):
        return str(IPv6Address(text).ipv4_mapped)
    return text


def is_address(text: str) -> bool:
    """Whether a text is an address, without a port."""
    try:
        ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def is_in_network(address: str, network: str) -> bool:
    """Whether an address is in a network; the name of a host is in none."""
    return is_address(address) and ip_address(address.partition("%")[0]) in ip_network(network)

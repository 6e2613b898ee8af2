"""Addresses of clients and names of hosts."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?"
    r"|\[?[0-9a-fA-F.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%[A-Za-z0-9]+)?\]?|unix:)$"
)
_HOST = re.compile(r"([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)\.?(?::[0-9]+)?")
_BRACKETED = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?")


def is_address(text: str) -> bool:
    """Return whether `text` looks like the address of a client."""
    return _ADDRESS.match(text) is not None


def host_name(text: str) -> str | None:
    """Return a host in lower case without its port; `None` where `text` is no host name."""
    match = _HOST.fullmatch(text) or _BRACKETED.fullmatch(text)
    return match[1].lower() if match else None


def first_address(text: str) -> str | None:
    """Return the address of the client in `a, b, c`, `10.0.0.7:51234` or `[::1]:80`.

    It is the first of a list, without port and brackets; `None` for `-` and for empty text.
    """
    address = text.partition(",")[0].strip().strip('"')
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    return None if address in {"", "-"} else address


def before_port(text: str) -> str | None:
    """Return the address in a text that ends with a port: `10.0.0.7:51234`, `2001:db8::1:51234`.

    An IPv6 address may lack its brackets: its last part is taken as the port.
    """
    address, _, port = text.rpartition(":")
    return first_address(f"[{address.strip('[]')}]" if port.isdecimal() else text)

"""Addresses of clients and names of hosts."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address

from usagestats.late_pattern import late_pattern

UNIX_SOCKET = "unix:"
"""The address of a client that came through a Unix socket, as nginx writes it."""

PLAIN_IPV4 = r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}"
"""A pattern of addresses that `first_address` returns as they are."""
_PLAIN_IPV4 = late_pattern(PLAIN_IPV4)
_IPV4 = late_pattern(r"(?:::[fF]{4}:)?([0-9]{1,3}(?:\.[0-9]{1,3}){3})(?::[0-9]{1,5})?")
_IPV6 = late_pattern(r"[0-9a-fA-F:]*:[0-9a-fA-F:]*(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3})?")
_BRACKETED = late_pattern(
    r"\[([^\[\]]+)\](?::[0-9]{1,5}|\(https?://[^()]*\))?"
)  # a link of Markdown
_NAME = late_pattern(r"([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)\.?(?::[0-9]+)?")
_NUMBER = late_pattern(r"[0-9.]+")
_LONGEST = 80  # of an address with its zone and port, in characters
_NO_CLIENT = frozenset({"", "-", "unknown"})  # RFC 7239, section 6.2: unknown


def is_address(text: str) -> bool:
    """Return whether `text` is the address of a client, perhaps with a port or in brackets."""
    return _address(text) is not None


def host_name(text: str) -> str | None:
    """Return a host in lower case without its port; `None` where `text` is no host.

    A host is a name or an address; a number such as `1575616561.123` is none.
    """
    match = _NAME.fullmatch(text)
    if match is None:
        match = _BRACKETED.fullmatch(text)
        return match[1].lower() if match and is_address(match[1]) else None
    is_number = _NUMBER.fullmatch(match[1]) is not None
    return None if is_number and not is_address(match[1]) else match[1].lower()


def client_name(text: str) -> str | None:
    """Return the name of a client's host without its port; `None` where `text` is no such name."""
    match = _NAME.fullmatch(text)
    return match[1] if match and not _NUMBER.fullmatch(match[1]) else None


def first_address(text: str) -> str | None:
    """Return the client in `a, b, c`, `10.0.0.7:51234`, `[::1]:80` or `::ffff:10.0.0.7`.

    It is the first address of a list, without port and brackets; an IPv4 address that is mapped
    into IPv6 (RFC 4291, section 2.5.5.2) is returned as IPv4. A list without any address gives
    its first name. `None` where the text names no client: it is empty, `-` or `unknown`.
    """
    if _PLAIN_IPV4.fullmatch(text):  # nearly all are, and there may be a million of them
        return text
    if "," not in text:
        return _client(text.strip(' "'))
    parts = [part.strip(' "') for part in text.split(",")]
    addresses = filter(None, map(_address, parts))
    return next(addresses, None) or next(filter(None, map(_client, parts)), None)


def before_port(text: str) -> str | None:
    """Return the address in a text that ends with a port: `10.0.0.7:51234`, `2001:db8::1:51234`.

    An IPv6 address may lack its brackets: its last part is taken as the port.
    """
    address, _, port = text.rpartition(":")
    if text.startswith(UNIX_SOCKET):
        return UNIX_SOCKET
    return first_address(address if port.isdecimal() else text)


def _client(text: str) -> str | None:
    return _address(text) or (None if text in _NO_CLIENT else client_name(text) or text)


def _address(text: str) -> str | None:
    """Return an address without port and brackets; `None` where `text` is none."""
    if text == UNIX_SOCKET:
        return text
    return _read_address(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=4096)  # most lines are of the same clients
def _read_address(text: str) -> str | None:
    if match := _IPV4.fullmatch(text):
        return match[1]
    bracketed = _BRACKETED.fullmatch(text)
    address, _, zone = (bracketed[1] if bracketed else text).partition("%")
    if not _IPV6.fullmatch(address):
        return address if bracketed and _IPV4.fullmatch(address) else None
    try:
        mapped = IPv6Address(address).ipv4_mapped
    except ValueError:
        return None
    return str(mapped) if mapped else f"{address}%{zone}" if zone else address

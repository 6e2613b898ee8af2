"""The addresses of clients are personal data: their networks stand for them."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from usagestats.late_pattern import late_pattern

_IPV4: Final = late_pattern(r"([0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3})\.[0-9]{1,3}")
_HOST_NAME: Final = late_pattern(r"[A-Za-z0-9_-]{1,63}((?:\.[A-Za-z0-9_-]{1,63})+)")
_ADDRESS: Final = late_pattern(
    # an address of a client stands alone, unlike the version in Chrome/120.0.0.0, or behind the
    # name of a field, as in host:192.0.2.7; rv:1.9.2.13 is the version of a browser
    r"(?:(?<![\w.:/%-])|(?<=[A-Za-z_]:)(?<![ (]rv:))"
    r"(?:(?:[0-9A-Fa-f]{0,4}:){2,8}[0-9A-Fa-f]{0,4}(?:(?:\.[0-9]{1,3}){3})?"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){3})(?!\.?\w)"
)
_PREFIX_OF_IPV6: Final = 48
_GROUPS_KEPT: Final = 0xFFFF_FFFF_FFFF << 80

UNIX_SOCKET: Final = "unix:"
"""A client on the same machine, which has no address."""
OTHER: Final = "(other)"
"""The network of a text that is no address and no name with a domain."""


def network_of(client: str) -> str:
    """Return the network of a client, which is not one person's.

    It is `192.0.2.0/24` for an IPv4 address, `2001:db8:1::/48` for an IPv6 address, and
    `*.example.net` for the name of a host. A client of any other form is `(other)`.
    """
    if match := _IPV4.fullmatch(client):
        return f"{match[1]}.0/24"
    if client == UNIX_SOCKET:
        return client
    try:
        address = ip_address(client.strip("[]").partition("%")[0])
    except ValueError:
        name = _HOST_NAME.fullmatch(client)
        return f"*{name[1].lower()}" if name else OTHER
    return _network(address)


def _network(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return network_of(str(address))
    if address.ipv4_mapped:
        return network_of(str(address.ipv4_mapped))
    return f"{IPv6Address(int(address) & _GROUPS_KEPT)}/{_PREFIX_OF_IPV6}"


def with_networks(line: str) -> str:
    """Return a line of a log with networks in the place of addresses."""
    return _ADDRESS.sub(lambda match: _network_or_text(match[0]), line)


@lru_cache(maxsize=1024)  # a line or a log has an address again and again
def _network_or_text(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:  # a time, such as 10:15:30
        return text
    return _network(address) if int(address) else text

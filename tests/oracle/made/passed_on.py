"""Headers in which proxies pass on the address of their client, by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

CLIENTS = (
    *("203.0.113.7", "203.0.113.8:4711", "198.51.100.9", "::ffff:198.51.100.9", "2001:db8::7"),
    *("2001:db8:0:0:0:0:0:7", "2001:DB8:1::A", "[2001:db8:2::5]", "[2001:db8:2::5]:443"),
    *("fe80::1%eth0", "gw.example.net", "_hidden", "unknown"),
)
PROXIES = (
    *("10.0.0.1", "10.1.2.3", "::ffff:10.0.0.8", "10.0.0.9:80", "192.168.7.7"),
    *("2001:db8:ffff::1", "[2001:db8:ffff::2]:8080", "2001:DB8:FFFF:0::3"),
)
CONNECTIONS = (
    *("192.0.2.7", "192.0.2.8", "198.51.100.9", "2001:db8::5"),
    *("10.0.0.1", "10.1.2.3", "2001:db8:ffff::1"),
)
NETWORKS = (
    *("10.0.0.0/8", "10.0.0.0/16", "10.0.0.1", "192.168.7.0/24", "2001:db8:ffff::/48"),
    *("2001:db8:ffff::1", "fe80::/10", "203.0.113.7", "192.0.2.0/24"),
)
"""Of proxies mostly; two are those of clients and connections."""


def chain(chance: Random) -> list[str]:
    """Make the addresses of X-Forwarded-For: what the client wrote itself, it, and proxies."""
    forged = chance.sample((*CLIENTS, *PROXIES), chance.choice((0, 0, 0, 1, 2)))
    proxies = chance.choices(PROXIES, k=chance.choice((0, 0, 1, 2)))
    return [*forged, chance.choice(CLIENTS), *proxies]


def x_forwarded_for(chance: Random) -> str:
    """Make the header, now and then an empty one."""
    if chance.random() < 0.2:
        return ""
    return chance.choice((", ", ",", " , ")).join(chain(chance))


def forwarded(chance: Random) -> str:
    """Make the header of RFC 7239."""
    elements = [_element(chance, address) for address in chain(chance)]
    if chance.random() < 0.2:
        elements.insert(chance.randrange(len(elements) + 1), "proto=https;by=10.0.0.1")
    return "" if chance.random() < 0.2 else ", ".join(elements)


def _element(chance: Random, address: str) -> str:
    if ":" in address and not address.startswith("[") and "." not in address:
        address = f"[{address}]"
    quoted = f'"{address}"' if ":" in address else address
    name = chance.choice(("for", "For"))
    more = chance.choice(("", ";proto=https", ";by=10.0.0.1;host=api.example.org"))
    return chance.choice((f"{name}={quoted}{more}", f"proto=http;{name}={quoted}"))

from __future__ import annotations

import time

import pytest

from usagestats.safety.networks import network_of, with_networks


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:DB8:1:2::7", "2001:db8:1::/48"),
        ("[2001:db8:1:2::7]", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("p5d.dip.example.net", "*.dip.example.net"),
        ("localhost", "(other)"),
        ("unix:", "unix:"),
        ("Ann Example <ann@example.org>", "(other)"),
        ("", "(other)"),
    ],
)
def test_a_network_stands_for_a_client(client: str, network: str) -> None:
    assert network_of(client) == network


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /?ip=198.51.100.9 HTTP/1.1" 200 5',
            '203.0.113.0/24 - - [04/May/2026:10:15:30 +0000] "GET /?ip=198.51.100.0/24 HTTP/1.1" 200 5',
        ),
        ('{"ip":"2001:db8:1:2::7","at":"2026-05-04T10:15:30Z"}', '{"ip":"2001:db8:1::/48","at":"2026-05-04T10:15:30Z"}'),
        ("203.0.113.7:5123 [::ffff:203.0.113.7]:80", "203.0.113.0/24:5123 [203.0.113.0/24]:80"),
        ("203.0.113.7, 198.51.100.9", "203.0.113.0/24, 198.51.100.0/24"),
        ("Chrome/120.0.0.0 1.2.3 300.1.1.1 1.2.3.4.5", "Chrome/120.0.0.0 1.2.3 300.1.1.1 1.2.3.4.5"),
        ("std::begin :: 10:15:30", "std::begin :: 10:15:30"),
        ("host:192.0.2.7\tua:curl", "host:192.0.2.0/24\tua:curl"),
        ("host:2001:db8::5\tua:curl", "host:2001:db8::/48\tua:curl"),
        ("Mozilla/5.0 (X11; rv:1.9.2.13)", "Mozilla/5.0 (X11; rv:1.9.2.13)"),
    ],
)  # fmt: skip
def test_networks_stand_for_the_addresses_in_a_line(line: str, expected: str) -> None:
    assert with_networks(line) == expected


@pytest.mark.parametrize("part", ["a", " a", ":", " 1.2.3", "1.", " a:b:c:d:e:f:a:b", "1:", "a:"])
def test_no_line_takes_long(part: str) -> None:
    line = part * 200_000
    start = time.process_time()
    with_networks(line)
    assert time.process_time() - start < 5

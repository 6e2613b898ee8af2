from __future__ import annotations

from ipaddress import ip_network

import polars as pl
import pytest

from usagestats.catalog.model import DEFAULT_CATALOG, Catalog
from usagestats.classify.clients import columns_for_clients, spellings, with_clients

PROXIES = (ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48"))
FIELD = "field:X-Forwarded-For"


def client(forwarded: str | None, connection: str | None, *, are_proxies_known: bool) -> str | None:
    proxies = PROXIES if are_proxies_known else ()
    catalog = Catalog(client=("X-Forwarded-For",), trusted_proxies=proxies)
    columns = sorted(columns_for_clients(catalog, frozenset({"remote_address"})))
    cells = dict.fromkeys(columns) | {FIELD: forwarded, "remote_address": connection}
    requests = pl.DataFrame([cells], dict.fromkeys(columns, pl.String))
    found: str | None = with_clients(requests, catalog)["remote_address"][0]
    return found


@pytest.mark.parametrize(
    ("forwarded", "connection", "expected"),
    [
        ("203.0.113.7", "10.0.0.1", "203.0.113.7"),
        ("203.0.113.7, 10.0.0.8", "10.0.0.1", "203.0.113.7"),
        ("198.51.100.9, 203.0.113.7, 10.0.0.8", "10.0.0.1", "203.0.113.7"),  # forged before
        ("198.51.100.9", "203.0.113.7", "203.0.113.7"),  # not by a proxy of ours: forged
        ("203.0.113.7,10.0.0.8", "203.0.113.7", "203.0.113.7"),  # Envoy: the first of the list
        ("10.0.0.7, 10.0.0.8", "10.0.0.1", "10.0.0.7"),  # all are trusted
        ("2001:db8::7, 2001:db8:ffff::1", "10.0.0.1", "2001:db8::7"),
        ("[2001:db8::7]:4711, ::ffff:10.0.0.8", "10.0.0.1", "2001:db8::7"),
        ("203.0.113.7:4711", "10.0.0.1", "203.0.113.7"),
        ("203.0.113.7,+10.0.0.8", "10.0.0.1", "203.0.113.7"),  # IIS
        ('for=203.0.113.7;proto=https, For="[2001:db8:ffff::9]:80"', "10.0.0.1", "203.0.113.7"),
        ("proto=https;by=10.0.0.8, for=203.0.113.7", "10.0.0.1", "203.0.113.7"),
        ("for=203.0.113.7, proto=https", "10.0.0.1", "203.0.113.7"),
        ("proto=https", "10.0.0.1", "10.0.0.1"),
        ("unknown, 10.0.0.8", "10.0.0.1", "10.0.0.8"),
        ("-", "10.0.0.1", "10.0.0.1"),
        ("", "10.0.0.1", "10.0.0.1"),
        (None, "203.0.113.9", "203.0.113.9"),
        (None, None, None),
        ("203.0.113.7", None, "203.0.113.7"),
        ("host.example.org, 10.0.0.8", "10.0.0.1", "host.example.org"),
    ],
)
def test_the_client_is_the_last_address_that_is_no_trusted_proxy(
    forwarded: str | None, connection: str | None, expected: str | None
) -> None:
    assert client(forwarded, connection, are_proxies_known=True) == expected


@pytest.mark.parametrize(
    ("forwarded", "connection", "expected"),
    [
        ("203.0.113.7", "10.0.0.1", "203.0.113.7"),
        ("198.51.100.9, 203.0.113.7", "10.0.0.1", "203.0.113.7"),
        ("-", "10.0.0.1", "10.0.0.1"),
        (None, None, None),
    ],
)
def test_without_proxies_the_last_address_of_the_field_counts(
    forwarded: str | None, connection: str | None, expected: str | None
) -> None:
    assert client(forwarded, connection, are_proxies_known=False) == expected


def test_a_header_is_looked_for_under_the_names_that_gateways_give_it() -> None:
    names = spellings("X-Forwarded-For")
    assert {"X-Forwarded-For", "x_forwarded_for", "http_x_forwarded_for", "forwardedfor"} < {*names}
    assert spellings("http_x_real_ip") == ["http_x_real_ip"]
    assert "xff" not in spellings("X-Real-IP")


def test_the_first_field_that_a_request_has_counts() -> None:
    catalog = Catalog(client=("a", "b"))
    requests = pl.DataFrame(
        {
            "remote_address": ["192.0.2.1"] * 3,
            "field:a": [None, "203.0.113.1", "-"],
            "field:b": ["203.0.113.2", "203.0.113.3", "203.0.113.4"],
        }
    )
    found = with_clients(requests, catalog)["remote_address"].to_list()
    assert found == ["203.0.113.2", "203.0.113.1", "203.0.113.4"]


def test_nothing_changes_where_no_client_is_declared_or_no_address_is_needed() -> None:
    columns = frozenset({"remote_address", "time"})
    assert columns_for_clients(DEFAULT_CATALOG, columns) == columns
    catalog = Catalog(client=("a",))
    assert columns_for_clients(catalog, frozenset({"time"})) == {"time"}
    requests = pl.DataFrame({"path": ["/"]})
    assert with_clients(requests, catalog) is requests

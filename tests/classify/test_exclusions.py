from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.classify.catalogs import product, rule
from tests.classify.classifying import classify
from usagestats.catalog.model import Catalog, Exclusions
from usagestats.classify.exclusions import are_in, columns_for_exclusion, excluded_rows
from usagestats.classify.paths import normalised_paths
from usagestats.tables.declared import REQUESTS

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
COLUMNS = (
    *("time", "http_method", "host", "path", "query"),
    *("status", "remote_address", "remote_user", "user_agent"),
)
ROWS = [
    (NOON, "GET", None, "/healthz", None, 200, "10.1.2.3", None, "kube-probe/1.29"),
    (NOON, "GET", None, "/healthz/x", None, 404, "2001:db8::7", None, None),
    (NOON, "GET", None, "//healthz", None, None, "unix:", "monitor", "curl/8.5.0"),
    (NOON, "GET", None, "/a", "user_key=abc", 503, "[2001:db8::8]", None, "KUBE-PROBE/2"),
    (NOON, None, None, None, None, 400, None, None, "-"),
]


def requests() -> pl.DataFrame:
    return pl.DataFrame(ROWS, {name: REQUESTS[name] for name in COLUMNS}, orient="row")


@pytest.mark.parametrize(
    ("exclude", "expected"),
    [
        (Exclusions(paths=("/healthz$",)), [0, 2]),
        (Exclusions(paths=("/healthz", "/a")), [0, 1, 2, 3]),
        (Exclusions(networks=(ip_network("10.0.0.0/8"),)), [0]),
        (Exclusions(networks=(ip_network("2001:db8::/64"), ip_network("10.1.2.3"))), [0, 1, 3]),
        (Exclusions(user_agents=("kube-probe/*",)), [0, 3]),
        (Exclusions(user_agents=("kube",)), []),
        (Exclusions(statuses=("5xx", "404")), [1, 3]),
        (Exclusions(statuses=("none",)), [2]),
        (Exclusions(applications=frozenset({"monitor"})), [2]),
        (Exclusions(applications=frozenset({"key:ba7816bf8f01"})), [3]),
        (Exclusions(paths=("/a",), statuses=("200",)), [0, 3]),
    ],
)
def test_one_reason_is_enough(exclude: Exclusions, expected: list[int]) -> None:
    frame = requests()
    catalog = Catalog(exclude=exclude)
    excluded = excluded_rows(frame, normalised_paths(frame["path"]), catalog)

    assert excluded is not None
    assert excluded.arg_true().to_list() == expected
    assert columns_for_exclusion(catalog) <= set(COLUMNS)


NETWORKS = (
    ("10.13.0.0/16", "0.0.0.0/32", "255.255.255.254/31", "192.0.2.7", "2001:db8::/32"),
    ("10.0.0.0/8", "192.0.2.0/25", "2001:db8::/32"),
    ("0.0.0.0/0",),
    ("8.0.0.0/6", "10.12.0.0/15"),
    ("2001:db8::/32",),
    tuple(f"10.{number}.0.0/16" for number in range(30)),
)
BYTES = st.sampled_from(["0", "1", "7", "13", "010", "192", "2", "254", "255", "256", "", "٣"])
ADDRESSES = (
    st.ip_addresses().map(str)
    | st.lists(BYTES, min_size=3, max_size=5).map(".".join)
    | st.sampled_from(["10.13.255.255", "10.14.0.0", "[2001:db8::1]", "fe80::1%eth0", "unix:", ""])
    | st.text(max_size=5).map("10.13.0.1".__add__)
)


@given(st.lists(ADDRESSES | st.none(), max_size=8), st.sampled_from(NETWORKS))
@example(["10.13.0.1\n", "10.13.0.1", "::ffff:10.13.0.1", "10.13.0"], NETWORKS[0])
@example(
    ["10.130.0.1", "101.3.0.1", "10.1.3.0", "1.0.13.0", "192.0.2.70", "192.0.27.0"], NETWORKS[0]
)
def test_addresses_are_in_the_networks_that_the_library_says(
    texts: list[str | None], names: tuple[str, ...]
) -> None:
    networks = [ip_network(one) for one in names]

    def is_in(text: str | None) -> bool:
        try:
            address = ip_address((text or "").strip("[]").partition("%")[0])
        except ValueError:
            return False
        return any(address in network for network in networks)

    assert are_in(pl.Series(texts, dtype=pl.String), networks).to_list() == list(map(is_in, texts))


def test_coded_addresses_are_excluded_like_others() -> None:
    frame = requests()
    names = ["10.1.2.9", *frame["remote_address"].drop_nulls()]
    coded = frame.with_columns(pl.col("remote_address").cast(pl.Enum(names)))
    catalog = Catalog(exclude=Exclusions(networks=(ip_network("10.1.2.0/24"),)))

    for rows in (frame, coded, coded.slice(1)):
        excluded = excluded_rows(rows, None, catalog)
        assert excluded is not None
        expected = [address == "10.1.2.3" for address in rows["remote_address"]]
        assert excluded.to_list() == expected


def test_without_exclusions_nothing_is_looked_at() -> None:
    frame = requests()
    assert excluded_rows(frame, None, Catalog()) is None
    assert columns_for_exclusion(Catalog()) == set()


def test_an_excluded_request_makes_no_usage_and_is_counted() -> None:
    api = product(rules=[rule("/", "hits")])
    catalog = Catalog(products=(api,), exclude=Exclusions(paths=("/healthz$",)))
    classified = classify(requests(), catalog, ("status",))

    assert classified.excluded == 2
    assert classified.unmatched == 1
    assert classified.requests["status"].to_list() == [404, 503, 400]

from __future__ import annotations

from ipaddress import ip_network

from tests.catalog.built import catalog
from usagestats.catalog.model import (
    DEFAULT_CATALOG,
)
from usagestats.catalog.registry import Application, Registry
from usagestats.safety.pseudonyms import pseudonym


def test_a_file_with_settings_only_is_the_catalog_without_a_file() -> None:
    assert catalog('timezone = "UTC"') == DEFAULT_CATALOG


def test_nobody_is_identified_where_the_list_is_empty() -> None:
    assert catalog("identify = []").identify == ()


def test_exclusions() -> None:
    shop = Application("7", "Shop")
    registry = Registry({"key:0123456789ab": shop, "7": shop})

    actual = catalog(
        '[exclude]\npaths = ["/healthz$"]\naddresses = ["10.0.0.1", "2001:db8::/32"]\n'
        'user_agents = ["kube-probe/*"]\nstatuses = [404, "5XX"]\napplications = ["Shop", "k"]',
        registry,
    ).exclude

    assert actual.paths == ("/healthz$",)
    assert actual.networks == (ip_network("10.0.0.1/32"), ip_network("2001:db8::/32"))
    assert actual.user_agents == ("kube-probe/*",)
    assert actual.statuses == ("404", "5xx")
    assert actual.applications == {
        *(pseudonym("Shop"), "key:0123456789ab", "7"),
        *("k", pseudonym("k")),
    }

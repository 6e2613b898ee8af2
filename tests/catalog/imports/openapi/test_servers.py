from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.catalog.imports.matching import counted
from tests.catalog.imports.openapi.documents import document
from tests.catalog.imports.samples import OPENAPI, assert_is_valid, imported
from usagestats.catalog.imports.import_file import import_file


def test_hosts_are_those_of_the_servers_grouped_by_base_path() -> None:
    products = import_file(OPENAPI).catalog["products"]

    assert [product.get("hosts") for product in products] == [
        ["eu.library.example"],
        ["us.library.example", "staging.library.example"],
        None,
    ]
    assert not counted(import_file(OPENAPI).catalog, "us.library.example", "GET", "/v2/books")


def test_without_servers_the_api_is_at_the_root_of_every_host(tmp_path: Path) -> None:
    draft = imported(tmp_path, document({"/x": {"get": {}}}))

    assert draft.catalog["products"] == [
        {"name": "test", "friendly_name": "Test", "backends": [{"name": "test", "path": "/"}]}
    ]
    assert counted(draft.catalog, "any", "GET", "/x") == Counter(["get_x"])


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://api.example.org", "api.example.org", "/"),
        ("https://api.example.org/", "api.example.org", "/"),
        ("//API.example.org:8443//v1//", "api.example.org", "/v1"),
        ("https://user:secret@api.example.org/a%20b", "api.example.org", "/a%20b"),
        ("https://[2001:DB8::1]:8443/v1", "[2001:db8::1]", "/v1"),
        ("v1", None, "/v1"),
        ("", None, "/"),
    ],
)
def test_urls_of_servers(tmp_path: Path, url: str, host: str | None, path: str) -> None:
    draft = imported(tmp_path, document({"/x": {"get": {}}}, servers=[{"url": url}]))

    assert draft.catalog["products"][0].get("hosts", [None]) == [host]
    assert draft.catalog["products"][0]["backends"][0]["path"] == path
    assert not draft.unsupported
    assert_is_valid(draft, tmp_path)


@pytest.mark.parametrize("url", ["https://[::1", "https://*.example.org", "https://a/b c*"])
def test_servers_that_cannot_be_are_listed(tmp_path: Path, url: str) -> None:
    draft = imported(tmp_path, document({"/x": {"get": {}}}, servers=[{"url": url}]))

    assert [text.partition(": ")[0] for text in draft.unsupported] == ["servers[0].url"]
    assert_is_valid(draft, tmp_path)


def test_variables_with_too_many_values_stand_for_their_defaults(tmp_path: Path) -> None:
    values = [f"h{number}" for number in range(101)]
    variables = {"host": {"default": "h7", "enum": values}}
    servers = [{"url": "https://{host}.example.org", "variables": variables}]
    draft = imported(tmp_path, document({"/x": {"get": {}}}, servers=servers))

    assert draft.catalog["products"][0]["hosts"] == ["h7.example.org"]
    assert draft.unsupported[0].startswith("servers[0].variables: 101 addresses")

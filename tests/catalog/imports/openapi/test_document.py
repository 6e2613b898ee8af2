from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.catalog.imports.matching import counted
from tests.catalog.imports.samples import OPENAPI, assert_is_valid, imported
from usagestats.catalog.imports.import_file import import_file
from usagestats.errors import UsageError

HOST = "eu.library.example"


def document(paths: dict[str, Any], **sections: Any) -> dict[str, Any]:
    return {"openapi": "3.0.3", "info": {"title": "Test"}, "paths": paths} | sections


@pytest.mark.parametrize("base", ["/v1", "/v2"])
@pytest.mark.parametrize(
    ("http_method", "path", "method"),
    [
        ("GET", "/", "root"),
        ("GET", "/books", "listBooks"),
        ("POST", "/books", "list_books"),
        ("GET", "/books/", "price"),
        ("GET", "/books/newest", "newestBook"),
        ("GET", "/books/42", "getBook"),
        ("DELETE", "/books/42", "requests_2"),
        ("GET", "/books/42/cover.png", "getCover"),
        ("GET", "/books/42/index", "getPart"),
        ("GET", "/Loans(7)", "price_change_2"),
        ("GET", "/caf%C3%A9%20menu", "get_cafe_menu"),
        ("GET", "/files/a/b/c", "anyFile"),
        ("GET", "/shared", "getShared"),
        ("HEAD", "/shared", "headShared"),
    ],
)
def test_a_request_counts_for_exactly_one_operation(
    base: str, http_method: str, path: str, method: str
) -> None:
    catalog = import_file(OPENAPI).catalog

    assert counted(catalog, HOST, http_method, base + path) == Counter([method])


@pytest.mark.parametrize(
    ("http_method", "path"),
    [
        ("GET", "/v1"),
        ("GET", "/v1/books/42/"),
        ("HEAD", "/v1/books"),
        ("PUT", "/v1/books"),
        ("GET", "/v1/books/42/index/more"),
        ("GET", "/v3/books"),
        ("GET", "/books"),
    ],
)
def test_what_the_document_does_not_describe_does_not_count(http_method: str, path: str) -> None:
    assert not counted(import_file(OPENAPI).catalog, HOST, http_method, path)


def test_hosts_are_those_of_the_servers_grouped_by_base_path() -> None:
    products = import_file(OPENAPI).catalog["products"]

    assert [product.get("hosts") for product in products] == [
        ["eu.library.example"],
        ["us.library.example", "staging.library.example"],
        None,
    ]
    assert not counted(import_file(OPENAPI).catalog, "us.library.example", "GET", "/v2/books")


def test_everything_unsupported_is_listed_with_its_place() -> None:
    places = [text.partition(": ")[0] for text in import_file(OPENAPI).unsupported]

    assert places == [
        "paths./books.post.callbacks.onAdded",
        "paths./books.query",
        "paths./books/{isbn}.get",
        "paths./a|b",
        "components.pathItems.shared.get.servers",
        "paths./elsewhere.$ref",
        "paths./circle.$ref",
        "webhooks.overdue",
        "components.securitySchemes.header",
        "components.securitySchemes.session",
        "components.securitySchemes.bearer",
        "components.securitySchemes.oauth",
        "components.securitySchemes.certificate",
    ]


def test_credentials_that_a_log_shows_identify_applications() -> None:
    assert import_file(OPENAPI).catalog["identify"] == ["query:library_key", "remote_user"]


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


@pytest.mark.parametrize(
    ("made", "place", "what"),
    [
        ({"swagger": "2.0", "paths": {}}, "", "Swagger 2.0"),
        ({"openapi": "4.0.0", "paths": {}}, "openapi", "'4.0.0'"),
        ({"openapi": "3.1.0"}, "paths", "no paths"),
        (document({"/x": []}), "paths./x", "must be a mapping, not a list"),
        (document({"/x": {"get": {"summary": {}}}}), "paths./x.get.summary", "must be text"),
        (document({"/x": {}}, servers={"url": "/"}), "servers", "must be a list, not a mapping"),
        (document({"/x": {}}, servers=[{"url": "{a}"}]), "servers[0].variables.a", "default"),
    ],
)
def test_what_cannot_be_imported(tmp_path: Path, made: Any, place: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        imported(tmp_path, made)

    assert what in caught.value.what
    assert caught.value.where == f"{tmp_path / 'made.json'}{': ' if place else ''}{place}"


@pytest.mark.parametrize(
    "template", ["/a?b=c", "/a#b", "/{}", "/{a", "/a}", "x", "/" + "a" * 255, "/a%7Cb", "/a[b]"]
)
def test_paths_that_no_rule_can_be_for_are_listed(tmp_path: Path, template: str) -> None:
    draft = imported(tmp_path, document({template: {"get": {}}, "/ok": {"get": {}}}))

    assert draft.catalog["backends"][0]["methods"] == ["get_ok"]
    assert [text.partition(": ")[0] for text in draft.unsupported] == [f"paths.{template}"]
    assert_is_valid(draft, tmp_path)

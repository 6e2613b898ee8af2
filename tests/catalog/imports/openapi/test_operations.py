from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.catalog.imports.matching import counted
from tests.catalog.imports.openapi.documents import document
from tests.catalog.imports.samples import OPENAPI, assert_is_valid, imported
from usagestats.catalog.imports.import_file import import_file

HOST = "eu.library.example"


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


@pytest.mark.parametrize(
    "template", ["/a?b=c", "/a#b", "/{}", "/{a", "/a}", "x", "/" + "a" * 255, "/a%7Cb", "/a[b]"]
)
def test_paths_that_no_rule_can_be_for_are_listed(tmp_path: Path, template: str) -> None:
    draft = imported(tmp_path, document({template: {"get": {}}, "/ok": {"get": {}}}))

    assert draft.catalog["backends"][0]["methods"] == ["get_ok"]
    assert [text.partition(": ")[0] for text in draft.unsupported] == [f"paths.{template}"]
    assert_is_valid(draft, tmp_path)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.catalog.imports.samples import imported
from tests.catalog.imports.threescale.written import resource, rule
from usagestats.catalog.imports.part import Part
from usagestats.catalog.imports.threescale.resources import Resource, is_threescale, resources_of
from usagestats.errors import UsageError


def test_names_are_made_as_the_operator_does(tmp_path: Path) -> None:
    named = resource("Product", "x", name="My API! 2", backendUsages={"myapi": {"path": "/"}})
    backend = resource("Backend", "y", name="My-API", mappingRules=[rule("/")])
    draft = imported(tmp_path, named, backend)

    assert draft.catalog["products"][0]["name"] == "myapi2"
    assert draft.catalog["products"][0]["backends"] == [{"name": "myapi", "path": "/"}]


def resources(*documents: Any) -> list[Resource]:
    return resources_of([Part(document, "", "f") for document in documents])


def test_lists_of_resources_are_flat() -> None:
    items = {"kind": "List", "items": [resource("Product", "a"), resource("Backend", "b")]}
    found = resources({"kind": "List", "items": [items]}, resource("Product", "c"))

    assert [one.label for one in found] == ["Product/a", "Backend/b", "Product/c"]
    assert found[0].spec.key_path == "Product/a.spec"
    assert is_threescale(Part(items, "", "f"))


def test_a_resource_of_another_program_keeps_its_version_in_its_kind() -> None:
    (found,) = resources({"apiVersion": "apps/v1", "kind": "Product", "metadata": {"name": "x"}})

    assert found.kind == "apps/v1 Product"
    assert not is_threescale(Part({"apiVersion": "apps/v1"}, "", "f"))
    assert not is_threescale(Part(["capabilities.3scale.net/v1beta1"], "", "f"))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"systemName": "My_API", "name": "Other"}, "my_api"),
        ({"name": "My API! 2"}, "myapi2"),
        ({"name": "!"}, "metadata-name"),
        ({}, "metadata-name"),
    ],
)
def test_the_system_name_is_that_of_the_operator(spec: dict[str, str], expected: str) -> None:
    (found,) = resources(resource("Product", "metadata-name", **spec))

    assert found.system_name == expected


def test_a_document_without_a_kind_is_no_resource() -> None:
    with pytest.raises(UsageError, match="is not a resource"):
        resources({"apiVersion": "capabilities.3scale.net/v1beta1"})

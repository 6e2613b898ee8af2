from __future__ import annotations

from pathlib import Path

from tests.catalog.imports.samples import imported
from tests.catalog.imports.threescale.written import resource, rule


def test_names_are_made_as_the_operator_does(tmp_path: Path) -> None:
    named = resource("Product", "x", name="My API! 2", backendUsages={"myapi": {"path": "/"}})
    backend = resource("Backend", "y", name="My-API", mappingRules=[rule("/")])
    draft = imported(tmp_path, named, backend)

    assert draft.catalog["products"][0]["name"] == "myapi2"
    assert draft.catalog["products"][0]["backends"] == [{"name": "myapi", "path": "/"}]

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.catalog.imports.openapi.documents import document
from tests.catalog.imports.samples import OPENAPI, imported
from usagestats.catalog.imports.import_file import import_file
from usagestats.errors import UsageError


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

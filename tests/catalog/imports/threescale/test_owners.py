from __future__ import annotations

import pytest

from tests.catalog.imports.matching import counted
from tests.catalog.imports.samples import THREESCALE
from usagestats.catalog.imports.import_file import import_file


@pytest.mark.parametrize(
    ("path", "usage"),
    [
        ("/", {"front": 1}),
        ("/catalogue/books/7", {"api_read": 1, "pages": 5}),
        ("/catalogue/books/7/reviews", {"pages": 5}),
        ("/catalogue/search", {"search": 1}),
        ("/catalogue", {}),
        ("/orders/7", {}),
        ("/elsewhere", {}),
    ],
)
def test_rules_count_as_in_3scale(path: str, usage: dict[str, int]) -> None:
    assert counted(import_file(THREESCALE).catalog, "api.shop.example", "GET", path) == usage

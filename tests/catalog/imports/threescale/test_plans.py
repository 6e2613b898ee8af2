from __future__ import annotations

from tests.catalog.imports.samples import THREESCALE
from usagestats.catalog.imports.import_file import import_file


def test_limits_name_the_backend_that_has_the_metric() -> None:
    first, second = import_file(THREESCALE).catalog["plans"]

    assert first["limits"] == [
        {"metric": "hits", "value": 1000, "per": "day"},
        {"metric": "api_read", "backend": "catalogue", "value": 0, "per": "hour"},
    ]
    assert second == {"name": "basic_2", "product": "catalogue-product", "limits": []}

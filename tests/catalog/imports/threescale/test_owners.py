from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.catalog.imports.matching import counted
from tests.catalog.imports.samples import THREESCALE, imported
from tests.catalog.imports.threescale.written import resource, rule
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


def test_metrics_get_names_that_the_catalog_accepts(tmp_path: Path) -> None:
    declared = {"hits": {}, "status": {"unit": "code"}, "reads": {"friendlyName": "Reads"}}
    made = resource("Backend", "b", metrics=declared, mappingRules=[rule("/a", "status")])
    (backend,) = imported(tmp_path, made).catalog["backends"]

    assert backend["metrics"] == [
        {"name": "status_2", "unit": "code"},
        {"name": "reads", "friendly_name": "Reads"},
    ]
    assert [one["metric"] for one in backend["rules"]] == ["status_2"]


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (rule("/a", httpMethod="COPY"), "mapping rules know no httpMethod 'COPY'"),
        (rule("/a", increment=0), "an increment of 0 counts nothing"),
        (rule("/a b"), "' ' cannot stand in a pattern: '/a b'"),
        (rule("/a", "gone"), "its owner declares no metric 'gone'"),
    ],
)
def test_a_rule_that_a_catalog_cannot_have_is_left_out(
    tmp_path: Path, refused: dict[str, Any], why: str
) -> None:
    kept = rule("/b", increment=3, last=True)
    draft = imported(tmp_path, resource("Backend", "b", mappingRules=[refused, kept]))

    assert draft.unsupported == (f"Backend/b.spec.mappingRules[0]: {why}",)
    assert draft.catalog["backends"][0]["rules"] == [
        {"http_method": "GET", "pattern": "/b", "metric": "hits", "delta": 3, "last": True}
    ]

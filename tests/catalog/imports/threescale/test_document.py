from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.catalog.imports.samples import THREESCALE, imported
from tests.catalog.imports.threescale.written import resource, rule
from usagestats.catalog.imports.import_file import import_file
from usagestats.errors import UsageError


def test_everything_unsupported_is_listed_with_its_place() -> None:
    texts = import_file(THREESCALE).unsupported
    places = {text.partition(": ")[0] for text in texts}
    plan = "Product/shop-cr.spec.applicationPlans.basic"

    assert len(texts) == len(set(texts))
    assert places >= {
        "Secret/reader-auth",
        "Backend/idle",
        "Application/reader",
        "Backend/catalogue-cr.spec.mappingRules[3]",
        "Backend/catalogue-cr.spec.mappingRules[4]",
        "Backend/catalogue-cr.spec.mappingRules[5]",
        "Backend/orders.spec.privateBaseURL",
        "Product/shop-cr.spec.policies[1]",
        "Product/shop-cr.spec.backendUsages.ghost",
        f"{plan}.costMonth",
        f"{plan}.pricingRules",
        f"{plan}.limits[2].metricMethodRef",
        f"{plan}.limits[3].metricMethodRef",
        f"{plan}.limits[4]",
        f"{plan}.limits[5]",
        "Product/mobile.spec.deployment.apicastHosted.authentication.oidc",
    }


def test_no_credential_is_shown() -> None:
    assert not {"hunter2", "top-secret"} & set(str(import_file(THREESCALE)).split("'"))
    assert "hunter2" not in str(import_file(THREESCALE))
    assert "top-secret" not in str(import_file(THREESCALE))


@pytest.mark.parametrize(
    ("documents", "place", "what"),
    [
        ([resource("Product", "p", metrics=[])], "Product/p.spec.metrics", "must be a mapping"),
        ([resource("Product", "p", methods={"a": 1})], "Product/p.spec.methods.a", "a number"),
        ([resource("Backend", "b")] * 2, "Backend/b.spec", "occurs twice"),
        ([resource("ActiveDoc", "a")], "", "neither a Product nor a Backend"),
        (
            [resource("Product", "p", mappingRules=[rule("/", increment="1")])],
            "Product/p.spec.mappingRules[0].increment",
            "must be a whole number",
        ),
        (
            [resource("Product", "p", metrics={"a": {}}, methods={"a": {}})],
            "Product/p.spec.metrics.a",
            "declared twice",
        ),
    ],
)
def test_what_cannot_be_imported(tmp_path: Path, documents: Any, place: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        imported(tmp_path, *documents)

    assert what in caught.value.what
    assert str(caught.value.where).endswith(place)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.catalog.imports.samples import THREESCALE, imported
from tests.catalog.imports.threescale.written import resource
from usagestats.catalog.imports.import_file import import_file


def test_limits_name_the_backend_that_has_the_metric() -> None:
    first, second = import_file(THREESCALE).catalog["plans"]

    assert first["limits"] == [
        {"metric": "hits", "value": 1000, "per": "day"},
        {"metric": "api_read", "backend": "catalogue", "value": 0, "per": "hour"},
    ]
    assert second == {"name": "basic_2", "product": "catalogue-product", "limits": []}


@pytest.mark.parametrize(
    ("limit", "why"),
    [
        ({"metricMethodRef": "hits", "period": "fortnight", "value": 1}, "there is no period 'fortnight'"),
        ({"metricMethodRef": "hits", "period": "day"}, "a limit needs a value of 0 or more"),
        ({"metricMethodRef": "hits", "period": "day", "value": -1}, "a limit needs a value of 0 or more"),
        ({"metricMethodRef": "gone", "period": "day", "value": 1}, "there is no metric 'gone'"),
        ({"metricMethodRef": {"systemName": "hits", "backend": "b"}, "period": "day", "value": 1}, "the product does not use the backend 'b'"),
        ({"metricMethodRef": "hits", "period": "hour", "value": 9}, "the metric already has a limit per period"),
    ],
)  # fmt: skip
def test_a_limit_that_a_catalog_cannot_have_is_left_out(
    tmp_path: Path, limit: dict[str, Any], why: str
) -> None:
    first = {"metricMethodRef": "hits", "period": "hour", "value": 5}
    plans = {"basic": {"limits": [first, limit]}}
    draft = imported(tmp_path, resource("Product", "p", name="P", applicationPlans=plans))

    assert [text.partition(": ")[2] for text in draft.unsupported] == [why]
    assert draft.catalog["plans"][0]["limits"] == [{"metric": "hits", "value": 5, "per": "hour"}]


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("costMonth", "prices are not imported; write them as price of the plan"),
        ("pricingRules", "prices are not imported; write them as price of the plan"),
        ("trialPeriod", "plans have limits and prices only, no rules for subscribing"),
    ],
)
def test_what_a_plan_of_the_catalog_does_not_get_is_listed(
    tmp_path: Path, key: str, why: str
) -> None:
    product = resource("Product", "p", name="P", applicationPlans={"basic": {key: "1"}})

    assert [text.partition(": ")[2] for text in imported(tmp_path, product).unsupported] == [why]

from __future__ import annotations

from dataclasses import replace

import pytest

from usagestats.catalog.fingerprint import fingerprint
from usagestats.catalog.model import (
    DEFAULT_CATALOG,
    Catalog,
    Exclusions,
    Limit,
    Per,
    Plan,
    Product,
    Rule,
)
from usagestats.choices import Counting

PRODUCT = Product("p", (), (), (), (Rule("GET", "/", "hits", except_methods=frozenset("ABCD")),))
CATALOG = Catalog((PRODUCT,), exclude=Exclusions(applications=frozenset("xyz")))


@pytest.mark.parametrize(
    "other",
    [
        DEFAULT_CATALOG,
        replace(CATALOG, products=(replace(PRODUCT, name="q"),)),
        replace(CATALOG, products=(replace(PRODUCT, rules=(Rule("GET", "/", "hits", 2),)),)),
        replace(CATALOG, exclude=Exclusions(applications=frozenset("xy"))),
        replace(CATALOG, identify=CATALOG.identify[1:]),
    ],
)
def test_what_is_counted_otherwise_has_another_fingerprint(other: Catalog) -> None:
    assert fingerprint(other) != fingerprint(CATALOG)


def test_what_reports_apply_does_not_matter() -> None:
    plans = (Plan("basic", (Limit("hits", 1, Per.DAY),)),)

    assert fingerprint(replace(CATALOG, plans=plans, counting=Counting.AUTHORIZED)) == fingerprint(
        CATALOG
    )


def test_a_fingerprint_is_the_same_on_every_machine() -> None:
    assert fingerprint(CATALOG) == "f4eb93b4e89d"
